#ifndef TRAPS_WARD_H
#define TRAPS_WARD_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * A heloward of the test's own: in the foreground, in a new directory, which is
 * its working directory too. Its rules are DIR/conf, its socket DIR/s, what it
 * says is in DIR/log. HELOWARD is the program (default ./heloward).
 */
struct ward {
	struct arena *arena;
	const char *program;
	char *dir;
	const char *socket; /* "unix:DIR/s" */
	const char *setting;
	pid_t pid; /* 0: not running */
};

enum { WARD_RUNS = -1 }; /* a status of a process that has not ended */

/* The directory. */
void ward_make(struct ward *w);

/* A file of that name in the directory. */
void ward_write(const struct ward *w, const char *file, const char *text);

/* The name of a file in it. */
const char *ward_path(const struct ward *w, const char *file);

/* How many entries it has. */
size_t ward_files(const struct ward *w);

/* Start one on that socket, whatever comes of it. */
void ward_spawn(struct ward *w, const char *socket);

/* All of it: true when it serves; else it is a failed test. */
bool ward_start(struct ward *w, const char *rules);

/* The same with one setting as for -o; ward_start() has "rdns=mta". */
bool ward_start_with(struct ward *w, const char *rules, const char *setting);

/* What it has said so far (until the next call), and how often a text stands
 * in it. */
const char *ward_log(const struct ward *w);
size_t ward_count(const struct ward *w, const char *text);

/* Wait until the text stands there so many times; false: it never did. */
bool ward_says(const struct ward *w, const char *text, size_t times);

/* Send it a signal. */
void ward_signal(const struct ward *w, int signal);

/*
 * Wait so many milliseconds for its end: its exit status, 128 and the signal
 * when one killed it, or WARD_RUNS.
 */
int ward_wait(struct ward *w, int64_t ms);

/* End it, which is a test too, and remove the directory. */
void ward_end(struct ward *w);

/* Remove the directory of one that was not started or has ended. */
void ward_remove(struct ward *w);

/* Every one there is; may be called by a signal's handler. */
void ward_kill_all(void);

int64_t ward_now(void); /* milliseconds of a clock that never jumps */
void ward_sleep(int64_t ms);

#endif
