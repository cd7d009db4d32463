#include "test_table.h"

#include "limits.h"

enum search { HOST, ADDR, MAIL, TEXT };

static bool
find(const struct table *t, enum search how, struct str subject, uint32_t today,
     struct table_hit *hit)
{
	struct pattern_scratch s = {.data = NULL};
	struct mailaddr mail;
	struct addr addr;
	bool found = false;

	if (how == HOST)
		found = table_find_host(t, subject, today, &s, hit);
	else if (how == TEXT)
		found = table_find_text(t, subject, today, &s, hit);
	else if (how == MAIL && mailaddr_split(subject, &mail))
		found = table_find_mail(t, &mail, today, &s, hit);
	else if (how == ADDR && addr_parse(subject, &addr))
		found = table_find_addr(t, &addr, today, &s, hit);
	pattern_scratch_fini(&s);
	return found;
}

static const char mixed[] = "# of all kinds\n"
			    "mx.example.org\n"
			    ".example.org\n"
			    ".b.example.org # nearer\n"
			    "friend\n"
			    "154977960\n"
			    "Odd_Name.Example.NET.\n"
			    ".dot.example.\n"
			    "0.0.0.0/0\n"
			    "192.0.2.0/24\n"
			    "192.0.2.128/25\n"
			    "192.0.2.130\n"
			    "[198.51.100.7]\n"
			    "::/0\n"
			    "2001:db8::/32\n"
			    "2001:db8:1::/48\n"
			    "2001:db8:1::1\n"
			    "[IPv6:2001:db8:2::2]\n"
			    "user@example.com\n"
			    "example.com\n"
			    ".example.com\n"
			    "other@\n"
			    "\"a b\"@example.net\n"
			    "\"simple\"@example.net\n"
			    "a..b@example.net\n"
			    "x@[192.0.2.1]\n"
			    "user@example.edu.\n"
			    "\"p@q\"@example.net\n";

static void
test_finds(void)
{
	static const struct {
		enum search how;
		const char *subject;
		const char *want; /* NULL: nothing */
	} cases[] = {
	    {HOST, "mx.example.org", "mx.example.org"},
	    {HOST, "MX.Example.ORG", "mx.example.org"},
	    {HOST, "mx.example.org.", "mx.example.org"},
	    {HOST, "mx.example.org..", NULL},
	    {HOST, "a.example.org", ".example.org"},
	    {HOST, "A.EXAMPLE.ORG.", ".example.org"},
	    {HOST, "a.mx.example.org", ".example.org"},
	    {HOST, "a.b.example.org", ".b.example.org"},
	    {HOST, "x.a.b.example.org", ".b.example.org"},
	    {HOST, "b.example.org", ".example.org"},
	    {HOST, "example.org", NULL},
	    {HOST, ".example.org", NULL},
	    {HOST, "badexample.org", NULL},
	    {HOST, "org", NULL},
	    {HOST, "", NULL},
	    {HOST, ".", NULL},
	    {HOST, "friend", "friend"},
	    {HOST, "FRIEND", "friend"},
	    {HOST, "friends", NULL},
	    {HOST, "154977960", "154977960"},
	    {HOST, "odd_name.example.net", "Odd_Name.Example.NET."},
	    {HOST, "a.dot.example", ".dot.example."},
	    {HOST, "user@example.com", NULL},
	    {HOST, "other@", NULL},
	    {HOST, "192.0.2.1", "192.0.2.0/24"},
	    {HOST, "[192.0.2.1]", "192.0.2.0/24"},
	    {HOST, "[192.0.2.130]", "192.0.2.130"},
	    {HOST, "[198.51.100.7]", "[198.51.100.7]"},
	    {HOST, "[IPv6:2001:db8::7]", "2001:db8::/32"},
	    {HOST, "[2001:db8::7]", "2001:db8::/32"},
	    {HOST, "2001:db8:1:0::1", "2001:db8:1::1"},
	    {HOST, "[192.0.2.1", NULL},
	    {HOST, "192.0.2.0/24", NULL},
	    {HOST, "192.0.2", NULL},
	    {ADDR, "192.0.2.1", "192.0.2.0/24"},
	    {ADDR, "192.0.2.127", "192.0.2.0/24"},
	    {ADDR, "192.0.2.128", "192.0.2.128/25"},
	    {ADDR, "192.0.2.130", "192.0.2.130"},
	    {ADDR, "192.0.2.131", "192.0.2.128/25"},
	    {ADDR, "192.0.3.0", "0.0.0.0/0"},
	    {ADDR, "0.0.0.0", "0.0.0.0/0"},
	    {ADDR, "255.255.255.255", "0.0.0.0/0"},
	    {ADDR, "198.51.100.7", "[198.51.100.7]"},
	    {ADDR, "::", "::/0"},
	    {ADDR, "::1", "::/0"},
	    {ADDR, "2001:db7:ffff::", "::/0"},
	    {ADDR, "2001:db8::", "2001:db8::/32"},
	    {ADDR, "2001:db8:1::", "2001:db8:1::/48"},
	    {ADDR, "2001:db8:1::1", "2001:db8:1::1"},
	    {ADDR, "2001:db8:1::2", "2001:db8:1::/48"},
	    {ADDR, "2001:db8:2::1", "2001:db8::/32"},
	    {ADDR, "2001:db8:2::2", "[IPv6:2001:db8:2::2]"},
	    {ADDR, "ffff::", "::/0"},
	    {ADDR, "::ffff:192.0.2.1", "192.0.2.0/24"},
	    {MAIL, "user@example.com", "user@example.com"},
	    {MAIL, "<user@example.com>", "user@example.com"},
	    {MAIL, "<@relay.example:user@example.com>", "user@example.com"},
	    {MAIL, "USER@Example.COM.", "user@example.com"},
	    {MAIL, "\"user\"@example.com", "user@example.com"},
	    {MAIL, "\"us\\er\"@example.com", "user@example.com"},
	    {MAIL, "else@example.com", "example.com"},
	    {MAIL, "other@example.com", "example.com"},
	    {MAIL, "else@a.example.com", ".example.com"},
	    {MAIL, "other@a.example.com", ".example.com"},
	    {MAIL, "other@example.edu", "other@"},
	    {MAIL, "OTHER@example.edu", "other@"},
	    {MAIL, "user@example.edu", "user@example.edu."},
	    {MAIL, "<other>", "other@"},
	    {MAIL, "another@example.edu", NULL},
	    {MAIL, "<>", NULL},
	    {MAIL, "\"a b\"@example.net", "\"a b\"@example.net"},
	    {MAIL, "\"A\\ b\"@example.net", "\"a b\"@example.net"},
	    {MAIL, "ab@example.net", NULL},
	    {MAIL, "simple@example.net", "\"simple\"@example.net"},
	    {MAIL, "a..b@example.net", "a..b@example.net"},
	    {MAIL, "\"p@q\"@example.net", "\"p@q\"@example.net"},
	    {MAIL, "x@[192.0.2.1]", "x@[192.0.2.1]"},
	    {MAIL, "y@[192.0.2.1]", "192.0.2.0/24"},
	    {MAIL, "y@mx.example.org", "mx.example.org"},
	    {TEXT, "mx.example.org", NULL},
	};
	struct arena *a = arena_new();
	struct table *t = table_of(a, mixed, false);

	is_text(said, "", "nothing to say about entries of all kinds");
	ok(table_count(t) == 27, "they are counted: %zu", table_count(t));
	ok(str_eq(table_name(t), STR("x")), "the table's name");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct table_hit hit = {{NULL, 0}, NULL, 0};
		bool found =
		    find(t, cases[i].how, str_of(cases[i].subject), 0, &hit);

		ok(str_eq(hit.entry, str_of(cases[i].want)) &&
		       found == (cases[i].want != NULL),
		   "%s: %s", cases[i].subject,
		   cases[i].want == NULL ? "nothing" : cases[i].want);
	}
	arena_free(a);
}

static void
test_absent(void)
{
	struct arena *a = arena_new();
	struct table *empty = table_of(a, "# nothing\n\n", false);
	struct table *all = table_of(a, ".*\n", true);
	struct str none = {NULL, 0};

	ok(!find(all, HOST, none, 0, NULL), "no host is in no table");
	ok(!find(all, TEXT, none, 0, NULL), "nor is the absent text");
	ok(find(all, TEXT, STR(""), 0, NULL), "an empty text may match");
	ok(find(all, MAIL, STR("<>"), 0, NULL), "so may the null path");
	ok(table_count(empty) == 0, "a table of comments is empty");
	ok(!find(empty, HOST, STR("a.example"), 0, NULL), "no host in it");
	ok(!find(empty, MAIL, STR("a@b.example"), 0, NULL), "no mail in it");
	ok(!find(empty, ADDR, STR("::1"), 0, NULL), "no address in it");
	ok(!find(empty, TEXT, STR("a"), 0, NULL), "no text in it");
	arena_free(a);
}

/* A mail address may be as long as the longest path that is kept. */
static void
test_long(void)
{
	static char text[LIMIT_ADDRESS + 1];
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct table *t = table_new(a, STR("x"), false);
	struct str most = str_make(text + 1, LIMIT_ADDRESS);
	struct mailaddr mail = {.local = str_make(text + 1, most.n - 1)};

	memset(text, 'a', sizeof text);
	text[LIMIT_ADDRESS] = '@';
	ok(table_add(t, most, 0, d, nowhere), "as long as it may be");
	ok(!table_add(t, str_make(text, most.n + 1), 0, d, nowhere), "longer");
	is_text(diag_first(d, a).p,
		"heloward: the entry has 1025 bytes; it may have 1024",
		"what is said of it");
	table_finish(t);
	ok(table_find_mail(t, &mail, 0, NULL, NULL), "the long one is found");
	mail.local = str_make(text, most.n + 1);
	ok(!table_find_mail(t, &mail, 0, NULL, NULL), "a longer one is not");
	arena_free(a);
}

static void
test_until(void)
{
	static const char text[] = "a.example until 1970-01-11\n"
				   ".b.example until 1970-01-11\n"
				   ".c.b.example until 1970-01-06\n"
				   "10.0.0.0/8\n"
				   "10.1.0.0/16 until 1970-01-11\n"
				   "u@b.example until 1970-01-11\n"
				   "d.example until 1970-01-11\n"
				   "d.example\n"
				   "e.example\n"
				   "e.example until 1970-01-11\n"
				   "f.example until 1970-01-11\n"
				   "f.example until 1970-01-21\n"
				   "g.example until 9999-12-31\n";
	static const struct {
		enum search how;
		const char *subject;
		uint32_t today;
		const char *want;
	} cases[] = {
	    {HOST, "a.example", 0, "a.example"},
	    {HOST, "a.example", 9, "a.example"},
	    {HOST, "a.example", 10, "a.example"},
	    {HOST, "a.example", 11, NULL},
	    {HOST, "x.c.b.example", 5, ".c.b.example"},
	    {HOST, "x.c.b.example", 6, ".b.example"},
	    {HOST, "x.c.b.example", 11, NULL},
	    {ADDR, "10.1.2.3", 10, "10.1.0.0/16"},
	    {ADDR, "10.1.2.3", 11, "10.0.0.0/8"},
	    {MAIL, "u@b.example", 10, "u@b.example"},
	    {MAIL, "u@b.example", 11, NULL},
	    {MAIL, "u@x.b.example", 10, ".b.example"},
	    {HOST, "d.example", 100, "d.example"},
	    {HOST, "e.example", 100, "e.example"},
	    {HOST, "f.example", 20, "f.example"},
	    {HOST, "f.example", 21, NULL},
	    {HOST, "g.example", 2932896, "g.example"},
	    {HOST, "g.example", 2932897, NULL},
	};
	struct arena *a = arena_new();
	struct table *t = table_of(a, text, false);
	struct table_hit hit;

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool found = find(t, cases[i].how, str_of(cases[i].subject),
				  cases[i].today, &hit);

		ok(found == (cases[i].want != NULL) &&
		       (!found || str_eq(hit.entry, str_of(cases[i].want))),
		   "%s on day %u", cases[i].subject, (unsigned)cases[i].today);
	}
	ok(find(t, HOST, STR("f.example"), 0, &hit) && hit.line == 12,
	   "the longer-lived of two is the one that is found");
	ok(find(t, HOST, STR("e.example"), 0, &hit) && hit.line == 9,
	   "and for ever is longest");
	arena_free(a);
}

static void
test_regex(void)
{
	static const char text[] = "/a+/ until 1970-01-11\n"
				   "a.*\n"
				   "/FRIEND/\n"
				   "/PC-[0-9]+/i\n"
				   "/(x+)+y?/\n"
				   "x+!\n"
				   "/192\\.0\\..*/\n"
				   "/.*[^.]@example\\.org/\n"
				   "  spaced out  \n"
				   "/sl\\/ash/\n";
	static const struct {
		enum search how;
		const char *subject;
		uint32_t today;
		uint32_t line;
	} cases[] = {
	    {TEXT, "aaa", 10, 1},
	    {TEXT, "aaa", 11, 2},
	    {TEXT, "baaa", 0, 0},
	    {HOST, "AAA", 0, 1},
	    {HOST, "aaa.", 0, 1},
	    {TEXT, "AAA", 0, 1},
	    {TEXT, "FRIEND", 0, 3},
	    {HOST, "friend", 0, 3},
	    {HOST, "FRIEND", 0, 3},
	    {HOST, "pc-12", 0, 4},
	    {TEXT, "Pc-12", 0, 4},
	    {TEXT, "Pc-12x", 0, 0},
	    {TEXT, "xxx", 0, 5},
	    /* The first runs into its limit; the next has its turn. */
	    {TEXT, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx!", 0, 6},
	    {ADDR, "192.0.2.1", 0, 7},
	    {ADDR, "192.1.2.1", 0, 0},
	    {MAIL, "<u@example.org>", 0, 8},
	    {MAIL, "u@example.org", 0, 8},
	    {MAIL, "<@a.example:u@example.org>", 0, 8},
	    {MAIL, "u.@example.org", 0, 0},
	    {TEXT, "spaced out", 0, 9},
	    {TEXT, "sl/ash", 0, 10},
	};
	struct arena *a = arena_new();
	struct table *t = table_of(a, text, true);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct table_hit hit = {{NULL, 0}, NULL, 0};
		bool found = find(t, cases[i].how, str_of(cases[i].subject),
				  cases[i].today, &hit);

		ok(hit.line == cases[i].line && found == (cases[i].line > 0),
		   "%s: line %u", cases[i].subject, (unsigned)hit.line);
	}
	arena_free(a);
}

/* Those that are tried against everything are told by place. */
static void
test_bare(void)
{
	struct arena *a = arena_new();
	const struct table *t =
	    table_of(a, "dyn.*\n/[0-9-]+/\n# none\n.*\\.dsl\n.*\n", true);
	const struct table *names = table_of(a, "a.example\n", false);
	struct table_hit hit;
	size_t from = 0;

	ok(table_patterns(t) == 4 && table_patterns(names) == 0,
	   "regular expressions are counted");
	ok(table_next_bare(t, &from, &hit) && hit.line == 2 &&
	       str_eq(hit.entry, STR("/[0-9-]+/")),
	   "the first that needs no text");
	ok(table_next_bare(t, &from, &hit) && hit.line == 5, "the second");
	ok(!table_next_bare(t, &from, &hit), "and no more");
	from = 0;
	ok(!table_next_bare(names, &from, &hit), "names are none");
	arena_free(a);
}

int
main(void)
{
	test_finds();
	test_absent();
	test_long();
	test_until();
	test_regex();
	test_bare();
	return tap_done();
}
