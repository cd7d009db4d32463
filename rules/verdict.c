#include "rules_private.h"

#include "escape.h"
#include "limits.h"

static const struct {
	unsigned code;
	const char *dsn;
} usual[] = {
#define REPLY(code, dsn, about, message) {code, dsn},
#include "replies.def"
#undef REPLY
};

bool
verdict_refuses(const struct verdict *v)
{
	return v->action == ACTION_REJECT || v->action == ACTION_DEFER ||
	       v->action == ACTION_CLOSE;
}

struct str
verdict_place(struct arena *a, struct span at)
{
	size_t line, column;

	source_place(at, &line, &column);
	return arena_printf(a, "%.*s:%zu", STR_ARG(at.source->name), line);
}

struct verdict_rule
verdict_rule(struct arena *a, const struct rule *rule)
{
	if (rule == NULL)
		return (struct verdict_rule){{NULL, 0}, {NULL, 0}, 0};
	return (struct verdict_rule){rule->name, verdict_place(a, rule->span),
				     rule->index + 1};
}

static struct str
part_text(const struct run *run, const struct rule *rule,
	  const struct part *part)
{
	/* No client writes an encoded word, =?...?= (RFC 2047). */
	const char *also = rule->action == ACTION_HEADER ? "?" : NULL;
	struct value v;

	/* The user's own text: its backslashes are meant. */
	if (!part->is_fact)
		return escape(run->arena, part->text, "", LIMIT_REPLY_TEXT);
	v = eval_fact(&run->rules->program, run->s, run->result, rule->index,
		      &part->fact);
	return escape(run->arena, value_show(run->arena, v), also, LIMIT_SHOWN);
}

/* At most so many bytes, with "..." at the end; no \xHH is cut in two. */
static struct str
shorten(struct arena *a, struct str s, size_t most)
{
	size_t n = most - 3;

	if (s.n <= most)
		return s;
	for (size_t back = 1; back <= 3; back++)
		if (s.p[n - back] == '\\') {
			n -= back;
			break;
		}
	return arena_printf(a, "%.*s...", (int)n, s.p);
}

struct str
verdict_text(const struct run *run, const struct rule *rule,
	     const struct template *text, size_t most)
{
	struct str all = STR("");

	for (const struct part *p = text->first; p != NULL && all.n <= most;
	     p = p->next) {
		struct str one = part_text(run, rule, p);

		all = arena_printf(run->arena, "%.*s%.*s", STR_ARG(all),
				   STR_ARG(one));
	}
	return shorten(run->arena, all, most);
}

static struct str
usual_dsn(const struct rule *rule)
{
	const struct reply *reply = &rule->reply;
	const struct action_row *row = &action_rows[rule->action];

	if (reply->dsn.p != NULL)
		return reply->dsn;
	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
		if (usual[i].code == reply->code)
			return str_of(usual[i].dsn);
	if (reply->code == 0 || row->dsn[0] == '\0')
		return str_of(row->dsn);
	return reply->code < 500 ? STR("4.7.1") : STR("5.7.1");
}

/*
 * Both sides' logs shall name the rule: it stands behind the last line, which
 * is cut to leave room for it.
 */
static void
sign(const struct run *run, struct str rule, struct verdict *v)
{
	struct str *last = &v->line[v->nlines - 1];
	struct str id = run->s->id;
	struct str name =
	    arena_printf(run->arena, " (%.*s%s%.*s)", STR_ARG(rule),
			 id.n > 0 ? " " : "", STR_ARG(id));

	*last = shorten(run->arena, *last, LIMIT_REPLY_TEXT - name.n);
	*last =
	    arena_printf(run->arena, "%.*s%.*s", STR_ARG(*last), STR_ARG(name));
}

static void
reply_lines(const struct run *run, const struct rule *rule, struct verdict *v)
{
	const struct reply *reply = &rule->reply;

	v->nlines = reply->nlines > 0 ? reply->nlines : 1;
	v->line = ARENA_ARRAY(run->arena, struct str, v->nlines);
	v->line[0] = str_of(action_rows[rule->action].text);
	for (size_t i = 0; i < reply->nlines; i++)
		v->line[i] =
		    verdict_text(run, rule, &reply->line[i], LIMIT_REPLY_TEXT);
	sign(run, rule->name, v);
}

static void
decide(const struct run *run, const struct rule *rule, struct verdict *v)
{
	v->rule = verdict_rule(run->arena, rule);
	v->action = rule == NULL ? ACTION_ACCEPT : rule->action;
	v->code = action_rows[v->action].code;
	v->moment = rule == NULL ? run->stage : rule->moment;
	if (rule != NULL && v->action == ACTION_QUARANTINE)
		v->why = rule->ntexts > 0
			     ? verdict_text(run, rule, rule->text, LIMIT_SHOWN)
			     : rule->name;
	if (rule == NULL || !verdict_refuses(v))
		return;
	if (rule->reply.code != 0)
		v->code = rule->reply.code;
	v->dsn = usual_dsn(rule);
	reply_lines(run, rule, v);
}

/* No two ways to turn out end alike: 451 4.4.3, or accept if told so. */
static void
leave_open(const struct run *run, const struct rule *rule, bool may_accept,
	   struct verdict *v)
{
	struct str why =
	    eval_why(&run->rules->program, run->s, run->result, rule);

	why = escape(run->arena, why, NULL, LIMIT_SHOWN);
	decide(run, NULL, v);
	v->open = true;
	v->why = why;
	v->rule = verdict_rule(run->arena, rule);
	v->moment = rule->moment;
	if (may_accept &&
	    setting_is(&run->rules->settings, SETTING_ON_DNS_FAILURE, "accept"))
		return;
	v->action = ACTION_DEFER;
	v->code = 451;
	v->dsn = STR("4.4.3");
	v->nlines = 1;
	v->line = ARENA_NEW(run->arena, struct str);
	*v->line = arena_printf(
	    run->arena, "cannot be decided for now, try again later: %.*s",
	    STR_ARG(why));
	sign(run, rule->name, v);
}

static bool
is_open(const struct run *run, size_t i)
{
	const struct rule *r = run->rules->program.rule[i];

	return (run->result[i] & RESULT_ANSWER) == RESULT_MAYBE &&
	       action_rows[r->action].decides && !rule_observes(r, run->s);
}

void
verdict_settle(const struct run *run, const struct rule *decided, bool end,
	       struct verdict *v)
{
	const struct program *p = &run->rules->program;
	const size_t limit = decided != NULL ? decided->index : p->n;
	const enum action certain =
	    decided != NULL ? decided->action : ACTION_ACCEPT;
	const struct rule *open = NULL;
	bool may_accept = certain == ACTION_ACCEPT;

	eval_score(p, run->s, run->result, limit, &v->score_least,
		   &v->score_most);
	v->settled = decided != NULL || end;
	if (!v->settled) {
		decide(run, NULL, v);
		return;
	}
	for (size_t i = 0; i < limit; i++) {
		if (!is_open(run, i))
			continue;
		may_accept |= p->rule[i]->action == ACTION_ACCEPT;
		if (open == NULL && p->rule[i]->action != certain)
			open = p->rule[i];
	}
	if (open != NULL)
		leave_open(run, open, may_accept, v);
	else
		decide(run, decided, v);
}
