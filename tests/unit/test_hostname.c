#include "hostname.h"

#include "escape.h"
#include "tap.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define L61 "a23456789b123456789c123456789d123456789e123456789f123456789-1"
#define L63 L61 "xy"
#define N253 L63 "." L63 "." L63 "." L61

/* The input as a test's message: one line, whatever is in it. */
static const char *
shown(struct str s)
{
	static char text[700];

	escape_into(text, sizeof text, s, "#");
	return text;
}

enum {
	STRICT = 1,
	LOOSE = 2,
	SCORE = 4, /* holds a "_", else fine */
	FQDN = 8,
	VALID = STRICT | LOOSE,
};

static void
test_valid(void)
{
	static const struct {
		struct str name;
		unsigned is;
		size_t labels;
		const char *tld;
	} cases[] = {
	    {STR("mail.example.org"), VALID | FQDN, 3, "org"},
	    {STR("MAIL.Example.ORG"), VALID | FQDN, 3, "ORG"},
	    {STR("example.org"), VALID | FQDN, 2, "org"},
	    {STR("localhost"), VALID, 1, "localhost"},
	    {STR("a"), VALID, 1, "a"},
	    {STR("3com.com"), VALID | FQDN, 2, "com"},
	    {STR("1.2.3.f"), VALID | FQDN, 4, "f"},
	    {STR("a.1b"), VALID | FQDN, 2, "1b"},
	    {STR("a--b.xn--p1ai"), VALID | FQDN, 2, "xn--p1ai"},
	    {STR("friend-1"), VALID, 1, "friend-1"},
	    {STR(L63), VALID, 1, L63},
	    {STR(L63 ".org"), VALID | FQDN, 2, "org"},
	    {STR(N253), VALID | FQDN, 4, L61},
	    {STR("my_host.example.org"), LOOSE | SCORE | FQDN, 3, "org"},
	    {STR("_.example.org"), LOOSE | SCORE | FQDN, 3, "org"},
	    {STR("_"), LOOSE | SCORE, 1, "_"},
	    {STR("host_"), LOOSE | SCORE, 1, "host_"},
	    {STR("a.1_1"), LOOSE | SCORE | FQDN, 2, "1_1"},
	    {STR("my_host..org"), 0, 3, "org"},
	    {STR("my_host.1"), 0, 2, "1"},
	    {STR("-_.org"), 0, 2, "org"},
	    {STR(""), 0, 0, ""},
	    {STR("."), 0, 2, ""},
	    {STR(".."), 0, 3, ""},
	    {STR("mail.example.org."), 0, 4, ""},
	    {STR("org."), 0, 2, ""},
	    {STR(".example.org"), 0, 3, "org"},
	    {STR("mail..example.org"), 0, 4, "org"},
	    {STR("-a.org"), 0, 2, "org"},
	    {STR("a-.org"), 0, 2, "org"},
	    {STR("-"), 0, 1, "-"},
	    {STR("a.b-"), 0, 2, "b-"},
	    {STR("154977960"), 0, 1, "154977960"},
	    {STR("192.0.2.1"), 0, 4, "1"},
	    {STR("a.123"), 0, 2, "123"},
	    {STR("[192.0.2.1]"), 0, 4, "1]"},
	    {STR("2001:db8::1"), 0, 1, "2001:db8::1"},
	    {STR("a b"), 0, 1, "a b"},
	    {STR("a.org "), 0, 2, "org "},
	    {STR("a.org\n"), 0, 2, "org\n"},
	    {STR("*.example.org"), 0, 3, "org"},
	    {STR("a,b.org"), 0, 2, "org"},
	    {STR("b\xc3\xbc"
		 "cher.example"),
	     0, 2, "example"},
	    {STR(L63 "z.org"), 0, 2, "org"},
	    {STR(N253 "z"), 0, 4, L61 "z"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str name = cases[i].name;
		struct str tld = hostname_tld(name);
		unsigned is = (hostname_is_valid(name) ? STRICT : 0U) |
			      (hostname_is_valid_loose(name) ? LOOSE : 0U) |
			      (hostname_has_underscore(name) ? SCORE : 0U) |
			      (hostname_is_fqdn(name) ? FQDN : 0U);

		ok(is == cases[i].is, "%s: valid, loosely, _, fqdn",
		   shown(name));
		ok(hostname_labels(name) == cases[i].labels, "%s: %zu labels",
		   shown(name), cases[i].labels);
		ok(tld.p != NULL && str_eq(tld, str_of(cases[i].tld)),
		   "%s: last label", shown(name));
	}
	ok(!hostname_is_valid_loose(STR("a\0b.org")), "a NUL is no letter");
	ok(!hostname_is_valid((struct str){NULL, 0}) &&
	       hostname_labels((struct str){NULL, 0}) == 0 &&
	       hostname_tld((struct str){NULL, 0}).n == 0,
	   "the absent text is no name");
}

enum { OPEN, RESERVED, PRIVATE };

static void
test_suffix(void)
{
	static const struct {
		const char *name;
		int kind;
	} cases[] = {
	    {"example.org", OPEN},
	    {"example.com", OPEN},
	    {"mail.example.net", OPEN},
	    {"", OPEN},
	    {"alt", RESERVED},
	    {"test", RESERVED},
	    {"a.Test", RESERVED},
	    {"host.example", RESERVED},
	    {"domain.invalid", RESERVED},
	    {"localhost", RESERVED},
	    {"a.b.LOCALHOST", RESERVED},
	    {"exchange.local", RESERVED},
	    {"abc.onion", RESERVED},
	    {"x.home.arpa", RESERVED},
	    {"home.arpa", RESERVED},
	    {"mail.internal", RESERVED},
	    {"178.74.52.200.in-addr.arpa", RESERVED},
	    {"1.ip6.arpa", RESERVED},
	    {"10.in-addr.arpa", RESERVED},
	    {"a.arpa", OPEN},
	    {"mylocalhost", OPEN},
	    {"not-local", OPEN},
	    {"a.xlocal", OPEN},
	    {"local.example.org", OPEN},
	    {"test.example.com", OPEN},
	    {"a.local.", OPEN},
	    {"speedtouch.lan", PRIVATE},
	    {"LAN", PRIVATE},
	    {"a.home", PRIVATE},
	    {"mx.corp", PRIVATE},
	    {"www.intranet", PRIVATE},
	    {"a.private", PRIVATE},
	    {"localhost.localdomain", PRIVATE},
	    {"server.domain", PRIVATE},
	    {"pc.workgroup", PRIVATE},
	    {"lan.example.org", OPEN},
	    {"a.dlan", OPEN},
	    {"home.lan.", OPEN},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str name = str_of(cases[i].name);

		ok(hostname_is_reserved(name) == (cases[i].kind == RESERVED) &&
		       hostname_is_private(name) == (cases[i].kind == PRIVATE),
		   "\"%s\": reserved, private", cases[i].name);
	}
}

static void
test_equal(void)
{
	static const struct {
		const char *a, *b;
		bool equal, below;
	} cases[] = {
	    {"a.example.org", "A.EXAMPLE.ORG", true, false},
	    {"a.example.org.", "a.example.org", true, false},
	    {"a.example.org..", "a.example.org", false, false},
	    {".", "", true, false},
	    {"a.example.org", "example.org", false, true},
	    {"b.a.Example.org", "example.ORG", false, true},
	    {"aexample.org", "example.org", false, false},
	    {".example.org", "example.org", false, false},
	    {"example.org", "a.example.org", false, false},
	    {"example.org", "", false, false},
	    {"example.", "", false, false},
	    {"a.org.", "org", false, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str a = str_of(cases[i].a), b = str_of(cases[i].b);

		ok(hostname_equal(a, b) == cases[i].equal &&
		       hostname_is_below(a, b) == cases[i].below,
		   "\"%s\" and \"%s\": equal, below", cases[i].a, cases[i].b);
	}
}

static void
test_literal(void)
{
	static const struct {
		struct str text;
		enum literal kind;
		const char *addr; /* of the literal or of the bare address */
	} cases[] = {
	    {STR("[192.0.2.1]"), LITERAL_IPV4, "192.0.2.1"},
	    {STR("[IPv6:2001:db8::1]"), LITERAL_IPV6, "2001:db8::1"},
	    {STR("[ipv6:2001:DB8::1]"), LITERAL_IPV6, "2001:db8::1"},
	    {STR("[IPV6:::]"), LITERAL_IPV6, "::"},
	    {STR("[IPv6:::ffff:10.0.4.47]"), LITERAL_IPV6, "10.0.4.47"},
	    {STR("[IPv6:2001:db8::1:1:1:1:1]"), LITERAL_IPV6,
	     "2001:db8:0:1:1:1:1:1"},
	    {STR("[2001:db8::1]"), LITERAL_UNTAGGED, "2001:db8::1"},
	    {STR("[::ffff:192.0.2.1]"), LITERAL_UNTAGGED, "192.0.2.1"},
	    {STR("192.0.2.1"), LITERAL_NONE, "192.0.2.1"},
	    {STR("2001:db8::1"), LITERAL_NONE, "2001:db8::1"},
	    {STR("IPv6:2001:db8::1"), LITERAL_NONE, "2001:db8::1"},
	    {STR("IPV6:192.0.2.1"), LITERAL_NONE, "192.0.2.1"},
	    {STR("IPv6:"), LITERAL_NONE, NULL},
	    {STR("IPv4:192.0.2.1"), LITERAL_NONE, NULL},
	    {STR("mail.example.org"), LITERAL_NONE, NULL},
	    {STR(""), LITERAL_NONE, NULL},
	    {STR("192.0.2.1."), LITERAL_NONE, NULL},
	    {STR("[IPv6:192.0.2.1]"), LITERAL_MALFORMED, NULL},
	    {STR("[IPv4:192.0.2.1]"), LITERAL_MALFORMED, NULL},
	    {STR("[IPv6:]"), LITERAL_MALFORMED, NULL},
	    {STR("[IPv6:2001:db8::1%eth0]"), LITERAL_MALFORMED, NULL},
	    {STR("[IPv6 2001:db8::1]"), LITERAL_MALFORMED, NULL},
	    {STR("[]"), LITERAL_MALFORMED, NULL},
	    {STR("["), LITERAL_MALFORMED, NULL},
	    {STR("]"), LITERAL_MALFORMED, NULL},
	    {STR("[192.0.2.1"), LITERAL_MALFORMED, NULL},
	    {STR("192.0.2.1]"), LITERAL_MALFORMED, NULL},
	    {STR("[192.0.2.256]"), LITERAL_MALFORMED, NULL},
	    {STR("[192.0.2.01]"), LITERAL_MALFORMED, NULL},
	    {STR("[ 192.0.2.1 ]"), LITERAL_MALFORMED, NULL},
	    {STR("[[192.0.2.1]]"), LITERAL_MALFORMED, NULL},
	    {STR("[mail.example.org]"), LITERAL_MALFORMED, NULL},
	    {STR("[192.0.2.1].example.org"), LITERAL_MALFORMED, NULL},
	    {STR("[192.0.2.1\0]"), LITERAL_MALFORMED, NULL},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str text = cases[i].text;
		struct addr a = {{42}};
		char got[ADDR_TEXT];

		ok(hostname_literal(text, &a) == cases[i].kind,
		   "%s: kind of literal", shown(text));
		if (cases[i].kind == LITERAL_NONE)
			ok(hostname_bare_ip(text, &a) ==
			       (cases[i].addr != NULL),
			   "%s: a bare address?", shown(text));
		else
			ok(!hostname_bare_ip(text, &a),
			   "%s: not a bare address", shown(text));
		addr_format(&a, got);
		is_text(got, cases[i].addr == NULL ? "2a00::" : cases[i].addr,
			shown(text));
	}
}

int
main(void)
{
	test_valid();
	test_suffix();
	test_equal();
	test_literal();
	return tap_done();
}
