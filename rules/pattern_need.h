#ifndef RULES_PATTERN_NEED_H
#define RULES_PATTERN_NEED_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>

/*
 * What every text that a regular expression matches must hold: one at least of
 * a few short texts, in whatever case. Searching for those first spares nearly
 * all of the matching.
 */
enum {
	NEED_SHORTEST = 2, /* bytes: fewer are in every other name */
	NEED_LONGEST = 32, /* more are cut: a part is needed as well */
	NEED_TEXTS = 16,   /* alternatives; more are none */
};

struct pattern_need {
	struct str text[NEED_TEXTS]; /* lower case, in the arena */
	size_t n;		     /* 0: nothing was found */
};

/*
 * Read it off a regular expression that PCRE2 has compiled. What is not
 * understood for certain (options inside, conditions, recursion, verbs, \Q, \x
 * and the like, braces that are no repetition) needs nothing.
 */
void pattern_need(struct arena *a, struct str re, bool extended,
		  struct pattern_need *out);

#endif
