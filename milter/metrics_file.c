#include "metrics_file.h"

#include "log.h"
#include "metrics.h"
#include "replace.h"
#include "ruleset.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

static struct {
	struct str path;
	int64_t interval; /* ms */
} file;

/* Told of once, until it works again. */
static void
write_now(void)
{
	static bool failing;
	struct arena *a = arena_new();
	struct ruleset *set = ruleset_hold();
	const char *why =
	    replace_file(file.path, metrics_text(set->metrics, false, a));

	if (why != NULL && !failing)
		log_say(LOG_LEVEL_ERROR, "cannot write metrics-file %.*s: %s",
			STR_ARG(file.path), why);
	if (why != NULL)
		metrics_add(METRIC_FILE_FAILED, 1);
	failing = why != NULL;
	ruleset_release(set);
	arena_free(a);
}

static void *
file_thread(void *argument)
{
	const struct timespec pause = {.tv_sec = file.interval / 1000,
				       .tv_nsec =
					   file.interval % 1000 * 1000000};

	(void)argument;
	for (;;) {
		write_now();
		nanosleep(&pause, NULL);
	}
	return NULL;
}

const char *
metrics_file_start(const struct settings *settings)
{
	struct str path = settings->value[SETTING_METRICS_FILE].text;
	pthread_t thread;

	if (path.n == 0)
		return NULL;
	/* The thread's, until the process ends. */
	file.path = str_of(strndup(path.p, path.n));
	file.interval = settings->value[SETTING_METRICS_INTERVAL].number;
	if (file.interval < 1000)
		file.interval = 1000;
	errno = pthread_create(&thread, NULL, file_thread, NULL);
	if (errno != 0)
		return strerror(errno);
	pthread_detach(thread);
	return NULL;
}
