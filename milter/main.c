#include "admit.h"
#include "bridge.h"
#include "control.h"
#include "daemon.h"
#include "journal.h"
#include "live.h"
#include "log.h"
#include "metrics.h"
#include "metrics_file.h"
#include "negotiate.h"
#include "options.h"
#include "orgdomain.h"
#include "pattern.h"
#include "reload.h"
#include "resolver.h"
#include "ruleset.h"
#include "spare.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: heloward [-fhV] [-c FILE] [-o NAME=VALUE]...\n"
    "  -c FILE        the configuration (default " CONFIG_DEFAULT ")\n"
    "  -f             stay in the foreground and log to standard error\n"
    "  -o NAME=VALUE  a setting that is in force over the file's\n"
    "  -V             print the version, libraries and features\n";

static int
fail(const char *what, const char *why)
{
	log_say(LOG_LEVEL_ERROR, "%s: %s", what, why);
	return EXIT_FAILURE;
}

static atomic_bool served; /* smfi_main() has returned */

static void *
serve_thread(void *result)
{
	*(int *)result = smfi_main();
	atomic_store(&served, true);
	/* The main thread waits for signals alone. */
	kill(getpid(), SIGTERM);
	return NULL;
}

/*
 * Open the socket that libmilter is to listen on. It would take away a path
 * from a process that uses it, so that is settled before.
 */
static const char *
open_socket(const struct config *c)
{
	const char *why = socket_clear(&c->socket);
	char name[128];
	mode_t before;
	int opened;

	if (why != NULL)
		return why;
	snprintf(name, sizeof name, "%.*s", STR_ARG(c->socket.text));
	negotiate_init();
	if (smfi_register(bridge_desc) != MI_SUCCESS ||
	    smfi_setconn(name) != MI_SUCCESS)
		return "libmilter refused it";
	before = umask(~c->socket_mode & 0777);
	opened = smfi_opensocket(0);
	umask(before);
	if (opened != MI_SUCCESS)
		return "libmilter could not open it (is its folder there, is "
		       "its port free?)";
	return daemon_own_socket(&c->socket, c->socket_mode,
				 rules_settings(c->rules));
}

enum { STOP_TRIES = 25, STOP_MOMENT = 20000000 /* ns */ };

/*
 * smfi_stop() would wait for the listener's next look around, up to 5 s. So
 * libmilter's own signal thread is told, and the listener is made to look by
 * connecting to it. False: it does not end. A thread of its pool that is busy
 * just then may end with the lock of the pool, for which all others wait.
 */
static bool
stop_listener(const struct config *c)
{
	const struct timespec moment = {.tv_nsec = STOP_MOMENT};

	kill(getpid(), SIGTERM);
	for (int i = 0; i < STOP_TRIES && !atomic_load(&served); i++) {
		int fd = c->socket.kind == SOCKET_FD
			     ? -1
			     : socket_connect(&c->socket);

		if (fd >= 0)
			close(fd);
		nanosleep(&moment, NULL);
	}
	return atomic_load(&served);
}

/*
 * libmilter has a thread that waits for these signals and stops at each. The
 * kernel gives a signal to the main thread if that does not block it, whatever
 * it is doing; so there it becomes one that libmilter does not wait for.
 */
static const struct {
	int signal, becomes;
} passed_on[] = {
    {SIGHUP, SIGUSR1}, /* reload, as other daemons do */
    {SIGINT, SIGUSR2},
    {SIGTERM, SIGUSR2},
};

enum { PASSED_ON = sizeof passed_on / sizeof passed_on[0] };

static void
pass_on(int signal)
{
	for (size_t i = 0; i < PASSED_ON; i++)
		if (passed_on[i].signal == signal)
			kill(getpid(), passed_on[i].becomes);
}

static void
mask_passed_on(int how)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < PASSED_ON; i++)
		sigaddset(&set, passed_on[i].signal);
	pthread_sigmask(how, &set, NULL);
}

/* Meanwhile systemd hears that we are alive, if it wants to. */
static int
next_signal(const sigset_t *signals)
{
	const uint64_t often = daemon_watchdog();
	const struct timespec pause = {.tv_sec = (time_t)(often / 1000000),
				       .tv_nsec =
					   (long)(often % 1000000) * 1000};
	int signal;

	while ((signal =
		    sigtimedwait(signals, NULL, often > 0 ? &pause : NULL)) < 0)
		if (errno == EAGAIN)
			daemon_notify("WATCHDOG=1");
	return signal;
}

/* SIGUSR1 reloads, SIGUSR2 ends. */
static void
wait_for_end(const sigset_t *signals)
{
	while (next_signal(signals) == SIGUSR1) {
		struct arena *a = arena_new();
		struct str answer;

		daemon_notify("RELOADING=1");
		reload_now(a, &answer);
		daemon_notify("READY=1");
		arena_free(a);
	}
	/* What comes now is for libmilter. */
	mask_passed_on(SIG_BLOCK);
}

static int
serve(const struct config *c, const sigset_t *signals, enum log_sink sink)
{
	pthread_t thread;
	int result = MI_SUCCESS;
	bool ended;

	/* libmilter blocks them for its own threads. */
	mask_passed_on(SIG_UNBLOCK);
	if (pthread_create(&thread, NULL, serve_thread, &result) != 0)
		return fail("cannot start", "no thread for libmilter");
	log_open(
	    sink,
	    rules_settings(c->rules)->value[SETTING_SYSLOG_FACILITY].text.p);
	log_say(LOG_LEVEL_INFO,
		"serving on %.*s, %s, configuration %.*s, %zu rules",
		STR_ARG(c->socket.text), c->enforce ? "enforcing" : "observing",
		STR_ARG(rules_fingerprint(c->rules)), rules_count(c->rules));
	daemon_ready(sink != LOG_SINK_SYSLOG);
	wait_for_end(signals);
	daemon_notify("STOPPING=1");
	ended = stop_listener(c);
	if (ended)
		pthread_join(thread, NULL);
	journal_stop();
	if (c->socket.kind == SOCKET_UNIX)
		unlink(c->socket.path.p);
	if (c->control.path.n > 0)
		unlink(c->control.path.p);
	log_say(LOG_LEVEL_INFO, "stopped");
	/* Its threads have the rules still. */
	if (!ended)
		_exit(EXIT_SUCCESS);
	return result == MI_SUCCESS ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Before any thread is there: all but the main thread keep them blocked. */
static void
block_signals(sigset_t *set)
{
	struct sigaction action = {.sa_handler = pass_on,
				   .sa_flags = SA_RESTART};

	sigemptyset(set);
	sigaddset(set, SIGUSR1);
	sigaddset(set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, set, NULL);
	mask_passed_on(SIG_BLOCK);
	for (size_t i = 0; i < PASSED_ON; i++)
		sigaction(passed_on[i].signal, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	/* A file beyond the limit (RLIMIT_FSIZE) is a write that fails. */
	signal(SIGXFSZ, SIG_IGN);
}

static enum log_sink
sink_of(const struct settings *s, bool foreground)
{
	if (setting_is(s, SETTING_LOG, "json"))
		return LOG_SINK_JSON;
	if (foreground || setting_is(s, SETTING_LOG, "stderr"))
		return LOG_SINK_STDERR;
	return LOG_SINK_SYSLOG;
}

static int
run(const struct config *c, bool foreground)
{
	const struct settings *settings = rules_settings(c->rules);
	const char *why = open_socket(c);
	sigset_t signals;

	if (why != NULL)
		return fail(c->socket.text.p, why);
	spare_start(&c->socket);
	if (!foreground && (why = daemon_detach()) != NULL)
		return fail("cannot go to the background", why);
	if ((why = daemon_drop(settings)) != NULL)
		return fail("cannot drop privileges", why);
	daemon_raise_limits();
	admit_start(settings);
	block_signals(&signals);
	if ((why = live_start(settings)) != NULL)
		return fail("cannot start the resolver", why);
	if (c->control.path.n > 0 && (why = control_start(&c->control)) != NULL)
		return fail(c->control.path.p, why);
	if ((why = journal_start(settings)) != NULL)
		return fail("cannot start the journal", why);
	if ((why = metrics_file_start(settings)) != NULL)
		return fail("cannot write the metrics-file", why);
	return serve(c, &signals, sink_of(settings, foreground));
}

static int
start(struct config *config, const struct options *o)
{
	struct ruleset *first;
	int status;

	reload_remember(o->config, o->override, o->noverrides);
	ruleset_put(config);
	metrics_set(METRIC_RELOAD_GOOD, 1);
	first = ruleset_hold();
	status = run(config, o->foreground);
	ruleset_release(first);
	ruleset_fini();
	return status;
}

/* What is linked, which need not be what it was built with; and the places. */
static int
print_version(void)
{
	unsigned major, minor, patch;
	char pcre2[64];

	smfi_version(&major, &minor, &patch);
	pattern_library(pcre2);
	printf("heloward " PACKAGE_VERSION "\n"
	       "libmilter     %u.%u.%u\n"
	       "PCRE2         %s\n"
	       "c-ares        %s\n"
	       "libpsl        %s\n"
	       "configuration " CONFIG_DEFAULT "\n"
	       "rule sets     " PKGDATADIR "/sets\n"
	       "features      systemd (readiness, watchdog, journal)\n",
	       major, minor, patch, pcre2, resolver_library(),
	       orgdomain_library());
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
main(int argc, char **argv)
{
	struct options options = options_read(argc, argv, usage, "c:fho:V");
	struct arena *a;
	struct diag *d;
	struct config *config;
	int status = EXIT_FAILURE;

	if (options.version) {
		options_free(&options);
		return print_version();
	}
	a = arena_new();
	d = diag_new(a);
	log_open(LOG_SINK_STDERR, NULL);
	config = config_load(options.config, options.override,
			     options.noverrides, d);
	diag_print(d, stderr);
	arena_free(a);
	if (config != NULL)
		status = start(config, &options);
	options_free(&options);
	return status;
}
