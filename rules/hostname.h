#ifndef RULES_HOSTNAME_H
#define RULES_HOSTNAME_H

#include "addr.h"
#include "str.h"

#include <stdbool.h>

/*
 * Host names and address literals as text; no DNS. None of these changes its
 * argument or strips anything: "mail.example.org." has a trailing dot and is
 * therefore not valid. hostname_plain() gives the text to compare.
 */

enum { HOSTNAME_MAX = 253, HOSTNAME_LABEL_MAX = 63 };

/*
 * A host name by RFC 5321 4.1.2 (Domain) with RFC 1123 2.1: labels of letters,
 * digits and inner hyphens, 1 to 63 bytes, 253 in all, the last label not all
 * digits (so an IPv4 address is no host name).
 */
bool hostname_is_valid(struct str name);

/* The same with "_" counted as a letter: common, and against the RFC. */
bool hostname_is_valid_loose(struct str name);

/* Does it hold a "_" and would be valid but for that? */
bool hostname_has_underscore(struct str name);

/* Valid (loosely) and of two labels or more: mail.example.org, not mail. */
bool hostname_is_fqdn(struct str name);

/* How many labels, empty ones included; 0 for the empty text. */
size_t hostname_labels(struct str name);

/* The last label: "org"; the empty text when there is no name. */
struct str hostname_tld(struct str name);

/*
 * Does the name end in a suffix that no public DNS will ever serve: RFC 6761
 * (test, example, invalid, localhost, 10.in-addr.arpa and the like), RFC 6762
 * (local), RFC 7686 (onion), RFC 8375 (home.arpa), RFC 9476 (alt), ICANN's
 * resolution of 2024 (internal), or in-addr.arpa / ip6.arpa (never a host)?
 * example.com, example.net and example.org (RFC 2606) are names like any other.
 */
bool hostname_is_reserved(struct str name);

/* Not reserved by anybody, but never public either: lan, home, corp, intranet,
 * private (RFC 6762, appendix G), localdomain, domain, workgroup. */
bool hostname_is_private(struct str name);

/* At most one trailing dot taken off: the text that is compared. */
struct str hostname_plain(struct str name);

/* Same host: case and one trailing dot do not count. */
bool hostname_equal(struct str a, struct str b);

/* Is "name" inside "parent" (a.example.org in example.org; not itself)? A
 * trailing dot counts: give both plain. */
bool hostname_is_below(struct str name, struct str parent);

enum literal {
	LITERAL_NONE,	   /* no "[" in front, no "]" at the end */
	LITERAL_IPV4,	   /* [192.0.2.1] */
	LITERAL_IPV6,	   /* [IPv6:2001:db8::1], tag in any case */
	LITERAL_UNTAGGED,  /* [2001:db8::1]: common, and against the RFC */
	LITERAL_MALFORMED, /* [ ... ] that is none of these, "[" or "]" alone */
};

/*
 * An address literal by RFC 5321 4.1.3, the IPv6 address in any form of RFC
 * 4291, as its prose says. *out is set for IPV4, IPV6, UNTAGGED and untouched
 * else. General-address-literals of other tags: none is registered, so
 * malformed.
 */
enum literal hostname_literal(struct str text, struct addr *out);

/* A bare address without brackets; "IPv6:" in front of one counts too. */
bool hostname_bare_ip(struct str text, struct addr *out);

#endif
