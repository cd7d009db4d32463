#include "canned_dns.h"

#include "engine.h"

/* Questions to the DNS of a transcript, and what it answers. */

static const struct {
	const char *what, *steps, *name;
	enum dns_type type;
	const char *answer;
} cases[] = {
    {"nothing is said", "", "a.example", DNS_A, "none, no such name"},
    {"a record", "dns a.example A 192.0.2.1", "a.example", DNS_A, "192.0.2.1"},
    {"without case and dot", "dns A.Example. A 192.0.2.1", "a.eXample.", DNS_A,
     "192.0.2.1"},
    {"another type", "dns a.example A 192.0.2.1", "a.example", DNS_AAAA,
     "none"},
    {"another name", "dns a.example A 192.0.2.1", "b.example", DNS_A,
     "none, no such name"},
    {"records of one step", "dns a.example A 192.0.2.1 192.0.2.2", "a.example",
     DNS_A, "192.0.2.1 192.0.2.2"},
    {"records of two steps",
     "dns a.example A 192.0.2.1 dns a.example A 192.0.2.2", "a.example", DNS_A,
     "192.0.2.1 192.0.2.2"},
    {"both families",
     "dns a.example A 192.0.2.1 dns a.example AAAA 2001:db8::1", "a.example",
     DNS_AAAA, "2001:db8::1"},
    {"MX", "dns a.example MX 10 MX1.example. 20 mx2.example", "a.example",
     DNS_MX, "10 mx1.example 20 mx2.example"},
    {"null MX", "dns a.example MX 0 .", "a.example", DNS_MX, "0 "},
    {"TXT", "dns a.example TXT \"v=spf1 -all\"", "a.example", DNS_TXT,
     "\"v=spf1 -all\""},
    {"an address stands for its reverse name", "dns 192.0.2.1 PTR A.example.",
     "1.2.0.192.in-addr.arpa", DNS_PTR, "a.example"},
    {"of IPv6 too", "dns 2001:db8::1 PTR a.example",
     "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
     "ip6.arpa",
     DNS_PTR, "a.example"},
    {"the reverse name itself", "dns 1.2.0.192.in-addr.arpa PTR a.example",
     "1.2.0.192.in-addr.arpa", DNS_PTR, "a.example"},
    {"no such record", "dns a.example A none", "a.example", DNS_A, "none"},
    {"a failure", "dns a.example A fails", "a.example", DNS_A,
     "failed: no answer"},
    {"of one type alone", "dns a.example A fails", "a.example", DNS_AAAA,
     "none"},
    {"of all types", "dns a.example fails", "a.example", DNS_MX,
     "failed: no answer"},
    {"of all types but one",
     "dns a.example fails dns a.example MX 10 b.example", "a.example", DNS_MX,
     "10 b.example"},
    {"of all types but one, told first",
     "dns a.example MX 10 b.example dns a.example fails", "a.example", DNS_MX,
     "10 b.example"},
    {"all others fail", "dns default fails", "a.example", DNS_A,
     "failed: no answer"},
    {"all others fail, this one not",
     "dns default fails dns a.example A 192.0.2.1", "a.example", DNS_A,
     "192.0.2.1"},
    {"all others are none", "dns default none", "a.example", DNS_A,
     "none, no such name"},
    {"slow, and in time", "dns a.example A slow 3s 192.0.2.1", "a.example",
     DNS_A, "192.0.2.1"},
    {"too slow", "dns a.example A slow 30s 192.0.2.1", "a.example", DNS_A,
     "failed: timed out"},
    {"too slow to say no", "dns a.example A slow 30s none", "a.example", DNS_A,
     "failed: timed out"},
    {"slow to say no", "dns a.example A slow 100ms none", "a.example", DNS_A,
     "none"},
    {"an alias", "dns a.example CNAME b.example dns b.example A 192.0.2.1",
     "a.example", DNS_A, "192.0.2.1"},
    {"an alias to nothing", "dns a.example CNAME b.example", "a.example", DNS_A,
     "none, no such name"},
    {"an alias that fails", "dns a.example CNAME b.example dns b.example fails",
     "a.example", DNS_A, "failed: no answer"},
    {"an alias in a circle",
     "dns a.example CNAME b.example dns b.example CNAME a.example", "a.example",
     DNS_A, "failed: no answer"},
    {"a client with a name", "client 192.0.2.1 c.example",
     "1.2.0.192.in-addr.arpa", DNS_PTR, "c.example"},
    {"and the way back", "client 192.0.2.1 c.example", "c.example", DNS_A,
     "192.0.2.1"},
    {"of IPv6 too", "client 2001:db8::1 c.example", "c.example", DNS_AAAA,
     "2001:db8::1"},
    {"unless a step says otherwise",
     "client 192.0.2.1 c.example dns c.example A 192.0.2.9", "c.example", DNS_A,
     "192.0.2.9"},
    {"or that it is not there",
     "dns 192.0.2.1 PTR none client 192.0.2.1 c.example",
     "1.2.0.192.in-addr.arpa", DNS_PTR, "none"},
    {"a client without a name", "client 192.0.2.1", "1.2.0.192.in-addr.arpa",
     DNS_PTR, "none, no such name"},
    {"a client whose name is forged",
     "macro {client_ptr} c.example macro {client_resolve} FORGED "
     "client 192.0.2.1",
     "1.2.0.192.in-addr.arpa", DNS_PTR, "c.example"},
    {"does not point back",
     "macro {client_ptr} c.example macro {client_resolve} FORGED "
     "client 192.0.2.1",
     "c.example", DNS_A, "none"},
    {"the empty name", "dns default fails", "", DNS_A, "none, no such name"},
    {"the root", "dns default fails", ".", DNS_A, "none, no such name"},
    {"an empty label", "dns default fails", "a..example", DNS_A,
     "none, no such name"},
    {"a name that begins with a dot", "dns default fails", ".example", DNS_A,
     "none, no such name"},
    {"a label of 63 bytes", "dns default fails",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example",
     DNS_A, "failed: no answer"},
    {"a label of 64 bytes", "dns default fails",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example",
     DNS_A, "none, no such name"},
};

static struct str
record_text(struct arena *a, enum dns_type type, const struct dns_record *r)
{
	switch (type) {
	case DNS_A:
	case DNS_AAAA:
		return value_show_one(a, VALUE_ADDRESS,
				      &(union datum){.addr = r->addr});
	case DNS_MX:
		return arena_printf(a, "%d %.*s", r->preference,
				    STR_ARG(r->name));
	case DNS_TXT:
		return arena_printf(a, "\"%.*s\"", STR_ARG(r->text));
	default:
		return r->name;
	}
}

static const char *
answer_text(struct arena *a, enum dns_type type, const struct dns_answer *r)
{
	struct str all = STR("");

	if (r->state == DNS_NONE)
		return r->no_name ? "none, no such name" : "none";
	if (r->state == DNS_FAILED)
		return arena_printf(a, "failed: %.*s", STR_ARG(r->why)).p;
	for (size_t i = 0; i < r->n; i++) {
		struct str one = record_text(a, type, &r->record[i]);

		all = arena_printf(a, "%.*s%s%.*s", STR_ARG(all),
				   i > 0 ? " " : "", STR_ARG(one));
	}
	return all.p;
}

static void
test_case(size_t i)
{
	struct arena *a = arena_new();
	struct str text = arena_printf(a, "test steps %s quit", cases[i].steps);
	struct rules *r = engine_load(a, text.p);
	struct dns *dns = canned_dns_new(a, rules_transcripts(r));
	const struct dns_answer *answer =
	    dns->ask(dns, str_of(cases[i].name), cases[i].type);

	is_text(answer_text(a, cases[i].type, answer), cases[i].answer,
		cases[i].what);
	rules_free(r);
	arena_free(a);
}

/* The other side of the interface: types and their names. */
static void
test_types(void)
{
	static const enum dns_type types[] = {
	    DNS_A, DNS_NS, DNS_CNAME, DNS_PTR, DNS_MX, DNS_TXT, DNS_AAAA};
	enum dns_type type;

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		const char *name = dns_type_name(types[i]);

		ok(name != NULL && dns_type_find(str_of(name), &type) &&
		       type == types[i],
		   "%s", name);
	}
	ok(!dns_type_find(STR("HINFO"), &type) &&
	       !dns_type_find(STR(""), &type),
	   "no others");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		test_case(i);
	test_types();
	return tap_done();
}
