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

/* Seconds, of all its threads and of the children that it has buried. */
static double
cpu_of(long pid)
{
	const double tick = (double)sysconf(_SC_CLK_TCK);
	long user, kernel, user_of_dead, kernel_of_dead;
	char text[4096], *at;

	slurp(pid, "stat", text, sizeof text);
	/* The name may hold anything, parentheses too. */
	at = strrchr(text, ')');
	if (at == NULL ||
	    sscanf(at,
		   ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u "
		   "%*u %ld %ld %ld %ld",
		   &user, &kernel, &user_of_dead, &kernel_of_dead) != 4)
		return 0;
	return (double)(user + kernel + user_of_dead + kernel_of_dead) / tick;
}

static long
rss_of(long pid)
{
	char text[4096], *at;
	long kb = 0;

	slurp(pid, "status", text, sizeof text);
	at = strstr(text, "VmRSS:");
	if (at != NULL)
		sscanf(at, "VmRSS: %ld", &kb);
	return kb;
}

void
proc_add(long pid, struct proc *sum)
{
	char what[64], children[4096], *at = children;
	long child;
	int length;

	sum->cpu += cpu_of(pid);
	sum->rss_kb += rss_of(pid);
	snprintf(what, sizeof what, "task/%ld/children", pid);
	slurp(pid, what, children, sizeof children);
	for (; sscanf(at, "%ld %n", &child, &length) == 1; at += length)
		proc_add(child, sum);
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
