#include "test_table.h"

#define EXPECTED                                                     \
	"expected a host name, a .domain, an IP address, a network " \
	"or a mail address"
#define EXPECTED_MAIL                                          \
	"expected a mail address: user@example.org, user@ or " \
	"\"a user\"@example.org"
#define EXPECTED_LITERAL                                      \
	"expected an address literal such as [192.0.2.1] or " \
	"[IPv6:2001:db8::1]"
#define EXPECTED_LENGTH                                          \
	"behind \"/\" stands the length of the prefix: 0 to 32 " \
	"for IPv4, 0 to 128 for IPv6"
#define NO_STARS                                                      \
	"\"*\" means nothing here; .example.org is every name below " \
	"example.org"

static void
test_mistakes(void)
{
	static const struct {
		const char *entry, *want;
	} cases[] = {
	    {"", "an entry of a table cannot be empty"},
	    {"*.example.org", "write .example.org for *.example.org"},
	    {"@example.org", "write example.org for @example.org"},
	    {"*@example.org", "write example.org for *@example.org"},
	    {"*", NO_STARS},
	    {"@", "expected a mail address: user@example.org, user@ or "
		  "\"a user\"@example.org"},
	    {"mx*.example.org", NO_STARS},
	    {"*.*.example.org", NO_STARS},
	    {"192.0.2.*", NO_STARS},
	    {"a b.example", EXPECTED},
	    {"-a.example", EXPECTED},
	    {"a..example", EXPECTED},
	    {"..example", EXPECTED},
	    {".", EXPECTED},
	    {"example.org..", EXPECTED},
	    {"mx.example.org:25", EXPECTED},
	    {"example.org/24", EXPECTED},
	    {"example.org#x", EXPECTED},
	    {"fe80::1%eth0", EXPECTED},
	    {"999.1.1.1", "999.1.1.1 is no IP address"},
	    {"1.2.3", "1.2.3 is no IP address"},
	    {"1.2.3.4.", "1.2.3.4. is no IP address"},
	    {"10/8", "10 is no IP address"},
	    {"1.2.3/24", "1.2.3 is no IP address"},
	    {"1:2", "1:2 is no IP address"},
	    {".1.2.3", ".1.2.3 is no IP address"},
	    {"192.0.2.0/33", EXPECTED_LENGTH},
	    {"192.0.2.0/", EXPECTED_LENGTH},
	    {"2001:db8::/129", EXPECTED_LENGTH},
	    {"192.0.2.1/24",
	     "bits are set behind the prefix; the network is 192.0.2.0/24"},
	    {"2001:db8::1/32",
	     "bits are set behind the prefix; the network is 2001:db8::/32"},
	    {"[192.0.2.1", EXPECTED_LITERAL},
	    {"[192.0.2.0/24]", EXPECTED_LITERAL},
	    {"[mx.example.org]", EXPECTED_LITERAL},
	    {"<user@example.org>", "write the mail address without < and >"},
	    {"us er@example.org", EXPECTED_MAIL},
	    {"us\"er@example.org", EXPECTED_MAIL},
	    {"\"user\"", EXPECTED_MAIL},
	    {"\"user@example.org", EXPECTED_MAIL},
	    {"\"a\"b@example.org", EXPECTED_MAIL},
	    {"a@b@example.org", EXPECTED_MAIL},
	    {"user@.example.org", EXPECTED},
	    {"user@[192.0.2]", EXPECTED},
	    {"user@1.2.3.4",
	     "in a mail address an IP address stands in brackets: [1.2.3.4]"},
	    {"m\xc3\xbcller.example", "write the domain in its ASCII form "
				      "(xn--...)"},
	    {"a@m\xc3\xbcller.example", "write the domain in its ASCII form "
					"(xn--...)"},
	    {"/friend/", "a regular expression goes into a table of its own: "
			 "\"table NAME regex\""},
	};
	struct arena *a = arena_new();
	struct table *t = table_new(a, STR("x"), false);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct diag *d = diag_new(a);
		struct source *source = source_of(a, cases[i].entry);
		struct span at = {source, 0, source->text.n};
		char want[256];

		ok(!table_add(t, source->text, 0, d, at), "%s is no entry",
		   cases[i].entry);
		read_diag(d);
		snprintf(want, sizeof want, "t:1:1: error: %s", cases[i].want);
		is_text(said, want, cases[i].entry);
	}
	ok(table_count(t) == 0, "and none was added");
	arena_free(a);
}

static void
test_files(void)
{
	static const struct {
		const char *what, *text;
		bool regex;
		size_t count;
		const char *want;
	} cases[] = {
	    {"nothing", "", false, 0, ""},
	    {"no end of line", "a.example", false, 1, ""},
	    {"CRLF", "a.example\r\n\r\nb.example # c\r\n", false, 2, ""},
	    {"BOM",
	     "\xef\xbb\xbf"
	     "a.example\n",
	     false, 1, ""},
	    {"blanks", " \t a.example \t # x\n \t\n  # y\n", false, 1, ""},
	    {"dates",
	     "a.example until 2027-01-31\nb.example\tuntil  2027-01-31 #x\n",
	     false, 2, ""},
	    {"a quoted blank", "\"a # b\"@example.org until 2027-01-31 # c\n",
	     false, 1, ""},
	    {"a quoted quote", "\"a\\\" b\"@example.org\n", false, 1, ""},
	    {"# in a word", "a#b@example.org # c\n", false, 1, ""},
	    {"more behind", "a.example\nb.example  550 no\n", false, 2,
	     "t:2:12: error: behind an entry only \"until YYYY-MM-DD\" and a "
	     "\"# comment\" may stand"},
	    {"more behind the date", "a.example until 2027-01-31 x\n", false, 1,
	     "t:1:28: error: behind an entry only \"until YYYY-MM-DD\" and a "
	     "\"# comment\" may stand"},
	    {"no date", "a.example until\n", false, 1,
	     "t:1:16: error: \"until\" needs a day of the calendar, such as "
	     "2027-01-31"},
	    {"a bad date", "a.example until 2027-02-29 # x\n", false, 1,
	     "t:1:17: error: \"until\" needs a day of the calendar, such as "
	     "2027-01-31"},
	    {"all mistakes at once", "*.a\nok.example\nb c d\n1.2.3 until x\n",
	     false, 2,
	     "t:1:1: error: write .a for *.a\n"
	     "t:3:3: error: behind an entry only \"until YYYY-MM-DD\" and a "
	     "\"# comment\" may stand\n"
	     "t:4:1: error: 1.2.3 is no IP address\n"
	     "t:4:13: error: \"until\" needs a day of the calendar, such as "
	     "2027-01-31"},
	    {"the same again",
	     "a.example\nb.example\nA.example.\n.a.example\n"
	     "192.0.2.1\n[192.0.2.1]\n192.0.2.1/32\nu@a.example\n"
	     "\"u\"@A.example.\n",
	     false, 5,
	     "t:3:1: warning: line 1 has the same entry\n"
	     "t:6:1: warning: line 5 has the same entry\n"
	     "t:7:1: warning: line 5 has the same entry\n"
	     "t:9:1: warning: line 8 has the same entry"},
	    {"regexes",
	     "/a/\n/a\\/b/i until 2027-01-31 # x\n/a b#/ # y\n/ # /xsi#z\n"
	     "  bare re \r\n# comment\n/[a-z]+/\n",
	     true, 5,
	     "t:4:9: error: behind \"/\" stand the flags i, s and x, "
	     "each once at most; a slash inside needs a backslash"},
	    {"more than a bare regex", "ab # x\na until 2027-01-31\n", true, 2,
	     "t:1:4: warning: this is part of the regular expression; write "
	     "/.../ around that to put something behind it\n"
	     "t:2:3: warning: this is part of the regular expression; write "
	     "/.../ around that to put something behind it"},
	    {"regex mistakes", "/ab\n/a/ii\n  /a(/\n  b(\n//\n/a/ b\n", true, 1,
	     "t:1:1: error: the \"/\" that ends the regular expression is "
	     "missing\n"
	     "t:2:5: error: behind \"/\" stand the flags i, s and x, "
	     "each once at most; a slash inside needs a backslash\n"
	     "t:3:6: error: regular expression: the \")\" of a \"(\" is "
	     "missing\n"
	     "t:4:5: error: regular expression: the \")\" of a \"(\" is "
	     "missing\n"
	     "t:5:2: error: a regular expression is expected; this is empty\n"
	     "t:6:5: error: behind an entry only \"until YYYY-MM-DD\" and a "
	     "\"# comment\" may stand"},
	    {"the same regex", "a\nb\na\n", true, 2,
	     "t:3:1: warning: line 1 has the same entry"},
	    {"a slow regex", "/(a+)+/ # x\n", true, 1,
	     "t:1:2: warning: this can be slow: a repeated group holds a "
	     "repetition, and one text can be cut in many ways"},
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct table *t = table_of(a, cases[i].text, cases[i].regex);

		is_text(said, cases[i].want, cases[i].what);
		ok(table_count(t) == cases[i].count, "%s: %zu entries",
		   cases[i].what, table_count(t));
	}
	arena_free(a);
}

static bool
find(const struct table *t, const char *name, struct table_hit *hit)
{
	return table_find_host(t, str_of(name), 0, NULL, hit);
}

static void
test_lines(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct table *t = table_new(a, STR("x"), false);
	char *text = arena_alloc(a, 100000);
	struct source *one, *two;
	struct table_hit hit;
	size_t n = 0;
	bool all = true;

	for (int i = 1; i <= 2000; i++)
		n += (size_t)snprintf(text + n, 100000 - n,
				      "n%d.example # %d\n", i, i);
	one = source_of(a, text);
	two = source_of(a, "# 1\nlast.example\nn7.example\n");
	two->name = STR("t2");
	ok(table_add_source(t, one, d) && table_add_source(t, two, d),
	   "two files in one table");
	ok(table_add(t, STR("copied.example"), 0, d,
		     (struct span){two, 5, 9}) &&
	       table_add(t, STR("alone.example"), 0, d, nowhere) &&
	       table_add(t, STR("alone.example"), 0, d, nowhere),
	   "entries that are parts of no file");
	ok(diag_warnings(d) == 2, "n7.example and alone.example are twice in");
	read_diag(d);
	is_text(said, "t2:3:1: warning: line 7 of t has the same entry",
		"where the first one is");
	table_finish(t);
	for (uint32_t i = 1; i <= 2000; i++) {
		struct str name = arena_printf(a, "n%u.example", i);

		all &= find(t, name.p, &hit) && hit.line == i &&
		       hit.source == one && str_eq(hit.entry, name);
	}
	ok(all, "all are found, with their lines");
	ok(find(t, "last.example", &hit) && hit.line == 2 && hit.source == two,
	   "the other file's line");
	ok(find(t, "copied.example", &hit) && hit.line == 2 &&
	       hit.source == two,
	   "the copied entry's line");
	ok(find(t, "alone.example", &hit) && hit.line == 0 &&
	       hit.source == NULL,
	   "the entry that came from nowhere");
	arena_free(a);
}

/* Entries of a rules file, as the parser adds them. */
static void
test_inline(void)
{
	static const struct {
		const char *name;
		uint32_t line;
	} cases[] = {{"a.example", 1}, {"b.example", 3}, {"c.example", 3}};
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct source *source =
	    source_of(a, "table x { a.example\n\nb.example \"c.example\" }\n"
			 "# A.example\n");
	struct str text = source->text;
	struct table_hit hit;

	for (size_t i = 0; i < 2; i++) {
		struct table *t = table_new(a, STR("x"), false);

		table_add(t, str_slice(text, 10, 19), 0, d,
			  (struct span){source, 10, 19});
		table_add(t, str_slice(text, 21, 30), 0, d,
			  (struct span){source, 21, 30});
		table_add(t, STR("c.example"), 0, d,
			  (struct span){source, 31, 42});
		if (i == 1) /* which makes an index of the lines */
			table_add(t, str_slice(text, 47, 56), 0, d,
				  (struct span){source, 47, 56});
		table_finish(t);
		for (size_t j = 0; j < COUNT(cases); j++)
			ok(find(t, cases[j].name, &hit) &&
			       hit.line == cases[j].line &&
			       hit.source == source,
			   "%s in line %u", cases[j].name, (unsigned)hit.line);
	}
	read_diag(d);
	is_text(said, "t:4:3: warning: line 1 has the same entry",
		"and one is twice in");
	arena_free(a);
}

static void
test_regex_added(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct table *t = table_new(a, STR("x"), true);
	struct source *source = source_of(a, "{ /a(/ \"b)\" }");
	struct pattern_scratch s = {.data = NULL};
	struct table_hit hit;

	ok(!table_add(t, STR("/a(/"), 0, d, (struct span){source, 2, 6}) &&
	       !table_add(t, STR("b)"), 0, d, (struct span){source, 7, 11}) &&
	       !table_add(t, STR("/a/ "), 0, d, (struct span){source, 0, 1}) &&
	       !table_add(t, STR(""), 0, d, (struct span){source, 0, 1}),
	   "mistakes in entries that stand between braces");
	ok(table_add(t, STR("/a/"), 0, d, nowhere), "a good one");
	table_finish(t);
	ok(table_find_text(t, STR("a"), 0, &s, &hit) &&
	       str_eq(hit.entry, STR("/a/")),
	   "is found");
	ok(table_count(t) == 1, "alone");
	pattern_scratch_fini(&s);
	arena_free(a);
}

static void
test_days(void)
{
	static const struct {
		const char *text;
		uint32_t want; /* 0: no such day */
	} cases[] = {
	    {"1970-01-02", 1},
	    {"1970-12-31", 364},
	    {"1972-02-29", 789},
	    {"1972-03-01", 790},
	    {"2000-02-29", 11016},
	    {"2000-03-01", 11017},
	    {"2027-01-31", 20849},
	    {"2100-03-01", 47541},
	    {"9999-12-31", 2932896},
	    {"1970-01-01", 0},
	    {"1969-12-31", 0},
	    {"2027-02-29", 0},
	    {"2100-02-29", 0},
	    {"2027-00-10", 0},
	    {"2027-13-10", 0},
	    {"2027-01-00", 0},
	    {"2027-01-32", 0},
	    {"2027-04-31", 0},
	    {"2027-1-31", 0},
	    {"2027-01-31x", 0},
	    {"2027/01/31", 0},
	    {"31-01-2027", 0},
	    {"2027-01-3x", 0},
	    {"-027-01-31", 0},
	    {"", 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t day = 0;
		bool good = table_day(str_of(cases[i].text), &day);

		ok(day == cases[i].want && good == (cases[i].want > 0),
		   "\"%s\" is day %u", cases[i].text, (unsigned)day);
	}
}

int
main(void)
{
	test_mistakes();
	test_files();
	test_lines();
	test_inline();
	test_regex_added();
	test_days();
	return tap_done();
}
