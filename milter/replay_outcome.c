#include "replay_outcome.h"

const char *const change_words[CHANGE_COUNT] = {
    [CHANGE_REFUSED] = "accepted then, refused now",
    [CHANGE_DEFERRED] = "accepted then, deferred now",
    [CHANGE_HARDER] = "deferred then, refused now",
    [CHANGE_SOFTER] = "refused then, deferred now",
    [CHANGE_ACCEPTED] = "refused or deferred then, accepted now",
    [CHANGE_OTHERWISE] = "the same, by another rule or with another code",
};

enum weight { PASSES, LATER, NEVER };

/* Discarding loses mail as much as refusing; quarantine keeps it. */
static enum weight
weight(const struct outcome *o)
{
	switch (o->action) {
	case ACTION_REJECT:
	case ACTION_DISCARD:
		return NEVER;
	case ACTION_DEFER:
	case ACTION_CLOSE:
		return LATER;
	default:
		return PASSES;
	}
}

void
outcome_add(struct outcome *o, enum action action, struct str rule,
	    unsigned code)
{
	if (o->told && weight(o) != PASSES)
		return;
	*o = (struct outcome){true, action, rule, code};
}

struct outcome
outcome_recorded(const struct transcript *tr)
{
	struct outcome o = {.action = ACTION_ACCEPT};

	for (size_t i = 0; i < tr->nsteps; i++) {
		const struct expect *e = &tr->step[i].expect;

		if (tr->step[i].kind == STEP_EXPECT && !e->would)
			outcome_add(&o, e->action, e->rule, e->code);
	}
	return o;
}

bool
outcome_equal(const struct outcome *a, const struct outcome *b)
{
	return a->told == b->told && a->action == b->action &&
	       a->code == b->code && str_eq(a->rule, b->rule);
}

struct str
outcome_show(struct arena *a, const struct outcome *o)
{
	if (!o->told)
		return STR("nothing");
	return arena_printf(a, "%s%s%.*s %u", action_rows[o->action].name,
			    o->rule.n > 0 ? " " : "", STR_ARG(o->rule),
			    o->code);
}

enum outcome_change
outcome_change(const struct outcome *was, const struct outcome *would)
{
	static const enum outcome_change changes[][3] = {
	    [PASSES] = {CHANGE_OTHERWISE, CHANGE_DEFERRED, CHANGE_REFUSED},
	    [LATER] = {CHANGE_ACCEPTED, CHANGE_OTHERWISE, CHANGE_HARDER},
	    [NEVER] = {CHANGE_ACCEPTED, CHANGE_SOFTER, CHANGE_OTHERWISE},
	};

	return changes[weight(was)][weight(would)];
}
