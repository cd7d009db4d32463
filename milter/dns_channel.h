#ifndef MILTER_DNS_CHANNEL_H
#define MILTER_DNS_CHANNEL_H

#include "dns_question.h"
#include "dns_servers.h"

#include "../rules/arena.h"

#include <stdint.h>

/*
 * The way to the name servers: channels of c-ares, several for each server in
 * rotation and each used for a while only, so that source ports change and no
 * socket's buffer takes all. One thread owns it and calls everything here.
 * Times are milliseconds of CLOCK_MONOTONIC.
 */
struct dns_channels;

/* One question on its way; the caller embeds it and keeps it until the end. */
struct dns_query {
	struct dns_channels *set;
	struct dns_channel *channel;
};

enum dns_sent {
	DNS_SENT_ANSWERED, /* "packet" is what came */
	DNS_SENT_TIMED_OUT,
	DNS_SENT_UNREACHABLE, /* or another error of the system */
	DNS_SENT_STOPPED,     /* the channels are being freed: ask no more */
};

struct dns_channel_settings {
	int epoll;
	unsigned timeout_ms; /* of the first try; doubles with each */
	unsigned tries;
	unsigned tcp_timeout_ms;
	/* Called once for each question, maybe before dns_channel_ask ends;
	 * may ask anew. The packet is a view for that long. */
	void (*end)(struct dns_query *q, enum dns_sent how,
		    const uint8_t *packet, size_t n);
};

struct dns_channels *dns_channel_new(struct arena *a,
				     const struct dns_channel_settings *s);

/* Ends every question that is on its way with DNS_SENT_STOPPED. */
void dns_channel_free(struct dns_channels *set);

/* New channels from here on; questions on their way go on. */
void dns_channel_settle(struct dns_channels *set,
			const struct dns_channel_settings *s,
			const struct dns_servers *servers);

/* Ask server number "server" of those given last. A truncated answer is one
 * too: ask again with "tcp". */
void dns_channel_ask(struct dns_channels *set, struct dns_query *q,
		     size_t server, bool tcp,
		     const struct dns_question *question, int64_t now);

/* What epoll reported; "data" is epoll_event.data.u64, never below 2^32. */
void dns_channel_event(struct dns_channels *set, uint64_t data,
		       uint32_t events);

/* Call at least every DNS_CHANNEL_TICK_MS while questions are on their way. */
enum { DNS_CHANNEL_TICK_MS = 20 };
void dns_channel_tick(struct dns_channels *set, int64_t now);

#endif
