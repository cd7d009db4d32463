#include "../../milter/dns_question.h"
#include "../tap.h"

#define L63 "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"

/* The wire form as C bytes; NULL: it cannot be asked. */
static const struct {
	const char *text;
	size_t n; /* 0: strlen */
	bool escapes;
	const char *wire;
} cases[] = {
    {"example.org", 0, false, "\7example\3org"},
    {"Example.ORG.", 0, false, "\7example\3org"},
    {"a", 0, false, "\1a"},
    {"a.b.c", 0, false, "\1a\1b\1c"},
    {"100%.example", 0, false, "\004100%\7example"},
    {"a b.c", 0, false, "\3a b\1c"},
    {"a\0b.c", 5, false, "\3a\0b\1c"},
    {"\xff.c", 0, false, "\1\xff\1c"},
    {"a\\.b", 0, false, "\2a\\\1b"},
    {"a\\.b", 0, true, "\3a.b"},
    {"a\\046B.c", 0, true, "\3a.b\1c"},
    {"a\\000.c", 0, true, "\2a\0\1c"},
    {"a\\999", 0, true, "\4a999"},
    {"a\\\\b", 0, true, "\3a\\b"},
    {"a\\", 0, true, "\2a\\"},
    {L63 ".c", 0, false, "\77" L63 "\1c"},
    {L63 "x.c", 0, false, NULL},
    {L63 "." L63 "." L63 "." L63, 0, false, NULL},
    {"", 0, false, NULL},
    {".", 0, false, NULL},
    {"a..b", 0, false, NULL},
    {".a", 0, false, NULL},
    {"a..", 0, false, NULL},
    {"", 0, true, NULL},
};

static bool
same_wire(const struct dns_question *q, const char *wire)
{
	size_t n = 0;

	/* Walked by its lengths: the literal's end is the root. */
	while (wire[n] != 0)
		n += (size_t)(unsigned char)wire[n] + 1;
	return q->n == n + 1 && memcmp(q->name, wire, n + 1) == 0;
}

static void
test_names(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str text = str_of(cases[i].text);
		struct dns_question q;
		bool good;

		if (cases[i].n > 0)
			text.n = cases[i].n;
		good = cases[i].escapes ? dns_question_parse(&q, text, DNS_A)
					: dns_question_set(&q, text, DNS_A);
		ok(good == (cases[i].wire != NULL) &&
		       (!good || same_wire(&q, cases[i].wire)),
		   "%s%s", cases[i].text, cases[i].escapes ? " (escaped)" : "");
	}
}

/* 253 bytes are a name, 254 are none. */
static void
test_length(void)
{
	char text[254];
	struct dns_question q;

	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i % 2 == 0 ? 'a' : '.';
	ok(dns_question_set(&q, str_make(text, 253), DNS_A) &&
	       q.n == DNS_NAME_WIRE,
	   "a name of 253 bytes");
	text[252] = text[253] = 'b';
	ok(!dns_question_set(&q, str_make(text, 254), DNS_A),
	   "no name of 254 bytes");
}

static void
test_zones(void)
{
	static const struct {
		const char *a, *b;
		bool same;
	} pairs[] = {
	    {"a.example.org", "b.c.example.org", true},
	    {"example.org", "a.example.org", true},
	    {"example.org", "example.net", false},
	    {"org", "example.org", false},
	    {"1.2.0.192.in-addr.arpa", "9.9.0.192.in-addr.arpa", true},
	    {"1.2.0.192.in-addr.arpa", "1.2.51.198.in-addr.arpa", false},
	};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct dns_question a, b;

		dns_question_set(&a, str_of(pairs[i].a), DNS_A);
		dns_question_set(&b, str_of(pairs[i].b), DNS_MX);
		ok((dns_question_zone(&a) == dns_question_zone(&b)) ==
		       pairs[i].same,
		   "%s and %s: %s zone", pairs[i].a, pairs[i].b,
		   pairs[i].same ? "one" : "not one");
	}
}

static void
test_packet(void)
{
	static const char want[] = "\x12\x34\x01\x20\0\1\0\0\0\0\0\0"
				   "\7example\3org\0\0\x1c\0\1";
	uint8_t packet[DNS_QUESTION_PACKET];
	struct dns_question q;
	size_t n;

	dns_question_set(&q, STR("example.org"), DNS_AAAA);
	n = dns_question_packet(&q, 0x1234, packet);
	ok(n == sizeof want - 1 && memcmp(packet, want, n) == 0,
	   "the packet: RD and AD set, one question, nothing else");
}

int
main(void)
{
	test_names();
	test_length();
	test_zones();
	test_packet();
	return tap_done();
}
