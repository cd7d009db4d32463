#include "ctl_ask.h"

#include "config.h"
#include "replace.h"
#include "report_html.h"
#include "report_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ROWS = 15 };

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
read_bounds(const struct options *o, int64_t *from, int64_t *to)
{
	*from = INT64_MIN;
	*to = INT64_MAX;
	if (!read_bound(o->since, "since", false, from) ||
	    !read_bound(o->until, "until", true, to))
		return false;
	if (*from < *to)
		return true;
	fputs("heloctl: the period ends before it begins\n", stderr);
	return false;
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
show(struct report *r, const struct options *o, const struct config *c,
     struct arena *a)
{
	struct str metrics;
	struct report_loaded loaded;
	const struct report_shown shown = {r, &loaded,
					   o->verbose ? SIZE_MAX : ROWS};

	if (!ctl_ask_for(a, o, "metrics", &metrics))
		metrics = (struct str){NULL, 0};
	report_loaded(&loaded, r, c, metrics, ctl_today(), a);
	report_sort(r);
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
	struct report r;
	const char *const *path;
	size_t n, unread;
	int64_t from, to;
	bool good;

	path = journals(o, c, a, &n);
	if (n == 0 || !read_bounds(o, &from, &to) ||
	    !report_read(&r, path, n, from, to, &c->orgdomain, &unread))
		return false;
	good = show(&r, o, c, a);
	report_fini(&r);
	return good && unread == 0;
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
