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

static void
play_one(void *context, const char *file, const struct rules *rules,
	 const struct transcript *tr)
{
	struct arena *a = context;
	struct transcript_end end;
	struct str id = escape(a, tr->name, NULL, LIMIT_SHOWN);

	(void)file;
	transcript_play(rules, tr, ctl_today(), NULL, NULL, &end);
	printf("%.*s\t%s\t%.*s\t%u\t%.*s\n", STR_ARG(id),
	       action_rows[end.action].name,
	       end.rule.n > 0 ? (int)end.rule.n : 1,
	       end.rule.n > 0 ? end.rule.p : "-", end.code,
	       STR_ARG(score(a, &end)));
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
	puts("id\tverdict\trule\tcode\tscore");
	good = ctl_play(o, play_one, a);
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
