#include "explain_private.h"

/* Running rules at an event: see rules_run() in rules.h. */

static unsigned char *
result_copy(struct session *s, enum scope into, const unsigned char *from)
{
	size_t n = s->setup->nrules;
	unsigned char *copy =
	    ARENA_ARRAY(session_arena(s, into), unsigned char, n + 1);

	if (from != NULL)
		memcpy(copy, from, n);
	return copy;
}

/* As the scope around this one stands. */
static unsigned char *
result_around(struct session *s, enum scope scope)
{
	const unsigned char *around = NULL;

	for (size_t i = 0; i < scope; i++)
		if (s->result[i] != NULL)
			around = s->result[i];
	return result_copy(s, scope, around);
}

/* The scope's results; a new scope begins as the one around it stood. */
static unsigned char *
result_of(struct session *s, enum scope scope)
{
	if (s->result[scope] == NULL)
		s->result[scope] = result_around(s, scope);
	return s->result[scope];
}

static void
run_once(struct run *run, struct verdict *v)
{
	const struct program *p = &run->rules->program;
	const struct rule *decided;
	bool end;

	*v = (struct verdict){.settled = false};
	decided = eval_run(p, run->s, run->result, run->stage, &end);
	verdict_settle(run, decided, end, v);
	if (rules_gives_at(run->rules, run->stage) &&
	    (run->s->message != NULL || stage_is_aside(run->stage)))
		effect_collect(run, decided != NULL ? decided->index : p->n, v);
	if (run->s->explain != NULL && !run->s->explain->idle && !run->quiet)
		explain_take(run, decided, v);
}

/* Which of two recipients' verdicts is the message's: the heavier, else the
 * first. One that is still open to change keeps all open. */
static unsigned
weight(const struct verdict *v)
{
	if (!v->settled)
		return 4;
	if (verdict_refuses(v))
		return 3;
	return v->action == ACTION_QUARANTINE ? 2 : 1;
}

static void
run_recipient(struct run *run, const struct kept *k, struct verdict *v)
{
	const bool paths = run->rules->setup.keep_paths || k->arg != NULL;

	if (paths)
		session_rcpt_again(run->s, k);
	if (k->result != NULL)
		memcpy(run->result, k->result, run->rules->program.n);
	run->s->to_postmaster = k->postmaster;
	run_once(run, v);
	run->s->to_postmaster = false;
	if (paths)
		session_rcpt_end(run->s, false);
}

/*
 * The end of headers or message: every recipient that was told 250. Those
 * that are discarded alone are taken out of the message.
 */
static void
run_message(struct run *run, struct verdict *all)
{
	const struct explanation *of_all = NULL;
	struct str *drop = NULL;
	size_t ndrops = 0;
	struct verdict v, discard = {.settled = false};
	bool others = false;

	run->result = result_copy(run->s, SCOPE_MESSAGE, NULL);
	for (const struct kept *k = run->s->message->first; k != NULL;
	     k = k->next) {
		run_recipient(run, k, &v);
		if (v.settled && v.action == ACTION_DISCARD) {
			ARENA_GROW(run->arena, drop, ndrops);
			drop[ndrops++] = k->arg[0];
			discard = v;
			if (of_all == NULL)
				of_all = explain_last(run->s);
		} else if (!others || weight(&v) > weight(all)) {
			*all = v;
			others = true;
			of_all = explain_last(run->s);
		}
	}
	if (!others)
		*all = discard;
	else if (weight(all) < 3) {
		all->drop = drop;
		all->ndrops = ndrops;
	}
	if (of_all != NULL)
		explain_keep(run->s, of_all);
}

bool
rules_gives_at(const struct rules *r, enum stage stage)
{
	return stage >= r->reply_at;
}

bool
rules_tells(const struct rules *r, enum stage stage, const struct verdict *v)
{
	return v->settled &&
	       (rules_gives_at(r, stage) || v->action == ACTION_CLOSE);
}

/* What has been decided of the mail is not the answer to a command, and to let
 * it pass is to say nothing. */
static void
run_aside(struct run *run, struct verdict *v)
{
	run->result = result_around(run->s, SCOPE_RECIPIENT);
	run_once(run, v);
	if (v->moment != run->stage || !verdict_refuses(v))
		*v = (struct verdict){.action = ACTION_ACCEPT, .code = 250};
}

static void
run_at(struct run *run, struct verdict *v)
{
	struct session *s = run->s;
	const bool aside = stage_is_aside(run->stage);
	const bool late = run->stage >= STAGE_HEADERS && !aside;
	const enum scope scope = late ? SCOPE_MESSAGE : stage_scope(run->stage);

	session_use(s, &run->rules->setup);
	run->arena = session_arena(s, scope);
	if (aside) {
		run_aside(run, v);
	} else if (late && s->message != NULL && s->message->first != NULL) {
		run_message(run, v);
	} else {
		run->result = result_of(s, scope);
		run_once(run, v);
	}
	v->effect = run->effect;
	v->neffects = run->neffects;
}

void
rules_run(const struct rules *r, struct session *s, enum stage stage,
	  struct verdict *v)
{
	struct run run = {.rules = r, .s = s, .stage = stage};

	run_at(&run, v);
}

bool
rules_waits(const struct rules *r, struct session *s, enum stage stage)
{
	struct run run = {.rules = r, .s = s, .stage = stage, .quiet = true};
	struct verdict v;

	if (!r->needs.dns)
		return false;
	run_at(&run, &v);
	return v.settled && (v.open || run.open);
}

void
rules_ask(const struct rules *r, struct session *s, enum stage stage)
{
	if (!r->needs.dns)
		return;
	session_use(s, &r->setup);
	for (size_t i = 0; i < r->nasks; i++)
		if (fact_ref_from(r->asks[i]) <= stage)
			fact_ref_value(r->asks[i], s);
}
