#include "check.h"
#include "nearest.h"
#include "parse_private.h"

/* Statements that change a rule of a set that is not one's own to edit. */

/* change = ( "off" | "observe" | "enforce" [ SHARE ] ) NAME | "score" NUMBER
 * NAME */
bool
change_add(struct parser *p, enum change_kind kind, const struct rule *written)
{
	struct change *c = ARENA_NEW(p->arena, struct change);

	c->kind = kind;
	c->name = written->name;
	c->span = written->span;
	c->score = written->score;
	c->share = written->share;
	c->below = p->ast->nrules;
	*p->ast->changes_end = c;
	p->ast->changes_end = &c->next;
	return true;
}

static struct rule *
find(const struct ast *ast, const struct change *c, struct diag *d)
{
	struct nearest near = nearest_to(c->name);
	const char *extra = "";

	if (c->kind == CHANGE_SCORE)
		extra = " (a score without \"if\" changes the number of a "
			"rule above)";
	else if (c->kind == CHANGE_OBSERVE)
		extra = ", and no such action to observe";

	for (struct rule *r = ast->rules; r != NULL; r = r->next) {
		if (!str_eq(r->name, c->name)) {
			nearest_try(&near, r->name);
			continue;
		}
		if (r->index < c->below)
			return r;
		diag_error(d, c->span,
			   "the rule %.*s stands below; what changes a rule "
			   "stands behind it",
			   STR_ARG(c->name));
		return NULL;
	}
	diag_error(d, c->span, "there is no rule %.*s to change%s%s%.*s%s",
		   STR_ARG(c->name), extra,
		   near.best.p == NULL ? "" : "; did you mean ",
		   STR_ARG(near.best), near.best.p == NULL ? "" : "?");
	return NULL;
}

/*
 * What is off asks nothing, matches nothing, decides nothing, whatever else was
 * said of it, and makes no other rule wait.
 */
static void
put_off(struct rule *r)
{
	r->observe = true;
	r->condition = r->tests = NULL;
	r->ntexts = r->reply.nlines = 0;
}

static void
apply(struct rule *r, const struct change *c, struct diag *d)
{
	if (c->kind == CHANGE_SCORE && r->action != ACTION_SCORE) {
		diag_error(d, c->span,
			   "%.*s is a rule of %s; only a rule of score has a "
			   "number that can be changed",
			   STR_ARG(r->name), action_rows[r->action].name);
		return;
	}
	r->changed = c->span;
	if (c->kind == CHANGE_SCORE) {
		r->score = c->score;
		return;
	}
	r->off = c->kind == CHANGE_OFF;
	r->observe = c->kind == CHANGE_OBSERVE;
	r->share = c->share;
}

void
change_apply(struct ast *ast, struct diag *d)
{
	for (const struct change *c = ast->changes; c != NULL; c = c->next) {
		struct rule *r = find(ast, c, d);

		if (r != NULL)
			apply(r, c, d);
	}
	for (struct rule *r = ast->rules; r != NULL; r = r->next)
		if (r->off)
			put_off(r);
}
