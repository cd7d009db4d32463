#include "report_print.h"

#include "escape.h"
#include "limits.h"

/* What is cut to fit a column ends in "...". */
static void
column(FILE *out, struct str text, int width)
{
	struct arena *a = arena_new();

	fprintf(out, "%-*.*s", width,
		STR_ARG(escape(a, text, NULL, (size_t)width)));
	arena_free(a);
}

static void
number(FILE *out, size_t n)
{
	if (n > 0)
		fprintf(out, " %10zu", n);
	else
		fprintf(out, " %10s", "-");
}

static void
print_head(const struct report *r, FILE *out)
{
	char from[REPORT_TIME], to[REPORT_TIME];

	fprintf(out, "%s to %s (UTC): %zu sessions",
		report_period_show(r->period.from, from),
		report_period_show(r->period.to, to), r->sessions);
	if (r->silent > 0)
		fprintf(out, ", %zu of them without a verdict", r->silent);
	fputs("\n\n", out);
}

static void
print_verdicts(const struct report *r, FILE *out)
{
	fprintf(out, "%-42s %10s %10s\n", "VERDICTS", "ENFORCED", "OBSERVED");
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		const size_t *n = r->verdict[i];

		if (n[0] + n[1] == 0)
			continue;
		fprintf(out, "%-42s", action_rows[i].name);
		number(out, n[0]);
		number(out, n[1]);
		fputc('\n', out);
	}
}

static void
print_rule(const struct report_rule *x, FILE *out)
{
	column(out, x->name.n > 0 ? x->name : STR("(no rule)"), 30);
	fprintf(out, " %-11s", action_rows[x->action].name);
	number(out, x->n[REPORT_ENFORCED] + x->n[REPORT_PASSED]);
	number(out, x->n[REPORT_OBSERVED]);
	number(out, x->alone);
	fputc('\n', out);
}

static void
print_rules(const struct report_shown *s, FILE *out)
{
	const struct report *r = s->report;

	fprintf(out, "\n%-42s %10s %10s %10s\n", "RULES", "ENFORCED",
		"OBSERVED", "ALONE");
	for (size_t i = 0; i < r->nrules && i < s->rows; i++)
		print_rule(r->rule[i], out);
	if (r->nrules > s->rows)
		fprintf(out, "and %zu more (-v shows all)\n",
			r->nrules - s->rows);
}

static void
print_row(struct str word, const size_t n[TALLY_WAYS], FILE *out)
{
	column(out, word, 42);
	for (size_t way = 0; way < TALLY_WAYS; way++)
		number(out, n[way]);
	fputc('\n', out);
}

static void
print_tally(const struct report_shown *s, struct tally *t, const char *what,
	    FILE *out)
{
	struct tally_row rest;

	tally_sort(t);
	rest = tally_rest(t, s->rows);
	fprintf(out, "\n%-42s %10s %10s %10s\n", what, "ENFORCED", "OBSERVED",
		"PASSED");
	for (size_t i = 0; i < t->nrows && i < s->rows; i++)
		print_row(t->row[i].word, t->row[i].n, out);
	if (tally_sum(&rest) > 0)
		print_row(STR("(others)"), rest.n, out);
}

static void
print_lines(const struct report_shown *s, const char *what,
	    const struct rules_line *line, size_t n, FILE *out)
{
	if (n == 0)
		return;
	fprintf(out, "\n%s\n", what);
	for (size_t i = 0; i < n && i < s->rows; i++)
		fprintf(out, "%-30.*s %-11s %.*s\n", STR_ARG(line[i].rule.name),
			action_rows[line[i].action].name,
			STR_ARG(line[i].rule.place));
	if (n > s->rows)
		fprintf(out, "and %zu more (-v shows all)\n", n - s->rows);
}

static void
print_exceptions(const struct report_shown *s, FILE *out)
{
	const struct report_loaded *l = s->loaded;
	struct arena *a = arena_new();

	if (l->nunused > 0)
		fprintf(out, "\n%s\n", "EXCEPTIONS NEVER USED");
	for (size_t i = 0; i < l->nunused && i < s->rows; i++)
		fprintf(
		    out, "%-42.*s %.*s\n",
		    STR_ARG(exception_show(a, l->unused[i])),
		    STR_ARG(escape(a, l->unused[i]->reason, "", LIMIT_SHOWN)));
	if (l->nunused > s->rows)
		fprintf(out, "and %zu more (-v shows all)\n",
			l->nunused - s->rows);
	arena_free(a);
}

void
report_print(const struct report_shown *s, FILE *out)
{
	struct report *r = s->report;

	print_head(r, out);
	print_verdicts(r, out);
	print_rules(s, out);
	print_tally(s, &r->networks, "CLIENT NETWORKS", out);
	print_tally(s, &r->greetings, "GREETINGS, BY DOMAIN", out);
	print_lines(s, "RULES NEVER HIT", s->loaded->never, s->loaded->nnever,
		    out);
	print_lines(s, "RULES OF WHICH ONLY A RUNNING HELOWARD COULD TELL",
		    s->loaded->unknown, s->loaded->nunknown, out);
	print_exceptions(s, out);
}
