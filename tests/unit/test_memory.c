/*
 * A client may talk as long as it likes: what one session holds stays bounded,
 * with answers open, too, since open values are not remembered.
 */
#include "rules.h"

#include "tap.h"

static const struct dns_answer failed = {.state = DNS_FAILED,
					 .why = {"timed out", 9}};

static const struct dns_answer *
never(struct dns *dns, struct str name, enum dns_type type)
{
	(void)dns;
	(void)name;
	(void)type;
	return &failed;
}

static const char conf[] =
    "score 2 a if client.rdns is not pass\n"
    "score 1 b if client.ptr_generic or client.ptr absent\n"
    "reject  c if helo.addresses in { 192.0.2.1 } and rcpt.local is x\n"
    "reject  d if dnsbl(\"list.example\", client.address) in { 127.0.0.2 }\n"
    "defer   e if not mail.domain_resolves or mail.mx_address_class is "
    "private\n"
    "log     f \"%{client.ptrs} %{helo.addresses}\"\n"
    "reject  g if score > 2 or message.size > 5\n";

static void
message(struct rules *rules, struct session *s)
{
	const struct str from[] = {STR("<a@example.net>"), STR("SIZE=10")};
	const struct str to[] = {STR("<x@example.org>")};
	struct verdict v;

	session_mail(s, from, 2);
	rules_ask(rules, s, STAGE_MAIL);
	rules_run(rules, s, STAGE_MAIL, &v);
	for (int i = 0; i < 3; i++) {
		session_rcpt(s, to, 1);
		rules_ask(rules, s, STAGE_RCPT);
		rules_waits(rules, s, STAGE_RCPT);
		rules_run(rules, s, STAGE_RCPT, &v);
		session_rcpt_end(s, i > 0);
	}
	session_body(s, STR("0123456789"));
	rules_run(rules, s, STAGE_HEADERS, &v);
	rules_run(rules, s, STAGE_MESSAGE, &v);
	session_reset(s);
}

static size_t
talk(struct rules *rules, struct session *s, int greetings, int messages)
{
	struct verdict v;

	for (int i = 0; i < greetings; i++) {
		session_helo(s, STR("mail.example.net"));
		rules_ask(rules, s, STAGE_HELO);
		rules_run(rules, s, STAGE_HELO, &v);
		for (int k = 0; k < messages; k++)
			message(rules, s);
	}
	return session_size(s);
}

int
main(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules *rules = rules_load_text("memory", str_of(conf), NULL, d);
	struct session *s = session_new();
	struct dns dns = {.ask = never};
	struct addr client;
	struct verdict v;
	size_t before, after;

	diag_print(d, stdout);
	addr_parse(STR("203.0.113.9"), &client);
	session_set_dns(s, &dns);
	session_connect(s, STR("[203.0.113.9]"), &client, 25);
	rules_run(rules, s, STAGE_CONNECT, &v);
	before = talk(rules, s, 3, 3);
	after = talk(rules, s, 300, 30);
	ok(after <= before, "27,000 recipients later: %zu bytes, %zu before",
	   after, before);
	ok(before < 64 * 1024, "and that is less than 64 KiB");
	session_free(s);
	rules_free(rules);
	arena_free(a);
	return tap_done();
}
