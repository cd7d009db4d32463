#ifndef MILTER_REPORT_PERIOD_H
#define MILTER_REPORT_PERIOD_H

#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A stretch of time, in seconds since 1970 (UTC), and its division into equal
 * parts for a chart: of a round length, beginning at a round time.
 */
struct report_period {
	int64_t from, to; /* "to" is just behind it */
	int64_t begin;	  /* of the first part */
	int64_t width;	  /* of each */
	size_t parts;	  /* at most REPORT_PARTS */
};

enum { REPORT_PARTS = 96 };

/* Sets the rest from "from" and "to", which is behind it. */
void report_period_divide(struct report_period *p);

/* The part that a time within the period is in. */
size_t report_period_part(const struct report_period *p, int64_t when);

/*
 * "2026-11-26", "2026-11-26T13:45:00Z" (or less of it), or a time span back
 * from now, such as 7d. A day as an end is the end of that day. False: none of
 * these, *out is untouched.
 */
bool report_period_parse(struct str text, bool end, int64_t now, int64_t *out);

/* "2026-11-26 13:45", in UTC. */
enum { REPORT_TIME = 32 };
const char *report_period_show(int64_t when, char out[REPORT_TIME]);

#endif
