#include "journal_read.h"

#include "journal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct reading {
	char *text; /* the lines of the record in hand */
	size_t n, room, line;
};

static bool
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool
journal_is(const char *path)
{
	return str_ends(str_of(path), STR(JOURNAL_SUFFIX)) ||
	       is_directory(path);
}

static void
append(struct reading *r, struct str line)
{
	if (r->n + line.n > r->room) {
		r->room = 2 * (r->n + line.n);
		r->text = realloc(r->text, r->room);
		if (r->text == NULL)
			abort();
	}
	memcpy(r->text + r->n, line.p, line.n);
	r->n += line.n;
}

/* A line longer than any record is no journal's: it is cut there. */
static bool
take(struct reading *r, struct str line)
{
	if (r->n + line.n > 2 * JOURNAL_RECORD_MOST)
		return false;
	append(r, line);
	return true;
}

static bool
give(const struct reading *r, const char *path, journal_record *record,
     void *context)
{
	const struct str text = str_make(r->text, r->n);

	return !str_begins(text, STR(JOURNAL_BEGIN)) ||
	       !str_ends(text, STR(JOURNAL_END)) ||
	       record(context, path, r->line, text);
}

static bool
read_records(FILE *in, const char *path, journal_record *record, void *context)
{
	struct reading r = {.n = 0};
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t n;
	bool more = true;

	while (more && (n = getline(&line, &room, in)) > 0) {
		const struct str s = str_make(line, (size_t)n);

		number++;
		if (str_begins(s, STR(JOURNAL_BEGIN))) {
			more = give(&r, path, record, context);
			r.n = 0;
			r.line = number;
		}
		if (!take(&r, s))
			r.n = 0;
	}
	if (more)
		more = give(&r, path, record, context);
	free(line);
	free(r.text);
	return more;
}

static bool
read_file(const char *path, journal_record *record, void *context, bool *more,
	  const char **why)
{
	FILE *in = fopen(path, "re");

	if (in == NULL) {
		*why = strerror(errno);
		return false;
	}
	*more = read_records(in, path, record, context);
	fclose(in);
	return true;
}

static int
is_of_journal(const struct dirent *e)
{
	return str_ends(str_of(e->d_name), STR(JOURNAL_SUFFIX));
}

static int
newest_first(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*b)->d_name, (*a)->d_name);
}

static bool
read_directory(const char *path, journal_record *record, void *context,
	       bool newest, const char **why)
{
	struct dirent **entry;
	bool good = true, more = true;
	int n = scandir(path, &entry, is_of_journal,
			newest ? newest_first : alphasort);

	if (n < 0) {
		*why = strerror(errno);
		return false;
	}
	for (int i = 0; i < n; i++) {
		struct arena *a = arena_new();

		if (good && more)
			good = read_file(
			    arena_printf(a, "%s/%s", path, entry[i]->d_name).p,
			    record, context, &more, why);
		arena_free(a);
		free(entry[i]);
	}
	free(entry);
	return good;
}

bool
journal_read(const char *path, journal_record *record, void *context,
	     const char **why)
{
	bool more;

	if (is_directory(path))
		return read_directory(path, record, context, false, why);
	return read_file(path, record, context, &more, why);
}

struct rules *
journal_load(const char *file, size_t line, struct str text)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules *one = rules_load_text(file, text, NULL, d);

	if (one == NULL) {
		fprintf(stderr, "heloctl: %s:%zu: this record cannot be read\n",
			file, line);
		diag_print(d, stderr);
	}
	arena_free(a);
	return one;
}

struct str
journal_id(struct str text)
{
	const struct str id = str_from(text, sizeof JOURNAL_BEGIN "\"" - 1);

	return str_slice(id, 0, str_find(id, '"'));
}

struct search {
	struct arena *arena;
	struct str id, found;
};

static bool
look(void *context, const char *file, size_t line, struct str text)
{
	struct search *s = context;

	(void)file, (void)line;
	if (!str_ieq(journal_id(text), s->id))
		return true;
	s->found = arena_str(s->arena, text);
	return false;
}

struct str
journal_find(const char *path, struct str id, struct arena *a)
{
	struct search s = {.arena = a, .id = id};
	const char *why;
	bool more;

	if (is_directory(path))
		read_directory(path, look, &s, true, &why);
	else
		read_file(path, look, &s, &more, &why);
	return s.found;
}
