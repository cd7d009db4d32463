#include "ctl_ask.h"

#include "config.h"
#include "journal_read.h"
#include "replace.h"
#include "report_html.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ROWS = 15 };

struct reading {
	struct report report;
	struct report_period wanted, found; /* found: nothing when empty */
	size_t unread;
};

/* ---- The period ------------------------------------------------------------
 */

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
widen(void *context, const char *file, size_t line, struct str text)
{
	struct reading *r = context;
	int64_t when;

	(void)file, (void)line;
	if (!record_time(text, &when) || when < r->wanted.from ||
	    when >= r->wanted.to)
		return true;
	if (r->found.to == 0 || when < r->found.from)
		r->found.from = when;
	if (when >= r->found.to)
		r->found.to = when + 1;
	return true;
}

static bool
read_bound(const char *text, const char *option, bool end, int64_t *out)
{
	if (text == NULL ||
	    report_period_parse(str_of(text), end, time(NULL), out))
		return true;
	fprintf(stderr,
		"heloctl: --%s: expected a time span such as 7d, a day, or a "
		"time such as 2026-11-26T13:45\n",
		option);
	return false;
}

static bool
read_period(struct reading *r, const struct options *o)
{
	r->wanted = (struct report_period){.from = INT64_MIN, .to = INT64_MAX};
	if (!read_bound(o->since, "since", false, &r->wanted.from) ||
	    !read_bound(o->until, "until", true, &r->wanted.to))
		return false;
	if (r->wanted.from < r->wanted.to)
		return true;
	fputs("heloctl: the period ends before it begins\n", stderr);
	return false;
}

/* What was asked for; without bounds, what there is. */
static struct report_period
period(const struct reading *r, const struct options *o)
{
	const int64_t now = time(NULL);
	struct report_period p = r->found;

	if (p.to == 0)
		p.from = p.to = now;
	if (o->since != NULL)
		p.from = r->wanted.from;
	if (o->until != NULL)
		p.to = r->wanted.to;
	if (p.to <= p.from)
		p.to = p.from + 1;
	report_period_divide(&p);
	return p;
}

/* ---- The journal -----------------------------------------------------------
 */

static bool
add(void *context, const char *file, size_t line, struct str text)
{
	struct reading *r = context;
	struct rules *one;
	int64_t when;

	if (record_time(text, &when) &&
	    (when < r->report.period.from || when >= r->report.period.to))
		return true;
	one = journal_load(file, line, text);
	if (one != NULL)
		report_add(&r->report, rules_transcripts(one));
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

/* The paths of the command line, or the daemon's. */
static const char *const *
journals(const struct options *o, const struct config *c, struct arena *a,
	 size_t *n)
{
	const struct str kept =
	    rules_settings(c->rules)->value[SETTING_JOURNAL].text;
	const char **path = ARENA_ARRAY(a, const char *, (size_t)o->argc + 1);

	for (*n = 0; *n < (size_t)o->argc; ++*n)
		path[*n] = o->argv[*n];
	if (*n == 0 && !str_eq(kept, STR("none")))
		path[(*n)++] = arena_str(a, kept).p;
	if (*n == 0)
		fputs("heloctl: no journal is kept; write into the "
		      "configuration:\n"
		      "    set journal \"/var/lib/heloward/journal\"\n",
		      stderr);
	return path;
}

/* ---- The report ------------------------------------------------------------
 */

/* Our name, as configured or as the machine has it. */
static struct str
host(const struct config *c, struct arena *a)
{
	const struct str set =
	    rules_settings(c->rules)->value[SETTING_HOSTNAME].text;
	char name[256] = "";

	if (set.n > 0 || gethostname(name, sizeof name - 1) != 0)
		return set;
	return arena_str(a, str_of(name));
}

/* The page comes whole, or what was there stays. */
static bool
write_page(const struct report_shown *shown, const struct config *c,
	   const char *path, struct arena *a)
{
	const struct report_about about = {.host = host(c, a),
					   .version = STR(PACKAGE_VERSION),
					   .fingerprint =
					       rules_fingerprint(c->rules)};
	char *text = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&text, &n);
	const char *why;

	if (to == NULL)
		abort();
	report_html(shown, &about, to);
	if (fclose(to) != 0)
		abort();
	why = replace_file(arena_str(a, str_of(path)), str_make(text, n));
	free(text);
	if (why != NULL)
		fprintf(stderr, "heloctl: cannot write %s: %s\n", path, why);
	return why == NULL;
}

static bool
show(struct reading *r, const struct options *o, const struct config *c,
     struct arena *a)
{
	struct str metrics;
	struct report_loaded loaded;
	const struct report_shown shown = {&r->report, &loaded,
					   o->verbose ? SIZE_MAX : ROWS};

	if (!ctl_ask_for(a, o, "metrics", &metrics))
		metrics = (struct str){NULL, 0};
	report_loaded(&loaded, &r->report, c, metrics, ctl_today(), a);
	report_sort(&r->report);
	if (o->html != NULL)
		return write_page(&shown, c, o->html, a);
	if (o->json)
		report_print_json(&shown, stdout);
	else
		report_print(&shown, stdout);
	return true;
}

static bool
report(const struct options *o, const struct config *c, struct arena *a)
{
	struct reading r = {.unread = 0};
	struct report_period p;
	const char *const *path;
	size_t n;
	bool good;

	path = journals(o, c, a, &n);
	if (n == 0 || !read_period(&r, o) || !read_all(&r, path, n, widen))
		return false;
	p = period(&r, o);
	report_init(&r.report, &p, &c->orgdomain);
	good = read_all(&r, path, n, add);
	good = good && show(&r, o, c, a);
	report_fini(&r.report);
	return good && r.unread == 0;
}

int
ctl_report(const struct options *o)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct config *c =
	    config_load(o->config, o->override, o->noverrides, d);
	bool good = c != NULL;

	diag_print(d, stderr);
	good = good && report(o, c, a);
	config_free(c);
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
