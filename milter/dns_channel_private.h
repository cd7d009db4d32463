#ifndef MILTER_DNS_CHANNEL_PRIVATE_H
#define MILTER_DNS_CHANNEL_PRIVATE_H

#include "dns_channel.h"

#include <sys/select.h>

#include <ares.h>

/* For the dns_channel*.c files alone. */

enum {
	DNS_CHANNEL_UDP = 4,	  /* of one server, in rotation */
	DNS_CHANNEL_TCP = 8,	  /* of one server; then questions share them */
	DNS_CHANNEL_RETIRED = 16, /* more of them, and the others go on */
	/* twice the live ones: after dns_channel_settle all have retired */
	DNS_CHANNEL_MOST =
	    2 * DNS_SERVERS_MOST * (DNS_CHANNEL_UDP + DNS_CHANNEL_TCP) +
	    DNS_CHANNEL_RETIRED,
};

struct dns_channel {
	struct dns_channels *set;
	ares_channel ares; /* NULL: unused */
	uint32_t serial;   /* part of what epoll reports */
	size_t server, turn;
	bool tcp, retired;
	unsigned asked, open;
	int64_t born;
};

struct dns_channels {
	struct dns_channel_settings settings;
	struct dns_servers servers;
	struct dns_channel channel[DNS_CHANNEL_MOST];
	uint32_t serial;
	size_t turn, retired;
	uint16_t ids[64]; /* random, used from the end */
	size_t nids;
};

/* The c-ares of a channel that is otherwise filled in; false: none. */
bool dns_channel_open(struct dns_channel *c);

#endif
