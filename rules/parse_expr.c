#include "parse_private.h"

#include "limits.h"
#include "nearest.h"

static enum value_type
type_of(const struct fact_ref *fact)
{
	return fact->row->type;
}

static const char *
name_of(const struct fact_ref *fact)
{
	return fact->row->name;
}

static void
literal_add(struct parser *p, struct value *v, union datum d)
{
	union datum *item = NULL;

	memcpy(&item, &v->item, sizeof item);
	ARENA_GROW(p->arena, item, v->n);
	item[v->n++] = d;
	v->item = item;
}

static void
check_word(struct parser *p, const struct expr *e, const struct token *t)
{
	const struct fact_row *row = e->fact.row;
	struct nearest near = nearest_to(t->text);
	struct str rest = str_of(row->words);

	if (fact_has_word(row, t->text))
		return;
	for (; rest.n > 0; rest = str_from(rest, str_find(rest, ' ') + 1))
		nearest_try(&near, str_slice(rest, 0, str_find(rest, ' ')));
	diag_error(
	    p->diag, t->span, "%s is never %.*s%s%.*s%s; it is one of: %s",
	    row->name, STR_ARG(parse_found(p, t)),
	    near.best.p == NULL ? "" : " (did you mean ", STR_ARG(near.best),
	    near.best.p == NULL ? "" : "?)", row->words);
}

/* A pattern of other programs would be a name that no host has. */
static void
check_host(struct parser *p, const struct token *t)
{
	if (str_begins(t->text, STR(".")) || str_find(t->text, '*') < t->text.n)
		diag_error(p->diag, t->span,
			   "no host is called %.*s; all names below a domain "
			   "are \"in { .example.org }\"",
			   STR_ARG(parse_found(p, t)));
}

/* A literal of the fact's own type. */
static bool
literal(struct parser *p, struct expr *e)
{
	const enum value_type type = type_of(&e->fact);
	const char *expects = value_type_expects(type);
	struct token t = parse_argument(p, LEX_VALUE, expects);
	union datum d;

	if (t.kind == TOKEN_BAD)
		return false;
	t.text = arena_str(p->arena, t.text);
	if (!value_parse(t.text, type, &d)) {
		diag_error(p->diag, t.span, "%s is %s; expected %s, found %.*s",
			   name_of(&e->fact), value_type_name(type), expects,
			   STR_ARG(parse_found(p, &t)));
		return true;
	}
	if (e->op == OP_IS || e->op == OP_IN)
		check_word(p, e, &t);
	if (e->op == OP_IS && type == VALUE_HOST)
		check_host(p, &t);
	e->right_side.value.type = type;
	literal_add(p, &e->right_side.value, d);
	return true;
}

/* Are values of the two types ever the same? */
static bool
comparable(enum value_type a, enum value_type b)
{
	const unsigned wordy = op_rows[OP_MATCHES].types;

	return a == b || ((wordy >> a & 1) != 0 && (wordy >> b & 1) != 0);
}

static bool
other_fact(struct parser *p, struct expr *e)
{
	struct token t = lex_take(&p->lx, LEX_RULE);

	e->has_fact = parse_fact(p, &t, &e->right_fact);
	if (e->has_fact &&
	    !comparable(type_of(&e->fact), type_of(&e->right_fact)))
		diag_error(p->diag, t.span,
			   "%s is %s and %s is %s: they are never the same",
			   name_of(&e->fact),
			   value_type_name(type_of(&e->fact)),
			   name_of(&e->right_fact),
			   value_type_name(type_of(&e->right_fact)));
	return true;
}

static unsigned
regex_flags(struct parser *p, const struct token *t)
{
	static const struct {
		char letter;
		unsigned flag;
	} known[] = {{'i', PATTERN_CASELESS},
		     {'s', PATTERN_DOTALL},
		     {'x', PATTERN_EXTENDED}};
	unsigned flags = 0;

	for (size_t i = 0; i < t->flags.n; i++) {
		unsigned flag = 0;

		for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
			if (known[k].letter == t->flags.p[i])
				flag = known[k].flag;
		if (flag == 0)
			diag_error(
			    p->diag, t->span,
			    "a regular expression has the flags i, s and x");
		flags |= flag;
	}
	return flags;
}

static bool
regex(struct parser *p, struct expr *e)
{
	struct token t = lex_take(&p->lx, LEX_RULE);
	unsigned flags;

	if (t.kind != TOKEN_REGEX) {
		if (t.kind != TOKEN_BAD)
			diag_error(
			    p->diag, t.span,
			    "expected a regular expression between slashes, "
			    "found %.*s",
			    STR_ARG(parse_found(p, &t)));
		return false;
	}
	flags = regex_flags(p, &t);
	/* Host names and mail addresses are the same in any case. */
	if (type_of(&e->fact) != VALUE_TEXT)
		flags |= PATTERN_CASELESS;
	if (e->op == OP_MATCHES)
		flags |= PATTERN_WHOLE;
	e->right_side.pattern =
	    pattern_new(p->arena, t.text, flags, p->diag, t.inner);
	return true;
}

static bool
is_regex(struct parser *p)
{
	return lex_peek(&p->lx, LEX_RULE)->kind == TOKEN_REGEX;
}

static bool
text_operand(struct parser *p, struct expr *e)
{
	if (is_regex(p) && e->op == OP_CONTAINS)
		return regex(p, e);
	if (is_regex(p)) {
		diag_error(
		    p->diag, lex_peek(&p->lx, LEX_RULE)->span,
		    "%s takes a text; a regular expression goes with matches "
		    "or contains",
		    op_rows[e->op].word);
		return false;
	}
	if (parse_is_fact(lex_peek(&p->lx, LEX_RULE)))
		return other_fact(p, e);
	return literal(p, e);
}

static bool
in_tables(enum value_type type)
{
	return type == VALUE_HOST || type == VALUE_ADDRESS ||
	       type == VALUE_MAIL;
}

static bool
is_network(const struct token *t)
{
	struct net net;

	return t->kind == TOKEN_WORD && t->text.n > 0 &&
	       net_parse(t->text, &net) != NET_BAD_ADDRESS;
}

static struct table *
set_table(struct parser *p, struct expr *e)
{
	struct table *table = table_new(p->arena, STR("{...}"), false);

	e->right_side.table = table;
	return table;
}

/* set = TABLE | NETWORK | "{" { entry } "}" */
static bool
set_operand(struct parser *p, struct expr *e)
{
	const enum value_type type = type_of(&e->fact);
	struct table *table;
	struct token t;
	bool closed;

	if (parse_accept(p, "{")) {
		if (in_tables(type)) {
			table = set_table(p, e);
			closed = parse_entries(p, table);
			table_finish(table);
			return closed;
		}
		while (!parse_accept(p, "}"))
			if (!parse_accept(p, ",") && !literal(p, e))
				return false;
		return true;
	}
	t = *lex_peek(&p->lx, LEX_VALUE);
	if (type == VALUE_ADDRESS && is_network(&t)) {
		lex_take(&p->lx, LEX_VALUE);
		table = set_table(p, e);
		table_add(table, t.text, 0, p->diag, t.span);
		table_finish(table);
		return true;
	}
	t = parse_argument(p, LEX_VALUE, "a table, a network or { ... }");
	if (is_network(&t)) {
		diag_error(p->diag, t.span,
			   "%s is %s; only an address is in a network",
			   name_of(&e->fact), value_type_name(type));
		return true;
	}
	e->table_name = arena_str(p->arena, t.text);
	e->right_fact.span = t.span;
	return t.kind != TOKEN_BAD;
}

static bool
operand(struct parser *p, struct expr *e)
{
	switch (op_rows[e->op].operand) {
	case OPERAND_NONE:
		return true;
	case OPERAND_SET:
		return set_operand(p, e);
	case OPERAND_PATTERN:
		return regex(p, e);
	case OPERAND_TEXT:
		return text_operand(p, e);
	case OPERAND_VALUE:
		break;
	}
	if (parse_is_fact(lex_peek(&p->lx, LEX_RULE)))
		return other_fact(p, e);
	return literal(p, e);
}

static bool
bare_fact(struct parser *p, const struct expr *e)
{
	if (type_of(&e->fact) != VALUE_BOOL)
		diag_error(p->diag, e->fact.span,
			   "%s is %s, not yes or no; say what it should be, or "
			   "\"exists\"",
			   name_of(&e->fact),
			   value_type_name(type_of(&e->fact)));
	return true;
}

/* Words that people coming from elsewhere write. */
static bool
foreign_operator(struct parser *p)
{
	static const struct {
		const char *theirs, *ours;
	} rows[] = {{"=", "is"},
		    {"==", "is"},
		    {"!=", "is not"},
		    {"~", "matches /.../"},
		    {"=~", "matches /.../"},
		    {"&&", "and"},
		    {"||", "or"},
		    {"eq", "is"},
		    {"ne", "is not"},
		    {"equals", "is"},
		    {"like", "matches /.../"},
		    {"has", "contains"}};
	const struct token *t = lex_peek(&p->lx, LEX_RULE);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (t->kind == TOKEN_WORD &&
		    str_eq(t->text, str_of(rows[i].theirs))) {
			diag_error(p->diag, t->span, "write \"%s\" for \"%s\"",
				   rows[i].ours, rows[i].theirs);
			return true;
		}
	return false;
}

static void
no_operator(struct parser *p, const struct token *t)
{
	struct nearest near = nearest_to(t->text);

	for (size_t i = 0; i < OP_COUNT; i++)
		if (op_rows[i].word[0] != '\0')
			nearest_try(&near, str_of(op_rows[i].word));
	diag_error(p->diag, t->span,
		   "expected \"and\", \"or\" or an operator such as \"is\" or "
		   "\"in\", found %.*s%s%.*s%s",
		   STR_ARG(parse_found(p, t)),
		   near.best.p == NULL ? "" : "; did you mean ",
		   STR_ARG(near.best), near.best.p == NULL ? "" : "?");
}

/* operator = "is" [ "not" ] | [ "not" ] WORD | SIGN; none: a bare fact */
static bool
operator(struct parser *p, struct expr *e)
{
	bool negated = parse_accept(p, "not");
	const struct token *t = lex_peek(&p->lx, LEX_RULE);

	e->op = OP_TRUE;
	if (foreign_operator(p))
		return false;
	if ((t->kind != TOKEN_WORD && t->kind != TOKEN_PUNCT) ||
	    !op_find(t->text, &e->op)) {
		if (negated)
			parse_expected(p, "in, matches, begins, ends or "
					  "contains behind \"not\"");
		else if (t->kind == TOKEN_WORD && !parse_is_reserved(t->text))
			no_operator(p, t);
		else
			return bare_fact(p, e);
		return false;
	}
	if ((op_rows[e->op].types >> type_of(&e->fact) & 1) == 0)
		diag_error(p->diag, t->span,
			   "\"%s\" cannot be asked of %s: "
			   "it is %s",
			   op_rows[e->op].word, name_of(&e->fact),
			   value_type_name(type_of(&e->fact)));
	lex_take(&p->lx, LEX_RULE);
	if (e->op == OP_IS)
		negated = parse_accept(p, "not");
	e->negated = negated;
	return true;
}

/* test = ( FACT | call ) [ operator [ operand ] ] */
static struct expr *
expr_test(struct parser *p)
{
	struct expr *e = ARENA_NEW(p->arena, struct expr);
	struct token t = *lex_peek(&p->lx, LEX_RULE);

	if (t.kind != TOKEN_WORD ||
	    (parse_is_reserved(t.text) && !parse_is_fact(&t) &&
	     function_find(t.text) == NULL)) {
		parse_expected(p, "a fact such as helo.name");
		return NULL;
	}
	lex_take(&p->lx, LEX_RULE);
	e->kind = EXPR_TEST;
	e->span = t.span;
	if (t.kind == TOKEN_WORD && function_find(t.text) != NULL) {
		if (!parse_call(p, &t, &e->fact))
			return NULL;
	} else if (!parse_fact(p, &t, &e->fact)) {
		/* Go on behind it all the same, to see what else is wrong. */
		e->fact.row = &fact_rows[FACT_helo_name];
		if (parse_peek_is(p, "("))
			return NULL;
		if (!op_find(lex_peek(&p->lx, LEX_RULE)->text, &e->op))
			return e;
	}
	if (++p->ntests > LIMIT_TESTS) {
		diag_error(p->diag, t.span, "a condition has at most %d tests",
			   LIMIT_TESTS);
		return NULL;
	}
	*p->tests = e;
	p->tests = &e->also;
	if (!operator(p, e) || !operand(p, e))
		return NULL;
	e->whole = (struct span){t.span.source, t.span.start, p->lx.last.end};
	return e;
}

static struct expr *
expr_both(struct parser *p, enum expr_kind kind, struct expr *left,
	  struct expr *right)
{
	struct expr *e = ARENA_NEW(p->arena, struct expr);

	if (left == NULL || (right == NULL && kind != EXPR_NOT))
		return NULL;
	e->kind = kind;
	e->left = left;
	e->right = right;
	return e;
}

static bool
too_deep(struct parser *p)
{
	if (p->nesting < LIMIT_NESTING)
		return false;
	diag_error(p->diag, lex_peek(&p->lx, LEX_RULE)->span,
		   "a condition nests at most %d deep", LIMIT_NESTING);
	return true;
}

static struct expr *expr_or(struct parser *p);

/* not = "not" not | "(" or ")" | test */
static struct expr *
expr_not(struct parser *p)
{
	const bool nests = parse_peek_is(p, "not") || parse_peek_is(p, "(");
	struct expr *e;

	if (nests && too_deep(p))
		return NULL;
	p->nesting += nests;
	if (parse_accept(p, "not")) {
		e = expr_both(p, EXPR_NOT, expr_not(p), NULL);
	} else if (parse_accept(p, "(")) {
		e = expr_or(p);
		if (e != NULL && !parse_accept(p, ")")) {
			parse_expected(p, "\")\", \"and\" or \"or\"");
			e = NULL;
		}
	} else {
		e = expr_test(p);
	}
	p->nesting -= nests;
	return e;
}

/* and = not { "and" not } */
static struct expr *
expr_and(struct parser *p)
{
	struct expr *e = expr_not(p);

	while (e != NULL && parse_accept(p, "and"))
		e = expr_both(p, EXPR_AND, e, expr_not(p));
	return e;
}

/* or = and { "or" and } */
static struct expr *
expr_or(struct parser *p)
{
	struct expr *e = expr_and(p);

	while (e != NULL && parse_accept(p, "or"))
		e = expr_both(p, EXPR_OR, e, expr_and(p));
	return e;
}

struct expr *
parse_condition(struct parser *p)
{
	p->nesting = 0;
	p->ntests = 0;
	return expr_or(p);
}
