#include "metrics_private.h"

#include <dirent.h>
#include <inttypes.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

/* The process itself, by the names that all exporters use. */

static void
number(const struct metrics_sink *s, const char *name, const char *help,
       int64_t value)
{
	metrics_family(s, name, METRICS_KIND_GAUGE, help);
	metrics_line(s, name, METRICS_KIND_GAUGE, "", value);
}

/* Less the one that the counting needs. */
static int64_t
descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int64_t n = -3; /* ".", ".." and itself */

	if (dir == NULL)
		return 0;
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static int64_t
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	int64_t all = 0, pages = 0;

	if (f == NULL)
		return 0;
	if (fscanf(f, "%" SCNd64 " %" SCNd64, &all, &pages) != 2)
		pages = 0;
	fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

void
metrics_process(const struct metrics_sink *s)
{
	struct rlimit limit = {.rlim_cur = 0};

	getrlimit(RLIMIT_NOFILE, &limit);
	metrics_family(s, "heloward_build_info", METRICS_KIND_GAUGE,
		       "1; the version is the label.");
	metrics_line(s, "heloward_build_info", METRICS_KIND_GAUGE,
		     "version=\"" PACKAGE_VERSION "\"", 1);
	number(s, "process_open_fds", "Descriptors that are open.",
	       descriptors());
	number(s, "process_max_fds", "Descriptors that may be open.",
	       (int64_t)limit.rlim_cur);
	number(s, "process_resident_memory_bytes", "Memory in use.",
	       resident());
}
