#include "resolver_private.h"

#include <string.h>
#include <unistd.h>

static struct resolver_flight *
find(const struct resolver *r, const struct dns_question *q, uint32_t hash)
{
	struct resolver_flight *f = r->bucket[hash % r->buckets];

	while (f != NULL &&
	       (f->hash != hash || !dns_question_equal(&f->question, q)))
		f = f->next;
	return f;
}

static void
add_asker(struct resolver_flight *f, struct resolver_question *q, int64_t now)
{
	struct resolver_session *s = q->session;

	q->progress = RESOLVER_OPEN;
	q->flight = f;
	q->asker = f->asker;
	q->asker_link = &f->asker;
	if (q->asker != NULL)
		q->asker->asker_link = &q->asker;
	f->asker = q;
	if (s->open++ == 0)
		s->open_since = now;
}

static void
remove_asker(struct resolver_question *q)
{
	*q->asker_link = q->asker;
	if (q->asker != NULL)
		q->asker->asker_link = q->asker_link;
	q->flight = NULL;
}

void
resolver_flight_leave(struct resolver_question *q, int64_t now)
{
	remove_asker(q);
	resolver_session_closed(q->session, now);
}

static struct resolver_flight *
take_free(struct resolver *r)
{
	struct resolver_flight *f = r->free;

	if (f != NULL) {
		r->free = f->next;
		return f;
	}
	if (r->made == r->settings.open)
		return NULL;
	r->made++;
	f = ARENA_NEW(r->arena, struct resolver_flight);
	f->resolver = r;
	return f;
}

/* The thread takes the whole queue at once, so one wake-up is enough for it. */
static void
enqueue(struct resolver *r, struct resolver_flight *f)
{
	const uint64_t one = 1;

	f->queued = NULL;
	*r->queue_end = f;
	r->queue_end = &f->queued;
	if (r->queue == f && write(r->eventfd, &one, sizeof one) < 0)
		return; /* its counter is full: it is awake */
}

static void
start(struct resolver *r, struct resolver_flight *f,
      const struct dns_question *q, uint32_t hash, int64_t now)
{
	memcpy(&f->question, q, dns_question_size(q));
	f->hash = hash;
	f->next = r->bucket[hash % r->buckets];
	r->bucket[hash % r->buckets] = f;
	f->asker = NULL;
	f->began = now;
	r->stats.open++;
	r->stats.sent++;
	enqueue(r, f);
}

static void
refuse(struct resolver *r, struct resolver_question *q, enum dns_why why)
{
	r->stats.failed[why]++;
	q->progress = RESOLVER_FAILED;
	q->why = why;
}

void
resolver_flight_join(struct resolver *r, struct resolver_question *q,
		     int64_t now)
{
	uint32_t hash = dns_question_hash(&q->question, r->seed);
	struct resolver_flight *f = find(r, &q->question, hash);

	if (f != NULL) {
		r->stats.joined++;
		add_asker(f, q, now);
		return;
	}
	if (r->stopping) {
		refuse(r, q, DNS_WHY_STOPPING);
		return;
	}
	if (r->stats.open == r->settings.open) {
		refuse(r, q, DNS_WHY_OPEN);
		return;
	}
	if (!dns_breaker_allow(&r->breaker, now)) {
		refuse(r, q, DNS_WHY_SICK);
		return;
	}
	f = take_free(r);
	start(r, f, &q->question, hash, now);
	add_asker(f, q, now);
}

/* Every asker is told; the flight is free. */
static void
close_flight(struct resolver *r, struct resolver_flight *f,
	     enum resolver_progress progress, enum dns_why why, int64_t now)
{
	struct resolver_flight **link = &r->bucket[f->hash % r->buckets];
	struct resolver_question *q;

	while ((q = f->asker) != NULL) {
		remove_asker(q);
		q->progress = progress;
		q->why = why;
		resolver_session_closed(q->session, now);
	}
	while (*link != f)
		link = &(*link)->next;
	*link = f->next;
	f->next = r->free;
	r->free = f;
	r->stats.open--;
}

static void
count(struct resolver *r, const struct dns_pack *p, int64_t took)
{
	static const int64_t most[] = RESOLVER_LATENCY_MS;
	size_t i = 0;

	while (i < RESOLVER_LATENCIES - 1 && took > most[i])
		i++;
	r->stats.latency[i]++;
	r->stats.latency_ms += (uint64_t)took;
	if (p->state == DNS_FOUND)
		r->stats.found++;
	else if (p->state == DNS_NONE)
		r->stats.none++;
	else
		r->stats.failed[p->why]++;
}

bool
resolver_flight_land(struct resolver *r, struct resolver_flight *f,
		     const struct dns_pack *p, uint32_t ttl, int64_t now)
{
	bool sick = p->state == DNS_FAILED && dns_why_is_sick(p->why);
	bool turned = dns_breaker_result(&r->breaker, now, sick,
					 dns_question_zone(&f->question));

	if (turned && r->breaker.sick)
		r->stats.sick_times++;
	count(r, p, now - f->began);
	dns_cache_put(r->cache, &f->question, p, now, now + ttl * 1000LL);
	close_flight(r, f, RESOLVER_READY, p->why, now);
	return turned;
}

void
resolver_flight_drop_all(struct resolver *r, int64_t now)
{
	for (size_t i = 0; i < r->buckets; i++)
		while (r->bucket[i] != NULL)
			close_flight(r, r->bucket[i], RESOLVER_FAILED,
				     DNS_WHY_STOPPING, now);
	r->queue = NULL;
	r->queue_end = &r->queue;
}
