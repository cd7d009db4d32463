#include "replace.h"

#include "arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
put(int fd, struct str text)
{
	while (text.n > 0) {
		ssize_t done = write(fd, text.p, text.n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		text = str_from(text, (size_t)done);
	}
	return true;
}

/* Whatever the umask is. */
static bool
make(const char *path, struct str text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	bool good;

	if (fd < 0)
		return false;
	good = fchmod(fd, 0644) == 0 && put(fd, text) && fsync(fd) == 0;
	return close(fd) == 0 && good;
}

const char *
replace_file(struct str path, struct str text)
{
	struct arena *a = arena_new();
	const char *beside = arena_printf(a, "%.*s.new", STR_ARG(path)).p;
	const char *why = NULL;

	if (!make(beside, text) || rename(beside, path.p) != 0) {
		why = strerror(errno);
		unlink(beside);
	}
	arena_free(a);
	return why;
}
