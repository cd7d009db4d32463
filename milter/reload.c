#include "reload.h"

#include "exceptions_file.h"
#include "log.h"
#include "metrics.h"
#include "ruleset.h"
#include "testing.h"

#include <pthread.h>
#include <time.h>

enum { SECONDS_A_DAY = 86400 };

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

/* As written; servers are several. */
static bool
is_same(const struct setting *a, const struct setting *b)
{
	if (!str_eq(a->text, b->text) || a->nlist != b->nlist)
		return false;
	for (size_t i = 0; i < a->nlist; i++)
		if (!str_eq(a->list[i], b->list[i]))
			return false;
	return true;
}

static struct str
shown(const struct setting *s, struct arena *a)
{
	struct str all = s->text;

	for (size_t i = 0; i < s->nlist; i++)
		all = i == 0 ? s->list[0]
			     : arena_printf(a, "%.*s, %.*s", STR_ARG(all),
					    STR_ARG(s->list[i]));
	return all.n > 0 ? all : STR("the default");
}

/* Settings that a running daemon cannot change are named, not ignored. */
static struct str
name_fixed(const struct settings *old, const struct settings *new,
	   struct arena *a)
{
	struct str names = STR("");

	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting *from = &old->value[i];
		const struct setting *to = &new->value[i];

		if (!setting_rows[i].restart || is_same(from, to))
			continue;
		log_say(LOG_LEVEL_WARNING,
			"%s changed from %.*s to %.*s: that takes effect only "
			"when heloward is restarted",
			setting_rows[i].name, STR_ARG(shown(from, a)),
			STR_ARG(shown(to, a)));
		names =
		    arena_printf(a, "%.*s%s%s", STR_ARG(names),
				 names.n > 0 ? ", " : "", setting_rows[i].name);
	}
	return names;
}

/* What the process began with; it goes on with that. */
static struct {
	struct arena *arena; /* NULL: not asked for yet */
	struct settings settings;
} begun;

static struct str
copy(struct str s)
{
	return arena_printf(begun.arena, "%.*s", STR_ARG(s));
}

/* Of the first configuration, which may soon be freed. */
static const struct settings *
begun_with(void)
{
	struct ruleset *set;

	if (begun.arena != NULL)
		return &begun.settings;
	begun.arena = arena_new();
	set = ruleset_hold();
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		const struct setting *from =
		    &rules_settings(set->config->rules)->value[i];
		struct setting *to = &begun.settings.value[i];

		to->text = copy(from->text);
		to->nlist = from->nlist;
		to->list =
		    arena_alloc(begun.arena, from->nlist * sizeof *from->list);
		for (size_t j = 0; j < from->nlist; j++)
			to->list[j] = copy(from->list[j]);
	}
	ruleset_release(set);
	return &begun.settings;
}

static void
stays(struct arena *a, struct str *answer, struct str why)
{
	*answer =
	    arena_printf(a, "the old configuration stays; %.*s", STR_ARG(why));
	log_say(LOG_LEVEL_ERROR, "reload failed; %.*s", STR_ARG(*answer));
}

/* As heloctl test plays them. */
static bool
passes_tests(const struct config *config, struct arena *a, struct str *answer)
{
	const uint32_t today = (uint32_t)(time(NULL) / SECONDS_A_DAY);
	struct str first = {NULL, 0};
	size_t failed;

	if (!setting_is(rules_settings(config->rules), SETTING_TEST_ON_RELOAD,
			"yes"))
		return true;
	failed = testing_all(source.path, source.override, source.noverrides,
			     today, a, &first);
	if (failed > 0)
		stays(a, answer,
		      arena_printf(a, "tests that failed: %zu, the first: %.*s",
				   failed, STR_ARG(first)));
	return failed == 0;
}

static bool
load(struct arena *a, struct str *answer)
{
	struct diag *d = diag_new(a);
	struct config *config =
	    config_load(source.path, source.override, source.noverrides, d);
	struct str fixed;

	if (config == NULL) {
		stays(a, answer,
		      arena_printf(a, "mistakes: %zu, the first: %.*s",
				   diag_errors(d), STR_ARG(diag_first(d, a))));
		return false;
	}
	if (!passes_tests(config, a, answer)) {
		config_free(config);
		return false;
	}
	fixed = name_fixed(begun_with(), rules_settings(config->rules), a);
	*answer = arena_printf(
	    a, "configuration %.*s is in force, %zu rules%s%.*s",
	    STR_ARG(rules_fingerprint(config->rules)),
	    rules_count(config->rules),
	    fixed.n > 0 ? "; only a restart changes " : "", STR_ARG(fixed));
	log_say(LOG_LEVEL_INFO, "reloaded: %.*s", STR_ARG(*answer));
	ruleset_put(config);
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
