#include "report.h"

#include "addr.h"
#include "origin.h"

#include <stdlib.h>

void
report_init(struct report *r, const struct report_period *period,
	    const struct orgdomain *orgdomain)
{
	*r = (struct report){
	    .arena = arena_new(), .period = *period, .orgdomain = orgdomain};
	tally_init(&r->networks);
	tally_init(&r->greetings);
	tally_init(&r->exceptions);
}

void
report_fini(struct report *r)
{
	tally_fini(&r->networks);
	tally_fini(&r->greetings);
	tally_fini(&r->exceptions);
	arena_free(r->arena);
}

/* ---- Rules -----------------------------------------------------------------
 */

static size_t
place(struct str name)
{
	size_t i = name.n;

	for (size_t k = 0; k < name.n; k++)
		i = i * 31 + (unsigned char)name.p[k];
	return i % REPORT_INDEX;
}

static struct report_rule *
rule_new(struct report *r, struct str name, enum action action)
{
	struct report_rule *x = ARENA_NEW(r->arena, struct report_rule);

	x->name = arena_str(r->arena, name);
	x->action = action;
	for (size_t way = 0; way < REPORT_WAYS; way++)
		x->part[way] = ARENA_ARRAY(r->arena, uint32_t, r->period.parts);
	ARENA_GROW(r->arena, r->rule, r->nrules);
	r->rule[r->nrules++] = x;
	return x;
}

static struct report_rule *
rule_of(struct report *r, struct str name, enum action action)
{
	struct report_rule **first = &r->index[place(name)], *x = *first;

	while (x != NULL && (x->action != action || !str_eq(x->name, name)))
		x = x->next;
	if (x != NULL)
		return x;
	x = rule_new(r, name, action);
	x->next = *first;
	*first = x;
	return x;
}

bool
report_heard_of(const struct report *r, struct str name)
{
	const struct report_rule *x = r->index[place(name)];

	while (x != NULL && !str_eq(x->name, name))
		x = x->next;
	return x != NULL;
}

static int
most_first(const void *a, const void *b)
{
	const struct report_rule *x = *(struct report_rule *const *)a,
				 *y = *(struct report_rule *const *)b;
	const size_t hard_x = x->n[REPORT_ENFORCED] + x->n[REPORT_OBSERVED],
		     hard_y = y->n[REPORT_ENFORCED] + y->n[REPORT_OBSERVED];

	if (hard_x != hard_y)
		return hard_x < hard_y ? 1 : -1;
	if (x->n[REPORT_PASSED] != y->n[REPORT_PASSED])
		return x->n[REPORT_PASSED] < y->n[REPORT_PASSED] ? 1 : -1;
	if (!str_eq(x->name, y->name))
		return strcmp(x->name.n > 0 ? x->name.p : "",
			      y->name.n > 0 ? y->name.p : "");
	return (int)x->action - (int)y->action;
}

void
report_sort(struct report *r)
{
	if (r->nrules > 0)
		qsort(r->rule, r->nrules, sizeof(struct report_rule *),
		      most_first);
}

size_t
report_count(const struct report *r, enum report_way way)
{
	size_t n = 0;

	for (size_t i = 0; i < r->nrules; i++)
		n += r->rule[i]->n[way];
	return n;
}

/* ---- Sessions --------------------------------------------------------------
 */

/* One session, step by step. */
struct walk {
	struct report *report;
	struct arena *arena;
	size_t part;
	bool enforce;  /* the mode */
	bool refused;  /* at any time */
	bool message;  /* what comes is said to a whole message */
	bool verdicts; /* there was one */
	struct str network, domain;
};

/* Is it anything but that the mail may pass? */
static bool
is_hard(const struct expect *e)
{
	return e->action != ACTION_ACCEPT;
}

static bool
is_refused(const struct transcript *tr)
{
	for (size_t i = 0; i < tr->nsteps; i++)
		if (tr->step[i].kind == STEP_EXPECT &&
		    !tr->step[i].expect.would && is_hard(&tr->step[i].expect))
			return true;
	return false;
}

static void
count(struct walk *w, struct report_rule *x, enum report_way way)
{
	x->n[way]++;
	x->part[way][w->part]++;
	tally_add(&w->report->networks, w->network, way);
	tally_add(&w->report->greetings, w->domain, way);
}

/* Of what is said to single recipients only refusals are verdicts. */
static void
expect(struct walk *w, const struct expect *e)
{
	struct report_rule *x = rule_of(w->report, e->rule, e->action);
	enum report_way way = w->enforce ? REPORT_ENFORCED : REPORT_OBSERVED;

	if (e->would) {
		count(w, x, REPORT_OBSERVED);
		x->alone += !w->refused;
		return;
	}
	if (!is_hard(e) && !w->message)
		return;
	w->report->verdict[e->action][!w->enforce]++;
	w->verdicts = true;
	if (!is_hard(e))
		way = REPORT_PASSED;
	count(w, x, way);
	x->alone += way == REPORT_OBSERVED;
}

static struct str
domain(const struct walk *w, struct str greeting)
{
	if (greeting.n == 0)
		return STR("(empty)");
	return origin_domain(w->arena, w->report->orgdomain, greeting);
}

static void
walk(struct walk *w, const struct step *s)
{
	struct report *r = w->report;

	switch (s->kind) {
	case STEP_CLIENT:
		w->network = origin_network(w->arena, s->arg[0]);
		break;
	case STEP_HELO:
	case STEP_EHLO:
		w->domain = domain(w, s->arg[0]);
		w->message = false;
		break;
	case STEP_MAIL:
		w->message = false;
		break;
	case STEP_DATA:
		w->message = true;
		break;
	case STEP_EXCEPTION:
		tally_add(&r->exceptions,
			  arena_printf(w->arena, "%.*s %.*s",
				       STR_ARG(s->arg[0]), STR_ARG(s->arg[1])),
			  0);
		break;
	case STEP_EXPECT:
		expect(w, &s->expect);
		break;
	default:
		break;
	}
}

void
report_add(struct report *r, const struct transcript *tr)
{
	struct walk w = {.report = r,
			 .network = STR("(unknown)"),
			 .domain = STR("(none)"),
			 .refused = is_refused(tr)};
	int64_t when;

	if (tr->nsteps == 0 || tr->step[0].kind != STEP_AT ||
	    !report_period_parse(tr->step[0].arg[0], false, 0, &when) ||
	    when < r->period.from || when >= r->period.to)
		return;
	w.arena = arena_new();
	w.part = report_period_part(&r->period, when);
	w.enforce = !str_eq(step_arg(&tr->step[0], 2), STR("observe"));
	for (size_t i = 0; i < tr->nsteps; i++)
		walk(&w, &tr->step[i]);
	r->sessions++;
	r->silent += !w.verdicts;
	arena_free(w.arena);
}
