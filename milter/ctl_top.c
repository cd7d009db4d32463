#include "ctl_ask.h"

#include "metrics.h"
#include "top.h"
#include "value.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { INTERVAL_MS = 2000, LINES = 24 };

static int
once(const struct options *o)
{
	struct arena *a = arena_new();
	struct str answer;
	struct top t;
	const bool good = ctl_ask_for(a, o, "metrics", &answer);

	if (good) {
		top_read(&t, answer, a);
		top_print(&t, NULL, 0, SIZE_MAX, stdout);
	} else {
		fprintf(stderr, "heloctl: %.*s\n", STR_ARG(answer));
	}
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Lines of the terminal, of which the last stays empty. */
static size_t
lines(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row < 2)
		return LINES - 1;
	return (size_t)size.ws_row - 1;
}

/* From the top of the screen, which is emptied: no line scrolls away. */
static void
clear(void)
{
	fputs("\033[H\033[2J", stdout);
}

static void
wait_for(int64_t ms)
{
	const struct timespec time = {ms / 1000, ms % 1000 * 1000000};

	fflush(stdout);
	nanosleep(&time, NULL);
}

/*
 * A daemon that does not answer is said so, and asked again; it may just be
 * starting anew. Ends as the terminal says.
 */
static void
watch(const struct options *o, int64_t interval_ms)
{
	struct arena *now = arena_new(), *then = arena_new();
	struct top t[2];
	const struct top *before = NULL;
	int64_t last = 0;

	for (size_t turn = 0; !ferror(stdout); turn ^= 1) {
		struct arena *const spare = then;
		const int64_t at = metrics_now();
		struct str answer;

		clear();
		if (ctl_ask_for(now, o, "metrics", &answer)) {
			top_read(&t[turn], answer, now);
			top_print(&t[turn], before, (at - last) / 1000, lines(),
				  stdout);
			before = &t[turn];
		} else {
			printf("heloctl: %.*s\n", STR_ARG(answer));
			before = NULL;
		}
		last = at;
		wait_for(interval_ms);
		then = now;
		now = spare;
		arena_reset(now);
	}
	arena_free(now);
	arena_free(then);
}

int
ctl_top(const struct options *o)
{
	union datum interval = {.number = INTERVAL_MS};

	if (o->interval != NULL &&
	    (!value_parse(str_of(o->interval), VALUE_TIME, &interval) ||
	     interval.number < 100)) {
		fputs("heloctl: --interval: expected a time span such as 2s, "
		      "at least 100ms\n",
		      stderr);
		return EXIT_FAILURE;
	}
	if (o->once || !isatty(STDOUT_FILENO))
		return once(o);
	watch(o, interval.number);
	return EXIT_FAILURE;
}
