#include "diag.h"

#include "escape.h"
#include "limits.h"

enum { SHOWN_LINE = 160, SHOWN_BEFORE = 60, SHOWN_TEXT = 1000 };

/* Holds copies, so that it outlives the file it is about. */
struct report {
	struct report *next;
	struct span at;	       /* for order and comparison alone */
	size_t file;	       /* files in the order of their first report */
	struct str place;      /* "file:line:column" */
	struct str said, text; /* as given; escaped */
	struct str line;       /* absent when there is none to show */
	size_t caret, width;
	bool warning;
};

struct diag {
	struct arena *arena;
	struct report *first, **end;
	size_t errors, warnings;
};

struct diag *
diag_new(struct arena *a)
{
	struct diag *d = ARENA_NEW(a, struct diag);

	d->arena = a;
	d->end = &d->first;
	return d;
}

static bool
span_equal(struct span a, struct span b)
{
	return a.source == b.source && a.start == b.start && a.end == b.end;
}

static bool
report_known(const struct diag *d, struct span at, struct str text)
{
	for (const struct report *r = d->first; r != NULL; r = r->next)
		if (span_equal(r->at, at) && str_eq(r->said, text))
			return true;
	return false;
}

static size_t
file_of(const struct diag *d, const struct source *source)
{
	size_t most = 0;

	for (const struct report *r = d->first; r != NULL; r = r->next) {
		if (r->at.source == source)
			return r->file;
		if (r->file >= most)
			most = r->file + 1;
	}
	return most;
}

static struct str
place_text(struct arena *a, struct span at)
{
	struct str name;
	size_t line, column;

	if (at.source == NULL)
		return STR("heloward");
	name = escape(a, at.source->name, NULL, LIMIT_SHOWN);
	source_place(at, &line, &column);
	return arena_printf(a, "%.*s:%zu:%zu", STR_ARG(name), line, column);
}

/* The part of the line that is shown, as long lines are cut on both sides. */
static struct str
shown_line(struct span at, size_t *caret)
{
	struct str text = at.source->text;
	size_t from = at.start < text.n ? at.start : text.n;
	size_t to = from;

	while (from > 0 && text.p[from - 1] != '\n' &&
	       at.start - from < SHOWN_BEFORE)
		from--;
	while (to < text.n && text.p[to] != '\n' && to - from < SHOWN_LINE)
		to++;
	*caret = at.start - from;
	return str_slice(text, from, to);
}

static void
report_add(struct diag *d, struct span at, struct str text, bool warning)
{
	size_t *count = warning ? &d->warnings : &d->errors;
	struct report *r;

	if (*count < LIMIT_ERRORS && report_known(d, at, text))
		return;
	if (++*count > LIMIT_ERRORS)
		return;
	r = ARENA_NEW(d->arena, struct report);
	r->at = at;
	r->file = file_of(d, at.source);
	r->place = place_text(d->arena, at);
	r->said = text;
	r->text = escape(d->arena, text, "", SHOWN_TEXT);
	if (at.source != NULL && at.source->text.n > 0)
		r->line = arena_str(d->arena, shown_line(at, &r->caret));
	r->width = at.end - at.start;
	r->warning = warning;
	*d->end = r;
	d->end = &r->next;
}

/* Past the limit reports are counted and cost nothing else. */
static bool
report_full(size_t *count)
{
	if (*count <= LIMIT_ERRORS)
		return false;
	++*count;
	return true;
}

void
diag_error(struct diag *d, struct span at, const char *fmt, ...)
{
	struct str text;
	va_list ap;

	if (report_full(&d->errors))
		return;
	va_start(ap, fmt);
	text = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	report_add(d, at, text, false);
}

void
diag_warn(struct diag *d, struct span at, const char *fmt, ...)
{
	struct str text;
	va_list ap;

	if (report_full(&d->warnings))
		return;
	va_start(ap, fmt);
	text = arena_vprintf(d->arena, fmt, ap);
	va_end(ap);
	report_add(d, at, text, true);
}

size_t
diag_errors(const struct diag *d)
{
	return d->errors;
}

size_t
diag_warnings(const struct diag *d)
{
	return d->warnings;
}

/* Bytes that do not print become "?", so that the caret stays in its column. */
static void
print_clean(struct str s, FILE *to)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c != '\t' && c != '\r')
			c = c >= ' ' && c < 0x7f ? c : '?';
		if (c != '\r')
			putc(c, to);
	}
	putc('\n', to);
}

static void
print_caret(struct str line, size_t caret, size_t width, FILE *to)
{
	fputs("    ", to);
	for (size_t i = 0; i < caret; i++)
		putc(i < line.n && line.p[i] == '\t' ? '\t' : ' ', to);
	putc('^', to);
	for (size_t i = 1; i < width && caret + i < line.n; i++)
		putc('~', to);
	putc('\n', to);
}

static void
report_print(const struct report *r, FILE *to)
{
	fprintf(to, "%.*s: %s: %.*s\n", STR_ARG(r->place),
		r->warning ? "warning" : "error", STR_ARG(r->text));
	if (r->line.p == NULL)
		return;
	fputs("    ", to);
	print_clean(r->line, to);
	print_caret(r->line, r->caret, r->width, to);
}

static bool
report_after(const struct report *a, const struct report *b)
{
	if (a->file != b->file)
		return a->file > b->file;
	return a->at.start > b->at.start;
}

static void
sort_reports(const struct report **list, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && report_after(list[j - 1], list[j]);
		     j--) {
			const struct report *r = list[j];

			list[j] = list[j - 1];
			list[j - 1] = r;
		}
}

static void
print_rest(size_t count, const char *what, FILE *to)
{
	if (count > LIMIT_ERRORS)
		fprintf(to, "heloward: %zu more %s%s\n", count - LIMIT_ERRORS,
			what, count - LIMIT_ERRORS == 1 ? "" : "s");
}

void
diag_print(const struct diag *d, FILE *to)
{
	const struct report *list[2 * LIMIT_ERRORS];
	size_t n = 0;

	for (const struct report *r = d->first; r != NULL; r = r->next)
		list[n++] = r;
	sort_reports(list, n);
	for (size_t i = 0; i < n; i++)
		report_print(list[i], to);
	print_rest(d->errors, "error", to);
	print_rest(d->warnings, "warning", to);
}

struct str
diag_first(const struct diag *d, struct arena *a)
{
	for (const struct report *r = d->first; r != NULL; r = r->next)
		if (!r->warning)
			return arena_printf(a, "%.*s: %.*s", STR_ARG(r->place),
					    STR_ARG(r->text));
	return (struct str){NULL, 0};
}
