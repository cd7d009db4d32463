#ifndef MILTER_LOGLINE_H
#define MILTER_LOGLINE_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>

/*
 * What a line of a mail log tells of a session: our own lines (plain or JSON),
 * those of Postfix (smtpd, cleanup, qmgr, deliveries) and of Sendmail, with
 * what syslog writes before them, or without. A text is absent where the line
 * does not tell. The client has written part of the line: what it tells is to
 * be shown, or played, never relied on.
 */
struct logline {
	bool ours;	 /* a line of heloward */
	struct str sid;	 /* the session's id */
	struct str rule; /* that stands before it in the reply */
	struct str qid;	 /* the MTA's queue id */
	struct str client, name;
	struct str helo, from, to; /* paths in their brackets */
	struct str auth;
};

/* False when it tells nothing. Texts live in the arena. */
bool logline_read(struct arena *a, struct str line, struct logline *out);

/* Do the two speak of one session, as far as both tell? */
bool logline_same(const struct logline *a, const struct logline *b);

/* What "more" tells and "into" does not. */
void logline_add(struct logline *into, const struct logline *more);

#endif
