#include "control.h"

#include "allowed.h"
#include "arena.h"
#include "control_http.h"
#include "guard.h"
#include "live.h"
#include "log.h"
#include "metrics.h"
#include "reload.h"
#include "resolver.h"
#include "ruleset.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

enum { REQUEST = 4096, PATIENCE = 5, BACKLOG = 8 };

typedef bool control_command(struct arena *a, struct str *answer);

static bool
ping(struct arena *a, struct str *answer)
{
	(void)a;
	*answer = STR("heloward is here");
	return true;
}

static struct str
resolver_line(struct arena *a)
{
	struct resolver_stats n;

	live_count(&n);
	return arena_printf(a,
			    "%s, %u of %u questions of the last minute failed",
			    n.sick ? "sick: DNS facts are unknown" : "well",
			    n.minute_failed, n.minute_asked);
}

static struct str
topology_line(struct arena *a, bool meant)
{
	struct guard_state n;
	char by[ADDR_TEXT];

	guard_count(&n);
	addr_format(&n.by, by);
	if (n.hidden)
		return arena_printf(
		    a,
		    "hidden: all %u connections of the last hour come from %s; "
		    "rules on the client's address only observe",
		    n.clients, by);
	return arena_printf(a, "%s, %u connections in the last hour%s%s",
			    meant ? "any" : "guarded", n.clients,
			    n.one ? ", all from " : "", n.one ? by : "");
}

static bool
status(struct arena *a, struct str *answer)
{
	struct ruleset *set = ruleset_hold();
	const struct rules *rules = set->config->rules;
	const bool meant =
	    setting_is(rules_settings(rules), SETTING_TOPOLOGY, "any");

	*answer = arena_printf(
	    a,
	    "configuration: %.*s, generation %u, %zu rules\n"
	    "mode: %s\n"
	    "resolver: %.*s\n"
	    "topology: %.*s",
	    STR_ARG(rules_fingerprint(rules)), set->generation,
	    rules_count(rules), set->config->enforce ? "enforce" : "observe",
	    STR_ARG(resolver_line(a)), STR_ARG(topology_line(a, meant)));
	ruleset_release(set);
	return true;
}

static bool
say_metrics(struct arena *a, struct str *answer, bool openmetrics)
{
	struct ruleset *set = ruleset_hold();

	*answer = str_trim(metrics_text(set->metrics, openmetrics, a));
	ruleset_release(set);
	return true;
}

static bool
metrics(struct arena *a, struct str *answer)
{
	return say_metrics(a, answer, false);
}

static bool
openmetrics(struct arena *a, struct str *answer)
{
	return say_metrics(a, answer, true);
}

static bool
hits(struct arena *a, struct str *answer)
{
	struct ruleset *set = ruleset_hold();
	const struct exceptions *x = set->exceptions;

	*answer = STR("");
	for (size_t i = 0; x != NULL && i < x->n; i++) {
		int64_t last, n = allowed_count(&x->item[i], &last);

		*answer = arena_printf(a, "%.*s%" PRId64 " %" PRId64 " %.*s\n",
				       STR_ARG(*answer), n, last,
				       STR_ARG(exception_show(a, &x->item[i])));
	}
	*answer = str_trim(*answer);
	ruleset_release(set);
	return true;
}

static const struct {
	const char *word;
	control_command *command;
} commands[] = {
    {"exceptions", reload_exceptions},
    {"hits", hits},
    {"metrics", metrics},
    {"openmetrics", openmetrics},
    {"ping", ping},
    {"reload", reload_now},
    {"status", status},
};

static bool
dispatch(struct arena *a, struct str request, struct str *answer)
{
	request = str_trim(request);
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (str_eq(request, str_of(commands[i].word)))
			return commands[i].command(a, answer);
	*answer = STR("no such command; there are:");
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		*answer = arena_printf(a, "%.*s %s", STR_ARG(*answer),
				       commands[i].word);
	return false;
}

static bool
is_whole(struct str request)
{
	return control_http_is(request) ? control_http_is_whole(request)
					: str_find(request, '\n') < request.n;
}

/* A line, or the header of an HTTP request. */
static struct str
read_request(int fd, char *buf, size_t size)
{
	size_t n = 0;
	ssize_t got;

	while (n < size && !is_whole(str_make(buf, n))) {
		got = read(fd, buf + n, size - n);
		if (got <= 0)
			break;
		n += (size_t)got;
	}
	return str_make(buf, n);
}

static void
patience(int fd)
{
	struct timeval limit = {.tv_sec = PATIENCE};

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

static struct str
answer_to(struct arena *a, struct str request)
{
	struct str answer = {NULL, 0};
	bool good;

	if (control_http_is(request))
		return control_http_answer(a, request);
	good = dispatch(a, request, &answer);
	return arena_printf(a, "%s %.*s\n", good ? "ok" : "error",
			    STR_ARG(answer));
}

static bool
send_all(int fd, struct str text)
{
	while (text.n > 0) {
		ssize_t sent = send(fd, text.p, text.n, MSG_NOSIGNAL);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		text = str_from(text, (size_t)sent);
	}
	return true;
}

static void
serve(int fd)
{
	struct arena *a = arena_new();
	char buf[REQUEST];
	struct str request;

	patience(fd);
	metrics_add(METRIC_CONTROL, 1);
	request = read_request(fd, buf, sizeof buf);
	if (!send_all(fd, answer_to(a, request)))
		log_say(LOG_LEVEL_WARNING, "control socket: %s",
			strerror(errno));
	arena_free(a);
}

static void *
control_thread(void *argument)
{
	const int listener = *(const int *)argument;

	for (;;) {
		int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0) {
			serve(fd);
			close(fd);
		} else if (errno != EINTR) {
			/* Out of descriptors, most likely: do not spin. */
			poll(NULL, 0, 1000);
		}
	}
	return NULL;
}

static int
listen_on(const struct socket_name *name)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)(const void *)&name->addr,
		 name->addrlen) == 0 &&
	    chmod(name->path.p, 0660) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

const char *
control_start(const struct socket_name *name)
{
	static int listener;
	const char *why = socket_clear(name);
	mode_t before;
	pthread_t thread;

	if (why != NULL)
		return why;
	before = umask(0117);
	listener = listen_on(name);
	umask(before);
	if (listener < 0)
		return strerror(errno);
	errno = pthread_create(&thread, NULL, control_thread, &listener);
	if (errno != 0)
		return strerror(errno);
	pthread_detach(thread);
	return NULL;
}
