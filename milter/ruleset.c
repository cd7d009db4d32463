#include "ruleset.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct ruleset *current; /* under "lock" */
static atomic_uint newest;

static struct ruleset *
set_new(void)
{
	struct ruleset *set = calloc(1, sizeof *set);

	assert(set != NULL);
	atomic_init(&set->holders, 1);
	return set;
}

/* Under the lock. The one that was in force is to be released. */
static struct ruleset *
put(struct ruleset *set, unsigned configurations)
{
	struct ruleset *old = current;

	set->generation = configurations;
	if (old != NULL) {
		set->generation += old->generation;
		set->serial = old->serial + 1;
	}
	atomic_store(&newest, set->serial);
	current = set;
	return old;
}

void
ruleset_put(struct config *config)
{
	struct ruleset *set = set_new(), *old;

	set->config = config;
	set->exceptions = config->exceptions;
	set->metrics = metrics_rules_new(config->rules, config->enforce);
	metrics_set(METRIC_RULES, (int64_t)rules_count(config->rules));
	metrics_set(METRIC_ENFORCING, config->enforce);
	metrics_set(METRIC_LOADED, (int64_t)time(NULL));
	pthread_mutex_lock(&lock);
	old = put(set, 1);
	pthread_mutex_unlock(&lock);
	ruleset_release(old);
}

void
ruleset_except(struct arena *a, const struct exceptions *x)
{
	struct ruleset *set = set_new(), *old;

	set->arena = a;
	set->exceptions = x;
	pthread_mutex_lock(&lock);
	assert(current != NULL);
	set->base = current->base != NULL ? current->base : current;
	atomic_fetch_add(&set->base->holders, 1);
	set->config = set->base->config;
	set->metrics = set->base->metrics;
	old = put(set, 0);
	pthread_mutex_unlock(&lock);
	ruleset_release(old);
}

struct ruleset *
ruleset_hold(void)
{
	struct ruleset *set;

	pthread_mutex_lock(&lock);
	while ((set = current) == NULL) {
		pthread_mutex_unlock(&lock);
		pause();
		pthread_mutex_lock(&lock);
	}
	atomic_fetch_add(&set->holders, 1);
	pthread_mutex_unlock(&lock);
	return set;
}

void
ruleset_release(struct ruleset *set)
{
	if (set == NULL || atomic_fetch_sub(&set->holders, 1) != 1)
		return;
	if (set->base == NULL) {
		metrics_rules_free(set->metrics);
		config_free(set->config);
	}
	ruleset_release(set->base);
	arena_free(set->arena);
	free(set);
}

bool
ruleset_is_stale(const struct ruleset *set)
{
	return set->serial != atomic_load(&newest);
}

void
ruleset_fini(void)
{
	struct ruleset *old;

	pthread_mutex_lock(&lock);
	old = current;
	current = NULL;
	pthread_mutex_unlock(&lock);
	ruleset_release(old);
}
