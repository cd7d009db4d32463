#include "record.h"

#include "allowed.h"
#include "arena.h"
#include "log.h"
#include "value.h"

static const struct {
	const char *key, *fact;
	bool number;
} identity[] = {
    {"client", "client.address", false}, {"port", "client.port", true},
    {"name", "client.name", false},	 {"helo", "helo.raw", false},
    {"from", "mail.from", false},
};

/* It speaks of all recipients that were kept, not of the one in hand. */
static bool
of_message(const struct record *r)
{
	return r->stage >= STAGE_HEADERS && !stage_is_aside(r->stage) &&
	       session_recipients(r->session) > 0;
}

static void
put_facts(const struct record *r, struct log_line *line, struct arena *a)
{
	for (size_t i = 0; i < sizeof identity / sizeof identity[0]; i++) {
		struct str value =
		    rules_fact(r->rules, r->session, identity[i].fact, a);

		if (identity[i].number)
			log_decimal(line, identity[i].key, value);
		else
			log_key(line, identity[i].key, value);
	}
	log_key(line, "to",
		of_message(r) ? session_first_recipient(r->session)
			      : rules_fact(r->rules, r->session, "rcpt.to", a));
	log_key(line, "qid", r->queue_id(r->mta));
}

static void
put_rule(struct log_line *line, const struct verdict_rule *rule)
{
	log_key(line, "rule", rule->name);
	log_key(line, "file", rule->place);
}

static void
put_score(struct log_line *line, const struct verdict *v, struct arena *a)
{
	struct str least = value_show_number(a, v->score_least);
	struct str most = value_show_number(a, v->score_most);

	if (v->score_least == v->score_most)
		log_decimal(line, "score", least);
	else
		log_key(line, "score",
			arena_printf(a, "%.*s..%.*s", STR_ARG(least),
				     STR_ARG(most)));
}

static void
put_end(const struct record *r, struct log_line *line)
{
	log_key(line, "conf", rules_fingerprint(r->rules));
	log_key(line, "sid", session_id(r->session));
	log_write(LOG_LEVEL_INFO, line);
}

static void
put_action(const struct record *r, struct log_line *line, enum action action,
	   bool would, struct arena *a)
{
	log_key(line, "action",
		arena_printf(a, "%s%s", would ? "would-" : "",
			     action_rows[action].name));
	log_key(line, "mode", r->enforce ? STR("enforce") : STR("observe"));
	log_key(line, "stage", str_of(stage_name(r->stage)));
}

void
record_verdict(const struct record *r, const struct verdict *v)
{
	struct log_line line = {.n = 0};
	struct arena *a = arena_new();

	metrics_verdict(r->metrics, v, r->stage, r->enforce);
	put_action(r, &line, v->action,
		   !r->enforce && v->action != ACTION_ACCEPT, a);
	put_rule(&line, &v->rule);
	log_number(&line, "code", v->code);
	if (verdict_refuses(v))
		log_key(&line, "dsn", v->dsn);
	put_facts(r, &line, a);
	if (of_message(r))
		log_number(&line, "rcpts",
			   (int64_t)session_recipients(r->session));
	put_score(&line, v, a);
	if (v->why.p != NULL)
		log_key(&line, "why", v->why);
	put_end(r, &line);
	arena_free(a);
}

/* What an effect is called in the log. */
static const char *const words[] = {
    [EFFECT_LOG] = "log",
    [EFFECT_OVERRUN] = "pattern-limit",
    [EFFECT_MAYBE] = "unanswered",
    [EFFECT_DELAY] = "delay",
};

static void
record_effect(const struct record *r, const struct effect *e, struct arena *a)
{
	struct log_line line = {.n = 0};

	if (e->kind == EFFECT_WOULD) {
		put_action(r, &line, e->action, true, a);
	} else {
		log_key(&line, "event", str_of(words[e->kind]));
		log_key(&line, "stage", str_of(stage_name(r->stage)));
	}
	put_rule(&line, &e->rule);
	if (e->text.p != NULL)
		log_key(&line, "text", e->text);
	put_facts(r, &line, a);
	put_end(r, &line);
}

static void
record_use(const struct record *r, const struct exception *x)
{
	struct log_line line = {.n = 0};
	struct arena *a = arena_new();

	log_key(&line, "event", STR("exception"));
	log_key(&line, "stage", str_of(stage_name(r->stage)));
	log_key(&line, "exception", exception_show(a, x));
	log_key(&line, "text", x->reason);
	put_facts(r, &line, a);
	put_end(r, &line);
	arena_free(a);
}

void
record_exception(const struct record *r)
{
	const struct exception *x = session_take_exception(r->session);

	if (x == NULL)
		return;
	allowed_used(x);
	journal_take_exception(r->journal, x);
	record_use(r, x);
}

void
record_effects(const struct record *r, const struct verdict *v)
{
	struct arena *a = arena_new();

	metrics_effects(r->metrics, v, r->stage, r->enforce);
	for (size_t i = 0; i < v->neffects; i++)
		if (v->effect[i].kind != EFFECT_HEADER &&
		    v->effect[i].kind != EFFECT_RESULTS &&
		    v->effect[i].kind != EFFECT_MATCHED)
			record_effect(r, &v->effect[i], a);
	arena_free(a);
}
