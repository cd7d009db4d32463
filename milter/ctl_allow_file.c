#include "ctl_allow.h"

#include "ctl.h"
#include "exceptions_file.h"
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

const char *
ctl_allow_day(uint32_t day, char out[CTL_ALLOW_DAY])
{
	const time_t when = (time_t)day * 86400;
	struct tm tm;

	gmtime_r(&when, &tm);
	strftime(out, CTL_ALLOW_DAY, "%Y-%m-%d", &tm);
	return out;
}

struct rewrite {
	const struct exceptions *old; /* NULL: there is no file */
	const struct exception *add, *drop;
	bool dropped;
};

static bool
goes(struct rewrite *w, size_t line)
{
	for (size_t i = 0; i < w->old->n; i++) {
		const struct exception *x = &w->old->item[i];

		if (x->line != line)
			continue;
		if (w->drop != NULL && exception_same(x, w->drop)) {
			w->dropped = true;
			return true;
		}
		return x->until < ctl_today() ||
		       (w->add != NULL && exception_same(x, w->add));
	}
	return false;
}

static void
put_old(FILE *to, struct rewrite *w)
{
	struct str rest = w->old->source->text;

	for (size_t line = 1; rest.n > 0; line++) {
		size_t end = str_find(rest, '\n');

		if (!goes(w, line))
			fprintf(to, "%.*s\n", STR_ARG(str_slice(rest, 0, end)));
		rest = str_from(rest, end < rest.n ? end + 1 : end);
	}
}

static struct str
new_text(struct arena *a, struct rewrite *w)
{
	char *made = NULL, day[CTL_ALLOW_DAY];
	struct str text;
	size_t n = 0;
	FILE *to = open_memstream(&made, &n);

	if (to == NULL)
		abort();
	if (w->old != NULL)
		put_old(to, w);
	else
		fputs("# Exceptions, see heloctl(8), allow.\n", to);
	if (w->add != NULL)
		fprintf(to, "%.*s until %s # %.*s\n",
			STR_ARG(exception_show(a, w->add)),
			ctl_allow_day(w->add->until, day),
			STR_ARG(w->add->reason));
	if (fclose(to) != 0)
		abort();
	text = arena_str(a, str_make(made, n));
	free(made);
	return text;
}

static const char *
rewrite(struct arena *a, const struct config *c, struct rewrite *w)
{
	struct diag *d = diag_new(a);
	struct str path = arena_str(a, exceptions_file_path(c->rules));

	if (!exceptions_file_read(a, c->rules, d, &w->old))
		return "it has become one that cannot be read";
	if (w->old == NULL && w->add == NULL)
		return NULL;
	return replace_file(path, new_text(a, w));
}

/* Two of us one after the other: the lock is on the folder. */
static int
lock_folder(struct arena *a, struct str path)
{
	size_t end = path.n;
	int fd;

	while (end > 1 && path.p[end - 1] != '/')
		end--;
	fd = open(arena_str(a, str_slice(path, 0, end)).p,
		  O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

const char *
ctl_allow_write(const struct config *c, const struct exception *add,
		const struct exception *drop, bool *dropped)
{
	struct arena *a = arena_new();
	struct rewrite w = {.add = add, .drop = drop};
	int fd = lock_folder(a, exceptions_file_path(c->rules));
	const char *why = fd < 0 ? strerror(errno) : rewrite(a, c, &w);

	if (fd >= 0)
		close(fd);
	*dropped = w.dropped;
	arena_free(a);
	return why;
}
