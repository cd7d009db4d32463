#include "explain_print.h"

#include "escape.h"
#include "limits.h"
#include "value.h"

enum { SHOWN = 4 * LIMIT_SHOWN, INDENT = 13 };

/* Print with what others chose escaped. */
static void
put(FILE *to, struct str text)
{
	char clean[SHOWN + 1];
	const size_t n = escape_into(clean, sizeof clean, text, NULL);

	fwrite(clean, 1, n, to);
}

static bool
is_absent(struct str value)
{
	return value.n == 1 && value.p[0] == '-';
}

static const char *const answers[] = {
    [TRI_NO] = "no", [TRI_MAYBE] = "open", [TRI_YES] = "yes"};

static void
put_said(FILE *to, const struct explain_origin *o)
{
	if (o->value.p == NULL && str_eq(o->text, STR("the message"))) {
		fputs("counted in the message", to);
	} else if (o->value.p == NULL) {
		fputs("the client has sent no ", to);
		put(to, o->text);
	} else {
		fputs("the client said ", to);
		put(to, o->text);
		fputc(' ', to);
		put(to, o->value);
	}
}

/* What stands before the text, between it and the value, and behind. */
static const struct {
	const char *before, *between, *behind;
} phrases[EXPLAIN_SOURCES] = {
    [EXPLAIN_MACRO] = {"the MTA's macro ", " is ", ""},
    [EXPLAIN_DNS] = {"the DNS: ", ": ", ""},
    [EXPLAIN_FACT] = {"worked out of ", ", which is ", ""},
    [EXPLAIN_RULE] = {"made by the rule ", ": ", ""},
    [EXPLAIN_TABLE] = {"the entry ", " (", ")"},
};

static void
put_origin(FILE *to, const struct explain_fact *f,
	   const struct explain_origin *o)
{
	switch (o->source) {
	case EXPLAIN_CLIENT:
		put_said(to, o);
		return;
	case EXPLAIN_MTA:
		fputs(is_absent(f->value) ? "the MTA has told nothing of it"
					  : "as the MTA saw it",
		      to);
		return;
	case EXPLAIN_HELOWARD:
		fputs("our own", to);
		return;
	default:
		break;
	}
	fputs(phrases[o->source].before, to);
	put(to, o->text);
	fputs(phrases[o->source].between, to);
	put(to, o->value);
	fputs(phrases[o->source].behind, to);
}

void
explain_print_fact(FILE *to, const struct explain_fact *f, int indent)
{
	fprintf(to, "%*s", indent, "");
	put(to, f->name);
	if (is_absent(f->value)) {
		fputs(" is absent", to);
	} else {
		fputs(" is ", to);
		put(to, f->value);
	}
	if (f->open && f->why.n > 0) {
		fputs(": ", to);
		put(to, f->why);
	}
	fputc('\n', to);
	for (const struct explain_origin *o = f->origin; o != NULL;
	     o = o->next) {
		fprintf(to, "%*s", indent + 4, "");
		put_origin(to, f, o);
		fputc('\n', to);
	}
}

static void
put_node(FILE *to, const struct explain_node *n)
{
	const int indent = INDENT + 3 * (int)n->depth;

	fprintf(to, "%*s%-5s", indent, "",
		n->looked ? answers[n->answer] : "-");
	put(to, n->text);
	if (n->kind == EXPR_NOT)
		fputs(": what follows, turned round", to);
	else if (n->kind == EXPR_AND)
		fputs(": all of what follows", to);
	else if (n->kind == EXPR_OR)
		fputs(": one of what follows", to);
	if (!n->looked)
		fputs("  (not needed)", to);
	fputc('\n', to);
	if (n->left.name.p != NULL)
		explain_print_fact(to, &n->left, indent + 9);
	if (n->right.name.p != NULL)
		explain_print_fact(to, &n->right, indent + 9);
	if (n->entry.p != NULL) {
		fprintf(to, "%*sfound: ", indent + 9, "");
		put(to, n->entry);
		fputs(" (", to);
		put(to, n->place);
		fputs(")\n", to);
	}
}

const char *
explain_print_word(const struct explain_rule *rule)
{
	static const char *const words[EXPLAIN_OUTCOMES] = {
	    [EXPLAIN_NOT_REACHED] = "not reached",
	    [EXPLAIN_WAITING] = "later",
	    [EXPLAIN_NO] = "not",
	    [EXPLAIN_OPEN] = "open",
	    [EXPLAIN_YES] = "matched",
	};

	if (rule->off)
		return "off";
	if (rule->outcome == EXPLAIN_YES && rule->observe)
		return "observed";
	return words[rule->outcome];
}

void
explain_print_rule(FILE *to, const struct explain_rule *rule)
{
	struct arena *a = arena_new();

	fprintf(to, "%-12s ", explain_print_word(rule));
	if (rule->share < SHARE_ALL)
		fprintf(to, "enforce %.*s%% ",
			STR_ARG(value_show_number(a, rule->share)));
	else if (rule->observe && !rule->spared)
		fputs("observe ", to);
	fprintf(to, "%s ", action_rows[rule->action].name);
	if (rule->score != 0)
		fprintf(to, "%.*s ",
			STR_ARG(value_show_number(a, rule->score)));
	arena_free(a);
	put(to, rule->rule.name);
	fputs("  (", to);
	put(to, rule->rule.place);
	fputc(')', to);
	if (rule->outcome == EXPLAIN_WAITING)
		fprintf(to, "  waits for %s", stage_name(rule->moment));
	if (rule->decided)
		fputs("  decides", to);
	if (rule->spared && rule->outcome >= EXPLAIN_OPEN)
		fputs("  spares postmaster (RFC 5321, 4.5.1)", to);
	fputc('\n', to);
	for (const struct explain_node *n = rule->node; n != NULL; n = n->next)
		put_node(to, n);
}

void
explain_print_rules(FILE *to, const struct explanation *e)
{
	for (size_t i = 0; i < e->nrules; i++)
		explain_print_rule(to, &e->rule[i]);
	if (e->nrules == 0)
		fputs("the configuration has no rules\n", to);
}

void
explain_print_reply(FILE *to, const struct verdict *v, const char *before)
{
	if (!verdict_refuses(v)) {
		fprintf(to, "%s250\n", before);
		return;
	}
	for (size_t i = 0; i < v->nlines; i++) {
		fprintf(to, "%s%u%c%.*s ", before, v->code,
			i + 1 < v->nlines ? '-' : ' ', STR_ARG(v->dsn));
		put(to, v->line[i]);
		fputc('\n', to);
	}
}

/* "reject own-name (heloward.conf:20)" */
static void
put_outcome(FILE *to, const struct verdict *v)
{
	if (!v->settled) {
		fputs("no rule decides so far, the mail goes on", to);
		return;
	}
	fputs(action_rows[v->action].name, to);
	if (v->rule.name.n == 0) {
		fputs(", for no rule decides", to);
		return;
	}
	fputc(' ', to);
	put(to, v->rule.name);
	fputs(" (", to);
	put(to, v->rule.place);
	fputc(')', to);
	if (v->open) {
		fputs(", left open by ", to);
		put(to, v->why);
	}
}

static void
put_change(FILE *to, const struct explain_change *c)
{
	const char *join = "  - ";

	for (const struct explain_want *w = c->want; w != NULL; w = w->next) {
		fputs(join, to);
		put(to, w->rule);
		fputs(": \"", to);
		put(to, w->test);
		fprintf(to, "\" %s instead of %s (it saw ", answers[w->wanted],
			answers[w->is]);
		put(to, is_absent(w->value) ? STR("nothing") : w->value);
		fputs(")\n", to);
		join = "    and ";
	}
	fputs("      then: ", to);
	put_outcome(to, &c->then);
	fputc('\n', to);
}

static void
put_changes(FILE *to, const struct explanation *e)
{
	if (e->change == NULL) {
		if (e->verdict.settled && verdict_refuses(&e->verdict))
			fputs("No small change of what its condition saw would "
			      "have led elsewhere.\n",
			      to);
		return;
	}
	fputs("It would have gone otherwise, had one of these come out so:\n",
	      to);
	for (const struct explain_change *c = e->change; c != NULL; c = c->next)
		put_change(to, c);
}

void
explain_print_verdict(FILE *to, const struct explanation *e, bool told,
		      bool enforce)
{
	const struct verdict *v = &e->verdict;

	fputs("verdict: ", to);
	put_outcome(to, v);
	fputc('\n', to);
	if (told && !enforce && verdict_refuses(v)) {
		fputs("mode observe: the client was told 250; enforced it "
		      "would have been\n",
		      to);
		explain_print_reply(to, v, "    ");
	} else if (told) {
		fprintf(to, "the client was told at %s:\n",
			stage_name(e->stage));
		explain_print_reply(to, v, "    ");
	}
	put_changes(to, e);
}
