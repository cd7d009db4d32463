#include "addr.h"

#include "tap.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void
test_parse(void)
{
	static const struct {
		const char *text;
		const char *want; /* NULL: no address */
		bool v4;
	} cases[] = {
	    {"0.0.0.0", "0.0.0.0", true},
	    {"192.0.2.1", "192.0.2.1", true},
	    {"255.255.255.255", "255.255.255.255", true},
	    {"::", "::", false},
	    {"::1", "::1", false},
	    {"1::", "1::", false},
	    {"0:0:0:0:0:0:0:0", "::", false},
	    {"2001:DB8::A", "2001:db8::a", false},
	    {"2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1", false},
	    {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", false},
	    {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1", false},
	    {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1", false},
	    {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", false},
	    {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", false},
	    {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8", false},
	    {"1:0:0:0:0:0:0:0", "1::", false},
	    {"64:ff9b::192.0.2.33", "64:ff9b::c000:221", false},
	    {"::192.0.2.1", "::c000:201", false},
	    {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304", false},
	    {"::2:3:4:5:6:1.2.3.4", "0:2:3:4:5:6:102:304", false},
	    {"::ffff:192.0.2.1", "192.0.2.1", true},
	    {"::FFFF:c000:0201", "192.0.2.1", true},
	    {"0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1", true},
	    {"::fffe:192.0.2.1", "::fffe:c000:201", false},
	    {"1111:2222:3333:4444:5555:6666:7777:8888",
	     "1111:2222:3333:4444:5555:6666:7777:8888", false},
	    {"", NULL, false},
	    {".", NULL, false},
	    {":", NULL, false},
	    {"1", NULL, false},
	    {"1.2.3", NULL, false},
	    {"1.2.3.", NULL, false},
	    {"1.2.3.4.", NULL, false},
	    {"1.2.3.4.5", NULL, false},
	    {".1.2.3", NULL, false},
	    {"1..2.3", NULL, false},
	    {"1.2.3.256", NULL, false},
	    {"1.2.3.1000", NULL, false},
	    {"1.2.3.04", NULL, false},
	    {"1.2.3.00", NULL, false},
	    {"1.2.3.0x4", NULL, false},
	    {"1.2.3.-4", NULL, false},
	    {"1.2.3.+4", NULL, false},
	    {"1.2.3.4 ", NULL, false},
	    {" 1.2.3.4", NULL, false},
	    {"3221225985", NULL, false},
	    {"0x7f.1", NULL, false},
	    {"[192.0.2.1]", NULL, false},
	    {"192.0.2.1:25", NULL, false},
	    {":::", NULL, false},
	    {":1", NULL, false},
	    {"1:", NULL, false},
	    {"1:2", NULL, false},
	    {"::1:", NULL, false},
	    {":1::", NULL, false},
	    {"1:::2", NULL, false},
	    {"1::2::3", NULL, false},
	    {"::::", NULL, false},
	    {"::12345", NULL, false},
	    {"::00001", NULL, false},
	    {"::g", NULL, false},
	    {"1:2:3:4:5:6:7", NULL, false},
	    {"1:2:3:4:5:6:7:8:9", NULL, false},
	    {"1:2:3:4:5:6:7:8::", NULL, false},
	    {"::1:2:3:4:5:6:7:8", NULL, false},
	    {"1:2:3:4:5:6:7:1.2.3.4", NULL, false},
	    {"::2:3:4:5:6:7:1.2.3.4", NULL, false},
	    {"::1.2.3.4:5", NULL, false},
	    {"::1.2.3", NULL, false},
	    {"::1.2.3.256", NULL, false},
	    {"1.2.3.4::", NULL, false},
	    {"fe80::1%eth0", NULL, false},
	    {"2001:db8::1/128", NULL, false},
	    {"IPv6:::1", NULL, false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct addr a = {{42}};
		char text[ADDR_TEXT] = "";
		bool is = addr_parse(str_of(cases[i].text), &a);

		if (cases[i].want == NULL) {
			ok(!is && a.b[0] == 42, "no address: \"%s\"",
			   cases[i].text);
			continue;
		}
		ok(is && addr_is_v4(&a) == cases[i].v4 &&
		       addr_format(&a, text) == strlen(text),
		   "%s: family and length", cases[i].text);
		is_text(text, cases[i].want, cases[i].text);
	}
	ok(!addr_parse(str_make("1.2.3.4\0", 8), &(struct addr){{0}}),
	   "a NUL is no part of an address");
	ok(!addr_parse((struct str){NULL, 0}, &(struct addr){{0}}),
	   "the absent text is no address");
}

static struct addr
addr_of(const char *text)
{
	struct addr a = {{0}};

	ok(addr_parse(str_of(text), &a), "%s is an address", text);
	return a;
}

static void
test_compare(void)
{
	static const uint8_t bytes[] = {192, 0, 2, 1};
	static const char *const ascending[] = {
	    "::",	 "::1",	  "0.0.0.0", "192.0.2.1",
	    "192.0.2.2", "64::1", "2001::",  "ffff::",
	};
	struct addr from = addr_from_v4(bytes), parsed = addr_of("192.0.2.1");

	ok(addr_equal(&from, &parsed), "192.0.2.1 from its bytes");
	for (size_t i = 1; i < COUNT(ascending); i++) {
		struct addr a = addr_of(ascending[i - 1]);
		struct addr b = addr_of(ascending[i]);

		ok(addr_compare(&a, &b) < 0 && addr_compare(&b, &a) > 0 &&
		       !addr_equal(&a, &b) && addr_equal(&a, &a),
		   "%s before %s", ascending[i - 1], ascending[i]);
	}
}

static void
test_reverse(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"192.0.2.1", "1.2.0.192.in-addr.arpa"},
	    {"255.255.255.255", "255.255.255.255.in-addr.arpa"},
	    {"::ffff:192.0.2.1", "1.2.0.192.in-addr.arpa"},
	    {"4321:0:1:2:3:4:567:89ab",
	     "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0."
	     "1.2.3.4.ip6.arpa"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct addr a = addr_of(cases[i].text);
		char out[ADDR_REVERSE];

		ok(addr_reverse(&a, out) == strlen(cases[i].want),
		   "%s: length of its reverse name", cases[i].text);
		is_text(out, cases[i].want, cases[i].text);
	}
}

static void
test_net_parse(void)
{
	static const struct {
		const char *text;
		enum net_result result;
		const char *want;
		int bits;
	} cases[] = {
	    {"192.0.2.0/24", NET_OK, "192.0.2.0/24", 120},
	    {"192.0.2.1", NET_OK, "192.0.2.1", 128},
	    {"192.0.2.1/32", NET_OK, "192.0.2.1", 128},
	    {"0.0.0.0/0", NET_OK, "0.0.0.0/0", 96},
	    {"10.0.0.0/7", NET_OK, "10.0.0.0/7", 103},
	    {"::/0", NET_OK, "::/0", 0},
	    {"2001:db8::/32", NET_OK, "2001:db8::/32", 32},
	    {"2001:db8::1", NET_OK, "2001:db8::1", 128},
	    {"2001:db8::1/128", NET_OK, "2001:db8::1", 128},
	    {"::ffff:192.0.2.0/120", NET_OK, "192.0.2.0/24", 120},
	    {"::ffff:0:0/96", NET_OK, "0.0.0.0/0", 96},
	    {"192.0.2.1/24", NET_HOST_BITS, "192.0.2.0/24", 120},
	    {"255.255.255.255/0", NET_HOST_BITS, "0.0.0.0/0", 96},
	    {"192.0.2.129/25", NET_HOST_BITS, "192.0.2.128/25", 121},
	    {"2001:db8::1/127", NET_HOST_BITS, "2001:db8::/127", 127},
	    {"ffff::/1", NET_HOST_BITS, "8000::/1", 1},
	    {"::ffff:192.0.2.0/24", NET_HOST_BITS, "::/24", 24},
	    {"", NET_BAD_ADDRESS, NULL, 0},
	    {"/24", NET_BAD_ADDRESS, NULL, 0},
	    {"192.0.2/24", NET_BAD_ADDRESS, NULL, 0},
	    {"example.org/24", NET_BAD_ADDRESS, NULL, 0},
	    {"[::1]/128", NET_BAD_ADDRESS, NULL, 0},
	    {"192.0.2.0/", NET_BAD_PREFIX, NULL, 0},
	    {"192.0.2.0/33", NET_BAD_PREFIX, NULL, 0},
	    {"192.0.2.0/024", NET_BAD_PREFIX, NULL, 0},
	    {"192.0.2.0/-1", NET_BAD_PREFIX, NULL, 0},
	    {"192.0.2.0/24/1", NET_BAD_PREFIX, NULL, 0},
	    {"192.0.2.0/255.255.255.0", NET_BAD_PREFIX, NULL, 0},
	    {"2001:db8::/129", NET_BAD_PREFIX, NULL, 0},
	    {"2001:db8::/4294967328", NET_BAD_PREFIX, NULL, 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct net n = {.bits = 77};
		char text[ADDR_TEXT + 4] = "";

		ok(net_parse(str_of(cases[i].text), &n) == cases[i].result,
		   "\"%s\": result", cases[i].text);
		if (cases[i].want == NULL) {
			ok(n.bits == 77, "\"%s\": untouched", cases[i].text);
			continue;
		}
		ok(n.bits == cases[i].bits &&
		       net_format(&n, text) == strlen(text),
		   "%s: bits and length", cases[i].text);
		is_text(text, cases[i].want, cases[i].text);
	}
}

static void
test_net_contains(void)
{
	static const struct {
		const char *net, *addr;
		bool inside;
	} cases[] = {
	    {"192.0.2.0/24", "192.0.1.255", false},
	    {"192.0.2.0/24", "192.0.2.0", true},
	    {"192.0.2.0/24", "192.0.2.255", true},
	    {"192.0.2.0/24", "192.0.3.0", false},
	    {"192.0.2.4/30", "192.0.2.3", false},
	    {"192.0.2.4/30", "192.0.2.7", true},
	    {"192.0.2.4/30", "192.0.2.8", false},
	    {"192.0.2.1", "192.0.2.1", true},
	    {"192.0.2.1", "192.0.2.0", false},
	    {"0.0.0.0/0", "255.255.255.255", true},
	    {"0.0.0.0/0", "::1", false},
	    {"0.0.0.0/0", "::fffe:ffff:ffff", false},
	    {"::/0", "ffff::", true},
	    {"::/0", "192.0.2.1", true},
	    {"2001:db8::/33", "2001:db8:7fff:ffff::", true},
	    {"2001:db8::/33", "2001:db8:8000::", false},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct addr a = addr_of(cases[i].addr);
		struct net n;

		ok(net_parse(str_of(cases[i].net), &n) == NET_OK &&
		       net_contains(&n, &a) == cases[i].inside,
		   "%s %s %s", cases[i].addr,
		   cases[i].inside ? "in" : "outside", cases[i].net);
	}
}

int
main(void)
{
	test_parse();
	test_compare();
	test_reverse();
	test_net_parse();
	test_net_contains();
	return tap_done();
}
