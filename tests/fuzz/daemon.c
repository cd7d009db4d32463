#include "daemon.h"

#include "target.h"

#include "../../milter/bridge.h"
#include "../../milter/log.h"
#include "../../milter/metrics.h"
#include "../../milter/reload.h"
#include "../../milter/ruleset.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static char folder[] = "/tmp/heloward-fuzz-XXXXXX";
static char conf[64];

static const char text[] =
    "set mode enforce\n"
    "set rdns mta\n"
    "set control none\n"
    "set exceptions none\n"
    "reject own if helo.name is \"mx.example.org\"\n"
    "    with 550 5.7.1 \"%{helo.name} is 100% mine\" \"%{helo.raw}\"\n"
    "header h \"X-Greeting\" \"%{helo.name} %{client.name}\"\n"
    "log l \"%{mail.from} %{auth.user}\"\n"
    "discard d if rcpt.local begins \"gone\"\n"
    "quarantine q \"%{helo.raw}\" if helo.generic\n"
    "defer r if rcpt.rejected_count > 2\n"
    "close c if mail.params_malformed exists\n"
    "reject b if message.size > 1000 and message.recipients > 1\n";

static void
clean_up(void)
{
	char path[96];

	snprintf(path, sizeof path, "%s/milter", folder);
	unlink(path);
	snprintf(path, sizeof path, "%s/control", folder);
	unlink(path);
	unlink(conf);
	rmdir(folder);
}

static struct config *
load(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct config *c = config_load(conf, NULL, 0, d);

	diag_print(d, stderr);
	arena_free(a);
	return c;
}

const char *
fuzz_daemon(void)
{
	static bool begun;
	struct config *c;
	FILE *f;

	if (begun)
		return folder;
	begun = true;
	assert(mkdtemp(folder) != NULL);
	atexit(clean_up);
	snprintf(conf, sizeof conf, "%s/conf", folder);
	f = fopen(conf, "w");
	assert(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0);
	/* What it says goes to the log of the system, where there is one. */
	log_open(LOG_SINK_SYSLOG, "mail");
	c = load();
	assert(c != NULL);
	reload_remember(conf, NULL, 0);
	ruleset_put(c);
	return folder;
}

struct arena *
fuzz_arena(void)
{
	static struct arena *arena;

	if (arena == NULL)
		arena = arena_new();
	return arena;
}

/* A minute at most; libFuzzer's alarm is no answer. */
static void
wait_for(struct pollfd *p)
{
	int n;

	do
		n = poll(p, 1, 60000);
	while (n < 0 && errno == EINTR);
	assert(n == 1);
}

/* Until it hangs up, which it owes us within a minute. */
struct str
fuzz_hear(int fd, char *buf, size_t size)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	size_t n = 0;
	ssize_t got = 1;

	while (got > 0) {
		wait_for(&p);
		if (n == size)
			n = 0;
		got = read(fd, buf + n, size - n);
		n += got > 0 ? (size_t)got : 0;
	}
	return str_make(buf, n);
}

void
fuzz_say(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t sent = write(fd, bytes.p, bytes.n);

		/* Who is wrong is hung up on. */
		if (sent <= 0)
			return;
		bytes = str_from(bytes, (size_t)sent);
	}
}
