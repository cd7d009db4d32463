#include "expect.h"

void
expect_note(struct heard *h, const struct verdict *v, struct arena *a)
{
	if (h->asked)
		h->would = STR("");
	h->asked = false;
	for (size_t i = 0; i < v->neffects; i++)
		if (v->effect[i].kind == (v->effect[i].action == ACTION_LOG
					      ? EFFECT_LOG
					      : EFFECT_WOULD))
			h->would =
			    arena_printf(a, "%.*s|%s %.*s|", STR_ARG(h->would),
					 action_rows[v->effect[i].action].name,
					 STR_ARG(v->effect[i].rule.name));
}

static bool
would_holds(const struct heard *h, const struct expect *e)
{
	struct arena *a = arena_new();
	struct str want = arena_printf(
	    a, "|%s %.*s|", action_rows[e->action].name, STR_ARG(e->rule));
	bool found = false;

	for (size_t i = 0; i + want.n <= h->would.n && !found; i++)
		found = str_eq(str_slice(h->would, i, i + want.n), want);
	arena_free(a);
	return found;
}

bool
expect_holds(const struct heard *h, const struct expect *e)
{
	const struct verdict *v = &h->reached;
	const enum action action = h->told ? v->action : ACTION_ACCEPT;
	const unsigned code = h->told ? v->code : 250;

	if (e->would)
		return would_holds(h, e);
	if (action != e->action || (e->code != 0 && e->code != code))
		return false;
	return e->rule.p == NULL || str_eq(e->rule, v->rule.name);
}

struct str
expect_told(const struct heard *h, const struct expect *e, struct arena *a)
{
	const struct verdict *v = &h->reached;
	const bool named = v->rule.name.n > 0 && v->settled;

	if (e->would)
		return STR("that rule did not match");
	if (!h->told && named)
		return arena_printf(a,
				    "accept (nothing given so far; %s %.*s is "
				    "given at RCPT)",
				    action_rows[v->action].name,
				    STR_ARG(v->rule.name));
	if (!h->told)
		return STR("accept (nothing given so far)");
	return arena_printf(a, "%s %.*s %u%s%.*s", action_rows[v->action].name,
			    named ? (int)v->rule.name.n : 1,
			    named ? v->rule.name.p : "-", v->code,
			    v->why.n > 0 ? ": " : "", STR_ARG(v->why));
}
