#include "check.h"

#include "limits.h"
#include "nearest.h"

static void
rule_names(const struct ast *ast, struct diag *d)
{
	for (const struct rule *r = ast->rules; r != NULL; r = r->next)
		for (const struct rule *b = ast->rules; b != r; b = b->next)
			if (str_eq(r->name, b->name)) {
				size_t line, column;

				source_place(b->span, &line, &column);
				diag_error(
				    d, r->span,
				    "there is a rule %.*s already, in line "
				    "%zu of %.*s",
				    STR_ARG(r->name), line,
				    STR_ARG(b->span.source->name));
				break;
			}
}

static struct table_decl *
table_find(const struct ast *ast, struct str name)
{
	for (struct table_decl *t = ast->tables; t != NULL; t = t->next)
		if (str_eq(t->name, name))
			return t;
	return NULL;
}

static bool
has_names(enum value_type type)
{
	return type == VALUE_HOST || type == VALUE_ADDRESS ||
	       type == VALUE_MAIL || type == VALUE_TEXT;
}

static void
resolve_table(const struct ast *ast, struct expr *e, struct diag *d)
{
	struct table_decl *t = table_find(ast, e->table_name);
	struct nearest near = nearest_to(e->table_name);

	if (t != NULL) {
		if (!has_names(e->fact.row->type))
			diag_error(d, e->right_fact.span,
				   "%s is %s; a table holds names, addresses "
				   "and texts: write { ... } here",
				   e->fact.row->name,
				   value_type_name(e->fact.row->type));
		t->used = true;
		e->right_side.table = t->table;
		e->right_side.own = t->own;
		return;
	}
	for (t = ast->tables; t != NULL; t = t->next)
		nearest_try(&near, t->name);
	diag_error(d, e->right_fact.span, "there is no table %.*s%s%.*s%s",
		   STR_ARG(e->table_name),
		   near.best.p == NULL ? "" : "; did you mean ",
		   STR_ARG(near.best), near.best.p == NULL ? "" : "?");
}

/* tag.NAME is what the tag rule of that name, above this one, has set. */
static void
resolve_tag(const struct ast *ast, const struct rule *r, struct fact_ref *fact,
	    struct diag *d)
{
	struct nearest near = nearest_to(fact->tag);

	for (const struct rule *t = ast->rules; t != NULL; t = t->next) {
		if (t->action != ACTION_TAG)
			continue;
		nearest_try(&near, t->name);
		if (!str_eq(t->name, fact->tag))
			continue;
		fact->tag_rule = t;
		if (t->index >= r->index)
			diag_error(
			    d, fact->span,
			    "tag.%.*s is set below this rule; it can be asked "
			    "for only by rules behind it",
			    STR_ARG(fact->tag));
		return;
	}
	diag_error(d, fact->span, "no rule sets tag.%.*s%s%.*s%s",
		   STR_ARG(fact->tag),
		   near.best.p == NULL ? "" : "; did you mean tag.",
		   STR_ARG(near.best), near.best.p == NULL ? "" : "?");
}

static void
visit_texts(struct template *t, size_t n,
	    void (*visit)(struct fact_ref *, void *), void *context)
{
	for (size_t i = 0; i < n; i++)
		for (struct part *p = t[i].first; p != NULL; p = p->next)
			if (p->is_fact)
				visit(&p->fact, context);
}

static void
visit_condition(struct rule *r, void (*visit)(struct fact_ref *, void *),
		void *context)
{
	for (struct expr *e = r->tests; e != NULL; e = e->also) {
		visit(&e->fact, context);
		if (e->has_fact)
			visit(&e->right_fact, context);
	}
}

struct context {
	struct ast *ast;
	struct rule *rule;
	struct diag *diag;
};

static void
resolve_fact(struct fact_ref *fact, void *context)
{
	struct context *c = context;

	if (fact->tag.p != NULL)
		resolve_tag(c->ast, c->rule, fact, c->diag);
}

static void
resolve(struct context *c)
{
	struct rule *r = c->rule;

	for (struct expr *e = r->tests; e != NULL; e = e->also)
		if (e->table_name.p != NULL)
			resolve_table(c->ast, e, c->diag);
	visit_condition(r, resolve_fact, c);
	visit_texts(r->text, r->ntexts, resolve_fact, c);
	visit_texts(r->reply.line, r->reply.nlines, resolve_fact, c);
}

/* The score as this rule sees it is complete when the rules above have run. */
static enum stage
score_moment(const struct ast *ast, const struct rule *rule)
{
	enum stage latest = STAGE_CONNECT;

	for (const struct rule *r = ast->rules; r != rule; r = r->next)
		if (r->action == ACTION_SCORE && !r->observe &&
		    r->moment > latest)
			latest = r->moment;
	return latest;
}

enum stage
check_moment(const struct ast *ast, const struct rule *rule,
	     const struct fact_ref *fact)
{
	if (fact->tag_rule != NULL)
		return fact->tag_rule->moment;
	if (fact->row == &fact_rows[FACT_score])
		return score_moment(ast, rule);
	return fact_ref_from(fact);
}

static void
later(struct fact_ref *fact, void *context)
{
	struct context *c = context;
	enum stage moment = check_moment(c->ast, c->rule, fact);

	if (moment > c->rule->own)
		c->rule->own = moment;
	c->rule->dns |= fact->row->asks[0] != '\0';
	c->rule->late |= fact_ref_scope(fact) == SCOPE_RECIPIENT;
}

/* Asked for by name, in the rule itself or in that of a tag. */
static void
names_recipient(struct fact_ref *fact, void *context)
{
	static const enum fact_id names[] = {FACT_rcpt_to, FACT_rcpt_local,
					     FACT_rcpt_postmaster};
	struct context *c = context;

	c->rule->named |= fact->tag_rule != NULL && fact->tag_rule->named;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		c->rule->named |= fact->row == &fact_rows[names[i]] ||
				  fact->of == &fact_rows[names[i]];
}

static void
rests_on_peer(struct fact_ref *fact, void *context)
{
	struct context *c = context;

	c->rule->peer |= fact->row->peer ||
			 (fact->of != NULL && fact->of->peer) ||
			 (fact->tag_rule != NULL && fact->tag_rule->peer);
}

/* There is no message to a command, and nobody to answer at the end. */
static void
aside_agrees(const struct rule *r, struct diag *d)
{
	static const bool at_command[ACTION_COUNT] = {
	    [ACTION_ACCEPT] = true, [ACTION_REJECT] = true,
	    [ACTION_DEFER] = true,  [ACTION_CLOSE] = true,
	    [ACTION_DELAY] = true,  [ACTION_LOG] = true,
	    [ACTION_TAG] = true};
	const bool fits = r->action == ACTION_LOG || r->action == ACTION_TAG;

	if (r->moment == STAGE_END && !fits)
		diag_error(d, r->span,
			   "what %.*s asks for is known when the client has "
			   "left: only log and tag can do something then",
			   STR_ARG(r->name));
	if (r->moment == STAGE_COMMAND && !at_command[r->action])
		diag_error(d, r->span,
			   "%s is for messages; at a command there are accept, "
			   "reject, defer, close, delay, log and tag",
			   action_rows[r->action].name);
}

/*
 * A rule's moment: the latest among its own facts and those of the deciding
 * rules above. The facts in its texts count too, but not those of a reply,
 * which is written when it is given.
 */
static void
moments(struct context *c)
{
	enum stage floor = STAGE_CONNECT;

	for (struct rule *r = c->ast->rules; r != NULL; r = r->next) {
		c->rule = r;
		r->own = STAGE_CONNECT;
		visit_condition(r, later, c);
		visit_condition(r, rests_on_peer, c);
		visit_condition(r, names_recipient, c);
		visit_texts(r->text, r->ntexts, later, c);
		r->moment = r->own > floor ? r->own : floor;
		aside_agrees(r, c->diag);
		if (action_rows[r->action].decides && !r->observe &&
		    !stage_is_aside(r->moment))
			floor = r->moment;
	}
}

/* A reply has the class of its action, or it would be an MTA's default. */
static void
reply_agrees(const struct rule *r, struct diag *d)
{
	const struct action_row *row = &action_rows[r->action];
	const struct reply *reply = &r->reply;
	unsigned class = row->code / 100;

	if (!reply->given)
		return;
	if (row->dsn[0] == '\0') {
		diag_error(
		    d, reply->span,
		    "\"with\" belongs to reject, defer and close; %s sends no "
		    "reply of its own",
		    row->name);
		return;
	}
	if (reply->code != 0 &&
	    (reply->code / 100 != class ||
	     (reply->code == 421) != (r->action == ACTION_CLOSE)))
		diag_error(d, reply->code_span, "%s takes %s; %u is not one",
			   row->name,
			   r->action == ACTION_CLOSE ? "the code 421"
			   : class == 5		     ? "a code from 500 to 599"
					: "a code from 400 to 499, but not 421 "
					  "(that is close)",
			   reply->code);
	if (reply->dsn.n > 0 && reply->dsn.p[0] != '0' + (char)class)
		diag_error(d, reply->dsn_span,
			   "the enhanced code of %s begins with %u (RFC 3463)",
			   row->name, class);
}

void
check(struct ast *ast, struct diag *d)
{
	struct context c = {.ast = ast, .diag = d};

	rule_names(ast, d);
	for (struct rule *r = ast->rules; r != NULL; r = r->next) {
		c.rule = r;
		resolve(&c);
		reply_agrees(r, d);
	}
	change_apply(ast, d);
	moments(&c);
	if (diag_errors(d) == 0)
		lint(ast, d);
}
