#include "eval.h"

#include "share.h"

struct context {
	const struct program *program;
	struct session *s;
	const unsigned char *result;
	size_t index;
	bool overrun;
	struct eval_watch *watch; /* NULL: nobody */
};

static unsigned char
answer(const unsigned char *result, size_t i)
{
	return result[i] & RESULT_ANSWER;
}

/* A hidden client's network is not known; then he is outside. */
static bool
in_share(const struct rule *r, const struct session *s)
{
	return s->has_addr && !s->peer_hidden &&
	       share_holds(r->share, &s->addr, r->name);
}

/* By a login, or at a port that is for that (RFC 6409, 3.1; RFC 8314, 3.3). */
static bool
is_submission(const struct session *s)
{
	const struct str port = s->macro[MACRO_DAEMON_PORT];

	return s->macro[MACRO_AUTH_AUTHEN].n > 0 || str_eq(port, STR("587")) ||
	       str_eq(port, STR("465"));
}

static bool
refuses(enum action action)
{
	return action == ACTION_REJECT || action == ACTION_DEFER ||
	       action == ACTION_CLOSE || action == ACTION_DISCARD;
}

bool
rule_spares(const struct rule *r, const struct session *s)
{
	return s->to_postmaster && s->setup->spare_postmaster && !r->observe &&
	       !r->named && r->own <= STAGE_RCPT && refuses(r->action) &&
	       !is_submission(s);
}

bool
rule_observes(const struct rule *r, const struct session *s)
{
	if (r->observe || rule_spares(r, s) ||
	    (r->share < SHARE_ALL && !in_share(r, s)))
		return true;
	if (!r->peer || !s->peer_hidden)
		return false;
	return r->action != ACTION_ACCEPT && r->action != ACTION_TAG &&
	       (r->action != ACTION_SCORE || r->score > 0);
}

void
eval_score(const struct program *p, const struct session *s,
	   const unsigned char *result, size_t index, int64_t *least,
	   int64_t *most)
{
	*least = *most = 0;
	for (size_t i = 0; i < index; i++) {
		const int64_t add = p->rule[i]->score;
		const unsigned char a = answer(result, i);

		if (add == 0 || a < RESULT_MAYBE ||
		    rule_observes(p->rule[i], s))
			continue;
		if (a == RESULT_YES || add < 0)
			*least += add;
		if (a == RESULT_YES || add > 0)
			*most += add;
	}
}

static struct value
score_value(const struct program *p, struct session *s,
	    const unsigned char *result, size_t index)
{
	union datum *item =
	    ARENA_ARRAY(session_arena(s, SCOPE_RECIPIENT), union datum, 2);
	struct value v = {.type = VALUE_NUMBER, .n = 1, .item = item};

	eval_score(p, s, result, index, &item[0].number, &item[1].number);
	if (item[0].number != item[1].number) {
		v.n = 2;
		v.open = true;
		v.why = STR("the score");
	}
	return v;
}

static struct value
tag_value(const struct rule *tag, const struct session *s,
	  const unsigned char *result)
{
	const unsigned char a =
	    rule_observes(tag, s) ? RESULT_NO : answer(result, tag->index);

	if (a == RESULT_MAYBE)
		return value_unknown(VALUE_BOOL, tag->name);
	return value_bool(a == RESULT_YES);
}

struct value
eval_fact(const struct program *p, struct session *s,
	  const unsigned char *result, size_t index,
	  const struct fact_ref *fact)
{
	if (fact->tag_rule != NULL)
		return tag_value(fact->tag_rule, s, result);
	if (fact->row == &fact_rows[FACT_score])
		return score_value(p, s, result, index);
	return fact_ref_value(fact, s);
}

/* An open score can be anything between its two ends, and nothing else. */
static enum tri
score_can_be(struct value score, const struct value *right)
{
	for (size_t i = 0; i < right->n; i++)
		if (right->item[i].number >= score.item[0].number &&
		    right->item[i].number <= score.item[1].number)
			return TRI_MAYBE;
	return right->open ? TRI_MAYBE : TRI_NO;
}

static enum tri
eval_test(struct context *c, const struct expr *e)
{
	const struct op_right *right = &e->right_side;
	struct op_right filled;
	struct value left =
	    eval_fact(c->program, c->s, c->result, c->index, &e->fact);
	enum tri t;

	if (e->has_fact) {
		filled = *right;
		filled.value = eval_fact(c->program, c->s, c->result, c->index,
					 &e->right_fact);
		right = &filled;
	}
	t = op_test(e->op, left, right, c->s, &c->overrun);
	if (e->fact.row == &fact_rows[FACT_score] && left.open &&
	    (e->op == OP_IS || e->op == OP_IN))
		t = score_can_be(left, &right->value);
	t = e->negated ? tri_not(t) : t;
	if (c->watch != NULL)
		t = c->watch->test(c->watch, e, left, right->value, t);
	return t;
}

static enum tri eval_expr(struct context *c, const struct expr *e);

static enum tri
eval_node(struct context *c, const struct expr *e)
{
	enum tri left;

	switch (e->kind) {
	case EXPR_NOT:
		return tri_not(eval_expr(c, e->left));
	case EXPR_AND:
		left = eval_expr(c, e->left);
		return left == TRI_NO ? left
				      : tri_and(left, eval_expr(c, e->right));
	case EXPR_OR:
		left = eval_expr(c, e->left);
		return left == TRI_YES ? left
				       : tri_or(left, eval_expr(c, e->right));
	case EXPR_TEST:
		break;
	}
	return eval_test(c, e);
}

static enum tri
eval_expr(struct context *c, const struct expr *e)
{
	enum tri t = eval_node(c, e);

	if (c->watch != NULL)
		c->watch->node(c->watch, e, t);
	return t;
}

static unsigned char
eval_rule(struct context *c, const struct rule *r)
{
	static const unsigned char results[] = {
	    [TRI_NO] = RESULT_NO,
	    [TRI_MAYBE] = RESULT_MAYBE,
	    [TRI_YES] = RESULT_YES,
	};
	enum tri t = TRI_YES;

	c->index = r->index;
	c->overrun = false;
	if (r->off)
		return RESULT_NO;
	if (r->condition != NULL)
		t = eval_expr(c, r->condition);
	return (unsigned char)(results[t] | (c->overrun ? RESULT_OVERRUN : 0));
}

enum tri
eval_watched(const struct program *p, struct session *s,
	     const unsigned char *result, const struct rule *rule,
	     struct eval_watch *watch)
{
	struct context c = {.program = p,
			    .s = s,
			    .result = result,
			    .index = rule->index,
			    .watch = watch};

	return rule->condition == NULL ? TRI_YES
				       : eval_expr(&c, rule->condition);
}

const struct rule *
eval_run(const struct program *p, struct session *s, unsigned char *result,
	 enum stage stage, bool *end)
{
	return eval_run_watched(p, s, result, stage, end, NULL);
}

/* A command and the end take no part in the judgement of mail, nor mail in
 * theirs but by what has come of it so far. */
static bool
is_of_another_event(const struct rule *r, enum stage stage,
		    unsigned char result)
{
	if (r->moment == stage)
		return false;
	return stage_is_aside(r->moment) ||
	       (stage_is_aside(stage) &&
		(result & RESULT_ANSWER) == RESULT_NONE);
}

const struct rule *
eval_run_watched(const struct program *p, struct session *s,
		 unsigned char *result, enum stage stage, bool *end,
		 struct eval_watch *watch)
{
	struct context c = {
	    .program = p, .s = s, .result = result, .watch = watch};

	*end = false;
	for (size_t i = 0; i < p->n; i++) {
		const struct rule *r = p->rule[i];
		const bool decides =
		    action_rows[r->action].decides && !rule_observes(r, s);

		if (is_of_another_event(r, stage, result[i]))
			continue;
		/* No deciding rule below has an earlier moment: see check.c. */
		if (r->moment > stage && decides)
			return NULL;
		if (r->moment > stage)
			continue;
		if (answer(result, i) < RESULT_NO ||
		    answer(result, i) == RESULT_MAYBE)
			result[i] =
			    (unsigned char)(eval_rule(&c, r) |
					    (result[i] & ~RESULT_ANSWER));
		if (decides && answer(result, i) == RESULT_YES)
			return r;
	}
	*end = true;
	return NULL;
}

static struct str
why_of(const struct program *p, struct session *s, const unsigned char *result,
       const struct rule *rule, const struct fact_ref *fact)
{
	struct value v = eval_fact(p, s, result, rule->index, fact);

	return v.open ? v.why : (struct str){NULL, 0};
}

struct str
eval_why(const struct program *p, struct session *s,
	 const unsigned char *result, const struct rule *rule)
{
	struct str why = {NULL, 0};

	for (const struct expr *e = rule->tests; e != NULL && why.p == NULL;
	     e = e->also) {
		why = why_of(p, s, result, rule, &e->fact);
		if (why.p == NULL && e->has_fact)
			why = why_of(p, s, result, rule, &e->right_fact);
	}
	return why;
}
