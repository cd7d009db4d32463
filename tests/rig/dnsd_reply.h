#ifndef TESTS_DNSD_REPLY_H
#define TESTS_DNSD_REPLY_H

#include "dnsd_zone.h"

enum { DNSD_PACKET = 65535, DNSD_UDP = 512 };

/* A question as it came, and what the zone wants to be done with it. */
struct dnsd_question {
	const uint8_t *packet;
	size_t n;
	struct dnsd_name name;
	uint16_t type;
	size_t end; /* of the question in the packet */
	size_t udp; /* bytes the asker takes over UDP */
	bool ad;    /* the asker wants to know */
	unsigned tricks, delay_ms;
};

/* False: no question that can be answered. */
bool dnsd_reply_read(struct dnsd_question *q, const struct dnsd_zone *z,
		     const uint8_t *packet, size_t n);

/* The answer, cut to what UDP takes unless "tcp"; its length. */
size_t dnsd_reply_make(const struct dnsd_question *q, const struct dnsd_zone *z,
		       bool tcp, uint8_t out[DNSD_PACKET]);

#endif
