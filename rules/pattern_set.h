#ifndef RULES_PATTERN_SET_H
#define RULES_PATTERN_SET_H

#include "arena.h"
#include "pattern.h"

/*
 * Many regular expressions that are asked about one subject: the texts that
 * they need (pattern_need.h) are searched for all at once, and only those that
 * have theirs remain to be matched. Built once by one thread, then immutable.
 */
struct pattern_set;

/*
 * "number" is where a session keeps what it has found: the sets of tables share
 * 0, others have one each.
 */
struct pattern_set *pattern_set_new(struct arena *a, size_t number);

/* Members are numbered from 0 in the order they are added. */
void pattern_set_add(struct pattern_set *set, const struct pattern *p);
const struct pattern *pattern_set_member(const struct pattern_set *set,
					 size_t index);
size_t pattern_set_count(const struct pattern_set *set);

/* Must it be matched each time, as nothing that it needs was found? */
bool pattern_set_is_bare(const struct pattern_set *set, size_t index);

/* Call once after the last member, before the first search. */
void pattern_set_finish(struct pattern_set *set);

/*
 * Which members can match: bit i % 64 of word i / 64. Those whose bit is not
 * set do not. The words live until the next call with this scratch.
 */
const uint64_t *pattern_set_may(const struct pattern_set *set,
				struct str subject, struct pattern_scratch *s);

/*
 * Can this member match? The answers about one subject are remembered until
 * another one is asked about, for sets that have a number of their own.
 */
bool pattern_set_can(const struct pattern_set *set, size_t index,
		     struct str subject, struct pattern_scratch *s);

/* The first member from "from" on whose bit is set; the count: none is. */
size_t pattern_set_next(const struct pattern_set *set, const uint64_t *may,
			size_t from);

#endif
