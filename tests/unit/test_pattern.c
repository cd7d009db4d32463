#include "pattern.h"

#include "limits.h"
#include "tap.h"

static struct str
bytes(const char *p, size_t n)
{
	return str_make(p, n);
}

static void
test_matches(void)
{
	static const struct {
		const char *re;
		unsigned flags;
		const char *subject;
		enum pattern_result want;
	} cases[] = {
	    {"friend", PATTERN_WHOLE, "friend", PATTERN_YES},
	    {"friend", PATTERN_WHOLE, "a friend", PATTERN_NO},
	    {"friend", PATTERN_WHOLE, "friends", PATTERN_NO},
	    {"friend", PATTERN_WHOLE, "friend\n", PATTERN_NO},
	    {"friend$", PATTERN_WHOLE, "friend\n", PATTERN_NO},
	    {"friend", 0, "my friends", PATTERN_YES},
	    {"friend$", 0, "friend\n", PATTERN_NO},
	    {"friend", PATTERN_WHOLE, "FRIEND", PATTERN_NO},
	    {"friend", PATTERN_WHOLE | PATTERN_CASELESS, "FRIEND", PATTERN_YES},
	    {"a|ab", PATTERN_WHOLE, "ab", PATTERN_YES},
	    {"a|b", PATTERN_WHOLE, "ab", PATTERN_NO},
	    {"a.b", PATTERN_WHOLE, "a\nb", PATTERN_NO},
	    {"a.b", PATTERN_WHOLE | PATTERN_DOTALL, "a\nb", PATTERN_YES},
	    {"a b", PATTERN_WHOLE, "a b", PATTERN_YES},
	    {"a b # both", PATTERN_WHOLE | PATTERN_EXTENDED, "ab", PATTERN_YES},
	    {"a\\/b", PATTERN_WHOLE, "a/b", PATTERN_YES},
	    {"[[:alpha:]]+", PATTERN_WHOLE, "\xe4", PATTERN_NO},
	    {"\\w+", PATTERN_WHOLE, "\xe4", PATTERN_NO},
	    {"\xe4", PATTERN_WHOLE | PATTERN_CASELESS, "\xc4", PATTERN_NO},
	    {"\xe4.", PATTERN_WHOLE, "\xe4\xff", PATTERN_YES},
	    {"\\xff", PATTERN_WHOLE, "\xff", PATTERN_YES},
	    {".*", PATTERN_WHOLE, "", PATTERN_YES},
	    {"x?", 0, "", PATTERN_YES},
	};
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct pattern_scratch s = {.data = NULL};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct pattern *p =
		    pattern_new(a, str_of(cases[i].re), cases[i].flags, d,
				(struct span){NULL, 0, 0});

		ok(p != NULL && pattern_match(p, str_of(cases[i].subject),
					      &s) == cases[i].want,
		   "case %zu: /%s/ flags %u", i, cases[i].re, cases[i].flags);
	}
	ok(diag_errors(d) == 0 && s.overruns == 0, "no errors, no overruns");
	pattern_scratch_fini(&s);
	arena_free(a);
}

static void
test_bytes(void)
{
	static const struct {
		struct str re, subject;
		enum pattern_result want;
		const char *what;
	} cases[] = {
	    {{"a.b", 3}, {"a\0b", 3}, PATTERN_YES, "NUL in the subject"},
	    {{"a", 1}, {"a\0", 2}, PATTERN_NO, "NUL does not end it"},
	    {{"a\0b", 3}, {"a\0b", 3}, PATTERN_YES, "NUL in the pattern"},
	    {{"a\\x00b", 6}, {"a\0b", 3}, PATTERN_YES, "\\x00 is NUL"},
	    {{".*", 2}, {NULL, 0}, PATTERN_YES, "the absent text is empty"},
	    {{".+", 2}, {NULL, 0}, PATTERN_NO, "and nothing more"},
	};
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct pattern_scratch s = {.data = NULL};
		struct pattern *p = pattern_new(a, cases[i].re, PATTERN_WHOLE,
						d, (struct span){NULL, 0, 0});

		ok(p != NULL &&
		       pattern_match(p, cases[i].subject, &s) == cases[i].want,
		   "%s", cases[i].what);
		ok(p != NULL && str_eq(pattern_text(p), cases[i].re) &&
		       pattern_text(p).p != cases[i].re.p,
		   "%s: a copy of its text", cases[i].what);
		pattern_scratch_fini(&s);
	}
	arena_free(a);
}

/* Columns differ a little between PCRE2's versions. */
static void
test_errors(void)
{
	static const struct {
		const char *re;
		unsigned from, to; /* columns; the pattern begins at 5 */
		const char *want;
	} cases[] = {
	    {"", 5, 5, "a regular expression is expected; this is empty"},
	    {"a(b", 8, 8,
	     "regular expression: the \")\" of a \"(\" is missing"},
	    {"a)b", 6, 7,
	     "regular expression: this \")\" has no \"(\"; a backslash makes "
	     "it literal"},
	    {"ab**c", 8, 9,
	     "regular expression: nothing to repeat stands before this; a "
	     "backslash makes it literal"},
	    {"ab[c", 9, 9,
	     "regular expression: the \"]\" of a \"[\" is missing"},
	    {"a\\", 7, 7,
	     "regular expression: nothing stands behind the backslash at its "
	     "end"},
	    {"a\\Cb", 7, 8,
	     "regular expression: a \"C\" behind a backslash is not allowed"},
	    {"(*UTF)a", 5, 11,
	     "regular expression: UTF is not for mail's bytes: leave it out"},
	    {"(*UCP)a", 5, 11,
	     "regular expression: UCP is not for mail's bytes: leave it out"},
	    {"xy(?z)", 8, 10, "regular expression: "},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct diag *d = diag_new(a);
		struct source source = {
		    STR("t"), arena_printf(a, "re: %s\n", cases[i].re)};
		size_t n = strlen(cases[i].re);
		struct pattern *p =
		    pattern_new(a, str_slice(source.text, 4, 4 + n), 0, d,
				(struct span){&source, 4, 4 + n});
		char said[256] = "";
		unsigned column = 0;

		ok(p == NULL && diag_errors(d) == 1, "/%s/ is no pattern",
		   cases[i].re);
		sscanf(diag_first(d, a).p, "t:1:%u: %255[^\n]", &column, said);
		ok(column >= cases[i].from && column <= cases[i].to,
		   "/%s/: column %u", cases[i].re, column);
		ok(strncmp(said, cases[i].want, strlen(cases[i].want)) == 0,
		   "/%s/: %s", cases[i].re, said);
	}
	arena_free(a);
}

static void
test_size(void)
{
	static char re[LIMIT_PATTERN + 1];
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct span at = {NULL, 0, 0};

	memset(re, 'a', sizeof re);
	ok(pattern_new(a, bytes(re, LIMIT_PATTERN), 0, d, at) != NULL,
	   "as long as a pattern may be");
	ok(pattern_new(a, bytes(re, LIMIT_PATTERN + 1), 0, d, at) == NULL,
	   "a byte longer");
	is_text(diag_first(d, a).p,
		"heloward: the regular expression has 4097 bytes; it may have "
		"4096",
		"what is said of it");
	arena_free(a);
}

static void
test_limits(void)
{
	static const struct {
		const char *re;
		size_t length;
		char end;
		enum pattern_result want;
	} cases[] = {
	    {"(a+)+$", 10, 'a', PATTERN_YES},
	    {"(a+)+$", 60, '!', PATTERN_LIMIT},
	    {"(a|aa)+$", 200, '!', PATTERN_LIMIT},
	    {"(a*)*$", 60, '!', PATTERN_LIMIT},
	    {"(?:a?){40}a{40}", 39, '!', PATTERN_LIMIT},
	    {"a+$", 200, '!', PATTERN_NO},
	    {"(?R)?a!?$", 200, '!', PATTERN_LIMIT},
	};
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	char subject[256];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct pattern_scratch s = {.data = NULL};
		struct pattern *p = pattern_new(a, str_of(cases[i].re), 0, d,
						(struct span){NULL, 0, 0});

		memset(subject, 'a', sizeof subject);
		subject[cases[i].length] = cases[i].end;
		ok(p != NULL &&
		       pattern_match(p, bytes(subject, cases[i].length + 1),
				     &s) == cases[i].want,
		   "/%s/ on %zu bytes", cases[i].re, cases[i].length + 1);
		ok(s.overruns == (cases[i].want == PATTERN_LIMIT),
		   "/%s/: is it counted", cases[i].re);
		pattern_scratch_fini(&s);
	}
	arena_free(a);
}

static void
test_budget(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct span at = {NULL, 0, 0};
	struct pattern *evil = pattern_new(a, STR("(a+)+$"), 0, d, at);
	struct pattern *good = pattern_new(a, STR("a+!"), 0, d, at);
	struct pattern_scratch s = {.data = NULL}, other = {.data = NULL};
	struct str subject = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
	bool all = true;

	for (int i = 0; i < LIMIT_MATCH_OVERRUNS; i++) {
		all &= pattern_match(good, subject, &s) == PATTERN_YES;
		all &= pattern_match(evil, subject, &s) == PATTERN_LIMIT;
	}
	ok(all, "a good pattern matches between %d overruns",
	   LIMIT_MATCH_OVERRUNS);
	ok(pattern_match(good, subject, &s) == PATTERN_LIMIT,
	   "then the session gets no more");
	ok(s.overruns == LIMIT_MATCH_OVERRUNS, "and that counts no further");
	ok(pattern_match(good, subject, &other) == PATTERN_YES,
	   "another session does");
	pattern_scratch_fini(&s);
	pattern_scratch_fini(&other);
	ok(s.data == NULL && s.overruns == LIMIT_MATCH_OVERRUNS,
	   "what was counted outlives the memory");
	pattern_scratch_fini(&s);
	arena_free(a);
}

static void
test_risk(void)
{
	static const struct {
		const char *re;
		bool risky;
	} cases[] = {
	    {"(a+)+", true},
	    {"(a*)*", true},
	    {"(.*)+x", true},
	    {"(?:[a-z]+)*", true},
	    {"([a-z0-9]+)*\\.example", true},
	    {"(a|b+)+", true},
	    {"(a+b?)+", true},
	    {"((a+)b?)*", true},
	    {"((a+))+", true},
	    {"(a{2,})+", true},
	    {"(a+){20}", true},
	    {"(.+\\.)+", true},
	    {"(\\S+-)+", true},
	    {"([^.]+-?)+", true},
	    {"([a-z.]+\\.)+", true},
	    {"([a-z]+X)+", true},
	    {"([^\\s]+x)*", true},
	    {"([[:alpha:]]+x)*", true},
	    {"( a+ )+", true},
	    {"x(?<n>a+)+y", true},
	    {"(a+)+?", true},
	    {"(?=(a+)+)", true},
	    {"", false},
	    {"friend", false},
	    {".*", false},
	    {"a+b+c+", false},
	    {"(a|b)+", false},
	    {"(ab)+", false},
	    {"(a+)", false},
	    {"(a+)?", false},
	    {"(a+){3}", false},
	    {"([a-z0-9-]+\\.)+example\\.org", false},
	    {"(?:[^.]+\\.)*example", false},
	    {"(\\d+-)+", false},
	    {"(\\w+\\.)*", false},
	    {"(\\d{1,3}\\.){3}\\d{1,3}", false},
	    {"(?:[0-9a-f]{1,4}:){7}", false},
	    {"(a++)+", false},
	    {"(a+)++", false},
	    {"(?>a+)+", false},
	    {"(a{20})+", false},
	    {"\\(a+\\)+", false},
	    {"[(a+)]+", false},
	    {"[]a+)(]+", false},
	    {"a{x+}+", false},
	    {"((a+)b)*", false},
	    {"(a(b)c+)*", false},
	    {"^[^.]*\\d[^.]*\\d.*$", false},
	    /* What does not compile must do no harm. */
	    {"(", false},
	    {")a", false},
	    {"[", false},
	    {"[a", false},
	    {"[a-", false},
	    {"\\", false},
	    {"[\\", false},
	    {"\\x{", false},
	    {"[[:", false},
	    {"a{", false},
	    {"(?", false},
	    {"(*", false},
	};
	char deep[LIMIT_NESTING * 2];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ok(pattern_is_risky(str_of(cases[i].re)) == cases[i].risky,
		   "/%s/ is %srisky", cases[i].re,
		   cases[i].risky ? "" : "not ");
	memset(deep, '(', sizeof deep);
	ok(pattern_is_risky(bytes(deep, sizeof deep)), "too deep to tell");
}

int
main(void)
{
	test_matches();
	test_bytes();
	test_errors();
	test_size();
	test_limits();
	test_budget();
	test_risk();
	return tap_done();
}
