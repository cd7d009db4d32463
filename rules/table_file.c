#include "table_private.h"

/* "at" goes through the lines; "end" is that of the line, blanks taken off. */
struct reader {
	struct table *table;
	const struct source *source;
	struct diag *d;
	size_t at, end;
};

static struct str
text_at(const struct reader *r, size_t from, size_t to)
{
	return str_slice(r->source->text, from, to);
}

static struct span
span_at(const struct reader *r, size_t from, size_t to)
{
	return (struct span){r->source, from, to};
}

/* The next word of the line; none left: an empty one at its end. */
static struct span
word(struct reader *r)
{
	const char *p = r->source->text.p;
	size_t from;

	while (r->at < r->end && str_is_blank(p[r->at]))
		r->at++;
	from = r->at;
	while (r->at < r->end && !str_is_blank(p[r->at]))
		r->at++;
	return span_at(r, from, r->at);
}

/* date = YYYY-MM-DD */
static bool
read_date(struct reader *r, uint32_t *until)
{
	struct span at = word(r);

	if (table_day(text_at(r, at.start, at.end), until))
		return true;
	diag_error(r->d, at,
		   "\"until\" needs a day of the calendar, such as "
		   "2027-01-31");
	return false;
}

/* tail = ["until" date] ["#" anything] */
static bool
read_tail(struct reader *r, uint32_t *until)
{
	struct span at = word(r);

	*until = 0;
	if (str_eq(text_at(r, at.start, at.end), STR("until"))) {
		if (!read_date(r, until))
			return false;
		at = word(r);
	}
	if (at.start == at.end || r->source->text.p[at.start] == '#')
		return true;
	diag_error(r->d, at,
		   "behind an entry only \"until YYYY-MM-DD\" and a "
		   "\"# comment\" may stand");
	return false;
}

/* A blank in a quoted local part ends no entry. */
static size_t
quoted_end(const struct reader *r)
{
	struct str text = text_at(r, 0, r->end);
	size_t i = r->at;

	if (text.p[i] != '"')
		return i;
	for (i++; i < text.n && text.p[i] != '"'; i++)
		if (text.p[i] == '\\')
			i++;
	return i < text.n ? i + 1 : r->end;
}

/* A bare pattern is the whole line: what looks like more is part of it. */
static void
warn_of_tail(struct reader *r)
{
	for (size_t i = r->at; i < r->end; i++) {
		struct str rest = text_at(r, i, r->end);

		if (!str_begins(rest, STR(" #")) &&
		    !str_begins(rest, STR(" until ")))
			continue;
		diag_warn(r->d, span_at(r, i + 1, r->end),
			  "this is part of the regular expression; write "
			  "/.../ around that to put something behind it");
		return;
	}
}

/* The entry's end; its tail begins there. */
static size_t
entry_end(struct reader *r)
{
	if (!r->table->regex) {
		r->at = quoted_end(r);
		return word(r).end;
	}
	if (r->source->text.p[r->at] == '/')
		return r->at + table_regex_length(text_at(r, r->at, r->end));
	warn_of_tail(r);
	return r->end;
}

/* line = [entry tail] | "#" anything */
static bool
read_line(struct reader *r)
{
	struct span at = word(r);
	uint32_t until;
	bool fine;

	if (at.start == at.end || r->source->text.p[at.start] == '#')
		return true;
	r->at = at.start;
	at.end = r->at = entry_end(r);
	fine = read_tail(r, &until);
	return table_add(r->table, text_at(r, at.start, at.end), until, r->d,
			 at) &&
	       fine;
}

static size_t
line_end(struct str text, size_t at)
{
	return at + str_find(str_from(text, at), '\n');
}

/* About so many entries: a blank in front of one is rare. */
static size_t
count_entries(struct str text)
{
	size_t n = 0;

	for (size_t at = 0; at < text.n; at = line_end(text, at) + 1)
		n += text.p[at] != '#' && !str_is_blank(text.p[at]);
	return n;
}

bool
table_add_source(struct table *t, const struct source *source, struct diag *d)
{
	static const struct str mark = STR("\xef\xbb\xbf"); /* UTF-8's */
	struct reader r = {.table = t, .source = source, .d = d};
	struct str text = source->text;
	bool fine = true;

	table_places_index(t, source, d);
	table_hash_reserve(t, count_entries(text));
	for (size_t at = str_begins(text, mark) ? mark.n : 0; at < text.n;) {
		size_t end = line_end(text, at);

		r.at = at;
		r.end = end;
		while (r.end > at && str_is_blank(text.p[r.end - 1]))
			r.end--;
		if (!read_line(&r))
			fine = false;
		at = end + 1;
	}
	return fine;
}
