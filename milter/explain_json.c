#include "explain_json.h"

static const char *const answers[] = {
    [TRI_NO] = "no", [TRI_MAYBE] = "open", [TRI_YES] = "yes"};

static void
put_word(struct json *j, const char *key, const char *word)
{
	json_text(j, key, str_of(word));
}

static void
put_fact(struct json *j, const char *key, const struct explain_fact *f)
{
	const bool absent = f->value.n == 1 && f->value.p[0] == '-';

	json_object(j, key);
	json_text(j, "name", f->name);
	json_text(j, "value", absent ? (struct str){NULL, 0} : f->value);
	json_bool(j, "open", f->open);
	if (f->open)
		json_text(j, "why", f->why);
	json_list(j, "from");
	for (const struct explain_origin *o = f->origin; o != NULL;
	     o = o->next) {
		json_object(j, NULL);
		put_word(j, "source", explain_source_name(o->source));
		if (o->text.n > 0)
			json_text(j, "text", o->text);
		if (o->value.n > 0)
			json_text(j, "value", o->value);
		json_end_object(j);
	}
	json_end_list(j);
	json_end_object(j);
}

static const char *const kinds[] = {[EXPR_AND] = "and",
				    [EXPR_OR] = "or",
				    [EXPR_NOT] = "not",
				    [EXPR_TEST] = "test"};

static void
put_node(struct json *j, const struct explain_node *n)
{
	json_object(j, NULL);
	put_word(j, "kind", kinds[n->kind]);
	json_number(j, "depth", (int64_t)n->depth);
	if (n->kind == EXPR_TEST)
		json_text(j, "text", n->text);
	put_word(j, "answer", n->looked ? answers[n->answer] : NULL);
	if (n->left.name.p != NULL)
		put_fact(j, "fact", &n->left);
	if (n->right.name.p != NULL)
		put_fact(j, "other", &n->right);
	if (n->entry.p != NULL) {
		json_text(j, "entry", n->entry);
		json_text(j, "place", n->place);
	}
	json_end_object(j);
}

static void
put_rule(struct json *j, const struct explain_rule *r)
{
	json_object(j, NULL);
	json_text(j, "name", r->rule.name);
	json_text(j, "place", r->rule.place);
	put_word(j, "action", action_rows[r->action].name);
	if (r->score != 0)
		json_decimal(j, "score", r->score);
	json_bool(j, "observe", r->observe);
	if (r->share < SHARE_ALL)
		json_decimal(j, "share", r->share);
	if (r->spared)
		json_bool(j, "spared", true);
	if (r->off)
		json_bool(j, "off", true);
	put_word(j, "moment", stage_name(r->moment));
	put_word(j, "outcome", explain_outcome_name(r->outcome));
	json_bool(j, "decides", r->decided);
	json_list(j, "condition");
	for (const struct explain_node *n = r->node; n != NULL; n = n->next)
		put_node(j, n);
	json_end_list(j);
	json_end_object(j);
}

static void
put_verdict(struct json *j, const char *key, const struct verdict *v)
{
	json_object(j, key);
	json_bool(j, "settled", v->settled);
	put_word(j, "action", action_rows[v->action].name);
	json_text(j, "rule", v->rule.name);
	json_text(j, "place", v->rule.place);
	json_number(j, "code", v->code);
	json_text(j, "dsn", v->dsn);
	json_list(j, "text");
	for (size_t i = 0; i < v->nlines; i++)
		json_text(j, NULL, v->line[i]);
	json_end_list(j);
	json_bool(j, "open", v->open);
	json_text(j, "why", v->why);
	json_decimal(j, "score_least", v->score_least);
	json_decimal(j, "score_most", v->score_most);
	json_end_object(j);
}

static void
put_change(struct json *j, const struct explain_change *c)
{
	json_object(j, NULL);
	json_list(j, "tests");
	for (const struct explain_want *w = c->want; w != NULL; w = w->next) {
		json_object(j, NULL);
		json_text(j, "rule", w->rule);
		json_text(j, "test", w->test);
		json_text(j, "value", w->value);
		put_word(j, "is", answers[w->is]);
		put_word(j, "wanted", answers[w->wanted]);
		json_end_object(j);
	}
	json_end_list(j);
	put_verdict(j, "then", &c->then);
	json_end_object(j);
}

void
explain_json(struct json *j, const struct explanation *e, bool told,
	     bool enforce)
{
	json_object(j, NULL);
	put_word(j, "stage", stage_name(e->stage));
	json_text(j, "recipient", e->recipient);
	json_bool(j, "told", told);
	json_bool(j, "enforced", enforce);
	json_list(j, "facts");
	for (size_t i = 0; i < e->nfacts; i++)
		put_fact(j, NULL, &e->fact[i]);
	json_end_list(j);
	json_list(j, "rules");
	for (size_t i = 0; i < e->nrules; i++)
		put_rule(j, &e->rule[i]);
	json_end_list(j);
	put_verdict(j, "verdict", &e->verdict);
	json_list(j, "changes");
	for (const struct explain_change *c = e->change; c != NULL; c = c->next)
		put_change(j, c);
	json_end_list(j);
	json_end_object(j);
}
