#include "top.h"

#include <inttypes.h>
#include <stdlib.h>

/* What is not of single rules: as it is now, and how often so far. */
static const struct {
	const char *what, *now, *total;
} rows[] = {
    {"rules", "heloward_rules", NULL},
    {"mode enforce", "heloward_enforcing", NULL},
    {"sessions", "heloward_sessions_open", "heloward_sessions_total"},
    {"messages", NULL, "heloward_messages_total"},
    {"callbacks that wait", "heloward_callbacks_waiting", NULL},
    {"questions to the DNS", "heloward_dns_open",
     "heloward_dns_questions_total"},
    {"the resolver is sick", "heloward_dns_sick",
     "heloward_dns_sick_times_total"},
    {"connections turned away", NULL, "heloward_connections_refused_total"},
    {"log lines lost", NULL, "heloward_log_lost_total"},
    {"sessions the journal lacks", NULL, "heloward_journal_lost_total"},
    {"reloads that failed", NULL, "heloward_reloads_failed_total"},
};

enum { ROWS = sizeof rows / sizeof rows[0], HEADS = 4 };

/* ---- Reading ---------------------------------------------------------------
 */

/* The value of a label, as there are no quotes in ours. */
static struct str
label(struct str line, const char *name, struct arena *a)
{
	const struct str want = arena_printf(a, "%s=\"", name);

	for (size_t i = 0; i + want.n <= line.n; i++)
		if (str_begins(str_from(line, i), want)) {
			const struct str rest = str_from(line, i + want.n);

			return str_slice(rest, 0, str_find(rest, '"'));
		}
	return STR("");
}

static void
add_rule(struct top *t, struct str name, int64_t n, struct arena *a)
{
	const struct top_rule x = {label(name, "{rule", a),
				   label(name, "action", a),
				   label(name, "mode", a), n};

	for (size_t i = 0; i < t->nrules; i++) {
		struct top_rule *r = &t->rule[i];

		if (str_eq(r->rule, x.rule) && str_eq(r->action, x.action) &&
		    str_eq(r->mode, x.mode)) {
			r->n += n;
			return;
		}
	}
	ARENA_GROW(a, t->rule, t->nrules);
	t->rule[t->nrules++] = x;
}

static void
add_line(struct top *t, struct str line, struct arena *a)
{
	const size_t blank = str_find_last(line, ' ');
	const struct str name = str_slice(line, 0, blank);
	int64_t n;

	if (line.n == 0 || line.p[0] == '#' || blank == line.n)
		return;
	n = strtoll(line.p + blank, NULL, 10);
	if (str_begins(name, STR("heloward_decisions_total{"))) {
		add_rule(t, name, n, a);
		return;
	}
	ARENA_GROW(a, t->value, t->nvalues);
	t->value[t->nvalues++] = (struct top_value){name, n};
}

void
top_read(struct top *t, struct str metrics, struct arena *a)
{
	*t = (struct top){.nvalues = 0};
	while (metrics.n > 0) {
		const size_t end = str_find(metrics, '\n');

		add_line(t, str_slice(metrics, 0, end), a);
		metrics = str_from(metrics, end + 1);
	}
}

/* ---- Printing --------------------------------------------------------------
 */

static int64_t
value(const struct top *t, const char *name)
{
	for (size_t i = 0; i < t->nvalues; i++)
		if (str_eq(t->value[i].name, str_of(name)))
			return t->value[i].n;
	return 0;
}

/* What the same rule had then. */
static int64_t
rule_then(const struct top *before, const struct top_rule *x)
{
	for (size_t i = 0; i < before->nrules; i++) {
		const struct top_rule *r = &before->rule[i];

		if (str_eq(r->rule, x->rule) && str_eq(r->action, x->action) &&
		    str_eq(r->mode, x->mode))
			return r->n;
	}
	return 0;
}

/* A daemon that was started anew has counted less than before. */
static void
put_counted(int64_t n, int64_t then, int64_t ms, FILE *out)
{
	fprintf(out, " %12" PRId64, n);
	if (ms > 0 && n >= then)
		fprintf(out, " %9.1f", 1000 * (double)(n - then) / (double)ms);
	fputc('\n', out);
}

static void
put_row(const struct top *t, const struct top *before, int64_t ms, size_t i,
	FILE *out)
{
	fprintf(out, "%-40s", rows[i].what);
	if (rows[i].now != NULL)
		fprintf(out, " %9" PRId64, value(t, rows[i].now));
	else
		fprintf(out, " %9s", "");
	if (rows[i].total == NULL)
		fputc('\n', out);
	else
		put_counted(value(t, rows[i].total),
			    before == NULL ? 0 : value(before, rows[i].total),
			    ms, out);
}

struct ranked {
	const struct top_rule *rule;
	int64_t then, lately;
};

static int
most_first(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->lately != y->lately)
		return x->lately < y->lately ? 1 : -1;
	if (x->rule->n != y->rule->n)
		return x->rule->n < y->rule->n ? 1 : -1;
	return x->rule < y->rule ? -1 : 1; /* as in the file */
}

static void
put_rules(const struct top *t, const struct top *before, int64_t ms,
	  size_t lines, FILE *out)
{
	struct ranked *all = calloc(t->nrules + 1, sizeof *all);
	size_t n = 0;

	if (all == NULL)
		abort();
	for (size_t i = 0; i < t->nrules; i++) {
		const struct top_rule *x = &t->rule[i];
		const int64_t then = before == NULL ? 0 : rule_then(before, x);

		if (x->n > 0)
			all[n++] = (struct ranked){
			    x, then, before == NULL ? 0 : x->n - then};
	}
	qsort(all, n, sizeof *all, most_first);
	for (size_t i = 0; i < n && i < lines; i++) {
		const struct top_rule *x = all[i].rule;

		fprintf(out, "%-29.*s %-10.*s %9.*s",
			str_eq(x->rule, STR("-")) ? 9 : (int)x->rule.n,
			str_eq(x->rule, STR("-")) ? "(no rule)" : x->rule.p,
			STR_ARG(x->action), STR_ARG(x->mode));
		put_counted(x->n, all[i].then, ms, out);
	}
	free(all);
}

void
top_print(const struct top *t, const struct top *before, int64_t ms,
	  size_t lines, FILE *out)
{
	const char *rate = before == NULL ? "" : "  A SECOND";

	if (before == NULL)
		ms = 0;
	fprintf(out, "%-40s %9s %12s%s\n", "HELOWARD", "NOW", "TOTAL", rate);
	for (size_t i = 0; i < ROWS; i++)
		put_row(t, before, ms, i, out);
	fprintf(out, "\n%-29s %-10s %9s %12s%s\n", "RULE", "ACTION", "MODE",
		"TOTAL", rate);
	put_rules(t, before, ms,
		  lines > ROWS + HEADS ? lines - ROWS - HEADS : 0, out);
}
