#ifndef MILTER_DELAY_H
#define MILTER_DELAY_H

#include "setting.h"

#include <stdint.h>

/*
 * Waiting on purpose ("delay" rules), bounded: a waiting callback holds a
 * thread of libmilter's pool, and too many at once would hold up clients that
 * nobody wants to delay. Any thread.
 */

/* A connection came (1) or went (-1). */
void delay_connection(int change);

/*
 * Wait, at most for delay-limit, and not at all while delay-share percent of
 * the connections (at least one, at most DELAY_MOST) wait already.
 */
enum { DELAY_MOST = 8 };
void delay_wait(int64_t milliseconds, const struct settings *settings);

#endif
