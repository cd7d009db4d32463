#include "check.h"

#include "pattern.h"
#include "share.h"

/* What is allowed and yet a mistake, most of the time. */

static bool
refuses(const struct rule *r)
{
	return r->action == ACTION_REJECT || r->action == ACTION_CLOSE ||
	       r->action == ACTION_DISCARD;
}

static bool
decides(const struct rule *r)
{
	return action_rows[r->action].decides && !r->observe;
}

/* Rules behind one that always decides never run. */
static void
lint_unreachable(const struct ast *ast, struct diag *d)
{
	const struct rule *always = NULL;

	for (const struct rule *r = ast->rules; r != NULL; r = r->next) {
		if (always != NULL)
			diag_warn(d, r->span,
				  "%.*s is never reached: %.*s above it has no "
				  "condition and always decides",
				  STR_ARG(r->name), STR_ARG(always->name));
		else if (decides(r) && r->condition == NULL &&
			 r->share == SHARE_ALL)
			always = r;
	}
}

static void
lint_tables(const struct ast *ast, struct diag *d)
{
	for (const struct table_decl *t = ast->tables; t != NULL; t = t->next)
		if (!t->used && !t->own)
			diag_warn(d, t->span, "no rule uses the table %.*s",
				  STR_ARG(t->name));
}

/* Refusing because greeting and address do not match (RFC 5321, 4.1.4). */
static void
lint_forbidden(const struct rule *r, struct diag *d)
{
	for (const struct expr *e = r->tests; e != NULL; e = e->also)
		if (refuses(r) && strcmp(e->fact.row->rfc, RFC5321_4_1_4) == 0)
			diag_warn(
			    d, e->span,
			    "%.*s refuses on %s: RFC 5321, 4.1.4 forbids to "
			    "refuse mail because the greeting does not match "
			    "the client's address; a score is allowed",
			    STR_ARG(r->name), e->fact.row->name);
}

static bool
is_tls(const struct expr *e)
{
	return str_begins(str_of(e->fact.row->name), STR("tls."));
}

/* Refusing for want of TLS where anybody delivers (RFC 3207, 4). */
static void
lint_tls(const struct rule *r, struct diag *d)
{
	bool listener = false;

	for (const struct expr *e = r->tests; e != NULL; e = e->also)
		listener |= (e->fact.row->scope == SCOPE_RECIPIENT ||
			     e->fact.row == &fact_rows[FACT_listener_port] ||
			     e->fact.row == &fact_rows[FACT_listener_name] ||
			     e->fact.row == &fact_rows[FACT_mail_domain] ||
			     e->fact.row == &fact_rows[FACT_mail_from]);
	for (const struct expr *e = r->tests; e != NULL && !listener;
	     e = e->also)
		if (refuses(r) && is_tls(e) &&
		    (e->op == OP_ABSENT || e->op == OP_EXISTS))
			diag_warn(
			    d, e->span,
			    "%.*s asks for TLS on every listener: a public MX "
			    "must not (RFC 3207, 4); name the listener.port, "
			    "a sender or a recipient it is for",
			    STR_ARG(r->name));
}

/*
 * The test that lets everybody in who writes the right thing: all of an "and"
 * must be forgeable, of an "or" one branch is enough.
 */
static const struct expr *
forgeable(const struct expr *e)
{
	const struct fact_row *row = e->fact.row;
	const struct expr *left, *right;

	switch (e->kind) {
	case EXPR_NOT:
		return forgeable(e->left);
	case EXPR_AND:
		left = forgeable(e->left);
		right = forgeable(e->right);
		return left != NULL && right != NULL ? left : NULL;
	case EXPR_OR:
		left = forgeable(e->left);
		return left != NULL ? left : forgeable(e->right);
	case EXPR_TEST:
		break;
	}
	/* To let a recipient off the rules is not to believe the client. */
	if (!row->chosen || row->asks[0] != '\0' ||
	    row->scope == SCOPE_RECIPIENT)
		return NULL;
	return e;
}

static void
lint_forgeable(const struct rule *r, struct diag *d)
{
	const struct expr *e = NULL;

	if (r->action == ACTION_ACCEPT && r->condition != NULL)
		e = forgeable(r->condition);
	if (e != NULL)
		diag_warn(
		    d, e->span,
		    "%.*s accepts on %s, which every client can write as it "
		    "likes; ask for client.address or client.rdns too",
		    STR_ARG(r->name), e->fact.row->name);
}

static void
lint_patterns(const struct rule *r, struct diag *d)
{
	for (const struct expr *e = r->tests; e != NULL; e = e->also)
		if (e->right_side.pattern != NULL &&
		    pattern_is_risky(pattern_text(e->right_side.pattern)))
			diag_warn(
			    d, e->span,
			    "%.*s: the regular expression repeats a group "
			    "that repeats; some texts take it to its limit, "
			    "where it counts as no match",
			    STR_ARG(r->name));
}

static size_t
waiting(const struct rule *r)
{
	size_t n = 0;

	for (const struct rule *b = r->next; b != NULL; b = b->next)
		n += b->moment == r->moment && b->own < r->moment;
	return n;
}

/* The latest fact of a rule: what makes those below it wait. */
static const char *
latest(const struct ast *ast, const struct rule *r)
{
	for (const struct expr *e = r->tests; e != NULL; e = e->also)
		if (check_moment(ast, r, &e->fact) == r->moment)
			return e->fact.row->name;
	return "its texts";
}

/* One late rule high up makes all below it wait for the message. */
static void
lint_late(const struct ast *ast, struct diag *d)
{
	enum stage floor = STAGE_RCPT;

	for (const struct rule *r = ast->rules; r != NULL; r = r->next) {
		if (!decides(r) || r->moment <= floor ||
		    stage_is_aside(r->moment))
			continue;
		floor = r->moment;
		if (waiting(r) > 0)
			diag_warn(
			    d, r->span,
			    "%.*s needs %s, so the %zu rule%s below it wait%s "
			    "for the end of the %s",
			    STR_ARG(r->name), latest(ast, r), waiting(r),
			    waiting(r) == 1 ? "" : "s",
			    waiting(r) == 1 ? "s" : "",
			    r->moment == STAGE_HEADERS ? "headers" : "data");
	}
}

static void
lint_expect(const struct ast *ast, const struct step *s, struct diag *d)
{
	if (s->kind != STEP_EXPECT || s->expect.rule.p == NULL)
		return;
	for (const struct rule *r = ast->rules; r != NULL; r = r->next)
		if (str_eq(r->name, s->expect.rule))
			return;
	diag_warn(d, s->span, "no rule is called %.*s",
		  STR_ARG(s->expect.rule));
}

/* Only where there are rules: a file may hold tests alone. */
static void
lint_transcripts(const struct ast *ast, struct diag *d)
{
	for (const struct transcript *t = ast->transcripts;
	     t != NULL && ast->rules != NULL; t = t->next)
		for (size_t i = 0; i < t->nsteps; i++)
			lint_expect(ast, &t->step[i], d);
}

void
lint(const struct ast *ast, struct diag *d)
{
	lint_unreachable(ast, d);
	lint_tables(ast, d);
	lint_late(ast, d);
	for (const struct rule *r = ast->rules; r != NULL; r = r->next) {
		lint_forbidden(r, d);
		lint_tls(r, d);
		lint_forgeable(r, d);
		lint_patterns(r, d);
		lint_reply(r, d);
	}
	lint_transcripts(ast, d);
}
