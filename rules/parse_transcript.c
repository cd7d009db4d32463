#include "parse_private.h"

#include "dns.h"
#include "moment.h"
#include "nearest.h"
#include "table.h"

const struct step_row step_rows[STEP_COUNT] = {
#define STEP(id, word, least, most, summary) {word, least, most, summary},
#include "steps.def"
#undef STEP
};

static bool
step_find(struct str word, enum step_kind *out)
{
	for (size_t i = 0; i < STEP_COUNT; i++)
		if (str_eq(word, str_of(step_rows[i].word))) {
			*out = (enum step_kind)i;
			return true;
		}
	return false;
}

/*
 * "header" begins a rule and a step: the rule has a name and two texts, the
 * step two arguments, behind which never stands a text.
 */
static bool
is_header_rule(const struct parser *p)
{
	struct lexer ahead = p->lx;
	struct arena *scratch = arena_new();
	struct diag *quiet = diag_new(scratch);
	bool rule;

	ahead.arena = scratch;
	ahead.diag = quiet;
	lex_take(&ahead, LEX_RULE);
	rule = lex_take(&ahead, LEX_STEP).kind == TOKEN_WORD &&
	       lex_take(&ahead, LEX_STEP).kind == TOKEN_STRING &&
	       lex_take(&ahead, LEX_STEP).kind == TOKEN_STRING;
	arena_free(scratch);
	return rule;
}

static bool
same_line(const struct step *s, const struct token *t)
{
	struct str between =
	    str_slice(s->span.source->text, s->span.start, t->span.start);

	return str_find(between, '\n') == between.n;
}

/*
 * Does the next token begin the next step or statement? Rules may be called
 * like steps: such a word in the line of an "expect" is the rule.
 */
static bool
at_reserved(struct parser *p, const struct step *s)
{
	const struct token *t = lex_peek(&p->lx, LEX_STEP);
	enum step_kind kind;

	if (t->kind != TOKEN_WORD)
		return t->kind == TOKEN_END;
	if (parse_is_reserved(t->text))
		return true;
	return step_find(t->text, &kind) &&
	       (s->kind != STEP_EXPECT || !same_line(s, t));
}

/* Is the step over with its line, although it needs more? */
static bool
lacks_args(struct parser *p, const struct step *s)
{
	const struct token *t = lex_peek(&p->lx, LEX_STEP);
	enum step_kind kind;

	return t->kind == TOKEN_END ||
	       (t->kind == TOKEN_WORD && !same_line(s, t) &&
		(parse_is_reserved(t->text) || step_find(t->text, &kind)));
}

static bool
step_args(struct parser *p, struct step *s)
{
	const struct step_row *row = &step_rows[s->kind];

	while (s->nargs < row->most) {
		struct token t;

		if (s->nargs >= row->least && at_reserved(p, s))
			break;
		if (s->nargs < row->least && lacks_args(p, s)) {
			diag_error(p->diag, s->span, "%s takes %s", row->word,
				   row->summary);
			return false;
		}
		t = parse_argument(p, LEX_STEP, row->summary);
		if (t.kind == TOKEN_BAD)
			return false;
		ARENA_GROW(p->arena, s->arg, s->nargs);
		s->arg[s->nargs++] = arena_str(p->arena, t.text);
		s->span.end = t.span.end;
	}
	return true;
}

static bool
expect_action(struct parser *p, struct step *s)
{
	struct str word = s->arg[0];
	struct nearest near = nearest_to(word);

	s->expect.would = str_begins(word, STR("would-"));
	if (s->expect.would)
		word = str_from(word, sizeof "would-" - 1);
	if (str_eq(s->arg[0], STR("log"))) {
		s->expect.would = true;
		s->expect.action = ACTION_LOG;
		return true;
	}
	if (action_find(word, &s->expect.action) &&
	    action_rows[s->expect.action].decides)
		return true;
	for (size_t i = 0; i < ACTION_COUNT; i++)
		if (action_rows[i].decides)
			nearest_try(&near, str_of(action_rows[i].name));
	diag_error(p->diag, s->span,
		   "expected a verdict (accept, reject, defer, close, discard, "
		   "quarantine)%s%.*s%s",
		   near.best.p == NULL ? "" : "; did you mean ",
		   STR_ARG(near.best), near.best.p == NULL ? "" : "?");
	return false;
}

/* A reply code; false when the text is no number. */
static bool
reply_code(struct parser *p, const struct step *s, struct str text,
	   unsigned *out)
{
	union datum d;

	if (!value_parse(text, VALUE_NUMBER, &d))
		return false;
	*out = (unsigned)(d.number / NUMBER_ONE);
	if (*out < 200 || *out > 599)
		diag_error(p->diag, s->span, "%.*s is no reply code",
			   STR_ARG(text));
	return true;
}

static void
expect_rest(struct parser *p, struct step *s)
{
	for (size_t i = 1; i < s->nargs; i++)
		if (!reply_code(p, s, s->arg[i], &s->expect.code))
			s->expect.rule = s->arg[i];
}

static void
except_read(struct parser *p, struct step *s)
{
	struct except *e = &s->except;

	e->mta = s->arg[0];
	e->reason = s->arg[s->nargs - 1];
	if (!str_eq(e->mta, STR("postfix")) && !str_eq(e->mta, STR("sendmail")))
		diag_error(p->diag, s->span,
			   "expected postfix or sendmail, found %.*s",
			   STR_ARG(e->mta));
	if (s->nargs > 2 && !reply_code(p, s, s->arg[1], &e->code))
		diag_error(p->diag, s->span,
			   "expected a reply code, found %.*s",
			   STR_ARG(s->arg[1]));
}

static bool
is_time(struct str text)
{
	union datum d;

	return value_parse(text, VALUE_TIME, &d) && d.number >= 0;
}

static bool
is_one_of(struct str word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (str_eq(word, str_of(*list)))
			return true;
	return false;
}

/* NULL, or what the data of a record should have been. */
static const char *
bad_data(enum dns_type type, const struct str *arg, size_t n)
{
	struct addr addr;

	for (size_t i = 0; i < n; i++) {
		if (type == DNS_MX && i % 2 == 0 &&
		    (!str_is_digit(arg[i].n > 0 ? arg[i].p[0] : 'x') ||
		     i + 1 == n))
			return "a preference and a name, such as 10 mx.example";
		if ((type == DNS_A || type == DNS_AAAA) &&
		    (!addr_parse(arg[i], &addr) ||
		     addr_is_v4(&addr) != (type == DNS_A)))
			return type == DNS_A ? "an IPv4 address"
					     : "an IPv6 address";
	}
	return NULL;
}

/*
 * "dns NAME TYPE [slow TIME] [secure] DATA... | none | fails"; see canned_dns.h
 */
static const char *
bad_dns(const struct step *s)
{
	static const char *const words[] = {"none", "fails", NULL};
	const struct str *arg = s->arg + 1;
	size_t n = s->nargs - 1;
	enum dns_type type = DNS_TXT;

	if (str_eq(s->arg[0], STR("default")))
		return n == 1 && is_one_of(arg[0], words) ? NULL
							  : "none or fails";
	if (n == 1 && is_one_of(arg[0], words))
		return NULL;
	if (!str_eq(arg[0], STR("slow"))) {
		if (!dns_type_find(arg[0], &type))
			return "A, AAAA, MX, PTR, TXT, CNAME, NS, none, "
			       "fails or slow";
		arg++;
		n--;
	}
	if (n > 0 && str_eq(arg[0], STR("slow"))) {
		if (n == 1 || !is_time(arg[1]))
			return "a time span behind \"slow\", such as 3s";
		arg += 2;
		n -= 2;
	} else if (n == 0) {
		return "data, none, fails, slow or secure";
	}
	if (n == 1 && is_one_of(arg[0], words))
		return NULL;
	if (n > 0 && str_eq(arg[0], STR("secure"))) {
		if (n == 1)
			return "data behind \"secure\"";
		arg++;
		n--;
	}
	return bad_data(type, arg, n);
}

static void
at_check(struct parser *p, const struct step *s)
{
	static const char *const modes[] = {"observe", "enforce", NULL};
	int64_t ms;

	if (!moment_parse(s->arg[0], &ms))
		diag_error(p->diag, s->span,
			   "expected a day or a time, such as "
			   "2026-11-26T13:45:00Z, found %.*s",
			   STR_ARG(s->arg[0]));
	if (s->nargs > 2 && !is_one_of(s->arg[2], modes))
		diag_error(p->diag, s->span,
			   "expected observe or enforce, found %.*s",
			   STR_ARG(s->arg[2]));
}

/* What can be seen to be wrong with a step by itself. */
static void
step_check(struct parser *p, struct step *s)
{
	const char *expects;
	union datum d;

	switch (s->kind) {
	case STEP_EXPECT:
		if (expect_action(p, s))
			expect_rest(p, s);
		break;
	case STEP_EXCEPT:
		except_read(p, s);
		break;
	case STEP_AT:
		at_check(p, s);
		break;
	case STEP_CLIENT:
		if (!addr_parse(s->arg[0], &d.addr))
			diag_error(p->diag, s->span, "%.*s is no IP address",
				   STR_ARG(s->arg[0]));
		break;
	case STEP_SIZE:
		if (!value_parse(s->arg[0], VALUE_NUMBER, &d) || d.number < 0)
			diag_error(p->diag, s->span,
				   "expected a number of bytes, found %.*s",
				   STR_ARG(s->arg[0]));
		break;
	case STEP_DNS:
		expects = bad_dns(s);
		if (expects != NULL)
			diag_error(p->diag, s->span, "expected %s", expects);
		break;
	default:
		break;
	}
}

static bool
parse_step(struct parser *p, struct transcript *tr, enum step_kind kind)
{
	struct step *s;

	ARENA_GROW(p->arena, tr->step, tr->nsteps);
	s = &tr->step[tr->nsteps];
	s->span = lex_take(&p->lx, LEX_RULE).span;
	s->kind = kind;
	if (!step_args(p, s))
		return false;
	step_check(p, s);
	tr->nsteps++;
	return true;
}

/* STEP_COUNT: no step, and no statement either. */
static bool
next_step(struct parser *p, enum step_kind *kind)
{
	const struct token *t = lex_peek(&p->lx, LEX_RULE);

	if (t->kind == TOKEN_WORD && step_find(t->text, kind))
		return *kind != STEP_HEADER || !is_header_rule(p);
	*kind = STEP_COUNT;
	return t->kind != TOKEN_END && t->kind != TOKEN_BAD &&
	       !lex_is_first(t) && !parse_is_reserved(t->text);
}

static void
no_step(struct parser *p)
{
	struct token t = lex_take(&p->lx, LEX_STEP);
	struct nearest near =
	    nearest_to(t.kind == TOKEN_WORD ? t.text : STR(""));

	for (size_t i = 0; i < STEP_COUNT; i++)
		nearest_try(&near, str_of(step_rows[i].word));
	diag_error(p->diag, t.span, "there is no step %.*s%s%.*s%s",
		   STR_ARG(parse_found(p, &t)),
		   near.best.p == NULL ? "" : "; did you mean ",
		   STR_ARG(near.best), near.best.p == NULL ? "" : "?");
	lex_next_line(&p->lx);
}

/* transcript = ( "test" | "session" ) NAME { STEP { ARGUMENT } } */
bool
parse_transcript(struct parser *p, const struct token *first)
{
	struct transcript *tr = ARENA_NEW(p->arena, struct transcript);
	struct token name =
	    parse_argument(p, LEX_STEP, "a name for the transcript");
	enum step_kind kind = STEP_COUNT;

	if (name.kind == TOKEN_BAD)
		return false;
	tr->session = str_eq(first->text, STR("session"));
	tr->name = arena_str(p->arena, name.text);
	tr->span = name.span;
	while (next_step(p, &kind))
		if (kind == STEP_COUNT)
			no_step(p);
		else if (!parse_step(p, tr, kind))
			lex_next_line(&p->lx);
	*p->ast->transcripts_end = tr;
	p->ast->transcripts_end = &tr->next;
	return true;
}
