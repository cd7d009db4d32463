#ifndef MILTER_DNS_PACK_H
#define MILTER_DNS_PACK_H

#include "../rules/arena.h"
#include "../rules/dns.h"

#include <stdint.h>

enum dns_why {
#define WHY(id, text, sick) DNS_WHY_##id,
#include "dns_why.def"
#undef WHY
	DNS_WHY_COUNT
};

/* Does it speak against the resolver? */
bool dns_why_is_sick(enum dns_why why);
struct str dns_why_text(enum dns_why why); /* static; clean to print */

/* More records or bytes than this in one answer make it DNS_FAILED. */
enum { DNS_PACK_RECORDS = 256, DNS_PACK_BYTES = 16384 };

/* An answer in one piece, to be copied about: how the cache holds it. */
struct dns_pack {
	enum dns_state state;
	enum dns_why why; /* with DNS_FAILED */
	bool no_name, secure;
	uint16_t n; /* records */
	uint16_t size;
	const uint8_t *bytes; /* "size" of them; a view */
};

/* Where one is made. */
struct dns_packer {
	struct dns_pack pack;
	uint8_t bytes[DNS_PACK_BYTES];
};

/* Begin: nothing found so far. */
void dns_pack_none(struct dns_packer *p, bool no_name);
void dns_pack_failed(struct dns_packer *p, enum dns_why why);

/*
 * One record more, in the order of the answer: an address, or a name or text
 * with its preference. False when there is no room: then the answer has become
 * DNS_FAILED and stays so.
 */
bool dns_pack_addr(struct dns_packer *p, const struct addr *addr);
bool dns_pack_text(struct dns_packer *p, uint16_t preference, struct str text);

/* Spread out for a reader; all that it points to is in the arena. */
void dns_pack_open(const struct dns_pack *p, enum dns_type type,
		   struct arena *a, struct dns_answer *out);

#endif
