#ifndef TRAPS_SCRIPT_H
#define TRAPS_SCRIPT_H

#include "wire.h"

/*
 * An MTA's talk with a filter, a line a command:
 *
 *	"HELO mail.example.net > c"
 *
 * is the command, its arguments ("|" between them) and the reply: its letter
 * (of <libmilter/mfdef.h>; one of several if there are several), or its text
 * up to the name of the rule when it has one. No line but ABORT, QUIT, QUIT_NC
 *and CUT is without a reply; CUT hangs up.
 *
 * The MTA need not be one that keeps to what was negotiated: "deaf" are the
 * SMFIP_NO... which it does not heed.
 */
enum { SCRIPT_LINES = 32 };

struct script {
	const char *what;
	uint32_t deaf;
	const char *line[SCRIPT_LINES]; /* to the first NULL */
};

/* Every SMFIP_NO... there is. */
extern const uint32_t script_deaf;

/* Connect and negotiate. False is a failed test. */
bool script_open(struct wire *w, struct arena *a, const char *where,
		 uint32_t deaf);

/*
 * Say a command and return its reply: what may stand behind ">", "" when none
 * is to come, "(WHY)" when none came. It is in the wire's arena.
 */
const char *script_say(struct wire *w, const char *line);

/* The same in two steps: true when there is a reply to get. */
bool script_put(struct wire *w, const char *line);
const char *script_get(struct wire *w);

/* Say lines and compare the replies: one test. */
bool script_lines(struct wire *w, const char *what, const char *const *line);

/* Play a script in a connection of its own: one test. */
void script_play(const struct script *s, const char *where);

#endif
