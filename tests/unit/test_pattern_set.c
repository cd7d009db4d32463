#include "pattern_set.h"

#include "pattern_need.h"
#include "tap.h"

/*
 * What a regular expression needs, and that a set finds exactly what matching
 * one by one finds.
 */

enum { PATTERNS = 1000, NAMES = 2000, NAME = 48 };

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

static uint32_t seed = 20261125;

static uint32_t
below(uint32_t n)
{
	seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (seed >> 8) % n;
}

/* Labels as hosts have them, digits among them. */
static struct str
make_name(struct arena *a)
{
	static const char *const words[] = {"mail", "mx",  "dyn",   "dhcp",
					    "pool", "dsl", "Cable", "example",
					    "net",  "org", "client"};
	struct str name = STR("");

	for (uint32_t n = 2 + below(4); n > 0; n--) {
		const char *word = words[below(sizeof words / sizeof *words)];

		name = below(3) == 0
			   ? arena_printf(a, "%.*s%u", STR_ARG(name),
					  (unsigned)below(300))
			   : arena_printf(a, "%.*s%s", STR_ARG(name), word);
		if (n > 1)
			name = arena_printf(a, "%.*s%c", STR_ARG(name),
					    ".-"[below(2)]);
	}
	return str_slice(name, 0, NAME);
}

/* One character of a name as part of an expression that matches it. */
static struct str
loosen(struct arena *a, char c)
{
	const char *plain = str_is_alnum(c) ? "" : "\\";

	switch (below(16)) {
	case 0:
		return STR(".");
	case 1:
		return arena_printf(a, "[%c_]", c);
	case 2:
		return arena_printf(a, "%s%c+", plain, c);
	case 3:
		return arena_printf(a, "q?%s%c", plain, c);
	case 4:
		return arena_printf(a, "(?:%s%c|adsl)", plain, c);
	case 5:
		return arena_printf(a, "(%s%c){1,2}z*", plain, c);
	case 6:
		return arena_printf(a, "(?<! )%s%c{1}", plain, c);
	case 7:
		return arena_printf(a, "[%c]", c);
	default:
		return arena_printf(a, "%s%c", plain, c);
	}
}

/* An expression that matches the name, and others like it. */
static struct str
make_pattern(struct arena *a, struct str name)
{
	struct str re = STR("");

	for (size_t i = 0; i < name.n; i++) {
		struct str part = str_is_digit(name.p[i]) && below(2) == 0
				      ? STR("\\d+")
				      : loosen(a, name.p[i]);

		re = arena_printf(a, "%.*s%.*s", STR_ARG(re), STR_ARG(part));
	}
	if (below(8) == 0)
		re =
		    arena_printf(a, "%.*s|.*\\.(dyn|dhcp)-[0-9]+", STR_ARG(re));
	return re;
}

struct set_test {
	struct arena *arena;
	struct pattern_set *set;
	struct pattern_scratch scratch;
	struct str name[NAMES];
	size_t found, tried, wrong;
};

static void
make_set(struct set_test *t)
{
	struct diag *d = diag_new(t->arena);

	t->set = pattern_set_new(t->arena, 0);
	for (size_t i = 0; i < NAMES; i++)
		t->name[i] = make_name(t->arena);
	for (size_t i = 0; i < PATTERNS; i++) {
		struct pattern *p = pattern_new(
		    t->arena, make_pattern(t->arena, t->name[i]),
		    PATTERN_WHOLE | (i % 2 == 0 ? PATTERN_CASELESS : 0), d,
		    nowhere);

		if (p != NULL)
			pattern_set_add(t->set, p);
	}
	pattern_set_finish(t->set);
	ok(pattern_set_count(t->set) == PATTERNS, "all patterns are right");
}

static void
compare(struct set_test *t, struct str name)
{
	const uint64_t *may = pattern_set_may(t->set, name, &t->scratch);

	for (size_t i = 0; i < PATTERNS; i++) {
		bool left = (may[i / 64] >> i % 64 & 1) != 0;
		bool matches = pattern_match(pattern_set_member(t->set, i),
					     name, &t->scratch) == PATTERN_YES;

		t->found += matches;
		t->tried += left;
		t->wrong += matches && !left;
		t->wrong += left != (pattern_set_next(t->set, may, i) == i);
	}
}

static void
test_set(void)
{
	struct set_test t = {.arena = arena_new()};

	make_set(&t);
	for (size_t i = 0; i < NAMES; i++)
		compare(&t, t.name[i]);
	ok(t.wrong == 0, "%zu of %d answers differ from one by one", t.wrong,
	   NAMES * PATTERNS);
	ok(t.found >= PATTERNS, "%zu matches", t.found);
	ok(t.tried < NAMES * PATTERNS / 4, "%zu pairs are left to match",
	   t.tried);
	compare(&t, STR(""));
	compare(&t, STR("a"));
	ok(t.wrong == 0 && t.scratch.overruns == 0, "short texts are fine");
	pattern_scratch_fini(&t.scratch);
	arena_free(t.arena);
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
	pattern_scratch_fini(&s);
	arena_free(a);
}

int
main(void)
{
	test_needs();
	test_set();
	test_small();
	return tap_done();
}
