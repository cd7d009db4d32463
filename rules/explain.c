#include "explain_private.h"

static const char *const sources[EXPLAIN_SOURCES] = {
    [EXPLAIN_CLIENT] = "client", [EXPLAIN_MTA] = "mta",
    [EXPLAIN_MACRO] = "macro",	 [EXPLAIN_DNS] = "dns",
    [EXPLAIN_FACT] = "fact",	 [EXPLAIN_RULE] = "rule",
    [EXPLAIN_TABLE] = "table",	 [EXPLAIN_HELOWARD] = "heloward",
};

static const char *const outcomes[EXPLAIN_OUTCOMES] = {
    [EXPLAIN_NOT_REACHED] = "not reached",
    [EXPLAIN_WAITING] = "waiting",
    [EXPLAIN_NO] = "no",
    [EXPLAIN_OPEN] = "open",
    [EXPLAIN_YES] = "yes",
};

const char *
explain_source_name(enum explain_source source)
{
	return sources[source];
}

const char *
explain_outcome_name(enum explain_outcome outcome)
{
	return outcomes[outcome];
}

void
explain_start(struct session *s, struct arena *a)
{
	s->explain = ARENA_NEW(a, struct explain_log);
	s->explain->arena = a;
}

void
explain_idle(struct session *s, bool idle)
{
	s->explain->idle = idle;
}

const struct explanation *
explain_last(const struct session *s)
{
	return s->explain == NULL ? NULL : s->explain->last;
}

void
explain_keep(struct session *s, const struct explanation *e)
{
	s->explain->last = e;
}

struct str
explain_text(struct arena *a, const struct expr *test)
{
	struct str in = str_slice(test->whole.source->text, test->whole.start,
				  test->whole.end);
	char *out = arena_alloc(a, in.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		bool blank = str_is_blank(in.p[i]);

		if (!blank || (n > 0 && out[n - 1] != ' '))
			out[n++] = blank ? ' ' : in.p[i];
	}
	return str_make(out, n);
}

/* ---- What a condition has seen --------------------------------------------
 */

/* What was noted of one part of it. */
struct seen {
	struct seen *next;
	const struct expr *expr;
	enum tri answer;
	struct table_hit hit;
};

struct taker {
	struct eval_watch watch; /* first, so that it can be found again */
	const struct run *run;
	const struct rule *rule;
	struct arena *arena;
	struct table_hit hit;
	struct seen *seen;
};

static enum tri
take_test(struct eval_watch *w, const struct expr *e, struct value left,
	  struct value right, enum tri found)
{
	(void)w;
	(void)e;
	(void)left;
	(void)right;
	return found;
}

static void
take_node(struct eval_watch *w, const struct expr *e, enum tri found)
{
	struct taker *t = (struct taker *)(void *)w;
	struct seen *seen = ARENA_NEW(t->arena, struct seen);

	*seen = (struct seen){t->seen, e, found, t->hit};
	t->seen = seen;
	t->hit = (struct table_hit){.line = 0};
}

static const struct seen *
seen_of(const struct taker *t, const struct expr *e)
{
	const struct seen *seen = t->seen;

	while (seen != NULL && seen->expr != e)
		seen = seen->next;
	return seen;
}

static void
node_test(const struct taker *t, const struct expr *e,
	  struct explain_node *node)
{
	const struct seen *seen = seen_of(t, e);

	if (seen == NULL)
		return;
	node->left = explain_ref(t->run, t->rule->index, &e->fact, t->arena);
	if (e->has_fact)
		node->right = explain_ref(t->run, t->rule->index,
					  &e->right_fact, t->arena);
	if (e->op != OP_IN || seen->hit.entry.p == NULL)
		return;
	node->entry = arena_str(t->arena, seen->hit.entry);
	node->place = explain_place(t->run->rules, &seen->hit, t->arena);
}

static const char *const kinds[] = {
    [EXPR_AND] = "and", [EXPR_OR] = "or", [EXPR_NOT] = "not"};

/* "not helo.valid" is one node, as people read it. */
static const struct expr *
test_of(const struct expr *e)
{
	if (e->kind == EXPR_NOT && e->left->kind == EXPR_TEST)
		return e->left;
	return e->kind == EXPR_TEST ? e : NULL;
}

static struct explain_node *
node_of(const struct taker *t, const struct expr *e, size_t depth)
{
	struct explain_node *node = ARENA_NEW(t->arena, struct explain_node);
	const struct seen *seen = seen_of(t, e);
	const struct expr *test = test_of(e);

	node->kind = test != NULL ? EXPR_TEST : e->kind;
	node->depth = depth;
	node->looked = seen != NULL;
	node->answer = seen != NULL ? seen->answer : TRI_NO;
	if (test == NULL) {
		node->text = str_of(kinds[e->kind]);
		return node;
	}
	node->text = arena_printf(t->arena, "%s%.*s", test != e ? "not " : "",
				  STR_ARG(explain_text(t->arena, test)));
	node_test(t, test, node);
	return node;
}

/* Parts of one chain of "and", or of "or", stand at one depth. */
static struct explain_node **
nodes_of(const struct taker *t, const struct expr *e, size_t depth,
	 enum expr_kind chain, struct explain_node **end)
{
	if (e->kind == EXPR_NOT || e->kind != chain) {
		*end = node_of(t, e, depth++);
		end = &(*end)->next;
	}
	if (test_of(e) != NULL)
		return end;
	end = nodes_of(t, e->left, depth, e->kind, end);
	if (e->right != NULL)
		end = nodes_of(t, e->right, depth, e->kind, end);
	return end;
}

static void
rule_nodes(const struct run *run, const struct rule *rule,
	   struct explain_rule *out)
{
	struct taker t = {.watch = {take_test, take_node},
			  .run = run,
			  .rule = rule,
			  .arena = run->s->explain->arena};
	struct session *s = run->s;
	const uint32_t overruns = s->scratch.overruns;

	if (rule->condition == NULL)
		return;
	s->hit = &t.hit;
	eval_watched(&run->rules->program, s, run->result, rule, &t.watch);
	s->hit = NULL;
	s->scratch.overruns = overruns;
	nodes_of(&t, rule->condition, 0, EXPR_NOT, &out->node);
}

/* ---- The whole -------------------------------------------------------------
 */

static enum explain_outcome
outcome_of(const struct run *run, const struct rule *rule,
	   const struct rule *decided)
{
	static const enum explain_outcome answers[] = {
	    [RESULT_NONE] = EXPLAIN_WAITING,
	    [RESULT_NO] = EXPLAIN_NO,
	    [RESULT_MAYBE] = EXPLAIN_OPEN,
	    [RESULT_YES] = EXPLAIN_YES,
	};

	if (decided != NULL && rule->index > decided->index)
		return EXPLAIN_NOT_REACHED;
	return answers[run->result[rule->index] & RESULT_ANSWER];
}

static void
take_rule(const struct run *run, const struct rule *rule,
	  const struct rule *decided, struct explain_rule *out)
{
	*out = (struct explain_rule){
	    .rule = verdict_rule(run->s->explain->arena, rule),
	    .action = rule->action,
	    .observe = rule_observes(rule, run->s) && !rule->off,
	    .spared = rule_spares(rule, run->s) && !rule->off,
	    .share = rule->share,
	    .off = rule->off,
	    .score = rule->score,
	    .moment = rule->moment,
	    .outcome = outcome_of(run, rule, decided),
	    .decided = rule == decided};
	if (out->outcome >= EXPLAIN_NO)
		rule_nodes(run, rule, out);
}

static struct verdict
keep_verdict(struct arena *a, const struct verdict *v)
{
	struct verdict copy = *v;

	copy.why = arena_str(a, v->why);
	copy.line = ARENA_ARRAY(a, struct str, v->nlines);
	for (size_t i = 0; i < v->nlines; i++)
		copy.line[i] = arena_str(a, v->line[i]);
	copy.rule.place = arena_str(a, v->rule.place);
	copy.effect = NULL;
	copy.neffects = 0;
	copy.drop = NULL;
	copy.ndrops = 0;
	return copy;
}

static void
take_facts(const struct run *run, struct explanation *e)
{
	static const enum fact_id facts[] = {
	    FACT_client_address, FACT_client_port, FACT_client_name,
	    FACT_helo_raw,	 FACT_mail_from,   FACT_rcpt_to};
	struct arena *a = run->s->explain->arena;

	e->nfacts = sizeof facts / sizeof facts[0];
	e->fact = ARENA_ARRAY(a, struct explain_fact, e->nfacts);
	for (size_t i = 0; i < e->nfacts; i++)
		e->fact[i] = explain_fact(run->rules, run->s, facts[i], a);
}

void
explain_take(const struct run *run, const struct rule *decided,
	     const struct verdict *v)
{
	struct arena *a = run->s->explain->arena;
	const struct program *p = &run->rules->program;
	struct explanation *e = ARENA_NEW(a, struct explanation);

	e->stage = run->stage;
	e->verdict = keep_verdict(a, v);
	if (run->s->rcpt != NULL)
		e->recipient = arena_str(a, run->s->rcpt->path.text);
	take_facts(run, e);
	e->nrules = p->n;
	e->rule = ARENA_ARRAY(a, struct explain_rule, p->n);
	for (size_t i = 0; i < p->n; i++)
		take_rule(run, p->rule[i], decided, &e->rule[i]);
	e->change = explain_changes(run, decided, v, a);
	run->s->explain->last = e;
}
