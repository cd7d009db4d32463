#include "judge.h"

enum { PATIENCE = 2000 }; /* milliseconds that a log line may take */

/* What the client is told with each verdict. */
static const struct {
	unsigned least, most;
	bool refuses;
} codes[ACTION_COUNT] = {
    [ACTION_ACCEPT] = {200, 399, false},
    [ACTION_REJECT] = {500, 599, true},
    [ACTION_DEFER] = {400, 499, true},
    [ACTION_CLOSE] = {421, 421, true},
    [ACTION_DISCARD] = {200, 399, false},
    [ACTION_QUARANTINE] = {200, 399, false},
};

typedef bool judge_line(const struct player *p, const struct expect *e,
			struct str line);

static bool
is_action(struct str line, const char *prefix, enum action action)
{
	struct str got = watch_get(line, "action");

	if (!str_begins(got, str_of(prefix)))
		return false;
	return str_eq(str_from(got, strlen(prefix)),
		      str_of(action_rows[action].name));
}

/* A verdict, not what an observed rule would have said. */
static bool
decides(struct str line)
{
	for (size_t i = 0; i < ACTION_COUNT; i++)
		if (action_rows[i].decides &&
		    is_action(line, "", (enum action)i))
			return true;
	return false;
}

static bool
is_rule(struct str line, const struct expect *e)
{
	return e->rule.p == NULL || str_eq(watch_get(line, "rule"), e->rule);
}

static struct str
last_decision(const struct player *p)
{
	for (size_t i = p->watch->nlines; i > p->window; i--)
		if (decides(p->watch->line[i - 1].text))
			return p->watch->line[i - 1].text;
	return str_of(NULL);
}

static bool
decision_holds(const struct player *p, const struct expect *e)
{
	struct str line = last_decision(p);

	return is_action(line, "", e->action) && is_rule(line, e);
}

/* Observed, or what a log rule has written. */
static bool
is_would(struct str line, enum action action)
{
	if (action == ACTION_LOG)
		return str_eq(watch_get(line, "event"), STR("log"));
	return is_action(line, "would-", action);
}

static bool
would_holds(const struct player *p, const struct expect *e)
{
	for (size_t i = p->window; i < p->watch->nlines; i++)
		if (is_would(p->watch->line[i].text, e->action) &&
		    is_rule(p->watch->line[i].text, e))
			return true;
	return false;
}

static bool
refusal_holds(const struct player *p, const struct expect *e)
{
	struct arena *a = p->talk.arena;
	struct str code = arena_printf(a, "%u", p->talk.answer.code);

	(void)e;
	for (size_t i = p->first; i < p->watch->nlines; i++) {
		struct str line = p->watch->line[i].text;

		if (decides(line) && str_eq(watch_get(line, "code"), code))
			return true;
	}
	return false;
}

/* Wait for a line of the log that makes it hold. */
static bool
wait_for(struct player *p, const struct expect *e,
	 bool (*holds)(const struct player *p, const struct expect *e))
{
	for (int waited = 0;; waited += WATCH_PAUSE) {
		watch_read(p->watch);
		if (holds(p, e))
			return true;
		if (waited >= PATIENCE)
			return false;
		watch_pause();
	}
}

bool
judge_refused(struct player *p)
{
	return wait_for(p, NULL, refusal_holds);
}

/* Does the client's reply fit the verdict? */
static bool
reply_holds(const struct player *p, const struct expect *e)
{
	const struct answer *a = &p->talk.answer;
	const bool over = a->code == 421;

	if (a->code < codes[e->action].least || a->code > codes[e->action].most)
		return false;
	if (codes[e->action].refuses && over != (e->action == ACTION_CLOSE))
		return false;
	if (e->code != 0 && e->code != a->code)
		return false;
	return a->fate == NULL || a->code >= 400 ||
	       str_eq(str_of(a->fate), str_of(action_rows[e->action].name));
}

bool
judge_holds(struct player *p, const struct expect *e)
{
	p->judged = true;
	if (e->would)
		return wait_for(p, e, would_holds);
	if (p->own || !reply_holds(p, e))
		return false;
	/* Before the end of a message accepting is no decision yet. */
	if (e->action == ACTION_ACCEPT && !p->ended)
		return true;
	return wait_for(p, e, decision_holds);
}

bool
judge_spoke(const struct player *p)
{
	struct str code =
	    arena_printf(p->talk.arena, "%u", p->talk.answer.code);

	for (size_t i = p->window; i < p->watch->nlines; i++)
		if (decides(p->watch->line[i].text) &&
		    str_eq(watch_get(p->watch->line[i].text, "code"), code))
			return p->talk.answer.code >= 400;
	return false;
}

struct str
judge_told(const struct player *p)
{
	const struct answer *a = &p->talk.answer;

	if (p->own)
		return STR("nothing of this: the MTA itself refuses the "
			   "command");
	return arena_printf(p->talk.arena, "%.*s%s%s", STR_ARG(a->text),
			    a->fate == NULL ? "" : ", message: ",
			    a->fate == NULL ? "" : a->fate);
}

struct str
judge_logged(const struct player *p)
{
	struct str all = STR("nothing");

	for (size_t i = p->window; i < p->watch->nlines; i++)
		all = arena_printf(p->talk.arena, "%.*s%s%.*s",
				   i == p->window ? 0 : (int)all.n, all.p,
				   i == p->window ? "" : " | ",
				   STR_ARG(p->watch->line[i].text));
	return all;
}
