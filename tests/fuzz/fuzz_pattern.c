#include "target.h"

#include "pattern_set.h"

/*
 * The first byte has the flags; lines up to an empty one are patterns, the rest
 * is the subject. A set never leaves out one that matches by itself.
 */

enum { MEMBERS = 16 };

static struct str
next_line(struct str *in)
{
	size_t n = str_find(*in, '\n');
	struct str line = str_slice(*in, 0, n);

	*in = str_from(*in, n + 1);
	return line;
}

static void
compare(const struct pattern_set *set, struct str subject)
{
	struct pattern_scratch s = {.data = NULL}, alone = {.data = NULL};
	const size_t n = pattern_set_count(set);
	const uint64_t *may = pattern_set_may(set, subject, &s);

	for (size_t i = 0; i < n; i++)
		if (pattern_match(pattern_set_member(set, i), subject,
				  &alone) == PATTERN_YES)
			assert(may[i / 64] >> i % 64 & 1);
	for (size_t at = pattern_set_next(set, may, 0); at < n;
	     at = pattern_set_next(set, may, at + 1))
		assert(may[at / 64] >> at % 64 & 1);
	pattern_scratch_fini(&s);
	pattern_scratch_fini(&alone);
}

int
fuzz_pattern(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str in = fuzz_input(data, size);
	struct pattern_set *set = pattern_set_new(a, 0);
	const struct span at = {NULL, 0, 0};
	unsigned flags = in.n > 0 ? (uint8_t)in.p[0] & 15 : 0;
	struct str line;

	in = str_from(in, 1);
	while ((line = next_line(&in)).n > 0 &&
	       pattern_set_count(set) < MEMBERS) {
		struct diag *d = diag_new(a);
		struct pattern *p = pattern_new(a, line, flags, d, at);

		assert((p == NULL) == (diag_errors(d) > 0));
		pattern_is_risky(line);
		if (p != NULL)
			pattern_set_add(set, p);
	}
	pattern_set_finish(set);
	compare(set, in.p == NULL ? STR("") : in);
	arena_free(a);
	return 0;
}
