#include "op.h"

#include "hostname.h"
#include "session_private.h"

#define BIT(type) (1u << VALUE_##type)
enum {
	TYPES_ANY = (1u << VALUE_TYPES) - 1,
	TYPES_WORDY = BIT(TEXT) | BIT(HOST) | BIT(MAIL),
	TYPES_COUNTED = BIT(NUMBER) | BIT(TIME),
	TYPES_TRUTH = BIT(BOOL),
};

const struct op_row op_rows[OP_COUNT] = {
#define OP(id, word, operand, types) {word, OPERAND_##operand, TYPES_##types},
#include "ops.def"
#undef OP
};

bool
op_find(struct str word, enum op_id *out)
{
	for (size_t i = 0; i < OP_COUNT; i++)
		if (word.n > 0 && str_eq(word, str_of(op_rows[i].word))) {
			*out = (enum op_id)i;
			return true;
		}
	return false;
}

/* One comparison: a member of the left with a member of the right. */
struct pair {
	enum value_type type;
	const union datum *left;
	enum value_type right_type;
	const union datum *right; /* NULL: the table or pattern decides */
	const struct op_right *with;
	struct session *s;
	bool *overrun;
};

/* The text that text operators see: a host without its dot, a path bare. */
static struct str
text_of(enum value_type type, const union datum *d)
{
	struct str t;

	if (type == VALUE_HOST)
		return hostname_plain(d->text);
	if (type != VALUE_MAIL)
		return d->text;
	t = d->mail.text;
	if (d->mail.brackets && t.n >= 2)
		t = str_slice(t, 1, t.n - 1);
	return t;
}

static bool
same(const struct pair *p)
{
	switch (p->type) {
	case VALUE_BOOL:
		return p->left->yes == p->right->yes;
	case VALUE_NUMBER:
	case VALUE_TIME:
		return p->left->number == p->right->number;
	case VALUE_ADDRESS:
		return addr_equal(&p->left->addr, &p->right->addr);
	case VALUE_MAIL:
		return mailaddr_equal(&p->left->mail, &p->right->mail);
	case VALUE_HOST:
		return hostname_equal(p->left->text,
				      text_of(p->right_type, p->right));
	case VALUE_TEXT:
	case VALUE_TYPES:
		break;
	}
	if (p->right_type == VALUE_HOST)
		return hostname_equal(p->left->text, p->right->text);
	return str_eq(p->left->text, text_of(p->right_type, p->right));
}

static bool
in_own(const struct pair *p)
{
	if (p->type == VALUE_ADDRESS)
		return session_is_own_addr(p->s, &p->left->addr);
	if (p->type == VALUE_HOST)
		return session_is_own_host(p->s, p->left->text);
	return false;
}

/* A text, a login say, is looked up as what it looks like. */
static bool
text_in_table(const struct pair *p)
{
	struct session *s = p->s;
	struct str text = p->left->text;
	struct mailaddr mail;

	if (str_find(text, '@') < text.n && mailaddr_split(text, &mail))
		return table_find_mail(p->with->table, &mail, s->today,
				       &s->scratch, s->hit);
	return table_find_host(p->with->table, text, s->today, &s->scratch,
			       s->hit) ||
	       table_find_text(p->with->table, text, s->today, &s->scratch,
			       s->hit);
}

static bool
in_table(const struct pair *p)
{
	const struct table *t = p->with->table;
	struct session *s = p->s;
	const uint32_t before = s->scratch.overruns;
	bool found;

	if (p->with->own && in_own(p))
		return true;
	switch (p->type) {
	case VALUE_ADDRESS:
		found = table_find_addr(t, &p->left->addr, s->today,
					&s->scratch, s->hit);
		break;
	case VALUE_MAIL:
		found = table_find_mail(t, &p->left->mail, s->today,
					&s->scratch, s->hit);
		break;
	case VALUE_HOST:
		found = table_find_host(t, p->left->text, s->today, &s->scratch,
					s->hit);
		break;
	default:
		found = text_in_table(p);
	}
	*p->overrun |= s->scratch.overruns != before;
	return found;
}

static bool
matches(const struct pair *p)
{
	const struct op_right *with = p->with;
	struct pattern_scratch *scratch = &p->s->scratch;
	struct str text = text_of(p->type, p->left);
	enum pattern_result result;

	if (with->set != NULL &&
	    !pattern_set_can(with->set, with->member, text, scratch))
		return false;
	result = pattern_match(with->pattern, text, scratch);
	*p->overrun |= result == PATTERN_LIMIT;
	return result == PATTERN_YES;
}

/* Does the text hold the other at a place from "first" to "last"? */
static bool
holds(const struct pair *p, bool at_start, bool at_end)
{
	struct str hay = text_of(p->type, p->left);
	struct str needle = text_of(p->right_type, p->right);
	bool fold = p->type != VALUE_TEXT;
	size_t first = 0, last;

	if (needle.n > hay.n)
		return false;
	last = at_start ? 0 : hay.n - needle.n;
	first = at_end ? hay.n - needle.n : 0;
	for (size_t i = first; i <= last; i++) {
		struct str here = str_slice(hay, i, i + needle.n);

		if (fold ? str_ieq(here, needle) : str_eq(here, needle))
			return true;
	}
	return false;
}

static bool
pair_test(enum op_id op, const struct pair *p)
{
	switch (op) {
	case OP_IS:
		return same(p);
	case OP_IN:
		return p->right != NULL ? same(p) : in_table(p);
	case OP_MATCHES:
		return matches(p);
	case OP_BEGINS:
		return p->right != NULL ? holds(p, true, false) : matches(p);
	case OP_ENDS:
		return p->right != NULL ? holds(p, false, true) : matches(p);
	case OP_CONTAINS:
		return p->right != NULL ? holds(p, false, false) : matches(p);
	case OP_LESS:
		return p->left->number < p->right->number;
	case OP_MOST:
		return p->left->number <= p->right->number;
	case OP_MORE:
		return p->left->number > p->right->number;
	case OP_LEAST:
		return p->left->number >= p->right->number;
	case OP_TRUE:
		return p->left->yes;
	case OP_EXISTS:
	case OP_ABSENT:
	case OP_COUNT:
		break;
	}
	return false;
}

/* How many of the right's members the left one satisfies, and of how many. */
static void
count_right(enum op_id op, struct pair *p, size_t *yes, size_t *all)
{
	const struct value *right = &p->with->value;

	*yes = 0;
	*all = right->n;
	if (p->with->table != NULL || p->with->pattern != NULL ||
	    op == OP_TRUE) {
		*all = 1;
		*yes = pair_test(op, p);
		return;
	}
	for (size_t i = 0; i < right->n; i++) {
		p->right = &right->item[i];
		*yes += pair_test(op, p);
	}
}

/*
 * Members of a list are certain, those of an open single value are candidates:
 * any one of the former is enough, all of the latter must agree.
 */
static enum tri
weigh(bool candidates, bool open, size_t yes, size_t all)
{
	if (candidates)
		return yes == 0 ? TRI_NO : yes == all ? TRI_YES : TRI_MAYBE;
	if (yes > 0)
		return TRI_YES;
	return open ? TRI_MAYBE : TRI_NO;
}

static bool
is_candidates(const struct value *v)
{
	return v->open && !v->list && v->n > 0;
}

static enum tri
presence(struct value v)
{
	if (v.n > 0)
		return TRI_YES;
	return v.open ? TRI_MAYBE : TRI_NO;
}

/* An absent fact or an empty set: no value satisfies it. */
static bool
is_nothing(enum op_id op, const struct op_right *right)
{
	return op != OP_TRUE && right->table == NULL &&
	       right->pattern == NULL && right->value.n == 0 &&
	       !right->value.open;
}

enum tri
op_test(enum op_id op, struct value left, const struct op_right *right,
	struct session *s, bool *overrun)
{
	struct pair p = {.type = left.type,
			 .right_type = right->value.type,
			 .with = right,
			 .s = s,
			 .overrun = overrun};
	size_t sure = 0, possible = 0;
	enum tri one;

	if (op == OP_EXISTS)
		return presence(left);
	if (op == OP_ABSENT)
		return tri_not(presence(left));
	if (is_nothing(op, right))
		return TRI_NO;
	for (size_t i = 0; i < left.n; i++) {
		size_t yes, all;

		p.left = &left.item[i];
		count_right(op, &p, &yes, &all);
		one = weigh(is_candidates(&right->value), right->value.open,
			    yes, all);
		sure += one == TRI_YES;
		possible += one != TRI_NO;
	}
	if (is_candidates(&left))
		return sure == left.n ? TRI_YES
		       : possible > 0 ? TRI_MAYBE
				      : TRI_NO;
	if (sure > 0)
		return TRI_YES;
	return possible > 0 || left.open ? TRI_MAYBE : TRI_NO;
}
