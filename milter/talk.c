#include "talk.h"

#include "ctl.h"
#include "escape.h"
#include "explain_print.h"
#include "limits.h"

#include <stdarg.h>

void
talk_say(struct talk *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("| ", t->out);
	vfprintf(t->out, fmt, ap);
	fputc('\n', t->out);
	va_end(ap);
}

void
talk_reply(struct talk *t, const char *text)
{
	fprintf(t->out, "%s\n", text);
}

struct str
talk_clean(struct talk *t, struct str text)
{
	return escape(t->arena, text, NULL, LIMIT_SHOWN);
}

struct str
talk_word(struct str line, struct str *rest)
{
	size_t n = 0;

	line = str_trim(line);
	while (n < line.n && !str_is_blank(line.p[n]))
		n++;
	*rest = str_trim(str_from(line, n));
	return str_slice(line, 0, n);
}

/* ---- What an event shows ---------------------------------------------------
 */

static bool
was_shown(const struct explain_rule *rule, const struct explain_node *node,
	  struct str name)
{
	for (const struct explain_node *n = rule->node; n != node; n = n->next)
		if (str_eq(n->left.name, name))
			return true;
	return false;
}

/* A fact that several rules ask about is shown once. */
static bool
is_first(const struct explanation *e, size_t rule,
	 const struct explain_node *node, struct str name)
{
	for (size_t i = 0; i < rule; i++)
		if (e->rule[i].moment == e->stage &&
		    was_shown(&e->rule[i], NULL, name))
			return false;
	return !was_shown(&e->rule[rule], node, name);
}

static void
show_fact(struct talk *t, const struct explain_fact *f)
{
	const bool absent = str_eq(f->value, STR("-"));

	talk_say(t, "%.*s is %.*s", STR_ARG(f->name),
		 STR_ARG(absent ? STR("absent") : talk_clean(t, f->value)));
}

/* What the rules of this moment have looked at. */
static void
show_facts(struct talk *t, const struct explanation *e)
{
	for (size_t i = 0; i < e->nrules; i++) {
		if (e->rule[i].moment != e->stage)
			continue;
		for (const struct explain_node *n = e->rule[i].node; n != NULL;
		     n = n->next)
			if (n->left.name.p != NULL &&
			    is_first(e, i, n, n->left.name))
				show_fact(t, &n->left);
	}
}

static const char *
when_given(const struct explanation *e, bool told)
{
	return told || !e->verdict.settled    ? ""
	       : verdict_refuses(&e->verdict) ? "; the client is told at RCPT"
					      : "";
}

static void
show_rules(struct talk *t, const struct explanation *e, bool told)
{
	size_t not = 0;

	for (size_t i = 0; i < e->nrules; i++) {
		const struct explain_rule *r = &e->rule[i];

		if (r->moment != e->stage && !(r->decided && told))
			continue;
		if (r->outcome == EXPLAIN_NO)
			not += 1;
		if (r->outcome != EXPLAIN_YES && r->outcome != EXPLAIN_OPEN)
			continue;
		talk_say(t, "%s: %s %.*s (%.*s)%s%s", explain_print_word(r),
			 action_rows[r->action].name, STR_ARG(r->rule.name),
			 STR_ARG(r->rule.place), r->decided ? " decides" : "",
			 r->decided ? when_given(e, told) : "");
	}
	if (not > 0)
		talk_say(t, "%zu rule%s of %s not matched", not,
			 not == 1 ? "" : "s", stage_name(e->stage));
}

static bool
look_at(struct talk *t, struct session *s)
{
	bool found = false;

	for (size_t i = 0; i < FACT_COUNT; i++) {
		const struct str name = str_of(fact_rows[i].name);
		struct explain_fact f;

		if (i == FACT_score || !str_begins(name, t->look_at))
			continue;
		found = true;
		f = explain_fact(t->config->rules, s, (enum fact_id)i,
				 t->reasons);
		if (str_eq(name, t->look_at) || t->look_at.n == 0 ||
		    f.value.n != 1 || f.value.p[0] != '-')
			explain_print_fact(t->out, &f, 2);
	}
	return found;
}

static void
judged(void *context, const struct step *step, struct session *s,
       enum stage stage, const struct verdict *v, bool told)
{
	struct talk *t = context;
	const bool new = ++t->events > t->shown;

	(void)step;
	(void)stage;
	explain_idle(s, t->events < t->shown);
	if (t->look_at.p != NULL && t->events == t->shown)
		t->found = look_at(t, s);
	if (!new)
		return;
	t->last = explain_last(s);
	t->last_told = told;
	show_facts(t, t->last);
	show_rules(t, t->last, told);
	t->refused |= told && verdict_refuses(v);
	t->closed |= told && v->action == ACTION_CLOSE;
}

static bool
wait_for_answers(void *context)
{
	struct talk *t = context;

	return asked_wait(&t->dns);
}

static void
play(struct talk *t)
{
	const struct transcript_way way = {.rules = t->config->rules,
					   .today = ctl_today(),
					   .exceptions = t->config->exceptions,
					   .dns = t->dns.dns,
					   .wait = wait_for_answers,
					   .reasons = t->reasons,
					   .judged = judged,
					   .context = t};
	struct transcript_end end;

	t->events = 0;
	transcript_play_so(&way, &t->tr, &end);
	t->shown = t->events;
}

void
talk_play(struct talk *t)
{
	arena_free(t->reasons);
	t->reasons = arena_new();
	t->refused = t->closed = false;
	play(t);
	if (t->refused)
		explain_print_reply(t->out, &t->last->verdict, "");
	if (t->closed) {
		talk_say(t, "the connection is closed; .client begins another");
		t->connected = false;
	}
}

bool
talk_facts(struct talk *t, struct str name)
{
	t->look_at = name;
	t->found = false;
	play(t);
	t->look_at = (struct str){NULL, 0};
	return t->found;
}

bool
talk_step(struct talk *t, enum step_kind kind, const struct str *arg, size_t n)
{
	asked_step(t->arena, &t->tr, kind, arg, n);
	talk_play(t);
	return !t->refused;
}
