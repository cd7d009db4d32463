#include "metrics_private.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

const int64_t metrics_bounds[METRICS_BOUNDS] = {
    100,    250,    1000,    5000,    10000,   25000,	100000,
    250000, 500000, 1000000, 2500000, 5000000, 10000000};

static atomic_int_fast64_t values[METRIC_COUNT];
struct metrics_histogram metrics_histograms[METRICS_TIMES];

void
metrics_add(enum metric m, int64_t change)
{
	atomic_fetch_add_explicit(&values[m], change, memory_order_relaxed);
}

void
metrics_set(enum metric m, int64_t value)
{
	atomic_store_explicit(&values[m], value, memory_order_relaxed);
}

int64_t
metrics_get(enum metric m)
{
	return atomic_load_explicit(&values[m], memory_order_relaxed);
}

int64_t
metrics_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void
metrics_time(enum metrics_time which, int64_t since)
{
	struct metrics_histogram *h = &metrics_histograms[which];
	const int64_t took = metrics_now() - since;
	size_t i = 0;

	while (i < METRICS_BOUNDS && took > metrics_bounds[i])
		i++;
	atomic_fetch_add_explicit(&h->count[i], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&h->sum, took, memory_order_relaxed);
}

/* All rules that any configuration had; they are looked up at a load only. */
enum { PLACES = 4096 };
static struct metrics_rule *known[PLACES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *
zeroed(size_t n, size_t size)
{
	void *p = calloc(n, size);

	assert(p != NULL);
	return p;
}

/* FNV-1a */
static size_t
place(struct str name)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < name.n; i++)
		hash = (hash ^ (unsigned char)name.p[i]) * 16777619U;
	return hash % PLACES;
}

static struct metrics_rule *
find(struct str name, enum action action)
{
	struct metrics_rule **first = &known[place(name)], *m = *first;

	while (m != NULL &&
	       (m->action != action || !str_eq(str_of(m->name), name)))
		m = m->next;
	if (m != NULL)
		return m;
	m = zeroed(1, sizeof *m);
	m->name = strndup(name.p, name.n);
	m->action = action;
	m->next = *first;
	*first = m;
	return m;
}

static void
take(struct metrics_rules *m, size_t i, const struct rules_line *line,
     const struct rules *r, bool enforce)
{
	m->rule[i + 1] = find(line->rule.name, line->action);
	m->mode[i + 1] = enforce && !line->observe;
	m->first[i + 1] = line->moment;
	while (!rules_gives_at(r, m->first[i + 1]))
		m->first[i + 1]++;
}

struct metrics_rules *
metrics_rules_new(const struct rules *r, bool enforce)
{
	struct metrics_rules *m = zeroed(1, sizeof *m);
	struct arena *a = arena_new();

	m->n = rules_count(r) + 1;
	m->rule = zeroed(m->n, sizeof *m->rule);
	m->first = zeroed(m->n, sizeof *m->first);
	m->mode = zeroed(m->n, sizeof *m->mode);
	pthread_mutex_lock(&lock);
	m->rule[0] = find(STR("-"), ACTION_ACCEPT);
	m->first[0] = STAGE_MESSAGE;
	m->mode[0] = enforce;
	for (size_t i = 0; i + 1 < m->n; i++) {
		struct rules_line line = rules_line(r, i, a);

		take(m, i, &line, r, enforce);
		arena_reset(a);
	}
	pthread_mutex_unlock(&lock);
	arena_free(a);
	return m;
}

void
metrics_rules_free(struct metrics_rules *m)
{
	if (m == NULL)
		return;
	free(m->rule);
	free(m->first);
	free(m->mode);
	free(m);
}

static void
count(struct metrics_rules *m, size_t number, unsigned outcome, bool enforced,
      enum stage stage)
{
	assert(number < m->n);
	atomic_fetch_add_explicit(
	    &m->rule[number]->count[outcome][enforced ? MODE_ENFORCE
						      : MODE_OBSERVE][stage],
	    1, memory_order_relaxed);
}

void
metrics_verdict(struct metrics_rules *m, const struct verdict *v,
		enum stage stage, bool enforce)
{
	unsigned outcome = OUTCOME_OWN;

	if (v->open)
		outcome = v->action == ACTION_ACCEPT ? OUTCOME_ACCEPTED
						     : OUTCOME_DEFERRED;
	count(m, v->rule.number, outcome, enforce, stage);
}

void
metrics_effects(struct metrics_rules *m, const struct verdict *v,
		enum stage stage, bool enforce)
{
	for (size_t i = 0; i < v->neffects; i++) {
		const struct effect *e = &v->effect[i];

		if (e->kind == EFFECT_OVERRUN || e->kind == EFFECT_MAYBE)
			continue;
		count(m, e->rule.number, OUTCOME_OWN,
		      enforce && e->kind != EFFECT_WOULD, stage);
	}
}
