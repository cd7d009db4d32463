#include "proc.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static size_t
slurp(long pid, const char *what, char *buf, size_t size)
{
	char path[64];
	size_t n = 0;
	FILE *in;

	snprintf(path, sizeof path, "/proc/%ld/%s", pid, what);
	in = fopen(path, "r");
	if (in != NULL) {
		n = fread(buf, 1, size - 1, in);
		fclose(in);
	}
	buf[n] = '\0';
	return n;
}

/* Seconds, of all its threads. */
static double
cpu_of(long pid)
{
	const double tick = (double)sysconf(_SC_CLK_TCK);
	long user, kernel;
	char text[4096], *at;

	slurp(pid, "stat", text, sizeof text);
	/* The name may hold anything, parentheses too. */
	at = strrchr(text, ')');
	if (at == NULL || sscanf(at,
				 ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u "
				 "%*u %ld %ld",
				 &user, &kernel) != 2)
		return 0;
	return (double)(user + kernel) / tick;
}

void
proc_read(long pid, struct proc *out)
{
	char text[4096], *at;

	*out = (struct proc){.cpu = cpu_of(pid)};
	slurp(pid, "status", text, sizeof text);
	at = strstr(text, "VmRSS:");
	if (at != NULL)
		sscanf(at, "VmRSS: %ld", &out->rss_kb);
}

void
proc_raise_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}
