#ifndef RIG_WATCH_H
#define RIG_WATCH_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>

/*
 * The decisions that the daemon logs, and what its log rules say, read from the
 * file it writes to while it writes: lines with an "action" or "event=log"
 * among their NAME=VALUE pairs.
 */
struct watch {
	struct arena *arena;
	int fd;
	char *part; /* a line that has no end yet */
	size_t npart;
	struct watch_line {
		struct str text, sid;
	} * line;
	size_t nlines;
	size_t past; /* lines of sessions that are over */
};

/* False with errno. Lines that stand there already are past. */
bool watch_open(struct watch *w, struct arena *a, const char *path);

/* Read what has come; the number of lines so far. */
size_t watch_read(struct watch *w);

/* The sessions of the lines so far are over: late lines of theirs, which the
 * same "sid" tells, do not count. */
void watch_forget(struct watch *w);

/* The value of a pair as it stands there, without quotes; absent: no such. */
struct str watch_get(struct str line, const char *name);

/* Milliseconds to sleep before reading again. */
enum { WATCH_PAUSE = 10 };
void watch_pause(void);

#endif
