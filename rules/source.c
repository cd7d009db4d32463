#include "source.h"

#include "diag.h"
#include "limits.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void
source_place(struct span at, size_t *line, size_t *column)
{
	const struct str before = str_slice(at.source->text, 0, at.start);
	struct str rest = before;

	*line = 1;
	for (size_t end; (end = str_find(rest, '\n')) < rest.n; ++*line)
		rest = str_from(rest, end + 1);
	*column = rest.n + 1;
}

/* Read "most" bytes and see whether there are more. */
static bool
read_all(int fd, struct arena *a, size_t size, struct str *out)
{
	char *p = arena_alloc(a, size + 1);
	size_t n = 0;
	ssize_t got;

	while (n <= size && (got = read(fd, p + n, size + 1 - n)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		n += (size_t)got;
	}
	*out = str_make(p, n);
	return true;
}

static bool
read_fd(int fd, struct arena *a, size_t most, struct str *out, const char **why)
{
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0) {
		*why = strerror(errno);
		return false;
	}
	if (S_ISDIR(st.st_mode)) {
		*why = "it is a directory";
		return false;
	}
	if (!S_ISREG(st.st_mode) && st.st_size > 0) {
		*why = "it is no plain file";
		return false;
	}
	if ((unsigned long long)st.st_size > most) {
		*why = arena_printf(a, "it has %lld bytes; it may have %zu",
				    (long long)st.st_size, most)
			   .p;
		return false;
	}
	/* A pipe or /dev/stdin has no size; a growing file is cut here. */
	if (!read_all(fd, a,
		      S_ISREG(st.st_mode) ? (size_t)st.st_size
					  : (size_t)1 << 20,
		      out)) {
		*why = strerror(errno);
		return false;
	}
	return true;
}

bool
source_check(struct diag *d, const struct source *source)
{
	struct str text = source->text;
	size_t nul = str_find(text, '\0');

	if (nul < text.n) {
		diag_error(d, (struct span){source, nul, nul + 1},
			   "a NUL byte; this is not a text file");
		return false;
	}
	for (size_t at = 0; at < text.n;) {
		size_t end = at + str_find(str_from(text, at), '\n');

		if (end - at > LIMIT_LINE) {
			diag_error(d, (struct span){source, at, at + 1},
				   "the line has %zu bytes; a line may have %d",
				   end - at, LIMIT_LINE);
			return false;
		}
		at = end + 1;
	}
	return true;
}

struct source *
source_read(struct diag *d, struct arena *a, struct span at, struct str path,
	    size_t most)
{
	struct source *source = ARENA_NEW(a, struct source);
	const char *why = NULL;
	int fd;

	source->name = arena_str(a, path);
	fd = open(source->name.p, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (!read_fd(fd, a, most, &source->text, &why))
		diag_error(d, at, "cannot read %.*s: %s", STR_ARG(path), why);
	if (fd >= 0)
		close(fd);
	if (why != NULL || !source_check(d, source))
		return NULL;
	return source;
}
