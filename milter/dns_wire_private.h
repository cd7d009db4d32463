#ifndef MILTER_DNS_WIRE_PRIVATE_H
#define MILTER_DNS_WIRE_PRIVATE_H

#include "dns_wire.h"

#include <arpa/nameser.h>

/* For the dns_wire*.c files alone. */

struct dns_wire_walk {
	struct dns_wire *w;
	struct dns_wire_trail *trail;
	const struct dns_question *asked;
	ns_msg msg;
	ns_rr rr; /* the record at hand */
};

/* The name that begins "skip" bytes into the data and ends with them. */
bool dns_wire_name(struct dns_wire_walk *k, size_t skip, char out[NS_MAXDNAME]);

/*
 * Put the record at hand, which is of the type that was asked for, into the
 * answer. False: its data are garbled.
 */
bool dns_wire_record(struct dns_wire_walk *k);

#endif
