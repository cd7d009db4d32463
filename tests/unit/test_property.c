#include "property.h"
#include "suffixes.h"

#include "tap.h"

#include <stdlib.h>

/*
 * Random rules and sessions against a second evaluator:
 *
 * known: when everything is known, running the rules event by event gives what
 *	the first matching rule gives;
 * unknown: when something is not, the verdict is what it would be however the
 *	open questions were answered, or "defer" (or "accept" if told so).
 *
 * HELOWARD_SEED and HELOWARD_CASES set the seed and the number of cases.
 */

enum { WORLDS_A_SET = 8, CASES = 400000 };

struct trial {
	size_t rule; /* what is wrong is wrong with this one */
	const struct pset *set;
	const struct rules *rules;
	const struct world *w;
	const char *wrong; /* NULL: fine */
	struct verdict v;  /* of the last event */
	enum stage last;   /* that event */
	size_t would[RULES_MOST], maybe[RULES_MOST], logged[RULES_MOST];
};

static struct orgdomain suffixes;
static size_t known_cases, unknown_cases, settled_cases;

static void
wrong(struct trial *t, const char *what)
{
	if (t->wrong == NULL)
		t->wrong = what;
}

static void
wrong_with(struct trial *t, size_t rule, const char *what)
{
	if (t->wrong == NULL)
		t->rule = rule;
	wrong(t, what);
}

static size_t
index_of(const struct pset *set, struct str name)
{
	return name.n < 2 ? set->n : (size_t)atol(name.p + 1);
}

static void
count_effects(struct trial *t)
{
	for (size_t i = 0; i < t->v.neffects; i++) {
		const struct effect *e = &t->v.effect[i];
		size_t rule = index_of(t->set, e->rule.name);

		t->would[rule] += e->kind == EFFECT_WOULD;
		t->maybe[rule] += e->kind == EFFECT_MAYBE;
		t->logged[rule] += e->kind == EFFECT_LOG ||
				   e->kind == EFFECT_HEADER ||
				   e->kind == EFFECT_DELAY;
	}
}

/* Is every answer there that is going to come? */
static bool
all_there(const struct world *w, enum stage stage)
{
	for (size_t i = 0; i < OPEN_RDNS; i++)
		if (!w->open[i] && w->since[i] > stage)
			return false;
	return true;
}

static bool
same_verdict(const struct verdict *a, const struct verdict *b)
{
	return a->action == b->action && a->code == b->code &&
	       str_eq(a->rule.name, b->rule.name);
}

static void
check_shape(struct trial *t, const struct verdict *before, enum stage stage)
{
	if (before->settled && !before->open &&
	    (!t->v.settled || before->action != t->v.action))
		wrong(t, "a settled verdict changed");
	if (before->settled && all_there(t->w, STAGE_CONNECT) &&
	    !same_verdict(before, &t->v))
		wrong(t, "a settled verdict's rule or code changed");
	if (t->v.settled && stage < t->v.moment)
		wrong(t, "decided before its moment");
	if (stage == STAGE_MESSAGE && !t->v.settled)
		wrong(t, "not settled at the end of the message");
	if (verdict_refuses(&t->v) && t->v.nlines == 0)
		wrong(t, "a refusal without a text");
}

/* One stage; false when the client is told that it is over. */
static bool
play_stage(struct trial *t, struct session *s, enum stage stage, size_t rcpt,
	   struct pdns *dns)
{
	struct verdict before = t->v;
	bool told, waits;

	world_play(t->w, s, stage, rcpt, dns);
	rules_ask(t->rules, s, stage);
	waits = rules_waits(t->rules, s, stage);
	rules_run(t->rules, s, stage, &t->v);
	t->last = stage;
	count_effects(t);
	check_shape(t, &before, stage);
	if (t->v.settled && t->v.open && !waits)
		wrong(t, "left open without a reason to wait");
	told = rules_tells(t->rules, stage, &t->v) && verdict_refuses(&t->v);
	if (stage == STAGE_RCPT)
		session_rcpt_end(s, !told);
	return !told;
}

/* A verdict is reached exactly when its rule's moment has come. */
static void
check_time(struct trial *t, const struct outcome *o, enum stage stage)
{
	const struct pset *set = t->set;
	enum stage moment = STAGE_CONNECT;

	for (size_t i = 0; i < set->n; i++)
		if (set->rule[i].action <= ACTION_QUARANTINE &&
		    !set->rule[i].observe && i <= o->decider)
			moment = set->rule[i].moment;
	if (all_there(t->w, stage) && t->v.settled != (stage >= moment))
		wrong(t,
		      t->v.settled ? "settled too early" : "settled too late");
}

static long
score_at(const struct trial *t, const struct outcome *o)
{
	long sum = 0;

	for (size_t i = 0; i < o->decider && i < t->set->n; i++)
		if (t->set->rule[i].action == ACTION_SCORE &&
		    !t->set->rule[i].observe && o->yes[i] &&
		    t->set->rule[i].moment <= t->last)
			sum += t->set->rule[i].add;
	return sum;
}

/* What rules did besides deciding is told once. */
static void
check_effects(struct trial *t, const struct outcome *o)
{
	for (size_t i = 0; i < t->set->n; i++) {
		const struct prule *r = &t->set->rule[i];
		const bool ran = i < o->decider && r->moment <= t->last &&
				 t->last >= STAGE_RCPT && o->yes[i];
		const bool speaks =
		    r->action == ACTION_LOG || r->action == ACTION_DELAY ||
		    (r->action == ACTION_HEADER && t->last == STAGE_MESSAGE);

		if (t->would[i] != (ran && r->observe))
			wrong_with(t, i, "\"would\" is not told once");
		if (t->logged[i] != (ran && !r->observe && speaks))
			wrong_with(t, i,
				   "log, header or delay is not told once");
		if (t->maybe[i] != 0)
			wrong(t, "\"maybe\" where all is known");
	}
}

static void
check_outcome(struct trial *t, const struct outcome *o)
{
	const struct verdict *v = &t->v;
	const long score = score_at(t, o);

	if (v->open)
		wrong(t, "open where all is known");
	if (v->action != o->action)
		wrong(t, "another action than the first match");
	/* Told before all answers were there: all ways led to this action. */
	if (!all_there(t->w, t->last))
		return;
	if (index_of(t->set, v->rule.name) != o->decider)
		wrong(t, "another rule than the first match");
	if (v->code != o->code)
		wrong(t, "another code than the first match");
	if (v->score_least != score || v->score_most != score)
		wrong(t, "another score than the first match");
}

static bool
play_start(struct trial *t, struct session *s, struct pdns *dns,
	   const struct outcome *o)
{
	for (enum stage st = STAGE_CONNECT; st <= STAGE_MAIL; st++) {
		if (!world_has_stage(t->w, st))
			continue;
		if (!play_stage(t, s, st, 0, dns))
			return false;
		if (o != NULL)
			check_time(t, o, st);
	}
	return true;
}

static void
try_known(struct trial *t)
{
	struct session *s = session_new();
	struct pdns dns;
	struct outcome o;
	bool goes_on;

	pset_first_match(t->set, t->w, 0, &o);
	goes_on = play_start(t, s, &dns, &o);
	for (enum stage st = STAGE_RCPT; goes_on && st <= STAGE_MESSAGE; st++) {
		goes_on = play_stage(t, s, st, 0, &dns);
		check_time(t, &o, st);
	}
	/* "close" is told at once, before anybody asks for the effects. */
	check_outcome(t, &o);
	if (t->last >= STAGE_RCPT)
		check_effects(t, &o);
	session_free(s);
	known_cases++;
}

/* The message's verdict: refused if one recipient's is, held if one's is. */
static unsigned
weight(enum action a)
{
	return a == ACTION_REJECT || a == ACTION_DEFER || a == ACTION_CLOSE ? 3
	       : a == ACTION_QUARANTINE					    ? 2
	       : a == ACTION_ACCEPT					    ? 1
									    : 0;
}

/* Those whose mail is discarded, when there are others, lose it alone. */
static void
check_message(struct trial *t, const struct outcome o[RCPTS_MOST],
	      const struct outcome *heavy)
{
	size_t drops = 0;

	for (size_t i = 0; i < RCPTS_MOST; i++)
		drops += o[i].action == ACTION_DISCARD;
	if (weight(heavy->action) == 3 || weight(heavy->action) == 0)
		drops = 0;
	if (t->v.action != heavy->action)
		wrong(t, "the message's action is not the heavier");
	if (heavy->action != ACTION_DISCARD &&
	    index_of(t->set, t->v.rule.name) != heavy->decider)
		wrong(t, "the message's rule is not the heavier's");
	if (t->v.ndrops != drops)
		wrong(t, "others are dropped than those discarded");
}

/* Two recipients: each has its own first match, the message the heavier. */
static void
try_two(struct trial *t)
{
	struct session *s = session_new();
	const struct outcome *heavy = NULL;
	struct outcome o[RCPTS_MOST];
	struct pdns dns;
	bool goes_on = play_start(t, s, &dns, NULL);
	size_t kept = 0;

	for (size_t i = 0; goes_on && i < RCPTS_MOST; i++) {
		bool told;

		t->v.settled = false;
		pset_first_match(t->set, t->w, i, &o[i]);
		told = !play_stage(t, s, STAGE_RCPT, i, &dns);
		if (told || t->v.settled)
			check_outcome(t, &o[i]);
		if (told && t->v.action == ACTION_CLOSE)
			break;
		kept += !told;
		if (!told && (heavy == NULL ||
			      weight(o[i].action) > weight(heavy->action)))
			heavy = &o[i];
	}
	if (goes_on && kept > 0 && kept == session_recipients(s)) {
		t->v.settled = false;
		if (play_stage(t, s, STAGE_HEADERS, 0, &dns))
			play_stage(t, s, STAGE_MESSAGE, 0, &dns);
		check_message(t, o, heavy);
	}
	session_free(s);
	known_cases++;
}

/* However the open questions are answered: never a lasting harm by mistake. */
static void
check_fillings(struct trial *t)
{
	const enum action told = t->v.action;
	struct world filled;
	struct outcome o;
	bool same = true;

	for (size_t i = 0; world_fill(t->w, &filled, i); i++) {
		pset_first_match(t->set, &filled, 0, &o);
		same = same && o.action == told;
	}
	if (same)
		settled_cases++;
	else if (told != ACTION_DEFER && told != ACTION_ACCEPT)
		wrong(t, "a verdict that not every answer would bring");
	else if (told == ACTION_ACCEPT && !t->set->fail_open)
		wrong(t, "a pass that not every answer would bring");
	if (told == ACTION_DEFER && t->v.open &&
	    (t->v.code != 451 || !str_eq(t->v.dsn, STR("4.4.3")) ||
	     t->v.why.n == 0 || t->v.rule.name.n == 0))
		wrong(t, "left open without 451 4.4.3, rule and question");
}

static void
check_guess(struct trial *t)
{
	struct guess g;

	pset_guess(t->set, t->w, 0, &g);
	if (t->v.action != g.action)
		wrong(t, "another action than the page's three values");
	if (t->v.open != g.open)
		wrong(t, "open, or not, against the page");
	if (!g.open && index_of(t->set, t->v.rule.name) != g.decider)
		wrong(t, "another rule than the page's three values");
	if (t->last == STAGE_MESSAGE &&
	    (t->v.score_least != g.least || t->v.score_most != g.most))
		wrong(t, "another interval of the score");
	for (size_t i = 0; t->last >= STAGE_RCPT && i < g.decider; i++) {
		const struct prule *r = &t->set->rule[i];
		const bool decides =
		    r->action <= ACTION_QUARANTINE && !r->observe;
		/* A refused message gets no header: nothing to report. */
		const bool moot = r->action == ACTION_HEADER && !r->observe &&
				  t->last < STAGE_MESSAGE;

		if (r->moment <= t->last &&
		    t->maybe[i] !=
			(!decides && !moot && g.answer[i] == T_MAYBE))
			wrong_with(t, i,
				   t->maybe[i] == 0
				       ? "\"maybe\" is not reported"
				       : "\"maybe\" is reported too often");
	}
}

static void
try_unknown(struct trial *t)
{
	struct session *s = session_new();
	struct pdns dns;
	bool goes_on = play_start(t, s, &dns, NULL);

	for (enum stage st = STAGE_RCPT; goes_on && st <= STAGE_MESSAGE; st++)
		goes_on = play_stage(t, s, st, 0, &dns);
	check_fillings(t);
	if (all_there(t->w, t->last))
		check_guess(t);
	session_free(s);
	unknown_cases++;
}

static bool
is_open(const struct world *w)
{
	for (size_t i = 0; i < OPEN_COUNT; i++)
		if (w->open[i])
			return true;
	return false;
}

static void
show(const struct trial *t, uint64_t seed)
{
	printf("# seed %llu: %s (r%zu)\n", (unsigned long long)seed, t->wrong,
	       t->rule);
	world_print(t->w);
	printf("# got %s %.*s %u at %s\n", action_rows[t->v.action].name,
	       STR_ARG(t->v.rule.name), t->v.code, stage_name(t->last));
	for (const char *p = t->set->text; *p != '\0'; p += strcspn(p, "\n")) {
		p += *p == '\n';
		printf("# %.*s\n", (int)strcspn(p, "\n"), p);
	}
}

static bool
try_world(const struct pset *set, const struct rules *rules, uint64_t seed,
	  size_t k)
{
	struct rng r = {seed * 64 + k};
	struct trial t = {.set = set, .rules = rules};
	struct world w;

	rng_below(&r, 2);
	world_make(&w, &r, k % 2 == 1, set->asks_dns);
	t.w = &w;
	if (is_open(&w))
		try_unknown(&t);
	else if (w.nrcpts > 1)
		try_two(&t);
	else
		try_known(&t);
	if (t.wrong != NULL)
		show(&t, seed);
	return t.wrong == NULL;
}

static bool
moments_agree(const struct pset *set, const struct rules *rules)
{
	struct arena *a = arena_new();
	bool same = rules_count(rules) == set->n;

	for (size_t i = 0; same && i < set->n; i++)
		same = rules_line(rules, i, a).moment == set->rule[i].moment;
	arena_free(a);
	return same;
}

/* One set of rules and some sessions with it. */
static bool
try_set(uint64_t seed)
{
	static struct pset set;
	struct rng r = {seed};
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	const struct rules_options options = {.orgdomain = &suffixes};
	struct rules *rules;
	bool fine = true;

	rng_below(&r, 2);
	pset_make(&set, &r);
	rules = rules_load_text("random.rules", str_make(set.text, set.ntext),
				&options, d);
	if (rules == NULL) {
		diag_print(d, stdout);
		fine = false;
	} else if (!moments_agree(&set, rules)) {
		printf("# seed %llu: another moment\n# %s\n",
		       (unsigned long long)seed, set.text);
		fine = false;
	}
	for (size_t k = 0; fine && k < WORLDS_A_SET; k++)
		fine = try_world(&set, rules, seed, k);
	rules_free(rules);
	arena_free(a);
	return fine;
}

static uint64_t
number_from(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

int
main(void)
{
	const uint64_t first = number_from("HELOWARD_SEED", 20261017);
	const uint64_t cases = number_from("HELOWARD_CASES", CASES);
	uint64_t seed = first;
	size_t failed = 0;

	load_suffixes(&suffixes);
	while (known_cases + unknown_cases < cases && failed < 5)
		failed += !try_set(seed++);
	ok(failed == 0,
	   "seed %llu: %zu sessions with all known, %zu with something open",
	   (unsigned long long)first, known_cases, unknown_cases);
	ok(settled_cases * 10 > unknown_cases,
	   "%zu of those had the same verdict whatever the answers",
	   settled_cases);
	orgdomain_fini(&suffixes);
	return tap_done();
}
