#ifndef RULES_NEAREST_H
#define RULES_NEAREST_H

#include "str.h"

/*
 * The candidate nearest to a word, for "did you mean ...?": feed them one by
 * one, then read "best", which is absent when none is near enough.
 */
struct nearest {
	struct str word, best;
	size_t distance;
};

struct nearest nearest_to(struct str word);
void nearest_try(struct nearest *n, struct str candidate);

#endif
