#ifndef MILTER_DNS_QUESTION_H
#define MILTER_DNS_QUESTION_H

#include "../rules/dns.h"
#include "../rules/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DNS_NAME_WIRE = 255 }; /* RFC 1035 2.3.4 */

/*
 * What is asked. The name is in the form of the wire (labels with their
 * lengths, uncompressed, the root's zero at the end), lower case, so that two
 * names are the same if their bytes are.
 */
struct dns_question {
	uint16_t type;
	uint8_t n; /* bytes of the name */
	uint8_t name[DNS_NAME_WIRE];
};

/* The bytes of it that are in use; a copy needs no more. */
size_t dns_question_size(const struct dns_question *q);

/*
 * The name as a client sends it: every byte counts for itself except the dots;
 * one trailing dot is dropped. False if it cannot be asked: longer than 253
 * bytes, or with an empty label or one over 63.
 */
bool dns_question_set(struct dns_question *q, struct str name,
		      enum dns_type type);

/* The same from the text of a zone file (RFC 1035 5.1): \. and \046 are bytes
 * of a label; the empty text is the root, which cannot be asked either. */
bool dns_question_parse(struct dns_question *q, struct str text,
			enum dns_type type);

bool dns_question_equal(const struct dns_question *a,
			const struct dns_question *b);

/* With a secret seed nobody outside can aim at one place of a table. */
uint32_t dns_question_hash(const struct dns_question *q, uint64_t seed);

/* A number for the name's last two labels (below arpa: four): whose servers it
 * probably rests on. */
uint32_t dns_question_zone(const struct dns_question *q);

/*
 * The packet that asks it, with RD and AD set (RFC 1035 4.1, RFC 6840 5.7), no
 * EDNS. Returns its length.
 */
enum { DNS_QUESTION_PACKET = 12 + DNS_NAME_WIRE + 4 };
size_t dns_question_packet(const struct dns_question *q, uint16_t id,
			   uint8_t out[DNS_QUESTION_PACKET]);

#endif
