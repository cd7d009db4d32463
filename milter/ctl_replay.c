#include "config.h"
#include "ctl_play.h"
#include "escape.h"
#include "journal_read.h"
#include "limits.h"
#include "replay_report.h"
#include "value.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHOWN = 10 };

struct replay {
	struct arena *arena; /* of one session */
	bool tsv;
	struct replay_report report;
	const struct config *config; /* of journals; NULL: none was read */
	struct str names;	     /* "a b ": observed rules that matched */
	struct outcome would;
	size_t unread;
};

static struct str
score(struct arena *a, const struct transcript_end *end)
{
	struct str least = value_show_number(a, end->score_least);
	struct str most = value_show_number(a, end->score_most);

	if (end->score_least == end->score_most)
		return least;
	return arena_printf(a, "%.*s..%.*s", STR_ARG(least), STR_ARG(most));
}

static void
judged(void *context, const struct step *step, struct session *s,
       enum stage stage, const struct verdict *v, bool told)
{
	struct replay *r = context;

	(void)step, (void)s, (void)stage;
	for (size_t i = 0; i < v->neffects; i++)
		if (v->effect[i].kind == EFFECT_WOULD)
			r->names = arena_printf(
			    r->arena, "%.*s%.*s ", STR_ARG(r->names),
			    STR_ARG(v->effect[i].rule.name));
	if (told)
		outcome_add(&r->would, v->action, v->rule.name, v->code);
}

static void
print_row(const struct replay *r, const struct transcript *tr,
	  const struct transcript_end *end)
{
	struct str names =
	    r->names.n == 0 ? STR("-") : str_slice(r->names, 0, r->names.n - 1);
	struct str id = escape(r->arena, tr->name, NULL, LIMIT_SHOWN);

	printf("%.*s\t%s\t%.*s\t%u\t%.*s\t%.*s\n", STR_ARG(id),
	       action_rows[end->action].name,
	       end->rule.n > 0 ? (int)end->rule.n : 1,
	       end->rule.n > 0 ? end->rule.p : "-", end->code,
	       STR_ARG(score(r->arena, end)), STR_ARG(names));
}

static void
play_one(void *context, const char *file, const struct rules *rules,
	 const struct transcript *tr)
{
	struct replay *r = context;
	struct transcript_way way = {.rules = rules,
				     .today = ctl_today(),
				     .judged = judged,
				     .context = r};
	struct transcript_end end;
	struct outcome was;

	(void)file;
	if (r->config != NULL)
		way.exceptions = r->config->exceptions;
	r->names = STR("");
	r->would = (struct outcome){.action = ACTION_ACCEPT};
	transcript_play_so(&way, tr, &end);
	if (r->tsv) {
		print_row(r, tr, &end);
	} else {
		was = outcome_recorded(tr);
		replay_report_add(&r->report, tr, &was, &r->would);
	}
	arena_reset(r->arena);
}

static bool
play_record(void *context, const char *file, size_t line, struct str text)
{
	struct replay *r = context;
	struct rules *one = journal_load(file, line, text);

	if (one != NULL)
		play_one(r, file, r->config->rules, rules_transcripts(one));
	else
		r->unread++;
	rules_free(one);
	return true;
}

static bool
play_journal(struct replay *r, const char *path)
{
	const char *why;

	if (journal_read(path, play_record, r, &why))
		return r->unread == 0;
	fprintf(stderr, "heloctl: cannot read %s: %s\n", path, why);
	return false;
}

/* Journals are played as the daemon would: with this machine's identity. */
static bool
play_journals(struct replay *r, const struct options *o)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct config *c =
	    config_load(o->config, o->override, o->noverrides, d);
	bool good = c != NULL;

	diag_print(d, stderr);
	arena_free(a);
	r->config = c;
	for (int i = 0; good && i < o->argc; i++)
		good = play_journal(r, o->argv[i]);
	config_free(c);
	return good;
}

/* How many of the files are the journal's. */
static int
journals(const struct options *o)
{
	int n = 0;

	for (int i = 0; i < o->argc; i++)
		n += journal_is(o->argv[i]);
	return n;
}

int
ctl_replay(const struct options *o)
{
	struct arena *kept = arena_new();
	struct replay r = {.arena = arena_new(), .tsv = o->tsv};
	const int n = journals(o);
	bool good = n == 0 || n == o->argc;

	replay_report_init(&r.report, kept, o->verbose ? SIZE_MAX : SHOWN);
	if (!good)
		fputs("heloctl: journals and files of transcripts are played "
		      "under different rules: name either\n",
		      stderr);
	if (good && r.tsv)
		puts("id\tverdict\trule\tcode\tscore\twould");
	if (good)
		good = n > 0 ? play_journals(&r, o) : ctl_play(o, play_one, &r);
	if (good && !r.tsv)
		replay_report_print(&r.report, stdout);
	replay_report_fini(&r.report);
	arena_free(r.arena);
	arena_free(kept);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
