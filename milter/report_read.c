#include "report_read.h"

#include "journal_read.h"

#include <stdio.h>
#include <time.h>

struct reading {
	struct report *report;
	int64_t from, to;   /* what counts */
	int64_t first, end; /* what there is of it; "end" is 0: nothing */
	size_t unread;
};

/* When a record began, without reading more of it than its second line. */
static bool
record_time(struct str text, int64_t *out)
{
	const struct str before = STR("\tat \"");
	const struct str line = str_from(text, str_find(text, '\n') + 1);
	const struct str when = str_from(line, before.n);

	return str_begins(line, before) &&
	       report_period_parse(str_slice(when, 0, str_find(when, '"')),
				   false, 0, out);
}

static bool
counts(const struct reading *r, struct str text, int64_t *when)
{
	return record_time(text, when) && *when >= r->from && *when < r->to;
}

static bool
widen(void *context, const char *file, size_t line, struct str text)
{
	struct reading *r = context;
	int64_t when;

	(void)file, (void)line;
	if (!counts(r, text, &when))
		return true;
	if (r->end == 0 || when < r->first)
		r->first = when;
	if (when >= r->end)
		r->end = when + 1;
	return true;
}

static bool
add(void *context, const char *file, size_t line, struct str text)
{
	struct reading *r = context;
	struct rules *one;
	int64_t when;

	if (!counts(r, text, &when))
		return true;
	one = journal_load(file, line, text);
	if (one != NULL)
		report_add(r->report, rules_transcripts(one));
	else
		r->unread++;
	rules_free(one);
	return true;
}

static bool
read_all(struct reading *r, const char *const *path, size_t n,
	 journal_record *record)
{
	const char *why;

	for (size_t i = 0; i < n; i++)
		if (!journal_read(path[i], record, r, &why)) {
			fprintf(stderr, "heloctl: cannot read %s: %s\n",
				path[i], why);
			return false;
		}
	return true;
}

static struct report_period
period(const struct reading *r)
{
	struct report_period p = {.from = r->first, .to = r->end};

	if (r->end == 0)
		p.from = p.to = time(NULL);
	if (r->from != INT64_MIN)
		p.from = r->from;
	if (r->to != INT64_MAX)
		p.to = r->to;
	if (p.to <= p.from)
		p.to = p.from + 1;
	report_period_divide(&p);
	return p;
}

/* Twice: the chart's parts depend on how long the period is. */
bool
report_read(struct report *r, const char *const *path, size_t n, int64_t from,
	    int64_t to, const struct orgdomain *orgdomain, size_t *unread)
{
	struct reading all = {.report = r, .from = from, .to = to};
	struct report_period p;
	bool good;

	if (!read_all(&all, path, n, widen))
		return false;
	p = period(&all);
	report_init(r, &p, orgdomain);
	/* What has come in between is not of the period. */
	all.from = p.from;
	all.to = p.to;
	good = read_all(&all, path, n, add);
	if (!good)
		report_fini(r);
	*unread = all.unread;
	return good;
}
