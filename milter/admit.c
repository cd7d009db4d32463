#include "admit.h"

#include "log.h"
#include "metrics.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	RESERVE = 256, /* descriptors and threads for all else */
	LEAST = 8,
	OFTEN = 60000000,   /* between two lines of the log, microseconds */
	MOMENT = 100000000, /* when there is no descriptor, nanoseconds */
};

static int64_t most = INT32_MAX; /* connections */

/* A number or "max" in a file; no limit when there is no such file. */
static int64_t
read_limit(const char *path)
{
	FILE *f = fopen(path, "re");
	long long n = INT32_MAX;

	if (f == NULL)
		return INT32_MAX;
	if (fscanf(f, "%lld", &n) != 1 || n > INT32_MAX)
		n = INT32_MAX;
	fclose(f);
	return n;
}

/* systemd's TasksMax is that of our control group (the unified hierarchy). */
static int64_t
tasks_limit(void)
{
	FILE *f = fopen("/proc/self/cgroup", "re");
	char group[1024] = "", path[1200];

	if (f == NULL)
		return INT32_MAX;
	if (fscanf(f, "0::%1023[^\n]", group) != 1)
		group[0] = '\0';
	fclose(f);
	snprintf(path, sizeof path, "/sys/fs/cgroup%s/pids.max", group);
	return read_limit(path);
}

/* What getrlimit(2) has got. */
static int64_t
resource_limit(int got, const struct rlimit *limit)
{
	if (got != 0 || limit->rlim_cur > INT32_MAX)
		return INT32_MAX;
	return (int64_t)limit->rlim_cur;
}

static int64_t
smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Each connection can hold a thread: one that stops amid a packet does. */
static int64_t
threads_limit(void)
{
	int64_t n =
	    smaller(tasks_limit(), read_limit("/proc/sys/kernel/threads-max"));
	struct rlimit own;

	if (geteuid() == 0)
		return n;
	return smaller(n, resource_limit(getrlimit(RLIMIT_NPROC, &own), &own));
}

/* Less a quarter where there is little. */
static int64_t
room(int64_t limit)
{
	return limit < 4 * RESERVE ? limit - limit / 4 : limit - RESERVE;
}

void
admit_start(const struct settings *settings)
{
	struct rlimit files;
	const int64_t descriptors =
	    resource_limit(getrlimit(RLIMIT_NOFILE, &files), &files);
	const int64_t threads = threads_limit();
	const int64_t free = room(smaller(descriptors, threads));
	const int64_t wanted = settings->value[SETTING_CONNECTIONS].number;

	most = wanted > 0 ? smaller(wanted, free) : free;
	if (most < LEAST)
		most = LEAST;
	metrics_set(METRIC_CONNECTIONS_MOST, most);
	if (most < wanted)
		log_say(LOG_LEVEL_WARNING,
			"there is room for %lld connections, not for %lld: %s "
			"are limited to %lld",
			(long long)most, (long long)wanted,
			descriptors < threads ? "descriptors" : "threads",
			(long long)smaller(descriptors, threads));
}

/* True once a minute; libmilter has one thread that accepts. */
static bool
is_time(int64_t *last)
{
	const int64_t now = metrics_now();

	if (*last != 0 && now - *last < OFTEN)
		return false;
	*last = now;
	return true;
}

static void
refuse(int fd)
{
	static int64_t told;

	close(fd);
	metrics_add(METRIC_CONNECTIONS_REFUSED, 1);
	if (is_time(&told))
		log_say(LOG_LEVEL_ERROR,
			"%lld connections are open, the most that there may "
			"be: others are refused, %lld so far",
			(long long)most,
			(long long)metrics_get(METRIC_CONNECTIONS_REFUSED));
}

static void
fail(int why)
{
	const struct timespec moment = {.tv_nsec = MOMENT};
	static int64_t told;

	metrics_add(METRIC_ACCEPT_FAILED, 1);
	if (is_time(&told))
		log_say(LOG_LEVEL_ERROR, "cannot take a connection: %s",
			strerror(why));
	nanosleep(&moment, NULL);
}

/* Does it come by itself, or from the other side? */
static bool
is_harmless(int why)
{
	return why == EINTR || why == EAGAIN || why == ECONNABORTED;
}

/* The linker gives it to libmilter in place of libc's. */
int admit_accept(int listener, struct sockaddr *from,
		 socklen_t *n) __asm__("accept")
    __attribute__((used, visibility("default")));

/*
 * Descriptors are given out from the lowest on, so a number tells how many
 * there are at least; those below any connection's are our own.
 */
int
admit_accept(int listener, struct sockaddr *from, socklen_t *n)
{
	const int fd =
	    (int)syscall(SYS_accept4, listener, from, n, SOCK_CLOEXEC);
	const int why = errno;
	static int first = INT32_MAX;

	if (fd >= 0 && fd < first)
		first = fd;
	if (fd >= 0 && fd - first < most)
		return fd;
	if (fd >= 0)
		refuse(fd);
	else if (!is_harmless(why))
		fail(why);
	/* libmilter would give up after some others. */
	errno = fd >= 0 ? ECONNABORTED : why;
	return -1;
}
