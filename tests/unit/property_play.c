#include "property.h"
#include "property_pools.h"

/* Sessions of the property test: the DNS that they see, and what is said. */

static void
put_record(struct pdns *p, enum dns_type type, const char *data)
{
	struct dns_record *record = &p->record[p->answer.n++];

	p->answer.state = DNS_FOUND;
	p->answer.record = p->record;
	if (type == DNS_A || type == DNS_AAAA)
		addr_parse(str_of(data), &record->addr);
	else
		record->name = str_of(data);
}

static void
put_failure(struct pdns *p, bool pending)
{
	p->answer.state = pending ? DNS_PENDING : DNS_FAILED;
	p->answer.why = STR("timed out");
}

/* The reverse name of the client, and where that leads. */
static void
answer_rdns(struct pdns *p, enum dns_type type)
{
	const struct world *w = p->w;
	const char *address = clients[w->client].address;
	const bool v6 = strchr(address, ':') != NULL;

	if (w->open[OPEN_RDNS] && (w->ptr == 0 || type != DNS_PTR))
		put_failure(p, w->size == 0);
	else if (type == DNS_PTR && w->ptr != 0)
		put_record(p, type, ptrs[w->ptr]);
	else if (type == DNS_A && w->resolve == RESOLVE_FORGED)
		put_record(p, type, "192.0.2.77");
	else if (type == (v6 ? DNS_AAAA : DNS_A) && w->resolve == RESOLVE_OK)
		put_record(p, type, address);
}

static void
answer_greeting(struct pdns *p, enum dns_type type)
{
	const struct world *w = p->w;
	const size_t i = type == DNS_A	    ? OPEN_A
			 : type == DNS_AAAA ? OPEN_AAAA
					    : OPEN_MX;
	const char *const *data = found[i][w->answer[i]];

	if (w->open[i] || p->now < w->since[i]) {
		put_failure(p, !w->open[i] || w->since[i] % 2 == 1);
		return;
	}
	for (size_t k = 0; k < 2 && data[k] != NULL; k++)
		put_record(p, type, data[k]);
}

static const struct dns_answer *
answer(struct dns *dns, struct str name, enum dns_type type)
{
	struct pdns *p = (struct pdns *)(void *)dns;
	const char *greeting = greetings[p->w->greeting].name;

	p->answer = (struct dns_answer){.state = DNS_NONE};
	if (type != DNS_PTR && greeting != NULL &&
	    str_eq(name, str_of(greeting)))
		answer_greeting(p, type);
	else if (p->w->asks_dns)
		answer_rdns(p, type);
	return &p->answer;
}

static void
play_connect(const struct world *w, struct session *s)
{
	static const char *const resolves[] = {"OK", "FAIL", "FORGED", "TEMP"};
	const char *text = clients[w->client].address;
	const char *host = w->resolve == RESOLVE_OK ? ptrs[w->ptr] : "unknown";
	struct addr addr;

	if (text != NULL)
		addr_parse(str_of(text), &addr);
	session_connect(s, str_of(host), text == NULL ? NULL : &addr,
			ports[w->port]);
	session_macro(s, STR("{client_ptr}"),
		      w->ptr == 0 ? STR("unknown") : str_of(ptrs[w->ptr]));
	session_macro(s, STR("{client_resolve}"), str_of(resolves[w->resolve]));
	session_macro(s, STR("{daemon_port}"), str_of(listeners[w->listener]));
	if (w->tls != 0)
		session_macro(s, STR("{tls_version}"),
			      str_of(versions[w->tls]));
}

bool
world_has_stage(const struct world *w, enum stage stage)
{
	return stage != STAGE_HELO || greetings[w->greeting].raw != NULL;
}

void
world_play(const struct world *w, struct session *s, enum stage stage,
	   size_t rcpt, struct pdns *dns)
{
	struct str path;

	dns->dns.ask = answer;
	dns->w = w;
	dns->now = stage;
	if (stage == STAGE_CONNECT) {
		session_set_dns(s, &dns->dns);
		play_connect(w, s);
	} else if (stage == STAGE_HELO) {
		session_helo(s, str_of(greetings[w->greeting].raw));
	} else if (stage == STAGE_MAIL) {
		path = str_of(senders[w->mail].path);
		session_mail(s, &path, 1);
		if (w->auth != 0)
			session_macro(s, STR("{auth_authen}"),
				      str_of(users[w->auth]));
	} else if (stage == STAGE_RCPT) {
		path = str_of(recipients[w->rcpt[rcpt]].path);
		session_rcpt(s, &path, 1);
	} else if (stage == STAGE_HEADERS) {
		session_header(s, STR("Subject"), STR("x"));
	} else {
		session_body(s, (size_t)sizes[w->size] -
				    (sizeof "Subject: x\r\n" - 1));
	}
}
