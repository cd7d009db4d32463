#include "pattern_set.h"

#include "pattern_need.h"
#include "tap.h"

/*
 * What a regular expression needs, and a small set; test_pattern_many has a
 * large one.
 */

static const struct span nowhere;

/* The texts that it needs, "dyn|dhcp"; "" when none is found. */
static struct str
need_of(struct arena *a, const char *re, bool extended)
{
	struct pattern_need need = {.n = 0};
	struct str all = STR("");

	pattern_need(a, str_of(re), extended, &need);
	for (size_t i = 0; i < need.n; i++)
		all = arena_printf(a, "%.*s%s%.*s", STR_ARG(all),
				   i > 0 ? "|" : "", STR_ARG(need.text[i]));
	return all;
}

static void
test_needs(void)
{
	static const struct {
		const char *re, *need;
	} cases[] = {
	    {"friend", "friend"},
	    {"^Mail\\.Example\\.org$", "mail.example.org"},
	    {"\\d+\\.dsl\\.example", ".dsl.example"},
	    {"ab*cdef", "cdef"},
	    {"abcd?ef", "abc"},
	    {"abcd+ef", "abcd"},
	    {"abcd{2}ef", "abcd"},
	    {"abcd{0,3}ef", "abc"},
	    {"abcd{00}ef", "abc"},
	    {"abcd*?efghi", "efghi"},
	    {"abcd*+efghi", "efghi"},
	    {"dyn|dhcp", "dyn|dhcp"},
	    {"dyn|[0-9]", ""},
	    {"dyn|", ""},
	    {"x(dyn|dhcp|pool)[0-9]", "dyn|dhcp|pool"},
	    {"(dyn|dhcp)?-[0-9]+", ""},
	    {"(?:dyn|dhcp)+longest", "longest"},
	    {"(?i)adsl", "adsl"},
	    {"(?x)a b c", ""},
	    {"(?i:adsl)", "adsl"},
	    {"(?<tag>adsl)", "adsl"},
	    {"(?>adsl)", "adsl"},
	    {"(?=adsl)[a-z]+", ""},
	    {"(?!adsl)[a-z]+", ""},
	    {"(?<!adsl)[a-z]+", ""},
	    {"adsl(?#no)*[a-z]", ""},
	    {"(*ACCEPT)adsl", ""},
	    {"(?(?=a)bcd|efg)", ""},
	    {"(?1)(adsl)", ""},
	    {"\\Qadsl*\\E", ""},
	    {"\\x61dsl", ""},
	    {"adsl\\d\\D\\w\\Wx", "adsl"},
	    {"ad[s]l", "adsl"},
	    {"ad[.]l", "ad.l"},
	    {"ad[\\.]l", "ad.l"},
	    {"ad[^s]lm", "ad"},
	    {"ad[st]lm", "ad"},
	    {"[[:alpha:]]dsl", "dsl"},
	    {"[[:^alpha:]]dsl", "dsl"},
	    {"[[:]|dsl]xyz", ""}, /* a class of "[" and ":" */
	    {"[[:alpha]|dsl]xyz", ""},
	    {"[[.]|dsl]xyz", ""},
	    {"[]]dsl", "]dsl"},
	    {"[^]]dsl", "dsl"},
	    {"a{x", ""},
	    {"a", ""},
	    {"...", ""},
	    {"abcdefghijklmnopqrstuvwxyzabcdefghij",
	     "abcdefghijklmnopqrstuvwxyzabcdef"},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str got = need_of(a, cases[i].re, false);

		ok(str_eq(got, str_of(cases[i].need)),
		   "/%s/ needs \"%s\": \"%.*s\"", cases[i].re, cases[i].need,
		   STR_ARG(got));
	}
	ok(need_of(a, "a b c", true).n == 0, "/a b c/x is not understood");
	arena_free(a);
}

static void
test_small(void)
{
	struct arena *a = arena_new();
	struct pattern_scratch s = {.data = NULL};
	struct pattern_set *set = pattern_set_new(a, 1);
	static const char *const re[] = {"dyn.*", "[0-9]+", ".*Dyn"};
	const uint64_t *may;

	for (size_t i = 0; i < sizeof re / sizeof re[0]; i++)
		pattern_set_add(set, pattern_new(a, str_of(re[i]), 0,
						 diag_new(a), nowhere));
	pattern_set_finish(set);
	ok(!pattern_set_is_bare(set, 0) && pattern_set_is_bare(set, 1),
	   "digits alone need no text");
	may = pattern_set_may(set, STR("a DYN b"), &s);
	ok(may[0] == 7, "a text is found in any case");
	may = pattern_set_may(set, STR("dy"), &s);
	ok(may[0] == 2, "a part of a text is not enough");
	ok(pattern_set_next(set, may, 2) == 3, "none is left behind the last");
	may = pattern_set_may(set, STR(""), &s);
	ok(may[0] == 2, "no text has none");
	pattern_scratch_fini(&s);
	arena_free(a);
}

int
main(void)
{
	test_needs();
	test_small();
	return tap_done();
}
