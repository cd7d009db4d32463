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

enum { OPEN_MOST = 3 }; /* each makes four times the ways to be answered */

static bool
can_ask(const struct world *w, size_t question)
{
	const struct greeting *g = &greetings[w->greeting];

	switch (question) {
	case OPEN_SENDER:
		return senders[w->mail].domain != NULL;
	case OPEN_RCPT:
		return true;
	case OPEN_LIST:
		return clients[w->client].address != NULL;
	case OPEN_NAMES:
		return g->raw != NULL && g->asks && g->fqdn;
	default:
		return g->raw != NULL && g->asks;
	}
}

static bool
is_rcpt_domain(const struct world *w, const char *name)
{
	for (size_t i = 0; i < w->nrcpts; i++)
		if (text_is(P_HOST, recipients[w->rcpt[i]].domain, name))
			return true;
	return false;
}

/* Asked of the DNS, the reverse name would share another name's answers. */
static bool
is_shared(const struct world *w)
{
	const char *const greeting = greetings[w->greeting].name;
	const char *const sender = senders[w->mail].domain;
	const char *const ptr = ptrs[w->ptr];

	return w->asks_dns && ptr != NULL &&
	       ((greeting != NULL && text_is(P_HOST, greeting, ptr)) ||
		(sender != NULL && text_is(P_HOST, sender, ptr)) ||
		is_rcpt_domain(w, ptr));
}

static void
make_rdns(struct world *w, struct rng *r, bool uncertain)
{
	w->resolve = (enum resolve)rng_below(r, 3);
	do
		w->ptr = rng_below(r, COUNT(ptrs));
	while (is_shared(w) || (w->resolve != RESOLVE_FAIL && w->ptr == 0));
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
	size_t i = rng_below(r, OPEN_RDNS), open = 0;

	for (size_t n = 0; n < OPEN_RDNS; n++, i = (i + 1) % OPEN_RDNS) {
		w->answer[i] = rng_chance(r, 40) ? 0 : rng_below(r, 4);
		w->open[i] = uncertain && open < OPEN_MOST && can_ask(w, i) &&
			     rng_chance(r, 40);
		open += w->open[i];
		w->since[i] = rng_chance(r, 50)
				  ? STAGE_CONNECT
				  : (enum stage)rng_below(r, STAGE_RCPT + 1);
	}
	/* One domain of both has one answer. */
	if (can_ask(w, OPEN_SENDER) &&
	    is_rcpt_domain(w, senders[w->mail].domain)) {
		w->open[OPEN_SENDER] = w->open[OPEN_RCPT] = false;
		w->answer[OPEN_RCPT] = w->answer[OPEN_SENDER];
		w->since[OPEN_RCPT] = w->since[OPEN_SENDER];
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
	for (size_t i = 0; i < OPEN_RDNS; i++) {
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

void
world_print(const struct world *w)
{
	printf("# client %zu greeting %zu mail %zu rcpt %zu %zu ptr %zu "
	       "resolve %d auth %zu tls %zu size %zu\n",
	       w->client, w->greeting, w->mail, w->rcpt[0], w->rcpt[1], w->ptr,
	       w->resolve, w->auth, w->tls, w->size);
	for (size_t i = 0; i < OPEN_RDNS; i++)
		printf("# question %zu: answer %zu since %d%s\n", i,
		       w->answer[i], w->since[i], w->open[i] ? ", open" : "");
	printf("# reverse name %s\n", w->open[OPEN_RDNS] ? "open" : "known");
}

/* The facts. */

/* All names of the pools are in domains of two labels, or but one label. */
static bool
is_same_domain(const char *a, const char *b)
{
	char plain[2][256];
	const char *org[2] = {a, b};

	for (size_t i = 0; i < 2; i++) {
		size_t n = 0, dots = 0;

		text_plain(P_HOST, org[i], plain[i]);
		for (n = strlen(plain[i]); n > 0; n--) {
			dots += plain[i][n - 1] == '.';
			if (dots == 2)
				break;
		}
		org[i] = plain[i] + n;
	}
	return strcmp(org[0], org[1]) == 0;
}

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
GREETING_IS(helo_same_domain_as_ptr, put_bool,
	w->ptr != 0 && is_same_domain(g->name, ptrs[w->ptr]))
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

GET(client_ptr_generic)
{
	(void)rcpt;
	if (w->ptr != 0)
		put_bool(v, strncmp(ptrs[w->ptr], "host-9.pool.", 12) == 0);
}

static const struct {
	const char *address, *class;
} address_classes[] = {
    {"203.0.113.9", "documentation"}, {"198.51.100.1", "documentation"},
    {"2001:db8::9", "documentation"}, {"10.1.2.3", "private"},
    {"93.184.215.14", "public"},      {"127.0.0.1", "loopback"}};

/* Each class once. */
static void
put_class(struct pvalue *v, const char *address)
{
	const char *class = NULL;

	for (size_t i = 0; i < COUNT(address_classes); i++)
		if (strcmp(address_classes[i].address, address) == 0)
			class = address_classes[i].class;
	for (size_t i = 0; i < v->n; i++)
		if (strcmp(v->item[i].text, class) == 0)
			return;
	put(v, class);
}

GET(helo_address_class)
{
	struct pvalue all = {.n = 0};

	helo_addresses(w, rcpt, &all);
	for (size_t i = 0; i < all.n; i++)
		put_class(v, all.item[i].text);
}

GET(helo_dnssec)
{
	const struct greeting *g = &greetings[w->greeting];
	size_t some = 0, secure = 0;

	(void)rcpt;
	for (size_t t = OPEN_A; g->asks && t <= OPEN_AAAA; t++) {
		some += found[t][w->answer[t]][0] != NULL;
		secure += is_secure[t][w->answer[t]];
	}
	if (some > 0)
		put_bool(v, secure == some);
}

/* What three facts say of a domain with this answer to the question for MX. */
static void
put_resolves(struct pvalue *v, const char *const answer[2])
{
	put_bool(v, answer[0] != NULL);
}

static void
put_null_mx(struct pvalue *v, const char *const answer[2])
{
	put_bool(v, answer[0] != NULL && answer[0][0] == '\0');
}

static void
put_mx_class(struct pvalue *v, const char *const answer[2])
{
	for (size_t i = 0; i < 2 && answer[i] != NULL; i++)
		for (size_t k = 0; k < COUNT(exchangers); k++)
			if (strcmp(exchangers[k].name, answer[i]) == 0)
				put_class(v, exchangers[k].address);
}

#define DOMAIN_IS(name, how, question)                                \
	GET(name)                                                     \
	{                                                             \
		(void)rcpt;                                           \
		if (can_ask(w, question))                             \
			how(v, found[question][w->answer[question]]); \
	}

DOMAIN_IS(mail_domain_resolves, put_resolves, OPEN_SENDER)
DOMAIN_IS(mail_null_mx, put_null_mx, OPEN_SENDER)
DOMAIN_IS(mail_mx_address_class, put_mx_class, OPEN_SENDER)
DOMAIN_IS(rcpt_domain_resolves, put_resolves, OPEN_RCPT)
DOMAIN_IS(rcpt_null_mx, put_null_mx, OPEN_RCPT)
DOMAIN_IS(rcpt_mx_address_class, put_mx_class, OPEN_RCPT)

static void
put_listings(struct pvalue *v, const char *const answer[2])
{
	for (size_t i = 0; i < 2; i++)
		put(v, answer[i]);
}

DOMAIN_IS(dnsbl, put_listings, OPEN_LIST)
DOMAIN_IS(rhsbl, put_listings, OPEN_NAMES)

#define POOL(name, ...) static const char *const name[] = {__VA_ARGS__, NULL}

POOL(hosts, "mail.example.net", "mx.example.org", "friend",
     "bad_host.example.com", "MAIL.Example.NET.", "host-9.pool.example.com",
     "example.net", "example.com");
POOL(addresses, "203.0.113.9", "198.51.100.1", "2001:db8::9", "10.1.2.3");
POOL(classes, "documentation", "private", "public");
POOL(mx_classes, "documentation", "loopback");
POOL(listings, "127.0.0.2", "127.0.0.4");
POOL(forms, "fqdn", "single", "literal", "bare-ip");
POOL(rdnses, "pass", "fail", "permerror");
POOL(paths, "a@example.net", "bob@example.com", "postmaster@example.org");
POOL(words, "alice", "bob", "Bob", "TLSv1.3", "a");
POOL(counts, "0", "1", "3", "25", "1024", "1K", "1M");
POOL(yes_no, "yes", "no");

#define BIT(x) (1u << OPEN_##x)
#define FACT(name, type, moment, asks, get, pool)                      \
	{                                                              \
		name, P_##type, STAGE_##moment, asks, get, pool, false \
	}
#define OWN(name, type, moment, asks, get, pool)                      \
	{                                                             \
		name, P_##type, STAGE_##moment, asks, get, pool, true \
	}
#define LIST_OF_CLIENT "dnsbl(\"list.example\", client.address)"
#define LIST_OF_HELO "rhsbl(\"names.example\", helo.name)"
const struct pfact pfacts[] = {
    FACT("client.address", ADDRESS, CONNECT, 0, client_address, addresses),
    FACT("client.class", TEXT, CONNECT, 0, client_class, classes),
    FACT("client.port", NUMBER, CONNECT, 0, client_port, counts),
    FACT("client.ptr", HOST, CONNECT, BIT(RDNS), client_ptr, hosts),
    FACT("client.ptrs", HOST, CONNECT, BIT(RDNS), client_ptr, hosts),
    FACT("client.rdns", TEXT, CONNECT, BIT(RDNS), client_rdns, rdnses),
    FACT("client.ptr_generic", BOOL, CONNECT, BIT(RDNS), client_ptr_generic,
	 yes_no),
    OWN(LIST_OF_CLIENT, ADDRESS, CONNECT, BIT(LIST), dnsbl, listings),
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
    FACT("helo.same_domain_as_ptr", BOOL, HELO, BIT(RDNS),
	 helo_same_domain_as_ptr, yes_no),
    OWN("helo.address_class", TEXT, HELO, BIT(A) | BIT(AAAA),
	helo_address_class, classes),
    FACT("helo.dnssec", BOOL, HELO, BIT(A) | BIT(AAAA), helo_dnssec, yes_no),
    OWN(LIST_OF_HELO, ADDRESS, HELO, BIT(NAMES), rhsbl, listings),
    FACT("mail.from", MAIL, MAIL, 0, mail_from, paths),
    FACT("mail.domain", HOST, MAIL, 0, mail_domain, hosts),
    FACT("mail.local", TEXT, MAIL, 0, mail_local, words),
    FACT("mail.domain_resolves", BOOL, MAIL, BIT(SENDER), mail_domain_resolves,
	 yes_no),
    FACT("mail.null_mx", BOOL, MAIL, BIT(SENDER), mail_null_mx, yes_no),
    OWN("mail.mx_address_class", TEXT, MAIL, BIT(SENDER), mail_mx_address_class,
	mx_classes),
    FACT("mail.null", BOOL, MAIL, 0, mail_null, yes_no),
    FACT("auth.user", TEXT, MAIL, 0, auth_user, words),
    FACT("tls.version", TEXT, MAIL, 0, tls_version, words),
    FACT("rcpt.to", MAIL, RCPT, 0, rcpt_to, paths),
    FACT("rcpt.domain", HOST, RCPT, 0, rcpt_domain, hosts),
    FACT("rcpt.domain_resolves", BOOL, RCPT, BIT(RCPT), rcpt_domain_resolves,
	 yes_no),
    FACT("rcpt.null_mx", BOOL, RCPT, BIT(RCPT), rcpt_null_mx, yes_no),
    OWN("rcpt.mx_address_class", TEXT, RCPT, BIT(RCPT), rcpt_mx_address_class,
	mx_classes),
    FACT("rcpt.postmaster", BOOL, RCPT, 0, rcpt_postmaster, yes_no),
    FACT("message.size", NUMBER, MESSAGE, 0, message_size, counts),
};
const size_t npfacts = COUNT(pfacts);
