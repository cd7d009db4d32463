#include "fact.h"
#include "fact_dns.h"
#include "fact_name.h"
#include "hostname.h"
#include "orgdomain.h"
#include "session_private.h"

/* Facts about the greeting: helo.* All are absent without a greeting. */

static bool
is_literal(const struct greeting *g)
{
	return g->literal == LITERAL_IPV4 || g->literal == LITERAL_IPV6;
}

/* Has the greeting an address in it, in whatever spelling? */
static bool
has_address(const struct greeting *g)
{
	return is_literal(g) || g->literal == LITERAL_UNTAGGED || g->bare_ip;
}

static bool
is_valid(const struct greeting *g)
{
	/* RFC 5321, 4.1.1.1: be prepared for text behind a literal. */
	if (is_literal(g))
		return true;
	return !g->extra_words && !g->bare_ip && hostname_is_valid(g->name);
}

static bool
is_fqdn(const struct greeting *g)
{
	return !g->bare_ip && hostname_is_fqdn(hostname_plain(g->name));
}

static bool
is_underscored(const struct greeting *g)
{
	return !g->extra_words && hostname_has_underscore(g->name);
}

static bool
is_dotted(const struct greeting *g)
{
	return g->name.n > 1 && g->name.p[g->name.n - 1] == '.';
}

static bool
is_reserved(const struct greeting *g)
{
	return hostname_is_reserved(hostname_plain(g->name));
}

static bool
is_local(const struct greeting *g)
{
	return hostname_is_private(hostname_plain(g->name));
}

static struct value
yes_or_no(struct session *s, bool (*test)(const struct greeting *))
{
	const struct greeting *g = session_greeting(s);

	return g == NULL ? value_absent(VALUE_BOOL) : value_bool(test(g));
}

static bool
is_bare_ip(const struct greeting *g)
{
	return g->bare_ip;
}

static bool
has_extra_words(const struct greeting *g)
{
	return g->extra_words;
}

struct value
fact_helo_bare_ip(struct session *s)
{
	return yes_or_no(s, is_bare_ip);
}

struct value
fact_helo_extra_words(struct session *s)
{
	return yes_or_no(s, has_extra_words);
}

struct value
fact_helo_fqdn(struct session *s)
{
	return yes_or_no(s, is_fqdn);
}

struct value
fact_helo_literal(struct session *s)
{
	return yes_or_no(s, is_literal);
}

struct value
fact_helo_local_suffix(struct session *s)
{
	return yes_or_no(s, is_local);
}

struct value
fact_helo_tld_reserved(struct session *s)
{
	return yes_or_no(s, is_reserved);
}

struct value
fact_helo_trailing_dot(struct session *s)
{
	return yes_or_no(s, is_dotted);
}

struct value
fact_helo_underscore(struct session *s)
{
	return yes_or_no(s, is_underscored);
}

struct value
fact_helo_valid(struct session *s)
{
	return yes_or_no(s, is_valid);
}

struct value
fact_helo_name(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	return value_text(session_scratch(s), VALUE_HOST,
			  g == NULL ? (struct str){NULL, 0} : g->name);
}

struct value
fact_helo_raw(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	return value_text(session_scratch(s), VALUE_TEXT,
			  g == NULL ? (struct str){NULL, 0} : g->raw);
}

struct value
fact_helo_labels(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	if (g == NULL)
		return value_absent(VALUE_NUMBER);
	if (has_address(g))
		return value_number(session_scratch(s), 0);
	return value_number(session_scratch(s),
			    (int64_t)hostname_labels(hostname_plain(g->name)));
}

static const char *
class_of(const struct greeting *g)
{
	struct str plain = hostname_plain(g->name);

	if (is_literal(g))
		return "literal";
	if (g->bare_ip)
		return "bare-ip";
	if (g->extra_words || !hostname_is_valid_loose(plain))
		return "malformed";
	return hostname_labels(plain) > 1 ? "fqdn" : "single";
}

struct value
fact_helo_class(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	return value_text(session_scratch(s), VALUE_TEXT,
			  g == NULL ? (struct str){NULL, 0}
				    : str_of(class_of(g)));
}

struct value
fact_helo_address(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	if (g == NULL || !has_address(g))
		return value_absent(VALUE_ADDRESS);
	return value_addr(session_scratch(s), &g->addr);
}

struct value
fact_helo_generic(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	if (g == NULL || has_address(g))
		return value_absent(VALUE_BOOL);
	return value_bool(fact_is_generic(s, g->name, GENERIC_GREETING,
					  s->has_addr ? &s->addr : NULL));
}

struct value
fact_helo_literal_matches(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	if (g == NULL || !is_literal(g) || !s->has_addr)
		return value_absent(VALUE_BOOL);
	return value_bool(addr_equal(&g->addr, &s->addr));
}

struct value
fact_helo_own(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	if (g == NULL)
		return value_absent(VALUE_BOOL);
	return value_bool(session_is_own_host(s, g->name));
}

/* The addresses of the name; a literal or bare address is its own. */
struct value
fact_helo_addresses(struct session *s)
{
	const struct greeting *g = session_greeting(s);
	struct value v = {.type = VALUE_ADDRESS, .list = true};

	if (g == NULL)
		return v;
	if (!has_address(g))
		return fact_dns_addresses(s, g->name);
	v = value_addr(session_scratch(s), &g->addr);
	v.list = true;
	return v;
}

struct value
fact_helo_address_class(struct session *s)
{
	return fact_dns_classes(s, fact_value(s, FACT_helo_addresses));
}

struct value
fact_helo_dnssec(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	if (g == NULL || has_address(g))
		return value_absent(VALUE_BOOL);
	return fact_dns_secure(s, g->name);
}

struct value
fact_helo_is_client(struct session *s)
{
	if (session_greeting(s) == NULL || !s->has_addr)
		return value_absent(VALUE_BOOL);
	return fact_dns_holds(fact_value(s, FACT_helo_addresses), &s->addr);
}

/* As Postfix' reject_unknown_helo_hostname: A or AAAA, else MX. */
struct value
fact_helo_resolves(struct session *s)
{
	const struct greeting *g = session_greeting(s);
	struct value addresses, mx;

	if (g == NULL)
		return value_absent(VALUE_BOOL);
	if (is_literal(g))
		return value_bool(true);
	if (has_address(g) || g->extra_words)
		return value_bool(false);
	mx = fact_dns_names(s, g->name, DNS_MX);
	addresses = fact_dns_addresses(s, g->name);
	if (addresses.n > 0 || mx.n > 0)
		return value_bool(true);
	if (addresses.open || mx.open)
		return value_unknown(VALUE_BOOL,
				     addresses.open ? addresses.why : mx.why);
	return value_bool(false);
}

struct value
fact_helo_matches_ptr(struct session *s)
{
	const struct greeting *g = session_greeting(s);
	struct value ptrs = fact_value(s, FACT_client_ptrs);

	if (g == NULL)
		return value_absent(VALUE_BOOL);
	/* An address is no name, whatever the lookup would have found. */
	if (has_address(g))
		return value_bool(false);
	for (size_t i = 0; i < ptrs.n; i++)
		if (hostname_equal(ptrs.item[i].text, g->name))
			return value_bool(true);
	return ptrs.open ? value_unknown(VALUE_BOOL, ptrs.why)
			 : value_bool(false);
}

static const struct orgdomain *
suffixes(struct session *s)
{
	return s->setup == NULL ? NULL : s->setup->orgdomain;
}

/* What the public suffix list says of a name; without it, nothing. */
static struct value
listed(enum tri answer)
{
	if (answer == TRI_MAYBE)
		return value_unknown(VALUE_BOOL,
				     STR("there is no public suffix list"));
	return value_bool(answer == TRI_YES);
}

struct value
fact_helo_public_suffix(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	if (g == NULL || has_address(g))
		return value_absent(VALUE_BOOL);
	if (suffixes(s) == NULL)
		return listed(TRI_MAYBE);
	return listed(
	    orgdomain_is_suffix(suffixes(s), g->name, ORGDOMAIN_REGISTRY));
}

struct value
fact_helo_tld_known(struct session *s)
{
	const struct greeting *g = session_greeting(s);

	if (g == NULL || has_address(g))
		return value_absent(VALUE_BOOL);
	if (suffixes(s) == NULL)
		return listed(TRI_MAYBE);
	return listed(orgdomain_knows_tld(suffixes(s), g->name));
}

struct value
fact_helo_same_domain_as_ptr(struct session *s)
{
	const struct greeting *g = session_greeting(s);
	struct value ptrs = fact_value(s, FACT_client_ptrs);
	enum tri best = TRI_NO;

	if (g == NULL)
		return value_absent(VALUE_BOOL);
	if (has_address(g))
		return value_bool(false);
	if (suffixes(s) == NULL)
		return listed(TRI_MAYBE);
	for (size_t i = 0; i < ptrs.n; i++)
		best = tri_or(best, orgdomain_same(suffixes(s), g->name,
						   ptrs.item[i].text));
	if (best != TRI_YES && ptrs.open)
		return value_unknown(VALUE_BOOL, ptrs.why);
	return listed(best);
}
