#include "mailaddr.h"

#include "escape.h"
#include "tap.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The input as a test's message: one line, whatever is in it. */
static const char *
shown(struct str s)
{
	static char text[200];

	escape_into(text, sizeof text, s, "#");
	return text;
}

enum { BRACKETS = 1, NULL_PATH = 2, QUOTED = 4, UTF8 = 8 };

static unsigned
flags_of(const struct mailaddr *a)
{
	return (a->brackets ? BRACKETS : 0U) | (a->null ? NULL_PATH : 0U) |
	       (a->quoted ? QUOTED : 0U) | (a->utf8 ? UTF8 : 0U);
}

static bool
same(struct str got, struct str want)
{
	return (got.p == NULL) == (want.p == NULL) && str_eq(got, want);
}

#define ABSENT ((struct str){NULL, 0})

static void
test_split(void)
{
	static const struct {
		struct str text, route, local, domain;
		unsigned flags;
	} cases[] = {
	    {STR("<>"), ABSENT, STR(""), ABSENT, BRACKETS | NULL_PATH},
	    {STR(""), ABSENT, STR(""), ABSENT, 0},
	    {STR("<a@b>"), ABSENT, STR("a"), STR("b"), BRACKETS},
	    {STR("a@b"), ABSENT, STR("a"), STR("b"), 0},
	    {STR("<postmaster>"), ABSENT, STR("postmaster"), ABSENT, BRACKETS},
	    {STR("noat"), ABSENT, STR("noat"), ABSENT, 0},
	    {STR("<a@>"), ABSENT, STR("a"), STR(""), BRACKETS},
	    {STR("<@b>"), ABSENT, STR(""), STR("b"), BRACKETS},
	    {STR("<@>"), ABSENT, STR(""), STR(""), BRACKETS},
	    {STR("<a@b@c>"), ABSENT, STR("a@b"), STR("c"), BRACKETS},
	    {STR("<a@b.>"), ABSENT, STR("a"), STR("b."), BRACKETS},
	    {STR("<a@[192.0.2.1]>"), ABSENT, STR("a"), STR("[192.0.2.1]"),
	     BRACKETS},
	    {STR("<a@[IPv6:2001:db8::1]>"), ABSENT, STR("a"),
	     STR("[IPv6:2001:db8::1]"), BRACKETS},
	    {STR("<@a,@b:c@d>"), STR("@a,@b"), STR("c"), STR("d"), BRACKETS},
	    {STR("@relay:a@b"), STR("@relay"), STR("a"), STR("b"), 0},
	    {STR("<@relay:>"), STR("@relay"), STR(""), ABSENT, BRACKETS},
	    {STR("<@relay:\"x:y\"@b>"), STR("@relay"), STR("\"x:y\""), STR("b"),
	     BRACKETS | QUOTED},
	    {STR("<@:a@b>"), STR("@"), STR("a"), STR("b"), BRACKETS},
	    {STR("<a:b@c>"), ABSENT, STR("a:b"), STR("c"), BRACKETS},
	    {STR("<\"q u o\"@b>"), ABSENT, STR("\"q u o\""), STR("b"),
	     BRACKETS | QUOTED},
	    {STR("<\"\"@b>"), ABSENT, STR("\"\""), STR("b"), BRACKETS | QUOTED},
	    {STR("<\"a@b>c\"@d>"), ABSENT, STR("\"a@b>c\""), STR("d"),
	     BRACKETS | QUOTED},
	    {STR("<\"a\\\"b@c\\\\\"@d>"), ABSENT, STR("\"a\\\"b@c\\\\\""),
	     STR("d"), BRACKETS | QUOTED},
	    {STR("\"a@b\""), ABSENT, STR("\"a@b\""), ABSENT, QUOTED},
	    {STR("<\"a\"b@c>"), ABSENT, STR("\"a\"b"), STR("c"), BRACKETS},
	    {STR("<a\"b@c\"@d>"), ABSENT, STR("a\"b@c\""), STR("d"), BRACKETS},
	    {STR("<\"a\".\"b\"@c>"), ABSENT, STR("\"a\".\"b\""), STR("c"),
	     BRACKETS},
	    {STR("<\"a\"@\"b\">"), ABSENT, STR("\"a\""), STR("\"b\""),
	     BRACKETS | QUOTED},
	    {STR("<p\xc3\xa9@b>"), ABSENT, STR("p\xc3\xa9"), STR("b"),
	     BRACKETS | UTF8},
	    {STR("<a@\xff>"), ABSENT, STR("a"), STR("\xff"), BRACKETS | UTF8},
	    {STR("<a\0b@c\0>"), ABSENT, STR("a\0b"), STR("c\0"), BRACKETS},
	    {STR("a@b>"), ABSENT, STR("a"), STR("b>"), 0},
	    {STR(" <a@b>"), ABSENT, STR(" <a"), STR("b>"), 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text = cases[i].text;
		struct mailaddr a;

		ok(mailaddr_split(text, &a) && a.text.p == text.p &&
		       a.text.n == text.n,
		   "%s: can be taken apart", shown(text));
		ok(same(a.route, cases[i].route), "%s: route", shown(text));
		ok(same(a.local, cases[i].local), "%s: local", shown(text));
		ok(same(a.domain, cases[i].domain), "%s: domain", shown(text));
		ok(flags_of(&a) == cases[i].flags, "%s: flags", shown(text));
	}
}

static void
test_no_split(void)
{
	static const struct str cases[] = {
	    STR("<"),		STR("<a@b"),
	    STR("<a@b>junk"),	STR("<a@b> "),
	    STR("<a@b>>"),	STR("<>>"),
	    STR("<><>"),	STR("<a@b>\0"),
	    STR("<Foo <a@b>>"), STR("<a@b> SIZE=1"),
	    STR("\""),		STR("<\">"),
	    STR("<\"a@b>"),	STR("<\"a\\\"@b>"),
	    STR("\"a@b\\"),	STR("\"a\\\"@b"),
	    STR("o\"neil@b"),	STR("<a@b\"c>"),
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mailaddr a;

		memset(&a, 0xa5, sizeof a);
		ok(!mailaddr_split(cases[i], &a) && str_eq(a.text, cases[i]) &&
		       a.route.p == NULL && a.local.p == NULL &&
		       a.domain.p == NULL && flags_of(&a) == 0,
		   "%s: text and nothing else", shown(cases[i]));
		ok(!mailaddr_is_valid(&a, false) &&
		       !mailaddr_is_valid(&a, true) &&
		       !mailaddr_is_postmaster(&a),
		   "%s: nothing that counts as a path", shown(cases[i]));
	}
}

static void
test_postmaster(void)
{
	static const struct {
		const char *text;
		bool is;
	} cases[] = {
	    {"<postmaster>", true},
	    {"<POSTMaster@example.org>", true},
	    {"<@relay:postmaster@b>", true},
	    {"<\"postmaster\"@b>", true},
	    {"<\"Post\\master\"@b>", true},
	    {"postmaster", true},
	    {"<postmaster.x@b>", false},
	    {"<postmaste@b>", false},
	    {"<post\\master@b>", false},
	    {"<\"postmaster \"@b>", false},
	    {"<a@postmaster>", false},
	    {"<\"\"@b>", false},
	    {"<>", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mailaddr a;

		ok(mailaddr_split(str_of(cases[i].text), &a) &&
		       mailaddr_is_postmaster(&a) == cases[i].is,
		   "%s: postmaster?", cases[i].text);
	}
}

static void
test_equal(void)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
	    {"<a@b>", "a@b", true},
	    {"<A@Example.ORG>", "<a@example.org>", true},
	    {"<a@example.org.>", "<a@example.org>", true},
	    {"<@relay:a@b>", "<a@b>", true},
	    {"<\"a\"@b>", "<a@b>", true},
	    {"<\"\\a\"@b>", "<a@b>", true},
	    {"<\"a b\"@c>", "<\"a\\ b\"@c>", true},
	    {"<\"a\\\\b\"@c>", "<a\\b@c>", true},
	    {"<>", "<>", true},
	    {"<postmaster>", "Postmaster", true},
	    {"<a@b", "<a@b", true},
	    {"<a@b>", "<a@c>", false},
	    {"<a@b>", "<aa@b>", false},
	    {"<aa@b>", "<a@b>", false},
	    {"<\"a\\\\b\"@c>", "<\"ab\"@c>", false},
	    {"<a@b>", "<a>", false},
	    {"<a@>", "<a>", false},
	    {"<>", "", false},
	    {"<>", "<@>", false},
	    {"<a@b", "<a@b>", false},
	    {"<a@b>", "<a@b", false},
	    {"<a@b", "<a@c", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mailaddr a, b;

		mailaddr_split(str_of(cases[i].a), &a);
		mailaddr_split(str_of(cases[i].b), &b);
		ok(mailaddr_equal(&a, &b) == cases[i].equal,
		   "%s and %s: the same mailbox?", cases[i].a, cases[i].b);
	}
}

static void
test_unquote(void)
{
	static const struct {
		struct str text, want;
	} cases[] = {
	    {STR("<a@b>"), STR("a")},
	    {STR("<\"a\"@b>"), STR("a")},
	    {STR("<\"\"@b>"), STR("")},
	    {STR("<\"q u o\"@b>"), STR("q u o")},
	    {STR("<\"a\\\"b\"@c>"), STR("a\"b")},
	    {STR("<\"\\\\\"@c>"), STR("\\")},
	    {STR("<\"\\\\\\a\"@c>"), STR("\\a")},
	    {STR("<a\\b@c>"), STR("a\\b")},
	    {STR("<\"a\"b@c>"), STR("\"a\"b")},
	    {STR("<\"a\0b\"@c>"), STR("a\0b")},
	    {STR("<@b>"), STR("")},
	    {STR("<>"), STR("")},
	    {STR("<broken"), STR("")},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char out[64];
		struct mailaddr a;

		mailaddr_split(cases[i].text, &a);
		ok(str_eq(str_make(out, mailaddr_unquote(&a, out)),
			  cases[i].want),
		   "%s: unquoted", shown(cases[i].text));
	}
}

int
main(void)
{
	test_split();
	test_no_split();
	test_postmaster();
	test_equal();
	test_unquote();
	return tap_done();
}
