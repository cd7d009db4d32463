#include "metrics_private.h"

#include <inttypes.h>
#include <stdlib.h>

static const struct {
	enum metrics_kind kind;
	const char *name, *help;
} rows[METRIC_COUNT] = {
#define METRIC(id, kind, name, help) {METRICS_KIND_##kind, name, help},
#include "metrics.def"
#undef METRIC
};

/* OpenMetrics names a family of counters without the "_total" of its lines. */
void
metrics_family(const struct metrics_sink *s, const char *name,
	       enum metrics_kind kind, const char *help)
{
	static const char *const kinds[] = {
	    [METRICS_KIND_COUNTER] = "counter",
	    [METRICS_KIND_GAUGE] = "gauge",
	    [METRICS_KIND_HISTOGRAM] = "histogram",
	};
	const char *total =
	    kind == METRICS_KIND_COUNTER && !s->openmetrics ? "_total" : "";

	fprintf(s->to, "# HELP %s%s %s\n# TYPE %s%s %s\n", name, total, help,
		name, total, kinds[kind]);
}

void
metrics_line(const struct metrics_sink *s, const char *name,
	     enum metrics_kind kind, const char *labels, int64_t value)
{
	const bool some = labels[0] != '\0';

	fprintf(s->to, "%s%s%s%s%s %" PRId64 "\n", name,
		kind == METRICS_KIND_COUNTER ? "_total" : "", some ? "{" : "",
		labels, some ? "}" : "", value);
}

/* Millionths of a second as seconds: "0.25". */
static const char *
seconds(int64_t us, char out[32])
{
	int n = snprintf(out, 32, "%" PRId64 ".%06" PRId64, us / 1000000,
			 us % 1000000);

	while (n > 0 && out[n - 1] == '0' && out[n - 2] != '.')
		out[--n] = '\0';
	return out;
}

void
metrics_histogram_lines(const struct metrics_sink *s, const char *name,
			const char *labels, const int64_t *bound,
			const int64_t *count, size_t n, int64_t sum)
{
	const char *comma = labels[0] != '\0' ? "," : "";
	const char *open = labels[0] != '\0' ? "{" : "";
	const char *close = labels[0] != '\0' ? "}" : "";
	int64_t all = 0;
	char text[32];

	for (size_t i = 0; i <= n; i++) {
		all += count[i];
		fprintf(s->to, "%s_bucket{%s%sle=\"%s\"} %" PRId64 "\n", name,
			labels, comma, i < n ? seconds(bound[i], text) : "+Inf",
			all);
	}
	fprintf(s->to, "%s_sum%s%s%s %s\n", name, open, labels, close,
		seconds(sum, text));
	fprintf(s->to, "%s_count%s%s%s %" PRId64 "\n", name, open, labels,
		close, all);
}

static void
simple(const struct metrics_sink *s)
{
	for (size_t i = 0; i < METRIC_COUNT; i++) {
		metrics_family(s, rows[i].name, rows[i].kind, rows[i].help);
		metrics_line(s, rows[i].name, rows[i].kind, "",
			     metrics_get((enum metric)i));
	}
}

static void
histogram(const struct metrics_sink *s, const char *name, const char *labels,
	  struct metrics_histogram *h)
{
	int64_t count[METRICS_BOUNDS + 1];

	for (size_t i = 0; i <= METRICS_BOUNDS; i++)
		count[i] = atomic_load(&h->count[i]);
	metrics_histogram_lines(s, name, labels, metrics_bounds, count,
				METRICS_BOUNDS, atomic_load(&h->sum));
}

static void
times(const struct metrics_sink *s)
{
	metrics_family(s, "heloward_callback_seconds", METRICS_KIND_HISTOGRAM,
		       "Time that the mail server waited for an answer, by "
		       "event.");
	for (size_t i = 0; i < STAGE_COUNT; i++) {
		char label[64];

		snprintf(label, sizeof label, "moment=\"%s\"",
			 stage_name((enum stage)i));
		histogram(s, "heloward_callback_seconds", label,
			  &metrics_histograms[METRICS_CALLBACK + i]);
	}
	metrics_family(s, "heloward_dns_wait_seconds", METRICS_KIND_HISTOGRAM,
		       "Time that callbacks waited for the DNS.");
	histogram(s, "heloward_dns_wait_seconds", "",
		  &metrics_histograms[METRICS_DNS_WAIT]);
}

static const char decisions[] = "heloward_decisions";

/* One that is never hit is there all the same, with 0. */
static bool
is_shown(const struct metrics_rules *m, size_t i, unsigned outcome,
	 unsigned mode, unsigned stage)
{
	return atomic_load(&m->rule[i]->count[outcome][mode][stage]) > 0 ||
	       (outcome == OUTCOME_OWN && mode == m->mode[i] &&
		stage == m->first[i]);
}

static void
rule_line(const struct metrics_sink *s, const struct metrics_rule *r,
	  unsigned outcome, unsigned mode, unsigned stage)
{
	const enum action action = outcome == OUTCOME_OWN ? r->action
				   : outcome == OUTCOME_DEFERRED
				       ? ACTION_DEFER
				       : ACTION_ACCEPT;
	char labels[256];

	snprintf(labels, sizeof labels,
		 "rule=\"%s\",action=\"%s\",mode=\"%s\",moment=\"%s\"%s",
		 r->name, action_rows[action].name,
		 mode == MODE_ENFORCE ? "enforce" : "observe",
		 stage_name((enum stage)stage),
		 outcome == OUTCOME_OWN ? "" : ",open=\"yes\"");
	metrics_line(s, decisions, METRICS_KIND_COUNTER, labels,
		     atomic_load(&r->count[outcome][mode][stage]));
}

static void
of_rules(const struct metrics_sink *s, const struct metrics_rules *m)
{
	metrics_family(s, decisions, METRICS_KIND_COUNTER,
		       "Verdicts by the rule that gave them (- when none did "
		       "and the mail passed), and matches of rules that do "
		       "not decide; mode observe: it would have been so.");
	for (size_t i = 0; i < m->n; i++)
		for (unsigned o = 0; o < OUTCOMES; o++)
			for (unsigned mode = 0; mode < MODES; mode++)
				for (unsigned st = 0; st < STAGE_COUNT; st++)
					if (is_shown(m, i, o, mode, st))
						rule_line(s, m->rule[i], o,
							  mode, st);
}

struct str
metrics_text(const struct metrics_rules *m, bool openmetrics, struct arena *a)
{
	struct metrics_sink s = {.openmetrics = openmetrics};
	struct str text = STR("");
	char *made = NULL;
	size_t n = 0;

	s.to = open_memstream(&made, &n);
	if (s.to == NULL)
		return text;
	simple(&s);
	of_rules(&s, m);
	times(&s);
	metrics_dns(&s);
	metrics_process(&s);
	if (openmetrics)
		fputs("# EOF\n", s.to);
	if (fclose(s.to) == 0)
		text = arena_str(a, str_make(made, n));
	free(made);
	return text;
}
