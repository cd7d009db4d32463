#include "../../milter/dns_wire.h"
#include "../rig/dnsd_reply.h"
#include "../rig/dnsd_zone.h"
#include "../tap.h"

#include <stdlib.h>

/*
 * What is made of a name server's packets. Most are made by the name server of
 * the tests, from a line as in a transcript; the rest stand here as bytes.
 */

enum { WORDS = 32 };

static const struct {
	const char *lines; /* separated by ";" */
	const char *name;
	enum dns_type type;
	const char *want;
} cases[] = {
    /* found */
    {"a.b A 192.0.2.1", "a.b", DNS_A, "found 192.0.2.1 ttl 300"},
    {"a.b A 192.0.2.1", "A.B", DNS_A, "found 192.0.2.1 ttl 300"},
    {"a.b A 192.0.2.1 192.0.2.2;a.b A ttl 7 192.0.2.3", "a.b", DNS_A,
     "found 192.0.2.1 192.0.2.2 192.0.2.3 ttl 7"},
    {"a.b AAAA 2001:db8::1", "a.b", DNS_AAAA, "found 2001:db8::1 ttl 300"},
    {"a.b MX 10 mx.a.b 20 MX2.example.", "a.b", DNS_MX,
     "found 10/mx.a.b 20/mx2.example ttl 300"},
    {"a.b MX 0 .", "a.b", DNS_MX, "found 0/ ttl 300"},
    {"a.b NS ns.a.b", "a.b", DNS_NS, "found 0/ns.a.b ttl 300"},
    {"a.b CNAME c.d;c.d A 192.0.2.1", "a.b", DNS_CNAME, "found 0/c.d ttl 300"},
    {"192.0.2.1 PTR Mail.Example.org", "1.2.0.192.in-addr.arpa", DNS_PTR,
     "found 0/mail.example.org ttl 300"},
    {"a.b TXT one", "a.b", DNS_TXT, "found 'one' ttl 300"},
    {"a.b A secure 192.0.2.1", "a.b", DNS_A, "found 192.0.2.1 ttl 300 secure"},
    {"a.b A 192.0.2.1", "a.b", DNS_A, "found 192.0.2.1 ttl 300"},
    {"a.b A ttl 999999999 192.0.2.1", "a.b", DNS_A,
     "found 192.0.2.1 ttl 999999999"},

    /* odd names stay one piece of clean text */
    {"a.b PTR 100%s.example.org", "a.b", DNS_PTR,
     "found 0/100%s.example.org ttl 300"},
    {"a.b PTR mail.example.org\\000.evil.example", "a.b", DNS_PTR,
     "found 0/mail.example.org\\000.evil.example ttl 300"},
    {"a.b PTR mail.example.org.\\000.evil.example", "a.b", DNS_PTR,
     "found 0/mail.example.org.\\000.evil.example ttl 300"},
    {"a.b PTR mail\\.example.org", "a.b", DNS_PTR,
     "found 0/mail\\.example.org ttl 300"},
    {"a.b PTR \\010new\\013line\\200.org", "a.b", DNS_PTR,
     "found 0/\\010new\\013line\\200.org ttl 300"},
    {"a.b PTR back\\\\slash.org", "a.b", DNS_PTR,
     "found 0/back\\\\slash.org ttl 300"},

    /* not there */
    {"", "a.b", DNS_A, "none, no name ttl 300"},
    {"a.b A none", "a.b", DNS_A, "none ttl 300"},
    {"a.b AAAA 2001:db8::1", "a.b", DNS_A, "none ttl 300"},
    {"a.b A no-soa none", "a.b", DNS_A, "none ttl unknown"},
    {"a.b A no-soa nxdomain none", "a.b", DNS_A, "none, no name ttl unknown"},
    {"a.b A secure none", "a.b", DNS_A, "none ttl 300 secure"},
    {"a.b A foreign-owner 192.0.2.1", "a.b", DNS_A, "none ttl unknown"},
    {"a.b A chaos-class 192.0.2.1", "a.b", DNS_A, "none ttl unknown"},

    /* CNAMEs */
    {"a.b CNAME c.d;c.d A 192.0.2.1", "a.b", DNS_A, "found 192.0.2.1 ttl 300"},
    {"a.b CNAME ttl 5 c.d;c.d A 192.0.2.1", "a.b", DNS_A,
     "found 192.0.2.1 ttl 5"},
    {"a.b CNAME c.d;c.d CNAME e.f;e.f MX 1 x", "a.b", DNS_MX,
     "found 1/x ttl 300"},
    {"a.b CNAME c.d", "a.b", DNS_A, "none, no name ttl 300"},
    {"a.b CNAME c.d;c.d MX 1 x", "a.b", DNS_A, "none ttl 300"},
    {"a.b CNAME bare c.d", "a.b", DNS_A, "chase c.d"},
    {"a.b CNAME bare c\\.d.\\000", "a.b", DNS_A, "chase c\\.d.\\000"},
    {"a.b CNAME .", "a.b", DNS_A, "none, no name ttl 300"},
    {"a.b CNAME bare .", "a.b", DNS_A, "none, no name ttl unknown"},
    {"a.b CNAME a.b", "a.b", DNS_A,
     "failed: the CNAME chain is too long or a loop"},
    {"a.b CNAME c.d;c.d CNAME a.b", "a.b", DNS_A,
     "failed: the CNAME chain is too long or a loop"},
    {"a CNAME 1;1 CNAME 2;2 CNAME 3;3 CNAME 4;4 CNAME 5;5 CNAME 6;6 CNAME 7;"
     "7 A 192.0.2.1",
     "a", DNS_A, "found 192.0.2.1 ttl 300"},
    {"a CNAME 1;1 CNAME 2;2 CNAME 3;3 CNAME 4;4 CNAME 5;5 CNAME 6;6 CNAME 7;"
     "7 CNAME 8;8 CNAME 9;9 A 192.0.2.1",
     "a", DNS_A, "failed: the CNAME chain is too long or a loop"},

    /* failures */
    {"a.b A fails", "a.b", DNS_A, "bad: SERVFAIL"},
    {"a.b A refused", "a.b", DNS_A, "bad: refused"},
    {"a.b A formerr", "a.b", DNS_A,
     "bad: the name server answers with an error"},
    {"a.b A notimp", "a.b", DNS_A,
     "bad: the name server answers with an error"},
    {"a.b A referral none", "a.b", DNS_A,
     "bad: the name server does not recurse"},
    {"a.b A wrong-question 192.0.2.1", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b A no-question 192.0.2.1", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b A no-reply 192.0.2.1", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b A truncated-tcp 192.0.2.1", "a.b", DNS_A, "cut"},
    {"a.b A pointer-loop 192.0.2.1", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b A long-data 192.0.2.1", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b A short-data 192.0.2.1", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b AAAA short-data ::1", "a.b", DNS_AAAA, "bad: garbled answer"},
    {"a.b MX short-data 1 c.d", "a.b", DNS_MX, "bad: garbled answer"},
    {"a.b TXT short-data text", "a.b", DNS_TXT, "bad: garbled answer"},
    {"a.b PTR short-data c.d", "a.b", DNS_PTR, "bad: garbled answer"},
    {"a.b CNAME bare short-data c.d", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b A lying-count 192.0.2.1", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b A trailing 192.0.2.1", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b A nxdomain 192.0.2.1", "a.b", DNS_A, "bad: garbled answer"},
    {"a.b PTR many 256", "a.b", DNS_PTR, "found 256 records ttl 300"},
    {"a.b PTR many 257", "a.b", DNS_PTR, "failed: too many records"},
    {"a.b PTR many 4000", "a.b", DNS_PTR, "failed: too many records"},
    {"a.b A many 512", "a.b", DNS_A, "failed: too many records"},
};

static void
add_lines(struct dnsd_zone *z, struct str lines)
{
	struct str arg[WORDS];

	while (lines.n > 0) {
		size_t end = str_find(lines, ';'), n = 0;
		struct str line = str_slice(lines, 0, end);

		lines = str_from(lines, end + 1);
		while (line.n > 0 && n < WORDS) {
			size_t blank = str_find(line, ' ');

			arg[n++] = str_slice(line, 0, blank);
			line = str_from(line, blank + 1);
		}
		if (!dnsd_zone_add(z, arg, n))
			abort();
	}
}

static size_t
show_records(const struct dns_answer *answer, enum dns_type type, char *out,
	     size_t size)
{
	char addr[ADDR_TEXT];
	size_t n = 0;

	if (answer->n > 10)
		return (size_t)snprintf(out, size, " %zu records", answer->n);
	for (size_t i = 0; i < answer->n; i++) {
		const struct dns_record *r = &answer->record[i];

		if (type == DNS_A || type == DNS_AAAA) {
			addr_format(&r->addr, addr);
			n += (size_t)snprintf(out + n, size - n, " %s", addr);
		} else if (type == DNS_TXT) {
			n += (size_t)snprintf(out + n, size - n, " '%.*s'",
					      STR_ARG(r->text));
		} else {
			n += (size_t)snprintf(out + n, size - n, " %u/%.*s",
					      r->preference, STR_ARG(r->name));
		}
	}
	return n;
}

/* As a zone file has it; what dns_question_parse reads. */
static size_t
show_target(const struct dns_question *q, char *out, size_t size)
{
	size_t n = 0;

	for (size_t at = 0; q->name[at] != 0; at += q->name[at] + 1u) {
		if (at > 0)
			n += (size_t)snprintf(out + n, size - n, ".");
		for (size_t i = 1; i <= q->name[at]; i++) {
			uint8_t c = q->name[at + i];

			n += (size_t)snprintf(out + n, size - n,
					      c == '.'	? "\\."
					      : c < ' ' ? "\\%03d"
							: "%c",
					      c);
		}
	}
	return n;
}

static void
show(const struct dns_wire *w, const struct dns_wire_trail *trail,
     enum dns_wire_end end, enum dns_type type, char *out, size_t size)
{
	const struct dns_pack *p = &w->answer.pack;
	struct arena *a = arena_new();
	struct dns_answer answer;
	size_t n = 0;

	dns_pack_open(p, type, a, &answer);
	if (end == DNS_WIRE_CHASE) {
		n = (size_t)snprintf(out, size, "chase ");
		show_target(&w->target, out + n, size - n);
	} else if (end == DNS_WIRE_CUT) {
		snprintf(out, size, "cut");
	} else if (p->state == DNS_FAILED) {
		snprintf(out, size, "%s: %.*s",
			 end == DNS_WIRE_BAD ? "bad" : "failed",
			 STR_ARG(answer.why));
	} else {
		n = (size_t)snprintf(out, size, "%s%s",
				     p->state == DNS_FOUND ? "found" : "none",
				     p->no_name ? ", no name" : "");
		n += show_records(&answer, type, out + n, size - n);
		n += w->ttl_known
			 ? (size_t)snprintf(out + n, size - n, " ttl %u",
					    trail->ttl)
			 : (size_t)snprintf(out + n, size - n, " ttl unknown");
		snprintf(out + n, size - n, "%s", p->secure ? " secure" : "");
	}
	arena_free(a);
}

static uint8_t packet[DNSD_PACKET];
static struct dns_wire wire;

static size_t
make_packet(const char *lines, const struct dns_question *q)
{
	uint8_t ask[DNS_QUESTION_PACKET];
	struct arena *a = arena_new();
	struct dnsd_question asked;
	struct dnsd_zone z;
	size_t n;

	dnsd_zone_init(&z, a);
	add_lines(&z, str_of(lines));
	if (!dnsd_reply_read(&asked, &z, ask, dns_question_packet(q, 99, ask)))
		abort();
	n = dnsd_reply_make(&asked, &z, true, packet);
	arena_free(a);
	return n;
}

static void
test_cases(void)
{
	char shown[1024], what[256];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dns_wire_trail trail = DNS_WIRE_TRAIL;
		struct dns_question q;
		enum dns_wire_end end;
		size_t n;

		if (!dns_question_set(&q, str_of(cases[i].name), cases[i].type))
			abort();
		n = make_packet(cases[i].lines, &q);
		end = dns_wire_read(&wire, &trail, &q, packet, n, true);
		show(&wire, &trail, end, cases[i].type, shown, sizeof shown);
		snprintf(what, sizeof what, "%s: %s %s", cases[i].lines,
			 cases[i].name, dns_type_name(cases[i].type));
		is_text(shown, cases[i].want, what);
	}
}

/* Every packet above, cut short anywhere and with any byte changed: it is read
 * without harm, and cut short it is never an answer. */
static void
test_damage(void)
{
	unsigned wrong = 0, n_all = 0;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dns_wire_trail trail = DNS_WIRE_TRAIL;
		struct dns_question q;
		size_t n;

		dns_question_set(&q, str_of(cases[i].name), cases[i].type);
		n = make_packet(cases[i].lines, &q);
		if (n > 600)
			continue;
		for (size_t at = 0; at < n; at++, n_all++) {
			/* of its own, so that a step over its end is seen */
			uint8_t *cut = malloc(at + 1);

			memcpy(cut, packet, at);
			wrong += dns_wire_read(&wire, &trail, &q, cut, at,
					       true) == DNS_WIRE_DONE &&
				 strstr(cases[i].lines, "trailing") == NULL;
			free(cut);
			for (int bit = 0; bit < 8; bit++) {
				packet[at] ^= (uint8_t)(1u << bit);
				dns_wire_read(&wire, &trail, &q, packet, n,
					      true);
				packet[at] ^= (uint8_t)(1u << bit);
			}
		}
	}
	ok(wrong == 0, "%u packets cut short: no answer in them", n_all);
}

/* The AD bit counts if every packet has it and its server is trusted. */
static void
test_secure(void)
{
	struct dns_wire_trail trail = DNS_WIRE_TRAIL;
	struct dns_question q;
	size_t n;

	dns_question_set(&q, STR("a.b"), DNS_A);
	n = make_packet("a.b A secure 192.0.2.1", &q);
	dns_wire_read(&wire, &trail, &q, packet, n, false);
	ok(!wire.answer.pack.secure, "a server that is not trusted");
	trail = DNS_WIRE_TRAIL;
	trail.secure = false;
	dns_wire_read(&wire, &trail, &q, packet, n, true);
	ok(!wire.answer.pack.secure, "a CNAME before it that was not secure");
}

/* CNAMEs over several packets are counted together. */
static void
test_trail(void)
{
	struct dns_wire_trail trail = DNS_WIRE_TRAIL;
	enum dns_wire_end end = DNS_WIRE_CHASE;
	struct dns_question q;
	unsigned rounds = 0;

	dns_question_set(&q, STR("a.b"), DNS_A);
	while (end == DNS_WIRE_CHASE && rounds < 100) {
		size_t n =
		    make_packet("a.b CNAME bare c.d;c.d CNAME bare a.b", &q);

		end = dns_wire_read(&wire, &trail, &q, packet, n, true);
		q = wire.target;
		rounds++;
	}
	ok(end == DNS_WIRE_DONE && rounds == DNS_WIRE_CNAMES + 1 &&
	       wire.answer.pack.why == DNS_WHY_CNAME_CHAIN,
	   "a loop over packets ends after %u", rounds);
}

/* A TXT record of many strings, and one with nothing in it. */
static void
test_text(void)
{
	static char line[32 + DNS_PACK_BYTES] = "a.b TXT ";
	struct dns_wire_trail trail = DNS_WIRE_TRAIL;
	struct dns_question q;
	char *text = line + 8;

	dns_question_set(&q, STR("a.b"), DNS_TXT);
	memset(text, 'x', 1000);
	dns_wire_read(&wire, &trail, &q, packet, make_packet(line, &q), true);
	ok(wire.answer.pack.state == DNS_FOUND &&
	       wire.answer.pack.size == 1000 + 4,
	   "a text of 1000 bytes in four strings");
	memset(text, 'x', DNS_PACK_BYTES);
	dns_wire_read(&wire, &trail, &q, packet, make_packet(line, &q), true);
	ok(wire.answer.pack.state == DNS_FAILED &&
	       wire.answer.pack.why == DNS_WHY_LARGE,
	   "a text of 16 KiB is too large");
}

int
main(void)
{
	test_cases();
	test_damage();
	test_secure();
	test_trail();
	test_text();
	return tap_done();
}
