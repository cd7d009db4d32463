#include "report_loaded.h"

#include <stdlib.h>

/* One line of the counters: did it count any, of that rule? */
static bool
line_has(struct str line, struct str before)
{
	const size_t blank = str_find_last(line, ' ');

	return str_begins(line, before) && blank < line.n &&
	       strtoll(line.p + blank, NULL, 10) > 0;
}

static bool
has_counted(struct str metrics, struct str rule, struct arena *a)
{
	struct str before = arena_printf(
	    a, "heloward_decisions_total{rule=\"%.*s\",", STR_ARG(rule));

	while (metrics.n > 0) {
		const size_t end = str_find(metrics, '\n');

		if (line_has(str_slice(metrics, 0, end), before))
			return true;
		metrics = str_from(metrics, end + 1);
	}
	return false;
}

static void
rules_left(struct report_loaded *out, const struct report *r,
	   const struct config *c, struct str metrics, struct arena *a)
{
	struct rules_line *never = NULL, *unknown = NULL;

	for (size_t i = 0; i < rules_count(c->rules); i++) {
		struct rules_line line = rules_line(c->rules, i, a);
		const bool decides = action_rows[line.action].decides;

		if (line.off || report_heard_of(r, line.rule.name))
			continue;
		if (!decides && metrics.p == NULL) {
			ARENA_GROW(a, unknown, out->nunknown);
			unknown[out->nunknown++] = line;
		} else if (decides ||
			   !has_counted(metrics, line.rule.name, a)) {
			ARENA_GROW(a, never, out->nnever);
			never[out->nnever++] = line;
		}
	}
	out->never = never;
	out->unknown = unknown;
}

static void
exceptions_left(struct report_loaded *out, const struct report *r,
		const struct exceptions *all, uint32_t today, struct arena *a)
{
	for (size_t i = 0; all != NULL && i < all->n; i++) {
		const struct exception *x = &all->item[i];

		if (x->until < today ||
		    tally_of(&r->exceptions, exception_show(a, x)) > 0)
			continue;
		ARENA_GROW(a, out->unused, out->nunused);
		out->unused[out->nunused++] = x;
	}
}

void
report_loaded(struct report_loaded *out, const struct report *r,
	      const struct config *c, struct str metrics, uint32_t today,
	      struct arena *a)
{
	*out = (struct report_loaded){.nnever = 0};
	rules_left(out, r, c, metrics, a);
	exceptions_left(out, r, c->exceptions, today, a);
}
