#ifndef MILTER_DNS_WIRE_H
#define MILTER_DNS_WIRE_H

#include "dns_pack.h"
#include "dns_question.h"

/*
 * What a name server sent, read for one question. The packet is hostile:
 * libresolv takes it apart (ns_initparse, ns_parserr, dn_expand), this decides
 * what it says.
 */

enum {
	DNS_WIRE_CNAMES = 8,	/* followed for one question, in all packets */
	DNS_WIRE_RECORDS = 512, /* in the answer section; more is a failure */
};

/* What is gathered over the packets of one question; its owner keeps it. */
struct dns_wire_trail {
	unsigned cnames; /* followed so far */
	uint32_t ttl;	 /* seconds, the shortest so far */
	bool secure;	 /* all of them validated */
};

#define DNS_WIRE_TRAIL ((struct dns_wire_trail){0, UINT32_MAX, true})

enum dns_wire_end {
	DNS_WIRE_DONE,	/* "answer" is the answer */
	DNS_WIRE_CHASE, /* the CNAMEs end at "target": ask for that */
	DNS_WIRE_CUT,	/* truncated: ask the same over TCP */
	DNS_WIRE_BAD,	/* "answer" says why; another server may know */
};

/* Room to work in, and what came out; some 34 KiB. */
struct dns_wire {
	struct dns_packer answer;
	bool ttl_known; /* false: DNS_NONE without the SOA of RFC 2308 */
	struct dns_question target;
	char owner[1025], text[DNS_PACK_BYTES]; /* for the walk alone */
};

/*
 * Read one packet as the answer to "asked". "trusted": its AD bit is believed.
 * The trail is brought up to date; the answer's "secure" is the trail's.
 */
enum dns_wire_end dns_wire_read(struct dns_wire *w,
				struct dns_wire_trail *trail,
				const struct dns_question *asked,
				const uint8_t *packet, size_t n, bool trusted);

#endif
