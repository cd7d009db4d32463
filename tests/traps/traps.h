#ifndef TRAPS_TRAPS_H
#define TRAPS_TRAPS_H

#include <stdbool.h>

/*
 * Each trap that libmilter, Postfix and Sendmail lay for a filter has a test
 * that fails when heloward steps into it. A trap is one function.
 */

/* How long an answer may take, in milliseconds. */
enum { TRAPS_PATIENCE = 2000 };

/* One line of TAP, with the number of the trap before it. */
bool traps_ok(bool pass, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The same about two texts; shows them when they differ. */
bool traps_same(const char *got, const char *want, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A comment. */
void traps_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void trap_steps_unknown(void);
void trap_steps_data(void);
void trap_steps_unknown_verdict(void);
void trap_steps_skip(void);
void trap_steps_no_data(void);
void trap_steps_macros(void);

void trap_talk_greeting(void);
void trap_talk_endings(void);
void trap_talk_texts(void);

void trap_reload(void);
void trap_socket(void);
void trap_stop(void);
void trap_threads(void);

#endif
