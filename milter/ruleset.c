#include "ruleset.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct ruleset *current; /* under "lock" */
static atomic_uint newest;

void
ruleset_put(struct config *config)
{
	struct ruleset *set = calloc(1, sizeof *set), *old;

	assert(set != NULL);
	set->config = config;
	set->metrics = metrics_rules_new(config->rules, config->enforce);
	metrics_set(METRIC_RULES, (int64_t)rules_count(config->rules));
	metrics_set(METRIC_ENFORCING, config->enforce);
	metrics_set(METRIC_LOADED, (int64_t)time(NULL));
	atomic_init(&set->holders, 1);
	pthread_mutex_lock(&lock);
	old = current;
	set->generation = atomic_load(&newest) + 1;
	atomic_store(&newest, set->generation);
	current = set;
	pthread_mutex_unlock(&lock);
	ruleset_release(old);
}

struct ruleset *
ruleset_hold(void)
{
	struct ruleset *set;

	pthread_mutex_lock(&lock);
	set = current;
	assert(set != NULL);
	atomic_fetch_add(&set->holders, 1);
	pthread_mutex_unlock(&lock);
	return set;
}

void
ruleset_release(struct ruleset *set)
{
	if (set == NULL || atomic_fetch_sub(&set->holders, 1) != 1)
		return;
	metrics_rules_free(set->metrics);
	config_free(set->config);
	free(set);
}

bool
ruleset_is_stale(const struct ruleset *set)
{
	return set->generation != atomic_load(&newest);
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
