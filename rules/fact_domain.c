#include "fact.h"
#include "fact_dns.h"
#include "hostname.h"
#include "session_private.h"

/* What the DNS says of the domain of a path: mail.* and rcpt.* alike. */

enum { MX_FOLLOWED = 5 }; /* targets whose addresses are looked up */

struct side {
	struct session *s;
	struct str domain; /* absent: there is none */
	struct addr addr;  /* of a literal */
	bool literal;
};

static struct side
side_of(struct session *s, enum fact_id domain)
{
	struct value v = fact_value(s, domain);
	struct side side = {.s = s};
	enum literal literal;

	if (v.n == 0)
		return side;
	side.domain = v.item[0].text;
	literal = hostname_literal(side.domain, &side.addr);
	side.literal = literal == LITERAL_IPV4 || literal == LITERAL_IPV6;
	return side;
}

static struct value
mx(const struct side *side)
{
	return fact_dns_names(side->s, side->domain, DNS_MX);
}

/* RFC 5321, 5.1: without MX records the domain's own addresses count. */
static struct value
resolves(struct side side)
{
	struct value exchangers, addresses;

	if (side.domain.p == NULL)
		return value_absent(VALUE_BOOL);
	if (side.literal)
		return value_bool(true);
	exchangers = mx(&side);
	addresses = fact_dns_addresses(side.s, side.domain);
	if (exchangers.n > 0 || addresses.n > 0)
		return value_bool(true);
	if (exchangers.open || addresses.open)
		return value_unknown(VALUE_BOOL, exchangers.open
						     ? exchangers.why
						     : addresses.why);
	return value_bool(false);
}

/* RFC 7505, 3: one record, and its target is the root. */
static struct value
null_mx(struct side side)
{
	struct value exchangers;

	if (side.domain.p == NULL)
		return value_absent(VALUE_BOOL);
	if (side.literal)
		return value_bool(false);
	exchangers = mx(&side);
	if (exchangers.open)
		return value_unknown(VALUE_BOOL, exchangers.why);
	return value_bool(exchangers.n == 1 && exchangers.item[0].text.n == 0);
}

static struct value
mx_addresses(const struct side *side)
{
	struct value all = {.type = VALUE_ADDRESS, .list = true};
	struct value exchangers;

	if (side->domain.p == NULL)
		return all;
	if (side->literal) {
		all = value_addr(session_scratch(side->s), &side->addr);
		all.list = true;
		return all;
	}
	exchangers = mx(side);
	if (exchangers.n == 0 && !exchangers.open)
		return fact_dns_addresses(side->s, side->domain);
	all.open = exchangers.open;
	all.why = exchangers.why;
	for (size_t i = 0; i < exchangers.n && i < MX_FOLLOWED; i++) {
		struct str name = exchangers.item[i].text;

		if (name.n > 0)
			all = fact_dns_both(side->s, all,
					    fact_dns_addresses(side->s, name));
	}
	return all;
}

static struct value
mx_address_class(struct side side)
{
	return fact_dns_classes(side.s, mx_addresses(&side));
}

struct value
fact_mail_domain_resolves(struct session *s)
{
	return resolves(side_of(s, FACT_mail_domain));
}

struct value
fact_rcpt_domain_resolves(struct session *s)
{
	return resolves(side_of(s, FACT_rcpt_domain));
}

struct value
fact_mail_null_mx(struct session *s)
{
	return null_mx(side_of(s, FACT_mail_domain));
}

struct value
fact_rcpt_null_mx(struct session *s)
{
	return null_mx(side_of(s, FACT_rcpt_domain));
}

struct value
fact_mail_mx_address_class(struct session *s)
{
	return mx_address_class(side_of(s, FACT_mail_domain));
}

struct value
fact_rcpt_mx_address_class(struct session *s)
{
	return mx_address_class(side_of(s, FACT_rcpt_domain));
}
