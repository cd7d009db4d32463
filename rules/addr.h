#ifndef RULES_ADDR_H
#define RULES_ADDR_H

#include "str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * An IP address. IPv4 stands in the last four bytes of its mapped form
 * (::ffff:0:0/96), so that one comparison serves both families.
 */
struct addr {
	uint8_t b[16];
};

/* A network: the first "bits" bits count (of 128; an IPv4 /24 has 120). */
struct net {
	struct addr addr;
	uint8_t bits;
};

enum { ADDR_TEXT = 46 }; /* room for the longest text with its NUL */

bool addr_is_v4(const struct addr *a);
int addr_compare(const struct addr *a, const struct addr *b);
#define addr_equal(a, b) (addr_compare((a), (b)) == 0)
struct addr addr_from_v4(const uint8_t bytes[4]);

/*
 * Dotted decimal (four parts of one to three digits, each up to 255, no
 * leading zeros) or any form of RFC 4291, 2.2; no brackets, no zone. An
 * IPv4-mapped IPv6 address is read as the IPv4 address it is. False: *out is
 * untouched.
 */
bool addr_parse(struct str text, struct addr *out);

/* The text of RFC 5952 (IPv4: dotted decimal), NUL-terminated; its length. */
size_t addr_format(const struct addr *a, char out[ADDR_TEXT]);

enum net_result {
	NET_OK,
	NET_BAD_ADDRESS, /* what stands before "/" is no address */
	NET_BAD_PREFIX,	 /* what stands behind it is no length for it */
	NET_HOST_BITS,	 /* bits set behind the prefix: out is the network */
};

/* ADDRESS or ADDRESS/LENGTH (RFC 4632, RFC 4291 2.3). */
enum net_result net_parse(struct str text, struct net *out);
/* By the bits alone: ::/0 contains all of IPv4, which is mapped into it. */
bool net_contains(const struct net *n, const struct addr *a);
/* "192.0.2.0/24"; a host has no "/". */
size_t net_format(const struct net *n, char out[ADDR_TEXT + 4]);

/*
 * What kind of place an address is, by the IANA IPv4 and IPv6 Special-Purpose
 * Address Registries (RFC 6890 and successors) and the multicast registries:
 * one word of addr_class_words. "public" is all that no row names.
 */
const char *addr_class(const struct addr *a);
/* All words that addr_class() returns, blank-separated. */
extern const char addr_class_words[];

/* The name to ask for its PTR record, without a trailing dot (RFC 1035 3.5,
 * RFC 3596 2.5), NUL-terminated; its length. */
enum { ADDR_REVERSE = 74 };
size_t addr_reverse(const struct addr *a, char out[ADDR_REVERSE]);

#endif
