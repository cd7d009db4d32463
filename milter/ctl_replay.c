#include "ctl_play.h"

#include "escape.h"
#include "limits.h"
#include "value.h"

#include <stdio.h>
#include <stdlib.h>

static struct str
score(struct arena *a, const struct transcript_end *end)
{
	struct str least = value_show_number(a, end->score_least);
	struct str most = value_show_number(a, end->score_most);

	if (end->score_least == end->score_most)
		return least;
	return arena_printf(a, "%.*s..%.*s", STR_ARG(least), STR_ARG(most));
}

struct would {
	struct arena *arena;
	struct str names; /* "a b " */
};

static void
note_would(void *context, const struct step *step, struct session *s,
	   enum stage stage, const struct verdict *v, bool told)
{
	struct would *w = context;

	(void)step, (void)s, (void)stage, (void)told;
	for (size_t i = 0; i < v->neffects; i++)
		if (v->effect[i].kind == EFFECT_WOULD)
			w->names = arena_printf(
			    w->arena, "%.*s%.*s ", STR_ARG(w->names),
			    STR_ARG(v->effect[i].rule.name));
}

static void
play_one(void *context, const char *file, const struct rules *rules,
	 const struct transcript *tr)
{
	struct arena *a = context;
	struct would would = {a, STR("")};
	struct transcript_way way = {.rules = rules,
				     .today = ctl_today(),
				     .judged = note_would,
				     .context = &would};
	struct transcript_end end;
	struct str id = escape(a, tr->name, NULL, LIMIT_SHOWN);

	(void)file;
	transcript_play_so(&way, tr, &end);
	would.names = would.names.n == 0
			  ? STR("-")
			  : str_slice(would.names, 0, would.names.n - 1);
	printf("%.*s\t%s\t%.*s\t%u\t%.*s\t%.*s\n", STR_ARG(id),
	       action_rows[end.action].name,
	       end.rule.n > 0 ? (int)end.rule.n : 1,
	       end.rule.n > 0 ? end.rule.p : "-", end.code,
	       STR_ARG(score(a, &end)), STR_ARG(would.names));
	arena_reset(a);
}

int
ctl_replay(const struct options *o)
{
	struct arena *a = arena_new();
	bool good;

	if (!o->tsv) {
		fputs("heloctl: replay prints a table: say --tsv\n", stderr);
		arena_free(a);
		return EXIT_FAILURE;
	}
	puts("id\tverdict\trule\tcode\tscore\twould");
	good = ctl_play(o, play_one, a);
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
