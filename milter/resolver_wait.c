#include "resolver_private.h"

#include <time.h>

enum { SECOND = 1000, NANO = 1000 * 1000 };

static void
give_up_all(struct resolver_session *s, enum dns_why why, int64_t now)
{
	for (struct resolver_question *q = s->questions; q != NULL; q = q->next)
		if (q->progress == RESOLVER_OPEN)
			resolver_session_give_up(q, why, now);
}

/* True when one was pending. */
static bool
update_all(struct resolver_session *s, int64_t now)
{
	bool pending = false;

	for (struct resolver_question *q = s->questions; q != NULL; q = q->next)
		if (q->answer.state == DNS_PENDING) {
			pending = true;
			resolver_session_update(q, now);
		}
	return pending;
}

/* Until one of its questions has an answer or its time is over. */
static void
wait_some(struct resolver_session *s, int64_t until)
{
	struct timespec at = {.tv_sec = until / SECOND,
			      .tv_nsec = until % SECOND * NANO};

	pthread_cond_timedwait(&s->answered, &s->resolver->lock, &at);
}

/* To the owner's callback, with no lock held. */
static void
tell(struct resolver *r, void (*callback)(void))
{
	if (callback == NULL)
		return;
	pthread_mutex_unlock(&r->lock);
	callback();
	pthread_mutex_lock(&r->lock);
}

/* An answer may be crowded out before it is taken: then it is asked anew. */
static void
wait_all(struct resolver_session *s, int64_t now)
{
	struct resolver *r = s->resolver;

	r->stats.waits++;
	if (r->stats.waiting >= r->settings.waiting) {
		give_up_all(s, DNS_WHY_WAITING, now);
		update_all(s, now);
		return;
	}
	r->stats.waiting++;
	tell(r, r->settings.wait_begins);
	while (s->open > 0) {
		wait_some(s, now + resolver_session_left(s, now));
		now = resolver_now();
		if (s->open == 0 || resolver_session_left(s, now) <= 0)
			update_all(s, now);
	}
	r->stats.waiting--;
	tell(r, r->settings.wait_ends);
}

bool
resolver_wait(struct resolver_session *s)
{
	struct resolver *r = s->resolver;
	int64_t now;
	bool had;

	pthread_mutex_lock(&r->lock);
	now = resolver_now();
	had = update_all(s, now);
	if (s->open > 0)
		wait_all(s, now);
	pthread_mutex_unlock(&r->lock);
	return had;
}
