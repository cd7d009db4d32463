#define CARES_NO_DEPRECATED
#include "dns_channel_private.h"

#include <sys/epoll.h>
#include <sys/random.h>

#include <assert.h>

enum {
	QUESTIONS = 256,    /* then a channel is retired ... */
	AGE_MS = 60 * 1000, /* ... or after that */
};

struct dns_channels *
dns_channel_new(struct arena *a, const struct dns_channel_settings *s)
{
	struct dns_channels *set = ARENA_NEW(a, struct dns_channels);

	set->settings = *s;
	return set;
}

static void
retire(struct dns_channel *c)
{
	c->retired = true;
	c->set->retired++;
}

static void
destroy(struct dns_channel *c)
{
	ares_destroy(c->ares);
	c->ares = NULL;
	c->set->retired -= c->retired;
}

void
dns_channel_free(struct dns_channels *set)
{
	for (size_t i = 0; i < DNS_CHANNEL_MOST; i++)
		if (set->channel[i].ares != NULL)
			destroy(&set->channel[i]);
}

void
dns_channel_settle(struct dns_channels *set,
		   const struct dns_channel_settings *s,
		   const struct dns_servers *servers)
{
	set->settings = *s;
	set->servers = *servers;
	for (size_t i = 0; i < DNS_CHANNEL_MOST; i++)
		if (set->channel[i].ares != NULL && !set->channel[i].retired)
			retire(&set->channel[i]);
}

static struct dns_channel *
new_channel(struct dns_channels *set, const struct dns_channel *like)
{
	for (size_t i = 0; i < DNS_CHANNEL_MOST; i++) {
		struct dns_channel *c = &set->channel[i];

		if (c->ares != NULL)
			continue;
		if (++set->serial == 0)
			set->serial = 1;
		*c = *like;
		c->set = set;
		c->serial = set->serial;
		return dns_channel_open(c) ? c : NULL;
	}
	return NULL;
}

/* Of those in use: which one is it the turn of? */
static struct dns_channel *
udp_channel(struct dns_channels *set, size_t server, int64_t now)
{
	const struct dns_channel like = {.server = server,
					 .turn = set->turn++ % DNS_CHANNEL_UDP,
					 .born = now};

	for (size_t i = 0; i < DNS_CHANNEL_MOST; i++) {
		struct dns_channel *c = &set->channel[i];

		if (c->ares != NULL && !c->retired && !c->tcp &&
		    c->server == server && c->turn == like.turn)
			return c;
	}
	return new_channel(set, &like);
}

/* An idle one, a new one, or the one with the fewest questions. */
static struct dns_channel *
tcp_channel(struct dns_channels *set, size_t server, int64_t now)
{
	const struct dns_channel like = {
	    .server = server, .tcp = true, .born = now};
	struct dns_channel *best = NULL;
	size_t n = 0;

	for (size_t i = 0; i < DNS_CHANNEL_MOST; i++) {
		struct dns_channel *c = &set->channel[i];

		if (c->ares == NULL || c->retired || !c->tcp ||
		    c->server != server)
			continue;
		n++;
		if (best == NULL || c->open < best->open)
			best = c;
	}
	if (best != NULL && (best->open == 0 || n >= DNS_CHANNEL_TCP))
		return best;
	return new_channel(set, &like);
}

static uint16_t
random_id(struct dns_channels *set)
{
	if (set->nids == 0) {
		ssize_t n = getrandom(set->ids, sizeof set->ids, 0);

		assert(n == sizeof set->ids); /* at most 256 bytes: always */
		set->nids = sizeof set->ids / sizeof set->ids[0];
	}
	return set->ids[--set->nids];
}

static const struct {
	int status;
	enum dns_sent how;
} ends[] = {
    {ARES_SUCCESS, DNS_SENT_ANSWERED},
    {ARES_ETIMEOUT, DNS_SENT_TIMED_OUT},
    {ARES_EDESTRUCTION, DNS_SENT_STOPPED},
    {ARES_ECANCELLED, DNS_SENT_STOPPED},
};

static void
query_end(void *arg, int status, int timeouts, unsigned char *packet, int n)
{
	struct dns_query *q = arg;
	enum dns_sent how = DNS_SENT_UNREACHABLE;

	(void)timeouts;
	q->channel->open--;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (ends[i].status == status)
			how = ends[i].how;
	if (how != DNS_SENT_ANSWERED)
		n = 0;
	q->set->settings.end(q, how, packet, (size_t)n);
}

void
dns_channel_ask(struct dns_channels *set, struct dns_query *q, size_t server,
		bool tcp, const struct dns_question *question, int64_t now)
{
	struct dns_channel *c =
	    tcp ? tcp_channel(set, server, now) : udp_channel(set, server, now);
	uint8_t packet[DNS_QUESTION_PACKET];
	size_t n;

	q->set = set;
	q->channel = c;
	if (c == NULL) {
		set->settings.end(q, DNS_SENT_UNREACHABLE, NULL, 0);
		return;
	}
	c->asked++;
	c->open++;
	n = dns_question_packet(question, random_id(set), packet);
	ares_send(c->ares, packet, (int)n, query_end, q);
}

void
dns_channel_event(struct dns_channels *set, uint64_t data, uint32_t events)
{
	ares_socket_t fd = (ares_socket_t)(data & UINT32_MAX);
	ares_socket_t in = ARES_SOCKET_BAD, out = ARES_SOCKET_BAD;
	uint32_t serial = (uint32_t)(data >> 32);

	if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
		in = fd;
	if (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))
		out = fd;
	for (size_t i = 0; i < DNS_CHANNEL_MOST; i++)
		if (set->channel[i].ares != NULL &&
		    set->channel[i].serial == serial)
			ares_process_fd(set->channel[i].ares, in, out);
}

static bool
is_used_up(const struct dns_channel *c, int64_t now)
{
	return c->asked >= QUESTIONS || now - c->born >= AGE_MS;
}

void
dns_channel_tick(struct dns_channels *set, int64_t now)
{
	for (size_t i = 0; i < DNS_CHANNEL_MOST; i++) {
		struct dns_channel *c = &set->channel[i];

		if (c->ares == NULL)
			continue;
		if (c->open > 0)
			ares_process_fd(c->ares, ARES_SOCKET_BAD,
					ARES_SOCKET_BAD);
		if (!c->retired && is_used_up(c, now) &&
		    set->retired < DNS_CHANNEL_RETIRED)
			retire(c);
		if (c->retired && c->open == 0)
			destroy(c);
	}
}
