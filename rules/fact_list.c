#include "fact.h"
#include "fact_dns.h"
#include "hostname.h"
#include "session_private.h"

/* DNS lists (RFC 5782): dnsbl("zone", address) and rhsbl("zone", name). */

static struct value
nothing(void)
{
	return (struct value){.type = VALUE_ADDRESS, .list = true};
}

/*
 * Lists answer within 127.0.0.0/8. What they say in 127.255.255.0/24 is that
 * they do not answer us (a public resolver, too many questions), and any other
 * address comes from somebody who answers everything: both are no answer.
 */
static bool
is_listing(const struct addr *a)
{
	static const uint8_t refusal[] = {127, 255, 255};

	return addr_is_v4(a) && a->b[12] == 127 &&
	       memcmp(a->b + 12, refusal, sizeof refusal) != 0;
}

static struct value
listings(struct session *s, struct str name)
{
	struct value v = fact_dns_records(s, name, DNS_A);

	for (size_t i = 0; i < v.n; i++)
		if (!is_listing(&v.item[i].addr)) {
			struct value open = nothing();

			open.open = true;
			open.why =
			    arena_printf(session_scratch(s),
					 "A %.*s: an answer that is no listing",
					 STR_ARG(name));
			return open;
		}
	return v;
}

struct value
fact_dnsbl(struct session *s, struct str zone, struct value of)
{
	char reverse[ADDR_REVERSE];
	struct str name;

	if (of.n == 0)
		return nothing();
	name = str_make(reverse, addr_reverse(&of.item[0].addr, reverse));
	/* The last two labels are in-addr.arpa or ip6.arpa. */
	name = str_slice(name, 0, str_find_last(name, '.'));
	name = str_slice(name, 0, str_find_last(name, '.'));
	return listings(s, arena_printf(session_scratch(s), "%.*s.%.*s",
					STR_ARG(name), STR_ARG(zone)));
}

struct value
fact_rhsbl(struct session *s, struct str zone, struct value of)
{
	struct str name = of.n == 0 ? STR("") : hostname_plain(of.item[0].text);

	if (!hostname_is_fqdn(name))
		return nothing();
	return listings(s, arena_printf(session_scratch(s), "%.*s.%.*s",
					STR_ARG(name), STR_ARG(zone)));
}
