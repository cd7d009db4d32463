#include "resolver_private.h"

#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { EVENTS = 64, IDLE = -1 };

static void
tell_health(struct resolver *r)
{
	struct resolver_stats stats;
	char text[96];
	int n;

	resolver_count(r, &stats);
	n = stats.sick
		? snprintf(text, sizeof text,
			   "%u of %u questions of the last minute failed",
			   stats.minute_failed, stats.minute_asked)
		: snprintf(text, sizeof text,
			   "%u questions in a row were answered",
			   r->settings.breaker.good);
	resolver_tell(r, stats.sick ? RESOLVER_SICK : RESOLVER_WELL,
		      str_make(text, (size_t)n));
}

/* The answer is the thread's scratch or a failure made there. */
static void
land(struct resolver *r, struct resolver_flight *f)
{
	const struct resolver_settings *s = &r->settings;
	const struct dns_pack *p = &r->wire.answer.pack;
	uint32_t ttl = f->trail.ttl;
	bool turned;

	if (p->state == DNS_FAILED || !r->wire.ttl_known)
		ttl = s->ttl_failed;
	else if (p->state == DNS_NONE && ttl > s->ttl_none)
		ttl = s->ttl_none;
	else if (ttl > s->ttl_most)
		ttl = s->ttl_most;
	if (ttl < s->ttl_least)
		ttl = s->ttl_least;
	pthread_mutex_lock(&r->lock);
	turned = resolver_flight_land(r, f, p, ttl, resolver_now());
	pthread_mutex_unlock(&r->lock);
	if (turned)
		tell_health(r);
}

static void
land_failed(struct resolver *r, struct resolver_flight *f, enum dns_why why)
{
	dns_pack_failed(&r->wire.answer, why);
	land(r, f);
}

static void
send_to(struct resolver *r, struct resolver_flight *f, int64_t now)
{
	pthread_mutex_lock(&r->lock);
	r->stats.queries++;
	r->stats.tcp += f->tcp;
	pthread_mutex_unlock(&r->lock);
	dns_channel_ask(r->channels, &f->query, f->server, f->tcp, &f->now,
			now);
}

/* Ask the next server; without one the question fails as the last one did. */
static void
send_next(struct resolver *r, struct resolver_flight *f)
{
	int64_t now = resolver_now();
	size_t i;

	if (f->servers_version != r->servers_version)
		f->tried = 0;
	f->servers_version = r->servers_version;
	i = dns_servers_pick(&r->servers, f->tried, now);
	if (i == r->servers.n || now - f->began >= r->settings.budget_ms) {
		land_failed(r, f, f->why);
		return;
	}
	f->tried |= 1u << i;
	f->server = i;
	f->tcp = false;
	send_to(r, f, now);
}

/* The same server, whole; if its number still means it. */
static void
send_tcp(struct resolver *r, struct resolver_flight *f)
{
	if (f->tcp || f->servers_version != r->servers_version) {
		f->why = DNS_WHY_GARBLED;
		send_next(r, f);
		return;
	}
	f->tcp = true;
	send_to(r, f, resolver_now());
}

static void
chase(struct resolver *r, struct resolver_flight *f)
{
	f->now = r->wire.target;
	f->tried = 0;
	f->why = DNS_WHY_TIMED_OUT;
	pthread_mutex_lock(&r->lock);
	r->stats.cnames++;
	pthread_mutex_unlock(&r->lock);
	send_next(r, f);
}

static void
take_packet(struct resolver *r, struct resolver_flight *f,
	    const uint8_t *packet, size_t n, bool trusted)
{
	switch (
	    dns_wire_read(&r->wire, &f->trail, &f->now, packet, n, trusted)) {
	case DNS_WIRE_DONE:
		land(r, f);
		return;
	case DNS_WIRE_CHASE:
		chase(r, f);
		return;
	case DNS_WIRE_CUT:
		send_tcp(r, f);
		return;
	case DNS_WIRE_BAD:
		f->why = r->wire.answer.pack.why;
		send_next(r, f);
		return;
	}
}

void
resolver_thread_end(struct dns_query *q, enum dns_sent how,
		    const uint8_t *packet, size_t n)
{
	struct resolver_flight *f = (struct resolver_flight *)(void *)q;
	struct resolver *r = f->resolver;
	bool known = f->servers_version == r->servers_version;

	if (how == DNS_SENT_STOPPED)
		return;
	if (known)
		dns_servers_result(&r->servers, f->server,
				   how == DNS_SENT_ANSWERED, resolver_now());
	if (how == DNS_SENT_ANSWERED) {
		take_packet(r, f, packet, n,
			    known &&
				dns_servers_is_trusted(&r->servers, f->server));
		return;
	}
	f->why =
	    how == DNS_SENT_TIMED_OUT ? DNS_WHY_TIMED_OUT : DNS_WHY_UNREACHABLE;
	send_next(r, f);
}

static void
take_off(struct resolver *r, struct resolver_flight *f)
{
	f->now = f->question;
	f->trail = DNS_WIRE_TRAIL;
	f->tried = 0;
	f->why = DNS_WHY_TIMED_OUT;
	send_next(r, f);
}

/* True to go on. */
static bool
take_queue(struct resolver *r, struct resolver_flight **queue, bool *busy)
{
	bool go_on;

	pthread_mutex_lock(&r->lock);
	*queue = r->queue;
	r->queue = NULL;
	r->queue_end = &r->queue;
	*busy = r->stats.open > 0;
	go_on = !r->stopping;
	pthread_mutex_unlock(&r->lock);
	return go_on;
}

static void
take_events(struct resolver *r, int timeout)
{
	struct epoll_event event[EVENTS];
	int n = epoll_wait(r->epoll, event, EVENTS, timeout);
	uint64_t rung;

	for (int i = 0; i < n; i++) {
		if (event[i].data.u64 != 0)
			dns_channel_event(r->channels, event[i].data.u64,
					  event[i].events);
		else if (read(r->eventfd, &rung, sizeof rung) < 0)
			continue; /* rung by nobody, after all */
	}
}

static void
tick(struct resolver *r)
{
	int64_t now = resolver_now();

	if (now - r->ticked < DNS_CHANNEL_TICK_MS)
		return;
	r->ticked = now;
	dns_channel_tick(r->channels, now);
}

void *
resolver_thread_main(void *resolver)
{
	struct resolver *r = resolver;
	struct resolver_flight *queue, *next;
	bool busy;

	while (take_queue(r, &queue, &busy)) {
		if (queue != NULL)
			resolver_servers_check(r, resolver_now());
		for (; queue != NULL; queue = next) {
			next = queue->queued;
			take_off(r, queue);
		}
		take_events(r, busy ? DNS_CHANNEL_TICK_MS : IDLE);
		tick(r);
	}
	dns_channel_free(r->channels);
	return NULL;
}
