#include "property.h"

#include <ctype.h>
#include <stdlib.h>

/* Rules of the property test: made up, written down, and judged once more. */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

const struct ptable ptables[PTABLES] = {
    {"first",
     {"mail.example.net", ".example.org", "203.0.113.0/24", "2001:db8::9",
      "a@example.net", "postmaster@"}},
    {"second",
     {"friend", "example.com", ".example.com", "10.0.0.0/8", "bob@example.com",
      "example.net"}}};

static bool
is_example(const char *t)
{
	size_t n = strlen(t);

	return n >= 12 && (strcmp(t + n - 12, ".example.net") == 0 ||
			   strcmp(t + n - 12, ".example.org") == 0);
}

static bool
is_letters(const char *t)
{
	return t[0] != '\0' &&
	       strspn(t, "abcdefghijklmnopqrstuvwxyz") == strlen(t);
}

static bool
is_friend(const char *t)
{
	return strcmp(t, "friend") == 0;
}

static bool
has_xampl(const char *t)
{
	return strstr(t, "xampl") != NULL;
}

const struct ppattern ppatterns[PPATTERNS] = {
    {"matches", "/.*\\.example\\.(net|org)/", is_example},
    {"matches", "/[a-z]+/", is_letters},
    {"matches", "/friend/", is_friend},
    {"contains", "/xampl/", has_xampl}};

static const struct {
	const char *net, *begin;
} nets[] = {{"203.0.113.0/24", "203.0.113."},
	    {"2001:db8::/32", "2001:db8:"},
	    {"10.0.0.0/8", "10."}};

/* Comparisons. */

void
text_plain(enum ptype type, const char *text, char out[256])
{
	size_t n = strlen(text);

	if (type == P_MAIL && text[0] == '<') {
		text++;
		n -= 2;
	}
	if (type == P_HOST && n > 1 && text[n - 1] == '.')
		n--;
	for (size_t i = 0; i < n; i++)
		out[i] = type == P_TEXT ? text[i]
					: (char)tolower((unsigned char)text[i]);
	out[n] = '\0';
}

bool
text_is(enum ptype type, const char *a, const char *b)
{
	char x[256], y[256];

	text_plain(type, a, x);
	text_plain(type, b, y);
	return strcmp(x, y) == 0;
}

static bool
is_address(const char *t)
{
	return strchr(t, ':') != NULL || strspn(t, "0123456789.") == strlen(t);
}

static bool
address_in(const char *entry, const char *address)
{
	for (size_t i = 0; i < COUNT(nets); i++)
		if (strcmp(entry, nets[i].net) == 0)
			return strncmp(address, nets[i].begin,
				       strlen(nets[i].begin)) == 0;
	return strcmp(entry, address) == 0;
}

/* The name itself or, with a dot in front, what is below it. */
static bool
host_in(const char *entry, const char *host)
{
	size_t n = strlen(host), m = strlen(entry);

	if (entry[0] == '.')
		return n > m && strcmp(host + n - m, entry) == 0;
	return strcmp(entry, host) == 0;
}

static bool
host_or_literal_in(const char *entry, const char *host)
{
	char inner[256];
	size_t n = strlen(host);

	if (host[0] == '[') {
		memcpy(inner, host + 1, n - 2);
		inner[n - 2] = '\0';
		host = strncmp(inner, "ipv6:", 5) == 0 ? inner + 5 : inner;
		return address_in(entry, host);
	}
	return is_address(host) ? address_in(entry, host)
				: host_in(entry, host);
}

static bool
mail_in(const char *entry, const char *path)
{
	const char *at = strchr(path, '@');
	size_t n = strlen(entry);

	if (at == NULL)
		return false;
	if (entry[n - 1] == '@')
		return strncmp(entry, path, n) == 0;
	if (strchr(entry, '@') != NULL)
		return strcmp(entry, path) == 0;
	return host_in(entry, at + 1);
}

bool
set_holds(const char *const *entry, size_t n, enum ptype type,
	  const struct pdatum *d)
{
	char plain[256], one[256];

	text_plain(type, d->text, plain);
	for (size_t i = 0; i < n; i++) {
		text_plain(type, entry[i], one);
		if (type == P_ADDRESS ? address_in(one, plain)
		    : type == P_HOST  ? host_or_literal_in(one, plain)
		    : type == P_MAIL  ? mail_in(one, plain)
				      : strcmp(one, plain) == 0)
			return true;
	}
	return false;
}

static long
milli_of(const char *number)
{
	char *end;
	double value = strtod(number, &end);

	if (*end == 'K')
		value *= 1024;
	if (*end == 'M')
		value *= 1024 * 1024;
	return (long)(value * 1000);
}

static bool
number_holds(const struct pcond *c, long milli)
{
	long with = milli_of(c->operand[0]);

	switch (c->op) {
	case P_LESS:
		return milli < with;
	case P_MOST:
		return milli <= with;
	case P_MORE:
		return milli > with;
	case P_LEAST:
		return milli >= with;
	default:
		for (size_t i = 0; i < c->noperands; i++)
			if (milli_of(c->operand[i]) == milli)
				return true;
	}
	return false;
}

static bool
text_holds(const struct pcond *c, enum ptype type, const struct pdatum *d)
{
	char hay[256], needle[256];
	size_t n, m;

	text_plain(type, d->text, hay);
	if (c->op == P_MATCHES)
		return ppatterns[c->other].is(hay);
	text_plain(type, c->operand[0], needle);
	n = strlen(hay);
	m = strlen(needle);
	if (c->op == P_BEGINS)
		return strncmp(hay, needle, m) == 0;
	if (c->op == P_ENDS)
		return n >= m && strcmp(hay + n - m, needle) == 0;
	return strstr(hay, needle) != NULL;
}

static bool
datum_is(enum ptype type, const struct pdatum *a, const struct pdatum *b)
{
	if (type == P_BOOL)
		return a->yes == b->yes;
	if (type == P_NUMBER)
		return a->milli == b->milli;
	return text_is(type, a->text, b->text);
}

static bool
is_fact(const struct pcond *c, const struct world *w, size_t rcpt,
	enum ptype type, const struct pdatum *d)
{
	struct pvalue right = {.n = 0};

	pfacts[c->other].get(w, rcpt, &right);
	for (size_t i = 0; i < right.n; i++)
		if (datum_is(type, d, &right.item[i]))
			return true;
	return false;
}

static bool
item_holds(const struct pcond *c, const struct world *w, size_t rcpt,
	   enum ptype type, const struct pdatum *d)
{
	if (c->op == P_IS_FACT)
		return is_fact(c, w, rcpt, type, d);
	if (c->op == P_IN_TABLE)
		return set_holds(ptables[c->other].entry, 6, type, d);
	if (type == P_NUMBER)
		return number_holds(c, d->milli);
	if (c->op == P_BARE)
		return d->yes;
	if (c->op == P_IN_SET && type != P_BOOL)
		return set_holds(c->operand, c->noperands, type, d);
	for (size_t i = 0; i < c->noperands; i++)
		if (type == P_BOOL &&
		    d->yes == (strcmp(c->operand[i], "yes") == 0))
			return true;
	if (c->op == P_IS)
		return type != P_BOOL && text_is(type, d->text, c->operand[0]);
	return type != P_BOOL && text_holds(c, type, d);
}

/* One test, without its "not": a list holds when one of its members does. */
static bool
value_holds(const struct pcond *c, const struct world *w, size_t rcpt,
	    enum ptype type, const struct pvalue *v)
{
	if (c->op == P_EXISTS || c->op == P_ABSENT)
		return (v->n > 0) == (c->op == P_EXISTS);
	for (size_t i = 0; i < v->n; i++)
		if (item_holds(c, w, rcpt, type, &v->item[i]))
			return true;
	return false;
}

static bool
fact_holds(const struct pcond *c, const struct world *w, size_t rcpt)
{
	struct pvalue v = {.n = 0};

	pfacts[c->fact].get(w, rcpt, &v);
	return value_holds(c, w, rcpt, pfacts[c->fact].type, &v);
}

/* Three values. */

static enum tri_answer
t_not(enum tri_answer t)
{
	return (enum tri_answer)(T_YES - t);
}

static enum tri_answer
t_bool(bool yes)
{
	return yes ? T_YES : T_NO;
}

/* The world with no other questions open than those of the test's facts. */
static struct world
narrowed(const struct pcond *c, const struct world *w)
{
	struct world narrow = *w;
	unsigned asks = pfacts[c->fact].asks;

	if (c->op == P_IS_FACT)
		asks |= pfacts[c->other].asks;
	for (size_t i = 0; i < OPEN_COUNT; i++)
		narrow.open[i] = w->open[i] && (asks >> i & 1) != 0;
	return narrow;
}

/* Of all ways to fill what is open: none, some, or all. */
static enum tri_answer
guess_fact(const struct pcond *c, const struct world *w, size_t rcpt)
{
	struct world narrow = narrowed(c, w), filled;
	size_t yes = 0, all = 0;
	struct pcond bare = *c;
	enum tri_answer t;

	for (; world_fill(&narrow, &filled, all); all++)
		yes += fact_holds(c, &filled, rcpt);
	t = yes == 0 ? T_NO : yes == all ? T_YES : T_MAYBE;
	/* What is open is neither yes nor no, not "one of the two". */
	if (all > 1 && pfacts[c->fact].type == P_BOOL &&
	    (c->op == P_EXISTS || c->op == P_ABSENT || c->op == P_IN_SET)) {
		bare.op = P_BARE;
		if (guess_fact(&bare, w, rcpt) == T_MAYBE)
			t = T_MAYBE;
	}
	return t;
}

static void
score_before(const struct pset *set, const struct guess *g, size_t index,
	     long *least, long *most)
{
	*least = *most = 0;
	for (size_t i = 0; i < index; i++) {
		const struct prule *r = &set->rule[i];

		if (r->action != ACTION_SCORE || r->observe)
			continue;
		if (g->answer[i] == T_YES ||
		    (g->answer[i] == T_MAYBE && r->add < 0))
			*least += r->add;
		if (g->answer[i] == T_YES ||
		    (g->answer[i] == T_MAYBE && r->add > 0))
			*most += r->add;
	}
}

/* Maybe only if the interval straddles the bound. */
static enum tri_answer
guess_score(const struct pset *set, const struct guess *g,
	    const struct pcond *c, size_t index)
{
	enum tri_answer t = T_NO;
	bool low, high;
	long least, most;

	score_before(set, g, index, &least, &most);
	if (c->op == P_EXISTS || c->op == P_ABSENT)
		return t_bool(c->op == P_EXISTS);
	low = number_holds(c, least);
	high = number_holds(c, most);
	if (least == most || (c->op != P_IS && c->op != P_IN_SET))
		return low == high ? t_bool(low) : T_MAYBE;
	for (size_t i = 0; i < c->noperands; i++)
		if (milli_of(c->operand[i]) >= least &&
		    milli_of(c->operand[i]) <= most)
			t = T_MAYBE;
	return t;
}

static enum tri_answer
guess_cond(const struct pset *set, const struct guess *g, const struct pcond *c,
	   size_t index, const struct world *w, size_t rcpt)
{
	enum tri_answer l, r;

	switch (c->kind) {
	case C_NOT:
		return t_not(guess_cond(set, g, c->left, index, w, rcpt));
	case C_AND:
	case C_OR:
		l = guess_cond(set, g, c->left, index, w, rcpt);
		r = guess_cond(set, g, c->right, index, w, rcpt);
		return (l < r) == (c->kind == C_AND) ? l : r;
	case C_ATOM:
		break;
	}
	if (c->fact == FACT_SCORE_P)
		l = guess_score(set, g, c, index);
	else if (c->fact == FACT_TAG_P)
		l = set->rule[c->tag].observe ? T_NO : g->answer[c->tag];
	else
		l = guess_fact(c, w, rcpt);
	return c->negated ? t_not(l) : l;
}

static bool
decides(const struct prule *r)
{
	return r->action <= ACTION_QUARANTINE && !r->observe;
}

void
pset_guess(const struct pset *set, const struct world *w, size_t rcpt,
	   struct guess *g)
{
	enum action certain = ACTION_ACCEPT;
	size_t i;

	memset(g, 0, sizeof *g);
	g->decider = set->n;
	for (i = 0; i < set->n && g->decider == set->n; i++) {
		const struct prule *r = &set->rule[i];

		g->answer[i] = r->cond == NULL
				   ? T_YES
				   : guess_cond(set, g, r->cond, i, w, rcpt);
		if (decides(r) && g->answer[i] == T_YES) {
			g->decider = i;
			certain = r->action;
		}
	}
	g->action = certain;
	g->may_accept = certain == ACTION_ACCEPT;
	for (i = 0; i < g->decider; i++)
		if (decides(&set->rule[i]) && g->answer[i] == T_MAYBE) {
			g->open |= set->rule[i].action != certain;
			g->may_accept |= set->rule[i].action == ACTION_ACCEPT;
		}
	if (g->open)
		g->action = set->fail_open && g->may_accept ? ACTION_ACCEPT
							    : ACTION_DEFER;
	score_before(set, g, g->decider, &g->least, &g->most);
}

void
pset_first_match(const struct pset *set, const struct world *w, size_t rcpt,
		 struct outcome *o)
{
	struct guess g;

	/* Nothing is open: three values are two. */
	pset_guess(set, w, rcpt, &g);
	memset(o, 0, sizeof *o);
	o->decider = g.decider;
	o->action = g.action;
	o->code = g.decider < set->n ? set->rule[g.decider].code : 250;
	for (size_t i = 0; i < set->n; i++)
		o->yes[i] = g.answer[i] == T_YES;
}
