#include "explain_private.h"

/*
 * What would have had to be different: the session is judged again by the
 * evaluator, with other answers put in the place of some tests. The smallest
 * sets of tests that bring another outcome are what is told.
 */

enum {
	TESTS_MOST = 24,  /* of the rules in question that are tried */
	SET_MOST = 3,	  /* tests changed together */
	CHANGES_MOST = 6, /* told of one rule */
	ACCEPTS_MOST = 5  /* rules above of which one is told */
};

/* A test that may be given another answer, and the answer it had. */
struct choice {
	const struct rule *rule;
	const struct expr *test;
	enum tri is;
	struct str value;
};

struct search {
	struct eval_watch watch; /* first, so that it can be found again */
	const struct run *run;
	struct arena *arena;
	struct choice choice[TESTS_MOST];
	size_t n;
	size_t set[SET_MOST]; /* places in choice */
	enum tri wanted[SET_MOST];
	size_t size;
	const struct rule *goal, *avoid;
	bool open; /* any outcome will do that is certain */
	unsigned char *result;
	struct explain_change **end;
	size_t found;
	bool passes; /* one of those found lets it pass */
};

/* One question asked in two rules is answered alike in both. */
static bool
same_test(const struct search *s, const struct expr *a, const struct expr *b)
{
	return a == b ||
	       (a->op == b->op && a->negated == b->negated &&
		a->fact.row == b->fact.row &&
		str_eq(explain_text(s->arena, a), explain_text(s->arena, b)));
}

static enum tri
search_test(struct eval_watch *w, const struct expr *e, struct value left,
	    struct value right, enum tri found)
{
	const struct search *s = (struct search *)(void *)w;

	(void)left;
	(void)right;
	for (size_t i = 0; i < s->size; i++)
		if (same_test(s, s->choice[s->set[i]].test, e))
			return s->wanted[i];
	return found;
}

static void
search_node(struct eval_watch *w, const struct expr *e, enum tri found)
{
	(void)w;
	(void)e;
	(void)found;
}

/* What a test came to when nothing is changed. */
struct first_look {
	struct eval_watch watch;
	struct search *search;
	const struct rule *rule;
};

static void gather(struct search *s, const struct rule *rule);

static bool
is_known(const struct search *s, const struct expr *e)
{
	for (size_t i = 0; i < s->n; i++)
		if (same_test(s, s->choice[i].test, e))
			return true;
	return false;
}

/* A score is changed by the rules that made it, a tag by the one that set it.
 */
static bool
gather_made(struct search *s, const struct rule *rule,
	    const struct fact_ref *fact)
{
	const struct program *p = &s->run->rules->program;

	if (fact->tag_rule != NULL) {
		gather(s, fact->tag_rule);
		return true;
	}
	if (fact->row != &fact_rows[FACT_score])
		return false;
	for (size_t i = 0; i < rule->index; i++)
		if (p->rule[i]->score != 0 &&
		    !rule_observes(p->rule[i], s->run->s) &&
		    (s->run->result[i] & RESULT_ANSWER) >= RESULT_MAYBE)
			gather(s, p->rule[i]);
	return true;
}

static enum tri
note_test(struct eval_watch *w, const struct expr *e, struct value left,
	  struct value right, enum tri found)
{
	struct first_look *look = (struct first_look *)(void *)w;
	struct search *s = look->search;

	(void)right;
	if (gather_made(s, look->rule, &e->fact) || s->n == TESTS_MOST ||
	    is_known(s, e))
		return found;
	s->choice[s->n++] =
	    (struct choice){look->rule, e, found,
			    arena_str(s->arena, value_show(s->arena, left))};
	return found;
}

static void
gather(struct search *s, const struct rule *rule)
{
	struct first_look look = {{note_test, search_node}, s, rule};

	eval_watched(&s->run->rules->program, s->run->s, s->run->result, rule,
		     &look.watch);
}

static struct verdict
verdict_of(const struct search *s, const struct rule *decided, bool end)
{
	struct run then = *s->run;
	struct verdict v = {.settled = false};

	then.result = s->result;
	then.arena = s->arena;
	then.quiet = true;
	verdict_settle(&then, decided, end, &v);
	return v;
}

static void
tell(struct search *s, const struct verdict *then)
{
	struct explain_change *change =
	    ARENA_NEW(s->arena, struct explain_change);
	struct explain_want **end = &change->want;

	change->then = *then;
	for (size_t i = 0; i < s->size; i++) {
		const struct choice *c = &s->choice[s->set[i]];
		struct explain_want *want =
		    ARENA_NEW(s->arena, struct explain_want);

		*want = (struct explain_want){
		    .rule = c->rule->name,
		    .test = explain_text(s->arena, c->test),
		    .value = c->value,
		    .is = c->is,
		    .wanted = s->wanted[i]};
		*end = want;
		end = &want->next;
	}
	*s->end = change;
	s->end = &change->next;
	s->found++;
}

/* Judge anew from the first rule on, with the set's answers. */
static void
try_set(struct search *s)
{
	const struct run *run = s->run;
	const struct rule *decided;
	struct verdict then;
	bool end;

	memset(s->result, 0, run->rules->program.n);
	decided = eval_run_watched(&run->rules->program, run->s, s->result,
				   run->stage, &end, &s->watch);
	then = verdict_of(s, decided, end);
	if (s->open	      ? then.open
	    : s->goal != NULL ? decided != s->goal
			      : decided == s->avoid)
		return;
	/* Two tests together are of interest only as a way through. */
	if (s->open && s->size > 1 && verdict_refuses(&then))
		return;
	s->passes |= !verdict_refuses(&then);
	tell(s, &then);
}

/* Every answer that the test did not have, or could not be told. */
static void
try_answers(struct search *s, size_t at)
{
	const enum tri is = s->choice[s->set[at]].is;

	for (enum tri t = TRI_NO; t <= TRI_YES; t++) {
		if (t == TRI_MAYBE || t == is)
			continue;
		s->wanted[at] = t;
		if (at + 1 < s->size)
			try_answers(s, at + 1);
		else if (s->found < CHANGES_MOST)
			try_set(s);
	}
}

static void
try_size(struct search *s, size_t at, size_t from)
{
	for (size_t i = from; i < s->n && s->found < CHANGES_MOST; i++) {
		s->set[at] = i;
		if (at + 1 < s->size)
			try_size(s, at + 1, i + 1);
		else
			try_answers(s, 0);
	}
}

static void
search(struct search *s)
{
	for (size_t size = 1; size <= SET_MOST; size++) {
		if (s->open ? s->passes : s->found > 0)
			break;
		s->size = size;
		try_size(s, 0, 0);
	}
	s->size = 0;
}

static struct search
search_new(const struct run *run, struct arena *a, struct explain_change **end)
{
	return (struct search){
	    .watch = {search_test, search_node},
	    .run = run,
	    .arena = a,
	    .result = ARENA_ARRAY(a, unsigned char, run->rules->program.n + 1),
	    .end = end};
}

static bool
decides(const struct run *run, const struct rule *rule)
{
	return action_rows[rule->action].decides &&
	       !rule_observes(rule, run->s);
}

/* Rules above that accept would have stood before it. */
static struct explain_change **
accepts(const struct run *run, const struct rule *decided, struct arena *a,
	struct explain_change **end)
{
	const struct program *p = &run->rules->program;
	size_t told = 0;

	for (size_t i = 0; i < decided->index && told < ACCEPTS_MOST; i++) {
		struct search s = search_new(run, a, end);

		if (p->rule[i]->action != ACTION_ACCEPT ||
		    !decides(run, p->rule[i]))
			continue;
		s.goal = p->rule[i];
		gather(&s, p->rule[i]);
		search(&s);
		told += s.found > 0;
		end = s.end;
	}
	return end;
}

/* What an answer would have brought, whichever it is. */
static void
answers(const struct run *run, const struct rule *limit, struct arena *a,
	struct explain_change **end)
{
	const struct program *p = &run->rules->program;
	const size_t most = limit == NULL ? p->n : limit->index;
	struct search s = search_new(run, a, end);
	size_t n = 0;

	for (size_t i = 0; i < most; i++)
		if ((run->result[i] & RESULT_ANSWER) == RESULT_MAYBE &&
		    decides(run, p->rule[i]))
			gather(&s, p->rule[i]);
	for (size_t i = 0; i < s.n; i++)
		if (s.choice[i].is == TRI_MAYBE)
			s.choice[n++] = s.choice[i];
	s.n = n;
	s.open = true;
	search(&s);
}

struct explain_change *
explain_changes(const struct run *run, const struct rule *decided,
		const struct verdict *v, struct arena *a)
{
	const uint32_t overruns = run->s->scratch.overruns;
	struct explain_change *first = NULL;

	if (!v->settled || !verdict_refuses(v))
		return NULL;
	if (v->open) {
		answers(run, decided, a, &first);
	} else {
		struct search s = search_new(run, a, &first);

		s.avoid = decided;
		gather(&s, decided);
		search(&s);
		accepts(run, decided, a, s.end);
	}
	run->s->scratch.overruns = overruns;
	return first;
}
