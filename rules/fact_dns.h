#ifndef RULES_FACT_DNS_H
#define RULES_FACT_DNS_H

#include "dns.h"
#include "value.h"

struct session;

/* How facts ask the DNS; answers become lists that may be open. */

/* The names of PTR or MX records. The values live in the session's scratch
 * arena. */
struct value fact_dns_names(struct session *s, struct str name,
			    enum dns_type type);

/* The addresses of A or AAAA records alone. */
struct value fact_dns_records(struct session *s, struct str name,
			      enum dns_type type);

/* Two lists as one. */
struct value fact_dns_both(struct session *s, struct value x, struct value y);

/* A and AAAA together: open when one of them is, with what the other found. */
struct value fact_dns_addresses(struct session *s, struct str name);

/* The words of addr_class() for the addresses, each once; open as they are. */
struct value fact_dns_classes(struct session *s, struct value addresses);

/* Are all answers found for the name validated? See helo.dnssec. */
struct value fact_dns_secure(struct session *s, struct str name);

/*
 * Is an address in the list? Open lists without it give an unknown answer, of
 * the same "why".
 */
struct value fact_dns_holds(struct value list, const struct addr *addr);

#endif
