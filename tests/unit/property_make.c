#include "property.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

/* Rules of the property test: made up and written down. */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define OF(type) (1u << P_##type)
#define WORDY (OF(TEXT) | OF(HOST) | OF(MAIL))

static const struct {
	const char *sign;
	unsigned types; /* bit 1 << enum ptype */
	bool takes_not; /* "not in" */
} ops[POPS] = {
    [P_BARE] = {"", OF(BOOL), false},
    [P_EXISTS] = {"exists", 63, false},
    [P_ABSENT] = {"absent", 63, false},
    [P_IS] = {"is", 63, true},
    [P_IN_SET] = {"in", 63, true},
    [P_IN_TABLE] = {"in", OF(HOST) | OF(ADDRESS) | OF(MAIL), true},
    [P_BEGINS] = {"begins", WORDY, true},
    [P_ENDS] = {"ends", WORDY, true},
    [P_HOLDS] = {"contains", WORDY, true},
    [P_MATCHES] = {"matches", WORDY, true},
    [P_LESS] = {"<", OF(NUMBER), false},
    [P_MOST] = {"<=", OF(NUMBER), false},
    [P_MORE] = {">", OF(NUMBER), false},
    [P_LEAST] = {">=", OF(NUMBER), false},
    [P_IS_FACT] = {"is", 63, true},
};

static const char *const more_hosts[] = {".example.net", ".example.org",
					 "mail.example.net", "friend", NULL},
			 *const more_nets[] = {"203.0.113.0/24",
					       "2001:db8::/32", "10.0.0.0/8",
					       "198.51.100.1", NULL},
			 *const more_paths[] = {"a@example.net", "example.com",
						".example.org", "postmaster@",
						NULL},
			 *const scores[] = {"0", "1",  "2.5", "3",
					    "5", "-1", NULL};

static const char *
pick(const char *const *pool, struct rng *r)
{
	size_t n = 0;

	while (pool[n] != NULL)
		n++;
	return pool[rng_below(r, n)];
}

/* Making. */

static struct pcond *
cond_new(struct pset *set, enum pkind kind)
{
	struct pcond *c = &set->cond[set->nconds++];

	assert(set->nconds <= CONDS_MOST);
	*c = (struct pcond){.kind = kind};
	return c;
}

static bool
is_own(const struct pcond *c)
{
	return c->fact != FACT_SCORE_P && pfacts[c->fact].own;
}

static void
make_operands(struct pcond *c, struct rng *r)
{
	enum ptype type =
	    c->fact == FACT_SCORE_P ? P_NUMBER : pfacts[c->fact].type;
	const char *const *pool =
	    c->fact == FACT_SCORE_P ? scores : pfacts[c->fact].pool;

	c->noperands = c->op == P_IN_SET ? 1 + rng_below(r, 3) : 1;
	for (size_t i = 0; i < c->noperands; i++) {
		c->operand[i] = pick(pool, r);
		if (c->op == P_IN_SET && !is_own(c) && rng_chance(r, 50))
			c->operand[i] = type == P_HOST ? pick(more_hosts, r)
					: type == P_ADDRESS ? pick(more_nets, r)
					: type == P_MAIL ? pick(more_paths, r)
							 : c->operand[i];
	}
}

/*
 * Is there a sense in comparing the two facts? Not when both are open or when
 * the right one can have a value that no answer in the pools has.
 */
static bool
comparable(size_t left, size_t right)
{
	const struct pfact *l = &pfacts[left], *r = &pfacts[right];
	const bool open = l->asks != 0 || r->asks != 0;

	if (left == right || l->type != r->type || l->own || r->own ||
	    (l->asks != 0 && r->asks != 0))
		return false;
	return !open || l->type == P_BOOL || l->type == P_ADDRESS ||
	       (l->type == P_HOST && strcmp(l->name, "helo.name") != 0 &&
		strcmp(r->name, "helo.name") != 0);
}

static void
make_test(struct pcond *c, struct rng *r)
{
	enum ptype type =
	    c->fact == FACT_SCORE_P ? P_NUMBER : pfacts[c->fact].type;

	do
		c->op = (enum pop)rng_below(r, POPS);
	while ((ops[c->op].types >> type & 1) == 0 ||
	       (is_own(c) && (c->op == P_IN_TABLE || c->op >= P_MATCHES)) ||
	       (c->fact == FACT_SCORE_P && c->op == P_IS_FACT));
	if (type == P_BOOL && rng_chance(r, 50))
		c->op = P_BARE;
	c->negated = ops[c->op].takes_not && rng_chance(r, 30);
	make_operands(c, r);
	if (c->op == P_IN_TABLE)
		c->other = rng_below(r, PTABLES);
	if (c->op == P_MATCHES)
		c->other = rng_below(r, PPATTERNS);
	if (c->op == P_IS_FACT) {
		c->other = rng_below(r, npfacts);
		if (!comparable(c->fact, c->other))
			make_test(c, r);
	}
}

static struct pcond *
make_atom(struct pset *set, struct rng *r)
{
	struct pcond *c = cond_new(set, C_ATOM);
	size_t tag = set->n == 0 ? 0 : rng_below(r, set->n);

	if (set->n > 0 && rng_chance(r, 10) &&
	    set->rule[tag].action == ACTION_TAG) {
		c->fact = FACT_TAG_P;
		c->tag = tag;
		return c;
	}
	c->fact = rng_chance(r, 12) ? FACT_SCORE_P : rng_below(r, npfacts);
	make_test(c, r);
	return c;
}

static struct pcond *
make_cond(struct pset *set, struct rng *r, size_t depth)
{
	size_t kind = depth == 0 ? C_ATOM : rng_below(r, 6);
	struct pcond *c;

	if (kind >= C_ATOM || set->nconds + 40 > CONDS_MOST)
		return make_atom(set, r);
	c = cond_new(set, (enum pkind)kind);
	c->left = make_cond(set, r, depth - 1);
	if (kind != C_NOT)
		c->right = make_cond(set, r, depth - 1);
	return c;
}

static void
make_action(struct prule *rule, struct rng *r)
{
	static const enum action usual[] = {
	    ACTION_ACCEPT,  ACTION_REJECT,     ACTION_REJECT, ACTION_DEFER,
	    ACTION_CLOSE,   ACTION_QUARANTINE, ACTION_SCORE,  ACTION_SCORE,
	    ACTION_DISCARD, ACTION_TAG,	       ACTION_HEADER, ACTION_LOG,
	    ACTION_DELAY};
	static const long adds[] = {1000, 2500, 3000, -1000, -2500, 5000};

	rule->action = usual[rng_below(r, COUNT(usual))];
	rule->observe = rng_chance(r, 12);
	rule->add = adds[rng_below(r, COUNT(adds))];
	if ((rule->action == ACTION_LOG || rule->action == ACTION_HEADER ||
	     rule->action == ACTION_QUARANTINE) &&
	    rng_chance(r, 50))
		do
			rule->text_fact = pfacts[rng_below(r, npfacts)].name;
		while (strchr(rule->text_fact, '(') != NULL);
}

/* Moments, by the page's section "When a rule runs". */

static enum stage
later(enum stage a, enum stage b)
{
	return a > b ? a : b;
}

static enum stage
moment_of(const struct pset *set, const struct pcond *c, size_t index)
{
	enum stage m = STAGE_CONNECT;

	if (c == NULL)
		return m;
	if (c->kind != C_ATOM)
		return later(moment_of(set, c->left, index),
			     moment_of(set, c->right, index));
	if (c->fact == FACT_TAG_P)
		return set->rule[c->tag].moment;
	if (c->fact != FACT_SCORE_P) {
		m = pfacts[c->fact].moment;
		return c->op == P_IS_FACT ? later(m, pfacts[c->other].moment)
					  : m;
	}
	for (size_t i = 0; i < index; i++)
		if (set->rule[i].action == ACTION_SCORE &&
		    !set->rule[i].observe)
			m = later(m, set->rule[i].moment);
	return m;
}

static enum stage
moment_of_fact(const char *name)
{
	for (size_t i = 0; name != NULL && i < npfacts; i++)
		if (strcmp(pfacts[i].name, name) == 0)
			return pfacts[i].moment;
	return STAGE_CONNECT;
}

static void
make_moment(struct pset *set, size_t index, enum stage *floor)
{
	struct prule *r = &set->rule[index];

	r->moment = later(*floor, moment_of(set, r->cond, index));
	r->moment = later(r->moment, moment_of_fact(r->text_fact));
	if (r->action <= ACTION_QUARANTINE && !r->observe)
		*floor = r->moment;
}

/* Writing. */

__attribute__((format(printf, 2, 3))) static void
put(struct pset *set, const char *fmt, ...)
{
	size_t room = sizeof set->text - set->ntext;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(set->text + set->ntext, room, fmt, ap);
	va_end(ap);
	assert(n >= 0 && (size_t)n < room);
	set->ntext += (size_t)n;
}

/* The layout is free. */
static void
put_blank(struct pset *set, struct rng *r)
{
	static const char *const blanks[] = {
	    " ", " ", " ", "  ", "\t", "\n", "\r\n", " # \"if\" (\n\t"};

	put(set, "%s", blanks[rng_below(r, COUNT(blanks))]);
}

static void
put_operand(struct pset *set, struct rng *r, const char *text, bool bare)
{
	const char *quote = !bare && rng_chance(r, 30) ? "\"" : "";

	put(set, "%s%s%s", quote, text, quote);
}

static void
put_right(struct pset *set, const struct pcond *c, struct rng *r)
{
	const bool number =
	    c->fact == FACT_SCORE_P || pfacts[c->fact].type == P_NUMBER;

	put_blank(set, r);
	if (c->op == P_IN_TABLE) {
		put(set, "%s", ptables[c->other].name);
	} else if (c->op == P_MATCHES) {
		put(set, "%s", ppatterns[c->other].regex);
	} else if (c->op == P_IS_FACT) {
		put(set, "%s", pfacts[c->other].name);
	} else if (c->op == P_IN_SET && c->noperands == 1 && !number &&
		   pfacts[c->fact].type == P_ADDRESS && rng_chance(r, 50)) {
		put(set, "%s", c->operand[0]);
	} else if (c->op == P_IN_SET) {
		put(set, "{");
		for (size_t i = 0; i < c->noperands; i++) {
			put_blank(set, r);
			put_operand(set, r, c->operand[i], number);
			put(set, "%s", rng_chance(r, 30) ? "," : "");
		}
		put(set, " }");
	} else {
		put_operand(set, r, c->operand[0], number);
	}
}

static void
put_atom(struct pset *set, const struct pcond *c, struct rng *r)
{
	const char *sign =
	    c->op == P_MATCHES ? ppatterns[c->other].word : ops[c->op].sign;
	const bool is = c->op == P_IS || c->op == P_IS_FACT;

	if (c->fact == FACT_TAG_P) {
		put(set, "tag.r%zu", c->tag);
		return;
	}
	put(set, "%s",
	    c->fact == FACT_SCORE_P ? "score" : pfacts[c->fact].name);
	if (c->op == P_BARE)
		return;
	put_blank(set, r);
	if (c->negated && !is)
		put(set, "not ");
	put(set, "%s", sign);
	if (c->negated && is)
		put(set, " not");
	if (c->op != P_EXISTS && c->op != P_ABSENT)
		put_right(set, c, r);
}

/* Parentheses where they are needed, and sometimes where they are not. */
static void
put_cond(struct pset *set, const struct pcond *c, enum pkind around,
	 struct rng *r)
{
	const bool needed =
	    (c->kind == C_OR && around != C_OR && around != C_ATOM) ||
	    (c->kind == C_AND && around == C_NOT);
	const bool paren = needed || rng_chance(r, 10);

	put(set, "%s", paren ? "(" : "");
	if (c->kind == C_ATOM) {
		put_atom(set, c, r);
	} else if (c->kind == C_NOT) {
		put(set, "not");
		put_blank(set, r);
		put_cond(set, c->left, C_NOT, r);
	} else {
		put_cond(set, c->left, c->kind, r);
		put_blank(set, r);
		put(set, "%s", c->kind == C_AND ? "and" : "or");
		put_blank(set, r);
		put_cond(set, c->right, c->kind, r);
	}
	put(set, "%s", paren ? ")" : "");
}

static void
put_texts(struct pset *set, const struct prule *rule)
{
	const char *open = rule->text_fact == NULL ? "" : "%{";
	const char *close = rule->text_fact == NULL ? "" : "}";
	const char *fact = rule->text_fact == NULL ? "" : rule->text_fact;

	if (rule->action == ACTION_HEADER)
		put(set, " \"X-Seen\"");
	if (rule->action == ACTION_HEADER || rule->action == ACTION_LOG ||
	    rule->text_fact != NULL)
		put(set, " \"it is %s%s%s\"", open, fact, close);
	if (rule->action == ACTION_DELAY)
		put(set, " 20ms");
}

static void
put_reply(struct pset *set, struct prule *rule, struct rng *r)
{
	static const unsigned codes[ACTION_QUARANTINE + 1][3] = {
	    [ACTION_REJECT] = {550, 554, 503},
	    [ACTION_DEFER] = {450, 451, 452},
	    [ACTION_CLOSE] = {421, 421, 421}};
	const bool say = rng_chance(r, 60);
	const unsigned *code;

	rule->code = 250;
	if (rule->action > ACTION_QUARANTINE || codes[rule->action][0] == 0)
		return;
	code = codes[rule->action];
	rule->code = code[say ? rng_below(r, 3) : 0];
	if (say)
		put(set, " with %u", rule->code);
	else if (rng_chance(r, 30))
		put(set, " with");
	else
		return;
	if (!say || rng_chance(r, 50))
		put(set, " %u.7.1", rule->code / 100);
	if (rng_chance(r, 50))
		put(set, " \"no %%{helo.name} %%{mail.from}\"");
}

static void
put_rule(struct pset *set, size_t index, struct rng *r)
{
	struct prule *rule = &set->rule[index];
	const long tenths = rule->add / 100;

	put(set, "%s%s", rule->observe ? "observe " : "",
	    action_rows[rule->action].name);
	put_blank(set, r);
	if (rule->action == ACTION_SCORE)
		put(set, "%s%ld.%ld ", tenths < 0 ? "-" : "",
		    (tenths < 0 ? -tenths : tenths) / 10,
		    (tenths < 0 ? -tenths : tenths) % 10);
	put(set, "r%zu", index);
	put_texts(set, rule);
	if (rule->cond != NULL) {
		put_blank(set, r);
		put(set, "if ");
		put_cond(set, rule->cond, C_ATOM, r);
	}
	put_reply(set, rule, r);
	put(set, "\n");
}

void
pset_make(struct pset *set, struct rng *r)
{
	const size_t n = 1 + rng_below(r, RULES_MOST);
	enum stage floor = STAGE_CONNECT;

	memset(set, 0, sizeof *set);
	set->fail_open = rng_chance(r, 25);
	if (set->fail_open)
		put(set, "set on-dns-failure accept\n");
	set->asks_dns = rng_chance(r, 50);
	/* What postmaster is spared is in tests/cases/postmaster.case. */
	put(set, "set postmaster judged\n");
	put(set, "set rdns %s\n", set->asks_dns ? "dns" : "mta");
	for (size_t i = 0; i < PTABLES; i++) {
		put(set, "table %s {", ptables[i].name);
		for (size_t k = 0; k < 6; k++)
			put(set, " %s", ptables[i].entry[k]);
		put(set, " }\n");
	}
	for (size_t i = 0; i < n; i++) {
		struct prule *rule = &set->rule[i];

		make_action(rule, r);
		/* A score without a condition is none, but changes one. */
		if (rule->action == ACTION_SCORE || !rng_chance(r, 4))
			rule->cond = make_cond(set, r, rng_below(r, 4));
		set->n = i;
		make_moment(set, i, &floor);
		put_rule(set, i, r);
	}
	set->n = n;
}
