#include "metrics_file.h"

#include "log.h"
#include "metrics.h"
#include "ruleset.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct {
	struct str path, beside; /* the file, and its next one */
	int64_t interval;	 /* ms */
} file;

static bool
put(int fd, struct str text)
{
	while (text.n > 0) {
		ssize_t done = write(fd, text.p, text.n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		text = str_from(text, (size_t)done);
	}
	return true;
}

/* node_exporter runs under another user: all may read it. */
static bool
replace(struct str text)
{
	int fd =
	    open(file.beside.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool good;

	if (fd < 0)
		return false;
	good = fchmod(fd, 0644) == 0 && put(fd, text);
	good = close(fd) == 0 && good;
	return good && rename(file.beside.p, file.path.p) == 0;
}

/* Told of once, until it works again. */
static void
write_now(void)
{
	static bool failing;
	struct arena *a = arena_new();
	struct ruleset *set = ruleset_hold();
	const bool good = replace(metrics_text(set->metrics, false, a));

	if (!good && !failing)
		log_say(LOG_LEVEL_ERROR, "cannot write metrics-file %.*s: %s",
			STR_ARG(file.path), strerror(errno));
	if (!good)
		metrics_add(METRIC_FILE_FAILED, 1);
	failing = !good;
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
	static struct arena *kept; /* the thread's, until the process ends */
	struct str path = settings->value[SETTING_METRICS_FILE].text;
	pthread_t thread;

	if (path.n == 0)
		return NULL;
	kept = arena_new();
	file.path = arena_str(kept, path);
	file.beside = arena_printf(kept, "%.*s.new", STR_ARG(path));
	file.interval = settings->value[SETTING_METRICS_INTERVAL].number;
	if (file.interval < 1000)
		file.interval = 1000;
	errno = pthread_create(&thread, NULL, file_thread, NULL);
	if (errno != 0)
		return strerror(errno);
	pthread_detach(thread);
	return NULL;
}
