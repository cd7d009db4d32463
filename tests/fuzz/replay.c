#include "target.h"

#include "../tap.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

/*
 * Every seed of every target once more. A seed that ends the process is named
 * by the last line.
 */

static char path[600]; /* of the seed at hand */

static void
name_it(int signal)
{
	static const char before[] = "\nBail out! it ended at ";

	(void)signal;
	if (write(1, before, sizeof before - 1) < 0 ||
	    write(1, path, strlen(path)) < 0 || write(1, "\n", 1) < 0)
		_exit(1);
	_exit(1);
}

static bool
replay(fuzz_target *target)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data = malloc(1 << 20), *exact;
	size_t n;

	if (f == NULL || data == NULL)
		return false;
	n = fread(data, 1, 1 << 20, f);
	fclose(f);
	exact = malloc(n > 0 ? n : 1);
	if (exact == NULL)
		return false;
	memcpy(exact, data, n);
	target(exact, n);
	free(exact);
	free(data);
	return true;
}

static void
replay_all(const char *name, fuzz_target *target)
{
	const char *top = getenv("srcdir");
	char folder[300];
	size_t n = 0;
	DIR *dir;

	snprintf(folder, sizeof folder, "%s/tests/fuzz/seeds/%s",
		 top == NULL ? "." : top, name);
	dir = opendir(folder);
	for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		n += replay(target);
	}
	if (dir != NULL)
		closedir(dir);
	target((const uint8_t *)"", 0);
	ok(n > 0, "%s: %zu seeds", name, n);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGABRT, name_it);
	signal(SIGSEGV, name_it);
#define TARGET(name, summary) replay_all(#name, fuzz_##name);
#include "targets.def"
#undef TARGET
	return tap_done();
}
