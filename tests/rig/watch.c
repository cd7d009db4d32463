#include "watch.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

bool
watch_open(struct watch *w, struct arena *a, const char *path)
{
	*w = (struct watch){.arena = a, .fd = open(path, O_RDONLY | O_CLOEXEC)};
	if (w->fd < 0)
		return false;
	watch_read(w);
	watch_forget(w);
	return true;
}

/* pair = NAME "=" ( WORD | '"' TEXT '"' ); other words are skipped. */
static struct str
pair_take(struct str *rest, struct str *name)
{
	const struct str line = str_trim(*rest);
	size_t end = 0, equals = str_find(line, '=');
	bool quoted = false;

	for (; end < line.n && (quoted || line.p[end] != ' '); end++) {
		quoted ^= line.p[end] == '"';
		if (line.p[end] == '\\')
			end++;
	}
	*rest = str_from(line, end);
	if (equals >= end)
		equals = end;
	*name = str_slice(line, 0, equals);
	return str_slice(line, equals + 1, end);
}

struct str
watch_get(struct str line, const char *name)
{
	struct str found;

	while (line.n > 0) {
		struct str value = pair_take(&line, &found);

		if (!str_eq(found, str_of(name)))
			continue;
		if (value.n >= 2 && value.p[0] == '"')
			value = str_slice(value, 1, value.n - 1);
		return value;
	}
	return str_of(NULL);
}

static bool
is_late(const struct watch *w, struct str sid)
{
	for (size_t i = w->past; sid.p != NULL && i > 0; i--)
		if (str_eq(w->line[i - 1].sid, sid))
			return true;
	return false;
}

static void
line_add(struct watch *w, struct str text)
{
	struct str sid = watch_get(text, "sid");

	if ((watch_get(text, "action").p == NULL &&
	     !str_eq(watch_get(text, "event"), STR("log"))) ||
	    is_late(w, sid))
		return;
	ARENA_GROW(w->arena, w->line, w->nlines);
	w->line[w->nlines++] = (struct watch_line){text, sid};
}

size_t
watch_read(struct watch *w)
{
	char room[4096];
	ssize_t got;

	while ((got = read(w->fd, room, sizeof room)) > 0)
		for (ssize_t i = 0; i < got; i++) {
			if (room[i] == '\n') {
				line_add(w, str_make(w->part, w->npart));
				w->part = NULL;
				w->npart = 0;
				continue;
			}
			ARENA_GROW(w->arena, w->part, w->npart);
			w->part[w->npart++] = room[i];
		}
	return w->nlines;
}

void
watch_forget(struct watch *w)
{
	w->past = watch_read(w);
}

void
watch_pause(void)
{
	poll(NULL, 0, WATCH_PAUSE);
}
