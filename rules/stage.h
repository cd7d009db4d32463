#ifndef RULES_STAGE_H
#define RULES_STAGE_H

/*
 * The SMTP events at which rules run, in their order. DATA is missing on
 * purpose: both MTAs and libmilter lose step when it is refused.
 */
enum stage {
	STAGE_CONNECT,
	STAGE_HELO,
	STAGE_MAIL,
	STAGE_RCPT,
	STAGE_HEADERS, /* end of the headers */
	STAGE_MESSAGE, /* end of the message */
	STAGE_COUNT
};

/* "CONNECT", "HELO" ... */
const char *stage_name(enum stage stage);

/* What a fact belongs to, outermost first; the end of one ends those below. */
enum scope {
	SCOPE_CONNECTION,
	SCOPE_GREETING,
	SCOPE_MESSAGE,
	SCOPE_RECIPIENT,
	SCOPE_COUNT
};

enum scope stage_scope(enum stage stage);

#endif
