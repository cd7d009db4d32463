#include "hostname.h"
#include "property.h"
#include "property_pools.h"

/* Sessions of the property test: the DNS that they see, and what is said. */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

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

/* An answer of the table, or what stands for none. */
static void
put_answer(struct pdns *p, size_t question, enum dns_type type)
{
	const struct world *w = p->w;
	const size_t answer = w->answer[question];
	const char *const *data = found[question][answer];
	const bool is_list = question == OPEN_LIST || question == OPEN_NAMES;

	if (w->open[question] && is_list && w->since[question] == STAGE_MAIL) {
		put_record(p, type, "127.255.255.254");
		return;
	}
	if (w->open[question] || p->now < w->since[question]) {
		put_failure(p,
			    !w->open[question] || w->since[question] % 2 == 1);
		return;
	}
	for (size_t k = 0; k < 2 && data[k] != NULL; k++)
		put_record(p, type, data[k]);
	p->answer.secure = is_secure[question][answer];
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
	put_answer(p,
		   type == DNS_A      ? OPEN_A
		   : type == DNS_AAAA ? OPEN_AAAA
				      : OPEN_MX,
		   type);
}

static bool
is_name(struct str name, const char *of)
{
	return of != NULL && hostname_equal(name, str_of(of));
}

static bool
is_rcpt_domain(const struct world *w, struct str name)
{
	for (size_t i = 0; i < w->nrcpts; i++)
		if (is_name(name, recipients[w->rcpt[i]].domain))
			return true;
	return false;
}

/* The domains have an MX or nothing, and the MX one family of address. */
static bool
answer_mail(struct pdns *p, struct str name, enum dns_type type)
{
	const bool sender = is_name(name, senders[p->w->mail].domain);

	if (sender || is_rcpt_domain(p->w, name)) {
		if (type == DNS_MX)
			put_answer(p, sender ? OPEN_SENDER : OPEN_RCPT, type);
		return true;
	}
	for (size_t i = 0; i < COUNT(exchangers); i++)
		if (is_name(name, exchangers[i].name)) {
			if (type == DNS_A)
				put_record(p, type, exchangers[i].address);
			return true;
		}
	return false;
}

static const struct dns_answer *
answer(struct dns *dns, struct str name, enum dns_type type)
{
	struct pdns *p = (struct pdns *)(void *)dns;

	p->answer = (struct dns_answer){.state = DNS_NONE};
	if (type == DNS_PTR && p->w->asks_dns)
		answer_rdns(p, type);
	else if (type == DNS_PTR || answer_mail(p, name, type))
		;
	else if (str_iends(name, STR(".list.example")))
		put_answer(p, OPEN_LIST, type);
	else if (str_iends(name, STR(".names.example")))
		put_answer(p, OPEN_NAMES, type);
	else if (is_name(name, greetings[p->w->greeting].name))
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

static void
play_body(struct session *s, size_t size)
{
	static const char bytes[1000];

	for (size_t n = size; n > 0; n -= n < sizeof bytes ? n : sizeof bytes)
		session_body(s, str_slice(str_make(bytes, sizeof bytes), 0, n));
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
		play_body(s, (size_t)sizes[w->size] -
				 (sizeof "Subject: x\r\n\r\n" - 1));
	}
}
