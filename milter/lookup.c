#include "lookup.h"

#include "asked.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Every line of a stream, one after the other; false: it could not be read. */
typedef void each_line(void *context, struct str line);

static bool
read_lines(FILE *from, each_line *each, void *context)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while ((n = getline(&line, &size, from)) > 0)
		each(context, str_make(line, (size_t)n));
	free(line);
	return !ferror(from);
}

struct wanted {
	struct arena *arena, *scratch;
	struct logline line; /* what is known of it */
	size_t n;	     /* lines that told something */
};

/* What a person gives: lines of one session, the first one leads. */
static void
note_given(void *context, struct str text)
{
	struct wanted *w = context;
	struct logline line;

	if (!logline_read(w->arena, text, &line))
		return;
	if (w->n == 0 || logline_same(&w->line, &line)) {
		logline_add(&w->line, &line);
		w->n++;
	}
}

/* What a whole log knows of it, beyond; a log may be large. */
static void
note_logged(void *context, struct str text)
{
	struct wanted *w = context;
	struct logline line;

	if (logline_read(w->scratch, text, &line) &&
	    logline_same(&w->line, &line))
		note_given(w, text);
	arena_reset(w->scratch);
}

/* The arguments are one line, whether it was put in quotes or not. */
static struct str
joined(const struct options *o, struct arena *a)
{
	struct str all = str_of(o->argv[0]);

	for (int i = 1; i < o->argc; i++)
		all = arena_printf(a, "%.*s %s", STR_ARG(all), o->argv[i]);
	return all;
}

/*
 * Twice: the first time may tell the id or queue id by which other lines are
 * known to be the session's.
 */
static bool
search_log(const struct options *o, struct wanted *w, struct str *why)
{
	bool good = true;

	w->scratch = arena_new();
	for (int i = 0; i < 2 && good; i++) {
		FILE *log = fopen(o->log, "r");

		good = log != NULL && read_lines(log, note_logged, w);
		if (!good)
			*why = arena_printf(w->arena, "cannot read %s: %s",
					    o->log, strerror(errno));
		if (log != NULL)
			fclose(log);
	}
	arena_free(w->scratch);
	return good;
}

/*
 * The session as far as the lines tell; without a client there is none, and
 * without a sender it has not come to a recipient.
 */
static bool
rebuild(const struct wanted *w, struct found *found)
{
	const struct logline *l = &w->line;
	const struct str client[] = {l->client, l->name};
	struct transcript *tr = &found->tr;

	if (l->client.p == NULL)
		return false;
	tr->name = l->sid.p != NULL ? l->sid : l->qid;
	found->unheard = l->helo.p == NULL;
	asked_step(w->arena, tr, STEP_CLIENT, client,
		   l->name.p == NULL ? 1 : 2);
	if (l->helo.p != NULL)
		asked_step(w->arena, tr, STEP_EHLO, &l->helo, 1);
	if (l->auth.p != NULL)
		asked_step(w->arena, tr, STEP_AUTH, &l->auth, 1);
	if (l->from.p != NULL)
		asked_step(w->arena, tr, STEP_MAIL, &l->from, 1);
	if (l->from.p != NULL && l->to.p != NULL)
		asked_step(w->arena, tr, STEP_RCPT, &l->to, 1);
	return true;
}

static struct str
not_found(const struct options *o, const struct wanted *w)
{
	const struct logline *l = &w->line;
	struct str key = l->sid.p != NULL ? l->sid : l->qid;

	return arena_printf(
	    w->arena, "%.*s: no session of the journal fits, and %s",
	    STR_ARG(key),
	    o->log != NULL
		? "the lines of the log do not say who the client was"
		: "the line does not say who the client was; --log FILE names "
		  "a mail log with more lines of it");
}

bool
lookup(const struct options *o, const struct config *c, struct arena *a,
       struct found *found, struct str *why)
{
	struct wanted w = {.arena = a};
	const char *const journal =
	    rules_settings(c->rules)->value[SETTING_JOURNAL].text.p;

	*found = (struct found){.many = 0};
	if (o->argc == 1 && strcmp(o->argv[0], "-") == 0)
		read_lines(stdin, note_given, &w);
	else
		note_given(&w, joined(o, a));
	if (w.n == 0) {
		*why = STR("that is neither a session's id nor a line of a "
			   "mail log that speaks of a session");
		return false;
	}
	if (o->log != NULL && !search_log(o, &w, why))
		return false;
	if (lookup_kept(journal, &w.line, a, found) || rebuild(&w, found))
		return true;
	*why = not_found(o, &w);
	return false;
}
