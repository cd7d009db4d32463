#include "replay_report.h"

#include "escape.h"
#include "limits.h"
#include "origin.h"

#include <inttypes.h>

enum { WORDS = 10 };

void
replay_report_init(struct replay_report *r, struct arena *a, size_t most)
{
	*r = (struct replay_report){.arena = a, .most = most};
}

static void
part_begin(struct replay_part *p)
{
	tally_init(&p->rules);
	tally_init(&p->clients);
	tally_init(&p->domains);
}

/* The last of these steps: its first argument. */
static struct str
said(const struct transcript *tr, enum step_kind a, enum step_kind b)
{
	struct str text = STR("-");

	for (size_t i = 0; i < tr->nsteps; i++)
		if (tr->step[i].kind == a || tr->step[i].kind == b)
			text = tr->step[i].arg[0];
	return text;
}

static void
show(struct replay_report *r, struct replay_part *p,
     const struct transcript *tr, const struct outcome *was,
     const struct outcome *would)
{
	struct arena *a = arena_new();
	const struct str client = said(tr, STEP_CLIENT, STEP_CLIENT);
	const struct str helo = said(tr, STEP_HELO, STEP_EHLO);
	const struct str from = said(tr, STEP_MAIL, STEP_MAIL);

	tally_add(&p->rules, would->rule.n > 0 ? would->rule : was->rule, 0);
	tally_add(&p->clients, origin_network(a, client), 0);
	tally_add(&p->domains, origin_domain(a, NULL, helo), 0);
	if (p->nshown < r->most) {
		ARENA_GROW(r->arena, p->shown, p->nshown);
		p->shown[p->nshown++] = arena_printf(
		    r->arena, "%.*s %.*s %.*s %.*s: %.*s -> %.*s",
		    STR_ARG(escape(a, tr->name, NULL, LIMIT_SHOWN)),
		    STR_ARG(client),
		    STR_ARG(escape(a, helo, NULL, LIMIT_SHOWN)),
		    STR_ARG(escape(a, from, NULL, LIMIT_SHOWN)),
		    STR_ARG(outcome_show(a, was)),
		    STR_ARG(outcome_show(a, would)));
	}
	arena_free(a);
}

void
replay_report_add(struct replay_report *r, const struct transcript *tr,
		  const struct outcome *was, const struct outcome *would)
{
	struct replay_part *p;

	r->sessions++;
	if (outcome_equal(was, would))
		return;
	r->differ++;
	p = &r->part[outcome_change(was, would)];
	if (p->n++ == 0)
		part_begin(p);
	show(r, p, tr, was, would);
}

static void
part_print(struct replay_part *p, const char *words, FILE *out)
{
	fprintf(out, "\n%s: %zu\n", words, p->n);
	tally_print(&p->rules, out, "rules", WORDS);
	tally_print(&p->clients, out, "clients", WORDS);
	tally_print(&p->domains, out, "greetings", WORDS);
	for (size_t i = 0; i < p->nshown; i++)
		fprintf(out, "  %.*s\n", STR_ARG(p->shown[i]));
	if (p->nshown < p->n)
		fprintf(out, "  and %zu more (-v shows all)\n",
			p->n - p->nshown);
}

void
replay_report_print(struct replay_report *r, FILE *out)
{
	fprintf(out, "%zu sessions, %zu would end otherwise\n", r->sessions,
		r->differ);
	for (size_t i = 0; i < CHANGE_COUNT; i++)
		if (r->part[i].n > 0)
			part_print(&r->part[i], change_words[i], out);
}

void
replay_report_fini(struct replay_report *r)
{
	for (size_t i = 0; i < CHANGE_COUNT; i++) {
		struct replay_part *p = &r->part[i];

		if (p->n == 0)
			continue;
		tally_fini(&p->rules);
		tally_fini(&p->clients);
		tally_fini(&p->domains);
	}
}
