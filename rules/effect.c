#include "rules_private.h"

#include "escape.h"
#include "limits.h"
#include "results.h"

/* What each kind of rule does when it has matched. */
static const struct {
	bool works;
	enum effect_kind kind;
} effects[ACTION_COUNT] = {
    [ACTION_SCORE] = {true, EFFECT_MATCHED},
    [ACTION_TAG] = {true, EFFECT_MATCHED},
    [ACTION_HEADER] = {true, EFFECT_HEADER},
    [ACTION_RESULTS] = {true, EFFECT_RESULTS},
    [ACTION_LOG] = {true, EFFECT_LOG},
    [ACTION_DELAY] = {true, EFFECT_DELAY},
};

static struct effect *
effect_add(struct run *run, const struct rule *r, enum effect_kind kind)
{
	struct effect *e;

	ARENA_GROW(run->arena, run->effect, run->neffects);
	e = &run->effect[run->neffects++];
	*e = (struct effect){
	    .kind = kind,
	    .rule =
		kind == EFFECT_MATCHED
		    ? (struct verdict_rule){r->name, {NULL, 0}, r->index + 1}
		    : verdict_rule(run->arena, r),
	    .action = r->action,
	    .delay_ms = r->delay_ms};
	return e;
}

/* Who we are (RFC 8601, 2.5): as told, or what the MTA calls itself. */
static struct str
authserv_id(const struct run *run)
{
	struct str told = run->rules->settings.value[SETTING_HOSTNAME].text;
	struct str mta = run->s->macro[MACRO_J];

	if (told.n > 0)
		return told;
	return mta.n > 0 ? mta : STR("localhost");
}

static void
effect_results(const struct run *run, struct effect *e)
{
	const struct message *m = run->s->message;

	e->name = STR("Authentication-Results");
	e->text = results_value(run->s, authserv_id(run), run->arena);
	if (m != NULL) {
		e->forged = m->forged;
		e->nforged = m->nforged;
	}
}

static void
effect_texts(const struct run *run, const struct rule *r, struct effect *e)
{
	if (r->action == ACTION_RESULTS) {
		effect_results(run, e);
		return;
	}
	if (r->ntexts > 0)
		e->text = verdict_text(run, r, &r->text[r->ntexts - 1],
				       LIMIT_REPLY_TEXT);
	if (r->ntexts > 1)
		e->name = verdict_text(run, r, &r->text[0], LIMIT_SHOWN);
}

static void
matched(struct run *run, const struct rule *r)
{
	if (rule_observes(r, run->s))
		effect_texts(run, r, effect_add(run, r, EFFECT_WOULD));
	else if (effects[r->action].works)
		effect_texts(run, r,
			     effect_add(run, r, effects[r->action].kind));
}

static bool
decides(const struct run *run, const struct rule *r)
{
	return action_rows[r->action].decides && !rule_observes(r, run->s);
}

static void
left_open(struct run *run, const struct rule *r)
{
	struct str why = eval_why(&run->rules->program, run->s, run->result, r);

	effect_add(run, r, EFFECT_MAYBE)->text =
	    escape(run->arena, why, NULL, LIMIT_SHOWN);
}

/* Is now the time to tell of the rule, and has it not been told before? */
static bool
due(const struct run *run, size_t i, unsigned char *told)
{
	const struct rule *r = run->rules->program.rule[i];

	if (stage_is_aside(run->stage))
		return r->moment == run->stage;
	if ((r->action == ACTION_HEADER || r->action == ACTION_RESULTS) &&
	    !rule_observes(r, run->s) && run->stage != STAGE_MESSAGE)
		return false;
	if (r->moment == STAGE_RCPT && run->stage == STAGE_RCPT)
		return true;
	return told[i] == 0;
}

static unsigned char *
told_by(const struct run *run)
{
	struct message *m = run->s->message;

	if (stage_is_aside(run->stage))
		return ARENA_ARRAY(run->arena, unsigned char,
				   run->rules->program.n);
	if (m->reported == NULL)
		m->reported = ARENA_ARRAY(session_arena(run->s, SCOPE_MESSAGE),
					  unsigned char, run->rules->program.n);
	return m->reported;
}

void
effect_collect(struct run *run, size_t limit, const struct verdict *v)
{
	unsigned char *told = told_by(run);
	const bool last =
	    run->stage == STAGE_MESSAGE || (v->settled && verdict_refuses(v));

	for (size_t i = 0; i < limit; i++) {
		const struct rule *r = run->rules->program.rule[i];
		const unsigned char a = run->result[i] & RESULT_ANSWER;

		if (a < RESULT_MAYBE || !due(run, i, told))
			continue;
		if (a == RESULT_MAYBE && (!last || decides(run, r)))
			continue;
		run->open |=
		    a == RESULT_MAYBE ||
		    (r->action == ACTION_RESULTS && results_are_open(run->s));
		if (run->quiet)
			continue;
		if (a == RESULT_YES)
			matched(run, r);
		else
			left_open(run, r);
		told[i] = 1;
	}
	if (run->quiet)
		return;
	for (size_t i = 0; i < limit; i++)
		if ((run->result[i] & RESULT_OVERRUN) != 0 && told[i] < 2) {
			effect_add(run, run->rules->program.rule[i],
				   EFFECT_OVERRUN);
			told[i] = 2;
		}
}
