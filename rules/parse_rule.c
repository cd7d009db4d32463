#include "parse_private.h"

#include "limits.h"
#include "nearest.h"
#include "results.h"
#include "share.h"

static bool
name_is_good(struct str name)
{
	if (name.n == 0 || name.n > LIMIT_RULE_NAME || !str_is_alnum(name.p[0]))
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!str_is_alnum(name.p[i]) && name.p[i] != '-' &&
		    name.p[i] != '_' && name.p[i] != '.')
			return false;
	return true;
}

static bool
all_digits(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!str_is_digit(name.p[i]))
			return false;
	return true;
}

static bool
rule_name(struct parser *p, struct rule *r)
{
	const struct token *t = lex_peek(&p->lx, LEX_RULE);

	if (t->kind != TOKEN_WORD) {
		parse_expected(p, "the rule's name");
		return false;
	}
	if (parse_is_reserved(t->text) && lex_is_first(t)) {
		parse_expected(p, "the rule's name");
		return false;
	}
	if (parse_is_reserved(t->text)) {
		diag_error(
		    p->diag, t->span,
		    "expected the rule's name; %.*s is a word of the language "
		    "and cannot be one",
		    STR_ARG(parse_found(p, t)));
		return false;
	}
	r->span = t->span;
	r->name = lex_take(&p->lx, LEX_RULE).text;
	if (!name_is_good(r->name) || all_digits(r->name))
		diag_error(p->diag, r->span,
			   "a rule's name has letters, digits, \"-\", \"_\" "
			   "and \".\", "
			   "at most %d, and is no number",
			   LIMIT_RULE_NAME);
	return true;
}

static bool
rule_score(struct parser *p, struct rule *r)
{
	const struct token *t = lex_peek(&p->lx, LEX_RULE);
	union datum d;

	if (t->kind == TOKEN_WORD && value_parse(t->text, VALUE_NUMBER, &d)) {
		r->score = d.number;
		lex_take(&p->lx, LEX_RULE);
		return true;
	}
	parse_expected(p, "the number that is added to the score, such as 3, "
			  "2.5 or -1");
	/* A number that is none; a name would not begin so. */
	if (t->kind == TOKEN_WORD &&
	    str_find(STR("-.0123456789"), t->text.p[0]) < 12)
		lex_take(&p->lx, LEX_RULE);
	return false;
}

/* How many texts an action takes, and what they are. */
static const struct {
	size_t n;
	const char *what;
} texts[ACTION_COUNT] = {
    [ACTION_HEADER] = {2, "the header's name and value in quotes"},
    [ACTION_LOG] = {1, "the text of the line in quotes"},
    [ACTION_QUARANTINE] = {1, "the reason in quotes"},
};

static bool
header_name_is_good(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= ' ' || name.p[i] >= 0x7f || name.p[i] == ':')
			return false;
	return name.n > 0;
}

static void
check_header_name(struct parser *p, const struct token *t)
{
	if (!header_name_is_good(t->text))
		diag_error(p->diag, t->span,
			   "expected the name of a header field such as "
			   "\"X-Greeting\": printable ASCII without blanks "
			   "and \":\" (RFC 5322, 2.2)");
	else if (str_find(t->text, '%') < t->text.n)
		diag_error(p->diag, t->span,
			   "the name of a header field is fixed: no \"%%\" "
			   "may stand in it");
}

static bool
rule_texts(struct parser *p, struct rule *r)
{
	const bool optional =
	    r->action == ACTION_QUARANTINE || r->action == ACTION_LOG;

	r->text = ARENA_ARRAY(p->arena, struct template, 2);
	if (r->action == ACTION_RESULTS) {
		struct token made = *lex_peek(&p->lx, LEX_RULE);

		/* Its facts are asked for as those of a text are. */
		made.text = str_of(results_facts);
		r->text[r->ntexts++] = *parse_template(p, &made);
		return true;
	}
	while (r->ntexts < texts[r->action].n) {
		const struct token *t = lex_peek(&p->lx, LEX_RULE);

		if (t->kind != TOKEN_STRING && optional &&
		    (t->kind != TOKEN_WORD || parse_is_reserved(t->text)))
			return true;
		if (t->kind != TOKEN_STRING) {
			parse_expected(p, texts[r->action].what);
			return false;
		}
		if (r->action == ACTION_HEADER && r->ntexts == 0)
			check_header_name(p, t);
		r->text[r->ntexts++] = *parse_template(p, t);
		lex_take(&p->lx, LEX_RULE);
	}
	return true;
}

static bool
rule_delay(struct parser *p, struct rule *r)
{
	struct token t =
	    parse_argument(p, LEX_RULE, value_type_expects(VALUE_TIME));
	union datum d;

	if (t.kind == TOKEN_BAD)
		return false;
	if (!value_parse(t.text, VALUE_TIME, &d) || d.number < 0 ||
	    d.number > LIMIT_DELAY * 1000)
		diag_error(p->diag, t.span,
			   "expected a time span of at most %ds, such as 2s",
			   LIMIT_DELAY);
	else
		r->delay_ms = d.number;
	return true;
}

/* CODE is three digits, the enhanced code has two dots (RFC 3463). */
static bool
is_code(const struct token *t)
{
	return t->kind == TOKEN_WORD && all_digits(t->text);
}

static bool
is_dsn(const struct token *t)
{
	return t->kind == TOKEN_WORD && t->text.n > 0 &&
	       str_is_digit(t->text.p[0]) && str_find(t->text, '.') < t->text.n;
}

static bool
dsn_is_good(struct str dsn)
{
	size_t parts = 0, digits = 0;

	for (size_t i = 0; i < dsn.n; i++) {
		if (str_is_digit(dsn.p[i])) {
			digits++;
		} else if (dsn.p[i] == '.' && digits > 0) {
			parts++;
			digits = 0;
		} else {
			return false;
		}
		if (digits > 3 || (parts == 0 && digits > 1))
			return false;
	}
	return parts == 2 && digits > 0;
}

static void
reply_codes(struct parser *p, struct reply *r)
{
	union datum d;

	if (is_code(lex_peek(&p->lx, LEX_RULE))) {
		struct token t = lex_take(&p->lx, LEX_RULE);

		r->code_span = t.span;
		if (t.text.n != 3 || !value_parse(t.text, VALUE_NUMBER, &d))
			diag_error(p->diag, t.span,
				   "a reply code has three digits");
		else
			r->code = (unsigned)(d.number / NUMBER_ONE);
	}
	if (is_dsn(lex_peek(&p->lx, LEX_RULE))) {
		struct token t = lex_take(&p->lx, LEX_RULE);

		r->dsn_span = t.span;
		r->dsn = t.text;
		if (!dsn_is_good(t.text))
			diag_error(p->diag, t.span,
				   "an enhanced code is like 5.7.1 (RFC 3463)");
	}
}

/* A \n begins a new line, and so does another "text". */
static void
reply_lines(struct parser *p, struct reply *r, struct token t)
{
	struct str rest = t.text;

	do {
		size_t end = str_find(rest, '\n');
		struct token line = t;

		if (r->nlines == LIMIT_REPLY_LINES) {
			diag_error(p->diag, t.span,
				   "a reply has at most %d lines",
				   LIMIT_REPLY_LINES);
			return;
		}
		line.text = str_slice(rest, 0, end);
		ARENA_GROW(p->arena, r->line, r->nlines);
		r->line[r->nlines++] = *parse_template(p, &line);
		rest = str_from(rest, end + 1);
	} while (rest.n > 0);
}

/* reply = "with" [ CODE ] [ ENHANCED ] { STRING } */
static bool
rule_reply(struct parser *p, struct reply *r)
{
	const struct token *t;

	r->given = true;
	r->span = lex_peek(&p->lx, LEX_RULE)->span;
	reply_codes(p, r);
	while (lex_peek(&p->lx, LEX_RULE)->kind == TOKEN_STRING)
		reply_lines(p, r, lex_take(&p->lx, LEX_RULE));
	t = lex_peek(&p->lx, LEX_RULE);
	if (r->code_span.source == NULL && r->dsn_span.source == NULL &&
	    r->nlines == 0)
		parse_expected(p, "a code, an enhanced code or a \"text\"");
	else if (is_code(t) || is_dsn(t))
		diag_error(p->diag, t->span,
			   "the code stands before the enhanced code, and both "
			   "before the text");
	else if (r->nlines == 0 && t->kind == TOKEN_WORD &&
		 !parse_is_reserved(t->text))
		parse_expected(p, "a \"text\" in quotes");
	else if (parse_peek_is(p, "if"))
		diag_error(p->diag, t->span, "\"if\" stands before \"with\"");
	else
		return true;
	return false;
}

static void
rule_add(struct parser *p, struct rule *r)
{
	if (p->ast->nrules == LIMIT_RULES) {
		diag_error(p->diag, r->span,
			   "a configuration has at most %d rules", LIMIT_RULES);
		return;
	}
	r->index = p->ast->nrules++;
	*p->ast->rules_end = r;
	p->ast->rules_end = &r->next;
}

static bool
change_find(struct str word, enum change_kind *out)
{
	static const char *const words[] = {[CHANGE_OFF] = "off",
					    [CHANGE_OBSERVE] = "observe",
					    [CHANGE_ENFORCE] = "enforce"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eq(word, str_of(words[i]))) {
			*out = (enum change_kind)i;
			return true;
		}
	return false;
}

/* Not of an action, and thus of a rule: no rule is called as an action. */
static bool
is_name(const struct token *t)
{
	return t->kind == TOKEN_WORD && !parse_is_reserved(t->text);
}

/* No rule is called by a number: then "%" has been forgotten. */
static bool
is_share(struct parser *p)
{
	const struct token *t = lex_peek(&p->lx, LEX_RULE);

	return t->kind == TOKEN_WORD &&
	       (all_digits(t->text) || t->text.p[t->text.n - 1] == '%');
}

static bool
rule_share(struct parser *p, struct rule *r)
{
	const struct token t = lex_take(&p->lx, LEX_RULE);

	if (share_parse(t.text, &r->share))
		return true;
	diag_error(p->diag, t.span,
		   "expected a share of the client networks, more than 0%% and "
		   "at most 100%%, such as 10%%");
	return false;
}

/*
 * rule = [ "observe" | "enforce" SHARE ] ACTION [ NUMBER ] NAME { TEXT }
 *        [ "if" condition ] [ "with" reply ]
 * change = ( "off" | "observe" | "enforce" [ SHARE ] ) NAME
 *        | "score" NUMBER NAME
 */
bool
parse_rule(struct parser *p, const struct token *first)
{
	struct rule *r = ARENA_NEW(p->arena, struct rule);
	enum change_kind kind;
	const struct token *t;
	bool number = false, prefix = false;

	r->share = SHARE_ALL;
	if (change_find(first->text, &kind)) {
		lex_take(&p->lx, LEX_RULE);
		r->observe = prefix = kind == CHANGE_OBSERVE;
		if (kind == CHANGE_ENFORCE && is_share(p)) {
			if (!rule_share(p, r))
				return false;
			prefix = true;
		}
		if (!prefix || is_name(lex_peek(&p->lx, LEX_RULE)))
			return rule_name(p, r) && change_add(p, kind, r);
	}
	t = lex_peek(&p->lx, LEX_RULE);
	if (t->kind != TOKEN_WORD || !action_find(t->text, &r->action)) {
		parse_expected(p, prefix ? "an action such as reject, or the "
					   "name of a rule"
					 : "accept, reject, defer or another "
					   "action");
		return false;
	}
	lex_take(&p->lx, LEX_RULE);
	if (r->action == ACTION_SCORE)
		number = rule_score(p, r);
	if (!rule_name(p, r))
		return false;
	if (number && !prefix && !parse_peek_is(p, "if") &&
	    !parse_peek_is(p, "with"))
		return change_add(p, CHANGE_SCORE, r);
	rule_add(p, r);
	if (r->action == ACTION_DELAY ? !rule_delay(p, r) : !rule_texts(p, r))
		return false;
	p->tests = &r->tests;
	if (parse_accept(p, "if")) {
		r->condition = parse_condition(p);
		if (r->condition == NULL)
			return false;
	}
	return !parse_accept(p, "with") || rule_reply(p, &r->reply);
}

/* Words that other programs have for our actions. */
static struct str
translated(struct str word)
{
	static const char *const rows[][2] = {
	    {"deny", "reject"},	    {"refuse", "reject"},
	    {"block", "reject"},    {"permit", "accept"},
	    {"allow", "accept"},    {"pass", "accept"},
	    {"tempfail", "defer"},  {"drop", "discard"},
	    {"hold", "quarantine"}, {"greylist", "defer"},
	    {"tarpit", "delay"},    {"warn", "log"},
	    {"disconnect", "close"}};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (str_ieq(word, str_of(rows[i][0])))
			return str_of(rows[i][1]);
	return (struct str){NULL, 0};
}

void
parse_no_statement(struct parser *p, const struct token *t)
{
	static const char *const others[] = {"set",  "table",	"include",
					     "test", "session", "observe"};
	struct nearest near = nearest_to(t->text);

	for (size_t i = 0; i < ACTION_COUNT; i++)
		nearest_try(&near, str_of(action_rows[i].name));
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		nearest_try(&near, str_of(others[i]));
	if (translated(t->text).p != NULL)
		near.best = translated(t->text);
	if (t->kind == TOKEN_STRING)
		parse_expected(p, "\"with\" before a reply's text");
	else if (parse_is_fact(t))
		parse_expected(p, "\"if\" before a condition");
	else if (parse_peek_is(p, ")") || parse_peek_is(p, "}"))
		diag_error(p->diag, t->span, "there is no \"%s\" for this",
			   parse_peek_is(p, ")") ? "(" : "{");
	else if (t->kind == TOKEN_WORD && near.best.p != NULL)
		diag_error(p->diag, t->span,
			   "no statement begins with %.*s; did you mean %.*s?",
			   STR_ARG(parse_found(p, t)), STR_ARG(near.best));
	else
		parse_expected(
		    p, "set, table, include, test, or a rule (accept, reject, "
		       "defer, ...)");
}
