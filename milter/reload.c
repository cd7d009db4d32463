#include "reload.h"

#include "exceptions_file.h"
#include "log.h"
#include "metrics.h"
#include "ruleset.h"

#include <pthread.h>

static struct {
	const char *path;
	const char *const *override;
	size_t noverrides;
} source;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void
reload_remember(const char *path, const char *const *override,
		size_t noverrides)
{
	source.path = path;
	source.override = override;
	source.noverrides = noverrides;
}

/* Settings that a running daemon cannot change are named, not ignored. */
static void
name_fixed(const struct config *old, const struct config *new)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct str *a =
		    &rules_settings(old->rules)->value[i].text;
		const struct str *b =
		    &rules_settings(new->rules)->value[i].text;

		if (setting_rows[i].restart && !str_eq(*a, *b))
			log_say(
			    LOG_LEVEL_WARNING,
			    "%s changed from %.*s to %.*s: that takes effect "
			    "only when heloward is restarted",
			    setting_rows[i].name, STR_ARG(*a), STR_ARG(*b));
	}
}

static void
put(struct config *config)
{
	struct ruleset *old = ruleset_hold();

	name_fixed(old->config, config);
	ruleset_release(old);
	ruleset_put(config);
}

static bool
load(struct arena *a, struct str *answer)
{
	struct diag *d = diag_new(a);
	struct config *config =
	    config_load(source.path, source.override, source.noverrides, d);

	if (config == NULL) {
		*answer = arena_printf(
		    a,
		    "the old configuration stays; mistakes: %zu, the first: "
		    "%.*s",
		    diag_errors(d), STR_ARG(diag_first(d, a)));
		log_say(LOG_LEVEL_ERROR, "reload failed; %.*s",
			STR_ARG(*answer));
		return false;
	}
	*answer = arena_printf(a, "configuration %.*s is in force, %zu rules",
			       STR_ARG(rules_fingerprint(config->rules)),
			       rules_count(config->rules));
	log_say(LOG_LEVEL_INFO, "reloaded: %.*s", STR_ARG(*answer));
	put(config);
	return true;
}

static bool
load_exceptions(struct arena *a, struct str *answer)
{
	struct ruleset *set = ruleset_hold();
	struct arena *kept = arena_new();
	const struct exceptions *x;
	struct diag *d = diag_new(a);
	const bool good = exceptions_file_read(kept, set->config->rules, d, &x);

	ruleset_release(set);
	if (good) {
		*answer = arena_printf(a, "exceptions in force: %zu",
				       x == NULL ? (size_t)0 : x->n);
		ruleset_except(kept, x);
	} else {
		*answer = arena_printf(a, "the old exceptions stay: %.*s",
				       STR_ARG(diag_first(d, a)));
		arena_free(kept);
	}
	log_say(good ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR, "%.*s",
		STR_ARG(*answer));
	return good;
}

bool
reload_exceptions(struct arena *a, struct str *answer)
{
	bool good;

	pthread_mutex_lock(&lock);
	good = load_exceptions(a, answer);
	pthread_mutex_unlock(&lock);
	return good;
}

bool
reload_now(struct arena *a, struct str *answer)
{
	bool good;

	pthread_mutex_lock(&lock);
	good = load(a, answer);
	metrics_add(good ? METRIC_RELOADS : METRIC_RELOADS_FAILED, 1);
	metrics_set(METRIC_RELOAD_GOOD, good);
	pthread_mutex_unlock(&lock);
	return good;
}
