#include "property.h"
#include "property_pools.h"

#include <stdio.h>
#include <stdlib.h>

/* Sessions of the property test: what is said, and what that makes true. */

size_t
rng_below(struct rng *r, size_t n)
{
	r->state = r->state * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(r->state >> 33) % n;
}

bool
rng_chance(struct rng *r, size_t percent)
{
	return rng_below(r, 100) < percent;
}

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool
can_ask(const struct world *w)
{
	return greetings[w->greeting].raw != NULL &&
	       greetings[w->greeting].asks;
}

/* Asked of the DNS, the reverse name would share the greeting's answers. */
static bool
is_greeting(const struct world *w)
{
	const char *name = greetings[w->greeting].name;

	return w->asks_dns && name != NULL && w->ptr != 0 &&
	       text_is(P_HOST, name, ptrs[w->ptr]);
}

static void
make_rdns(struct world *w, struct rng *r, bool uncertain)
{
	w->resolve = (enum resolve)rng_below(r, 3);
	do
		w->ptr = rng_below(r, COUNT(ptrs));
	while (is_greeting(w) || (w->resolve != RESOLVE_FAIL && w->ptr == 0));
	if (clients[w->client].address == NULL) {
		w->resolve = RESOLVE_FAIL;
		w->ptr = 0;
	} else if (uncertain && rng_chance(r, 40)) {
		w->open[OPEN_RDNS] = true;
		w->resolve = RESOLVE_TEMP;
		w->ptr = rng_chance(r, 60) ? 0 : w->ptr;
	}
}

static void
make_answers(struct world *w, struct rng *r, bool uncertain)
{
	for (size_t i = 0; i < 3; i++) {
		w->answer[i] = rng_chance(r, 40) ? 0 : rng_below(r, 4);
		w->open[i] = uncertain && can_ask(w) && rng_chance(r, 40);
		w->since[i] = rng_chance(r, 50)
				  ? STAGE_CONNECT
				  : (enum stage)rng_below(r, STAGE_RCPT + 1);
	}
}

void
world_make(struct world *w, struct rng *r, bool uncertain, bool asks_dns)
{
	memset(w, 0, sizeof *w);
	w->asks_dns = asks_dns;
	w->client = rng_below(r, COUNT(clients));
	w->port = rng_below(r, COUNT(ports));
	w->greeting = rng_below(r, COUNT(greetings));
	w->mail = rng_below(r, COUNT(senders));
	w->nrcpts = uncertain || rng_chance(r, 70) ? 1 : 2;
	for (size_t i = 0; i < RCPTS_MOST; i++)
		w->rcpt[i] = rng_below(r, COUNT(recipients));
	w->listener = rng_below(r, COUNT(listeners));
	w->auth = rng_below(r, COUNT(users));
	w->tls = rng_below(r, COUNT(versions));
	w->size = rng_below(r, COUNT(sizes));
	make_rdns(w, r, uncertain);
	make_answers(w, r, uncertain);
}

/* How a reverse lookup can end: no name, or one that leads back or not. */
static size_t
rdns_ways(const struct world *w)
{
	return w->ptr != 0 ? 2 : 1 + 2 * (COUNT(ptrs) - 1);
}

static void
rdns_fill(const struct world *from, struct world *to, size_t way)
{
	to->open[OPEN_RDNS] = false;
	if (from->ptr == 0 && way == 0) {
		to->resolve = RESOLVE_FAIL;
		return;
	}
	if (from->ptr == 0) {
		to->ptr = 1 + (way - 1) / 2;
		way = (way - 1) % 2;
	}
	to->resolve = way == 0 ? RESOLVE_OK : RESOLVE_FORGED;
}

bool
world_fill(const struct world *from, struct world *filled, size_t which)
{
	*filled = *from;
	for (size_t i = 0; i < 3; i++) {
		if (!from->open[i])
			continue;
		filled->open[i] = false;
		filled->answer[i] = which % 4;
		which /= 4;
	}
	if (!from->open[OPEN_RDNS])
		return which == 0;
	rdns_fill(from, filled, which % rdns_ways(from));
	return which < rdns_ways(from);
}

/* The facts. */

static void
put(struct pvalue *v, const char *text)
{
	if (text != NULL)
		v->item[v->n++] = (struct pdatum){.text = text};
}

static void
put_number(struct pvalue *v, long whole)
{
	v->item[v->n++] = (struct pdatum){.milli = whole * 1000};
}

static void
put_bool(struct pvalue *v, bool yes)
{
	v->item[v->n++] = (struct pdatum){.yes = yes};
}

#define GET(name) \
	static void name(const struct world *w, size_t rcpt, struct pvalue *v)

/* Put "what" with the function "how"; of a greeting only if there is one. */
#define FACT_IS(name, how, what) \
	GET(name)                \
	{                        \
		(void)rcpt;      \
		how(v, what);    \
	}
#define GREETING_IS(name, how, what)                                \
	GET(name)                                                   \
	{                                                           \
		const struct greeting *g = &greetings[w->greeting]; \
                                                                    \
		(void)rcpt;                                         \
		if (g->raw != NULL)                                 \
			how(v, what);                               \
	}

/* clang-format off */
FACT_IS(client_address, put, clients[w->client].address)
FACT_IS(client_class, put, clients[w->client].class)
FACT_IS(client_port, put_number, ports[w->port])
FACT_IS(client_ptr, put, ptrs[w->ptr])
FACT_IS(listener_port, put_number, atol(listeners[w->listener]))
GREETING_IS(helo_name, put, g->name)
GREETING_IS(helo_class, put, g->class)
GREETING_IS(helo_valid, put_bool, g->valid)
GREETING_IS(helo_fqdn, put_bool, g->fqdn)
GREETING_IS(helo_underscore, put_bool, g->underscore)
GREETING_IS(helo_literal, put_bool, g->literal)
GREETING_IS(helo_labels, put_number, g->labels)
GREETING_IS(helo_resolves, put_bool, g->literal || (g->asks &&
	(w->answer[OPEN_A] != 0 || w->answer[OPEN_AAAA] != 0 ||
	 w->answer[OPEN_MX] != 0)))
GREETING_IS(helo_matches_ptr, put_bool,
	w->ptr != 0 && text_is(P_HOST, g->name, ptrs[w->ptr]))
FACT_IS(mail_from, put, senders[w->mail].path)
FACT_IS(mail_domain, put, senders[w->mail].domain)
FACT_IS(mail_local, put, senders[w->mail].local)
FACT_IS(mail_null, put_bool, senders[w->mail].domain == NULL)
FACT_IS(auth_user, put, users[w->auth])
FACT_IS(tls_version, put, versions[w->tls])
FACT_IS(rcpt_to, put, recipients[w->rcpt[rcpt]].path)
FACT_IS(rcpt_domain, put, recipients[w->rcpt[rcpt]].domain)
FACT_IS(rcpt_postmaster, put_bool, w->rcpt[rcpt] == 1)
FACT_IS(message_size, put_number, sizes[w->size])
/* clang-format on */

GET(client_rdns)
{
	(void)rcpt;
	if (clients[w->client].address == NULL)
		return;
	put(v, w->resolve == RESOLVE_OK ? "pass"
	       : w->ptr != 0		? "fail"
					: "permerror");
}

GET(helo_addresses)
{
	const struct greeting *g = &greetings[w->greeting];

	(void)rcpt;
	put(v, g->holds);
	for (size_t t = OPEN_A; g->asks && t <= OPEN_AAAA; t++)
		for (size_t i = 0; i < 2; i++)
			put(v, found[t][w->answer[t]][i]);
}

GET(helo_is_client)
{
	const char *address = clients[w->client].address;
	struct pvalue all = {.n = 0};
	bool yes = false;

	helo_addresses(w, rcpt, &all);
	if (greetings[w->greeting].raw == NULL || address == NULL)
		return;
	for (size_t i = 0; i < all.n; i++)
		yes |= strcmp(all.item[i].text, address) == 0;
	put_bool(v, yes);
}

#define POOL(name, ...) static const char *const name[] = {__VA_ARGS__, NULL}

POOL(hosts, "mail.example.net", "mx.example.org", "friend",
     "bad_host.example.com", "MAIL.Example.NET.", "host-9.pool.example.com",
     "example.net", "example.com");
POOL(addresses, "203.0.113.9", "198.51.100.1", "2001:db8::9", "10.1.2.3");
POOL(classes, "documentation", "private", "public");
POOL(forms, "fqdn", "single", "literal", "bare-ip");
POOL(rdnses, "pass", "fail", "permerror");
POOL(paths, "a@example.net", "bob@example.com", "postmaster@example.org");
POOL(words, "alice", "bob", "Bob", "TLSv1.3", "a");
POOL(counts, "0", "1", "3", "25", "1024", "1K", "1M");
POOL(yes_no, "yes", "no");

#define BIT(x) (1u << OPEN_##x)
#define FACT(name, type, moment, asks, get, pool)               \
	{                                                       \
		name, P_##type, STAGE_##moment, asks, get, pool \
	}
const struct pfact pfacts[] = {
    FACT("client.address", ADDRESS, CONNECT, 0, client_address, addresses),
    FACT("client.class", TEXT, CONNECT, 0, client_class, classes),
    FACT("client.port", NUMBER, CONNECT, 0, client_port, counts),
    FACT("client.ptr", HOST, CONNECT, BIT(RDNS), client_ptr, hosts),
    FACT("client.ptrs", HOST, CONNECT, BIT(RDNS), client_ptr, hosts),
    FACT("client.rdns", TEXT, CONNECT, BIT(RDNS), client_rdns, rdnses),
    FACT("listener.port", NUMBER, CONNECT, 0, listener_port, counts),
    FACT("helo.name", HOST, HELO, 0, helo_name, hosts),
    FACT("helo.class", TEXT, HELO, 0, helo_class, forms),
    FACT("helo.valid", BOOL, HELO, 0, helo_valid, yes_no),
    FACT("helo.fqdn", BOOL, HELO, 0, helo_fqdn, yes_no),
    FACT("helo.underscore", BOOL, HELO, 0, helo_underscore, yes_no),
    FACT("helo.literal", BOOL, HELO, 0, helo_literal, yes_no),
    FACT("helo.labels", NUMBER, HELO, 0, helo_labels, counts),
    FACT("helo.addresses", ADDRESS, HELO, BIT(A) | BIT(AAAA), helo_addresses,
	 addresses),
    FACT("helo.resolves", BOOL, HELO, BIT(A) | BIT(AAAA) | BIT(MX),
	 helo_resolves, yes_no),
    FACT("helo.is_client", BOOL, HELO, BIT(A) | BIT(AAAA), helo_is_client,
	 yes_no),
    FACT("helo.matches_ptr", BOOL, HELO, BIT(RDNS), helo_matches_ptr, yes_no),
    FACT("mail.from", MAIL, MAIL, 0, mail_from, paths),
    FACT("mail.domain", HOST, MAIL, 0, mail_domain, hosts),
    FACT("mail.local", TEXT, MAIL, 0, mail_local, words),
    FACT("mail.null", BOOL, MAIL, 0, mail_null, yes_no),
    FACT("auth.user", TEXT, MAIL, 0, auth_user, words),
    FACT("tls.version", TEXT, MAIL, 0, tls_version, words),
    FACT("rcpt.to", MAIL, RCPT, 0, rcpt_to, paths),
    FACT("rcpt.domain", HOST, RCPT, 0, rcpt_domain, hosts),
    FACT("rcpt.postmaster", BOOL, RCPT, 0, rcpt_postmaster, yes_no),
    FACT("message.size", NUMBER, MESSAGE, 0, message_size, counts),
};
const size_t npfacts = COUNT(pfacts);
