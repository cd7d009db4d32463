#include "report_print.h"

#include "json.h"

static void
put_time(struct json *j, const char *key, int64_t when)
{
	char text[REPORT_TIME];

	json_text(j, key, str_of(report_period_show(when, text)));
}

static void
put_verdicts(struct json *j, const struct report *r)
{
	json_list(j, "verdicts");
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		if (r->verdict[i][0] + r->verdict[i][1] == 0)
			continue;
		json_object(j, NULL);
		json_text(j, "action", str_of(action_rows[i].name));
		json_number(j, "enforced", (int64_t)r->verdict[i][0]);
		json_number(j, "observed", (int64_t)r->verdict[i][1]);
		json_end_object(j);
	}
	json_end_list(j);
}

static void
put_ways(struct json *j, const size_t n[REPORT_WAYS])
{
	json_number(j, "enforced", (int64_t)n[REPORT_ENFORCED]);
	json_number(j, "observed", (int64_t)n[REPORT_OBSERVED]);
	json_number(j, "passed", (int64_t)n[REPORT_PASSED]);
}

static void
put_rules(struct json *j, const struct report *r)
{
	json_list(j, "rules");
	for (size_t i = 0; i < r->nrules; i++) {
		json_object(j, NULL);
		json_text(j, "rule", r->rule[i]->name);
		json_text(j, "action",
			  str_of(action_rows[r->rule[i]->action].name));
		put_ways(j, r->rule[i]->n);
		json_number(j, "alone", (int64_t)r->rule[i]->alone);
		json_end_object(j);
	}
	json_end_list(j);
}

static void
put_row(struct json *j, const struct tally_row *row)
{
	json_object(j, NULL);
	json_text(j, "name", row->word);
	put_ways(j, row->n);
	json_end_object(j);
}

/* The last row, what is not shown by name, has the name null. */
static void
put_tally(struct json *j, struct tally *t, const char *key, size_t rows)
{
	struct tally_row rest;

	tally_sort(t);
	rest = tally_rest(t, rows);
	json_list(j, key);
	for (size_t i = 0; i < t->nrows && i < rows; i++)
		put_row(j, &t->row[i]);
	if (tally_sum(&rest) > 0)
		put_row(j, &rest);
	json_end_list(j);
}

static void
put_lines(struct json *j, const char *key, const struct rules_line *line,
	  size_t n)
{
	json_list(j, key);
	for (size_t i = 0; i < n; i++) {
		json_object(j, NULL);
		json_text(j, "rule", line[i].rule.name);
		json_text(j, "action",
			  str_of(action_rows[line[i].action].name));
		json_text(j, "place", line[i].rule.place);
		json_end_object(j);
	}
	json_end_list(j);
}

static void
put_exceptions(struct json *j, const struct report_loaded *l)
{
	struct arena *a = arena_new();

	json_list(j, "exceptions_never_used");
	for (size_t i = 0; i < l->nunused; i++) {
		json_object(j, NULL);
		json_text(j, "exception", exception_show(a, l->unused[i]));
		json_text(j, "reason", l->unused[i]->reason);
		json_end_object(j);
	}
	json_end_list(j);
	arena_free(a);
}

void
report_print_json(const struct report_shown *s, FILE *out)
{
	struct report *r = s->report;
	struct json j = {.to = out};

	json_object(&j, NULL);
	put_time(&j, "from", r->period.from);
	put_time(&j, "to", r->period.to);
	json_number(&j, "sessions", (int64_t)r->sessions);
	json_number(&j, "without_verdict", (int64_t)r->silent);
	put_verdicts(&j, r);
	put_rules(&j, r);
	put_tally(&j, &r->networks, "networks", s->rows);
	put_tally(&j, &r->greetings, "greetings", s->rows);
	put_lines(&j, "rules_never_hit", s->loaded->never, s->loaded->nnever);
	put_lines(&j, "rules_unknown", s->loaded->unknown, s->loaded->nunknown);
	put_exceptions(&j, s->loaded);
	json_end_object(&j);
	fputc('\n', out);
}
