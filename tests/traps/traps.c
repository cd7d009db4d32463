#include "traps.h"

#include "tap.h"
#include "ward.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * traps [--first] [NUMBER]...: all traps, or those named ("0.8"), up to the
 * first failure when that is enough. HELOWARD is the program under test.
 * Nothing but unix sockets and loopback is used.
 */

enum { LIMIT = 120 }; /* seconds */

static const struct trap {
	const char *number;
	void (*test)(void);
} traps[] = {
    {"0.1", trap_steps_unknown},
    {"0.2", trap_steps_data},
    {"0.3", trap_steps_unknown_verdict},
    {"0.4", trap_steps_skip},
    {"0.5", trap_talk_greeting},
    {"0.6", trap_threads},
    {"0.7", trap_reload},
    {"0.8", trap_stop},
    {"0.9", trap_steps_no_data},
    {"0.10", trap_steps_macros},
    {"0.11", trap_talk_endings},
    {"0.12", trap_talk_texts},
    {"0.13", trap_socket},
};

static const char *number;
static bool first_is_enough;

bool
traps_ok(bool pass, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	tap_ok(pass, "trap", atoi(number + 2), "%s %s", number, text);
	if (!pass && first_is_enough) {
		ward_kill_all();
		exit(EXIT_FAILURE);
	}
	return pass;
}

bool
traps_same(const char *got, const char *want, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (traps_ok(strcmp(got, want) == 0, "%s", text))
		return true;
	traps_note("got:  %s", got);
	traps_note("want: %s", want);
	return false;
}

void
traps_note(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	fflush(stdout);
}

/* Whatever ends the test ends its daemons. */
static void
give_up(int signal)
{
	(void)signal;
	ward_kill_all();
	_exit(EXIT_FAILURE);
}

static void
be_careful(void)
{
	static const int signals[] = {SIGALRM, SIGHUP, SIGINT, SIGTERM};
	struct sigaction action = {.sa_handler = give_up};

	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		sigaction(signals[i], &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	alarm(LIMIT);
}

static bool
is_named(const char *trap, char **names)
{
	for (char **name = names; *name != NULL; name++)
		if (strcmp(*name, trap) == 0)
			return true;
	return *names == NULL;
}

int
main(int argc, char **argv)
{
	first_is_enough = argc > 1 && strcmp(argv[1], "--first") == 0;
	be_careful();
	for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
		number = traps[i].number;
		if (is_named(number, argv + 1 + first_is_enough))
			traps[i].test();
	}
	return tap_done();
}
