#include "resolver_private.h"

#include <assert.h>
#include <string.h>

static const struct dns_answer unaskable = {.state = DNS_NONE, .no_name = true};

int64_t
resolver_session_left(const struct resolver_session *s, int64_t now)
{
	int64_t spent = s->spent_ms;

	if (s->open > 0)
		spent += now - s->open_since;
	return (int64_t)s->resolver->settings.budget_ms - spent;
}

void
resolver_session_closed(struct resolver_session *s, int64_t now)
{
	assert(s->open > 0);
	if (--s->open > 0)
		return;
	s->spent_ms += now - s->open_since;
	pthread_cond_signal(&s->answered);
}

void
resolver_session_give_up(struct resolver_question *q, enum dns_why why,
			 int64_t now)
{
	resolver_flight_leave(q, now);
	q->session->resolver->stats.failed[why]++;
	q->progress = RESOLVER_FAILED;
	q->why = why;
}

/* What a hostile name server can make the session's arena hold is bounded. */
static bool
has_room(struct resolver_session *s, const struct dns_pack *p)
{
	size_t need = p->size + p->n * sizeof(struct dns_record);

	if (need > s->resolver->settings.session_bytes - s->held)
		return false;
	s->held += need;
	return true;
}

static void
fail(struct resolver_question *q, enum dns_why why)
{
	q->answer.state = DNS_FAILED;
	q->answer.why = dns_why_text(why);
}

/* From the cache; "stale" when the answer came for this very question. */
static bool
take_answer(struct resolver_question *q, bool stale, int64_t now)
{
	struct resolver_session *s = q->session;
	struct resolver *r = s->resolver;
	const struct dns_pack *p =
	    dns_cache_find(r->cache, &q->question, now, stale);

	if (p == NULL)
		return false;
	if (has_room(s, p)) {
		dns_pack_open(p, (enum dns_type)q->question.type, s->arena,
			      &q->answer);
	} else {
		r->stats.failed[DNS_WHY_LARGE]++;
		fail(q, DNS_WHY_LARGE);
	}
	return true;
}

static void
begin(struct resolver_question *q, int64_t now)
{
	struct resolver *r = q->session->resolver;

	if (take_answer(q, false, now))
		r->stats.hits++;
	else
		resolver_flight_join(r, q, now);
}

/* What came and has been crowded out of the cache since is asked for again. */
void
resolver_session_update(struct resolver_question *q, int64_t now)
{
	if (q->progress == RESOLVER_OPEN &&
	    resolver_session_left(q->session, now) <= 0)
		resolver_session_give_up(q, DNS_WHY_BUDGET, now);
	if (q->progress == RESOLVER_READY && !take_answer(q, true, now))
		q->progress = RESOLVER_NEW;
	if (q->progress == RESOLVER_NEW)
		begin(q, now);
	if (q->progress == RESOLVER_FAILED)
		fail(q, q->why);
}

static struct resolver_question *
find(struct resolver_session *s, const struct dns_question *question)
{
	struct resolver_question *q = s->questions;

	while (q != NULL && !dns_question_equal(&q->question, question))
		q = q->next;
	return q;
}

static size_t
question_size(const struct dns_question *q)
{
	return offsetof(struct resolver_question, question) +
	       dns_question_size(q);
}

static struct resolver_question *
add(struct resolver_session *s, const struct dns_question *question)
{
	struct resolver_question *q =
	    arena_alloc(s->arena, question_size(question));

	memcpy(&q->question, question, dns_question_size(question));
	q->session = s;
	q->next = s->questions;
	s->questions = q;
	s->nquestions++;
	return q;
}

static const struct dns_answer *
refuse(struct resolver_session *s)
{
	struct resolver *r = s->resolver;

	pthread_mutex_lock(&r->lock);
	r->stats.failed[DNS_WHY_QUESTIONS]++;
	pthread_mutex_unlock(&r->lock);
	return &s->refused;
}

/* A question counts in bytes too, for sessions that are renewed for ever. */
static bool
may_ask(struct resolver_session *s, const struct dns_question *question)
{
	const struct resolver_settings *set = &s->resolver->settings;
	const size_t size = question_size(question);

	if (s->nquestions >= set->questions ||
	    set->session_bytes - s->held < size)
		return false;
	s->held += size;
	return true;
}

static const struct dns_answer *
ask(struct dns *dns, struct str name, enum dns_type type)
{
	struct resolver_session *s = (struct resolver_session *)(void *)dns;
	struct resolver *r = s->resolver;
	struct dns_question question;
	struct resolver_question *q;
	bool fresh = false;

	if (!dns_question_set(&question, name, type))
		return &unaskable;
	q = find(s, &question);
	if (q != NULL && q->answer.state != DNS_PENDING)
		return &q->answer;
	if (q == NULL) {
		if (!may_ask(s, &question))
			return refuse(s);
		q = add(s, &question);
		fresh = true;
	}
	pthread_mutex_lock(&r->lock);
	r->stats.asked += fresh;
	resolver_session_update(q, resolver_now());
	pthread_mutex_unlock(&r->lock);
	return &q->answer;
}

struct resolver_session *
resolver_session_new(struct resolver *r, struct arena *a)
{
	struct resolver_session *s = ARENA_NEW(a, struct resolver_session);
	pthread_condattr_t attr;

	s->dns.ask = ask;
	s->refused.state = DNS_FAILED;
	s->refused.why = dns_why_text(DNS_WHY_QUESTIONS);
	s->resolver = r;
	s->arena = a;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&s->answered, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_lock(&r->lock);
	r->stats.sessions++;
	pthread_mutex_unlock(&r->lock);
	return s;
}

bool
resolver_session_pends(const struct resolver_session *s)
{
	const struct resolver_question *q = s->questions;

	while (q != NULL && q->answer.state != DNS_PENDING)
		q = q->next;
	return q != NULL;
}

struct dns *
resolver_session_dns(struct resolver_session *s)
{
	return &s->dns;
}

/* Answers that came stay; their places in the arena may be known outside. */
void
resolver_session_renew(struct resolver_session *s)
{
	struct resolver_question **link = &s->questions;
	struct resolver *r = s->resolver;

	while (*link != NULL)
		if ((*link)->answer.state == DNS_FAILED)
			*link = (*link)->next;
		else
			link = &(*link)->next;
	pthread_mutex_lock(&r->lock);
	s->nquestions = 0;
	s->spent_ms = 0;
	s->open_since = resolver_now();
	pthread_mutex_unlock(&r->lock);
}

void
resolver_session_end(struct resolver_session *s)
{
	struct resolver *r;
	bool last;

	if (s == NULL)
		return;
	r = s->resolver;
	pthread_mutex_lock(&r->lock);
	for (struct resolver_question *q = s->questions; q != NULL; q = q->next)
		if (q->progress == RESOLVER_OPEN)
			resolver_flight_leave(q, resolver_now());
	r->stats.sessions--;
	last = r->freed && r->stats.sessions == 0;
	pthread_mutex_unlock(&r->lock);
	pthread_cond_destroy(&s->answered);
	if (last)
		resolver_destroy(r);
}
