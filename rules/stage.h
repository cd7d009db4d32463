#ifndef RULES_STAGE_H
#define RULES_STAGE_H

#include <stdbool.h>

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
	/* Aside from these, at any time: a command that the MTA does not know,
	 * and the end of the connection. */
	STAGE_COMMAND,
	STAGE_END,
	STAGE_COUNT
};

/*
 * Events at which rules run that ask for them and no others; what is found out
 * there is not remembered.
 */
bool stage_is_aside(enum stage stage);

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
