#ifndef MILTER_TOP_H
#define MILTER_TOP_H

#include "arena.h"
#include "str.h"

#include <stdint.h>
#include <stdio.h>

/*
 * What the daemon has counted, for people: read from the text that its control
 * socket gives (heloward-metrics(5)), into the arena that the text is in.
 */
struct top {
	struct top_value {
		struct str name; /* with its labels */
		int64_t n;
	} * value;
	size_t nvalues;
	/* Verdicts and matches, those of all moments together. */
	struct top_rule {
		struct str rule, action, mode;
		int64_t n;
	} * rule;
	size_t nrules;
};

void top_read(struct top *t, struct str metrics, struct arena *a);

/*
 * Print a page of at most so many lines. "before" is what had been counted so
 * many milliseconds ago, for what happens in a second; NULL: not known.
 */
void top_print(const struct top *t, const struct top *before, int64_t ms,
	       size_t lines, FILE *out);

#endif
