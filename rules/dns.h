#ifndef RULES_DNS_H
#define RULES_DNS_H

#include "addr.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The narrow interface to the DNS: live in milter/resolver, from a transcript
 * in canned_dns. One object a session; one thread at a time.
 */

/* The numbers are those of the protocol. */
enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
};

enum dns_state {
	DNS_PENDING, /* asked, no answer so far */
	DNS_FOUND,   /* "n" records, at least one */
	DNS_NONE,    /* no such name, or no record of that type */
	DNS_FAILED,  /* timeout, SERVFAIL, refused, garbled, over a limit */
};

struct dns_record {
	struct addr addr;    /* A, AAAA */
	struct str name;     /* PTR, MX, NS: lower case, no trailing dot */
	uint16_t preference; /* MX */
	struct str text;     /* TXT: its strings joined */
};

struct dns_answer {
	enum dns_state state;
	bool no_name; /* with DNS_NONE: the name itself does not exist */
	bool secure;  /* validated by a resolver that we trust (AD bit) */
	const struct dns_record *record;
	size_t n;
	struct str why; /* with DNS_FAILED: "timed out", "SERVFAIL" ... */
};

struct dns {
	/*
	 * The answer so far; starts the question if it is new. Never waits.
	 * CNAMEs are followed. The name is taken without case and trailing dot;
	 * one that cannot be asked (longer than 253 bytes, an empty label or
	 * one over 63) is DNS_NONE at once. The answer lives as long as the
	 * session's object; a pending one is asked for again later.
	 */
	const struct dns_answer *(*ask)(struct dns *dns, struct str name,
					enum dns_type type);
};

/* "A", "PTR" ...; "TYPE" and its number are not needed. NULL if unknown. */
const char *dns_type_name(enum dns_type type);
bool dns_type_find(struct str name, enum dns_type *out);

#endif
