#include "ctl_play.h"

#include "escape.h"
#include "limits.h"

#include <stdio.h>
#include <stdlib.h>

struct run {
	size_t n, failed;
	struct arena *arena;
	const char *const *lines;
};

struct failures {
	struct arena *arena;
	struct str text;
};

static void
note(void *context, const struct step *step, struct str why)
{
	struct failures *f = context;
	struct str clean = escape(f->arena, why, NULL, 1000);
	struct str want = {NULL, 0};
	size_t line, column;

	source_place(step->span, &line, &column);
	want = str_slice(step->span.source->text, step->span.start,
			 step->span.end);
	want = escape(f->arena, want, NULL, LIMIT_SHOWN);
	f->text =
	    arena_printf(f->arena, "%.*s# %.*s:%zu: %.*s\n#   but: %.*s\n",
			 STR_ARG(f->text), STR_ARG(step->span.source->name),
			 line, STR_ARG(want), STR_ARG(clean));
}

/* Was a rule changed that stands in the same file as this test? */
static struct str
changed_beside(const struct rules *rules, const struct transcript *tr,
	       struct arena *a)
{
	struct str file =
	    arena_printf(a, "%.*s:", STR_ARG(tr->span.source->name));

	for (size_t i = 0; i < rules_count(rules); i++) {
		struct rules_line line = rules_line(rules, i, a);

		if (line.changed.p != NULL && str_begins(line.rule.place, file))
			return arena_printf(
			    a, " # SKIP %.*s is changed in %.*s",
			    STR_ARG(line.rule.name), STR_ARG(line.changed));
	}
	return STR("");
}

static void
play_one(void *context, const char *file, const struct rules *rules,
	 const struct transcript *tr)
{
	struct run *run = context;
	struct failures f = {run->arena, STR("")};
	struct transcript_end end;
	struct str name, skip = STR("");
	bool failed;

	if (tr->session)
		return;
	name = escape(run->arena, tr->name, "#", LIMIT_SHOWN);
	transcript_play(rules, tr, ctl_today(), note, &f, &end);
	if (end.failed > 0)
		skip = changed_beside(rules, tr, run->arena);
	failed = end.failed > 0 && skip.n == 0;
	run->failed += failed;
	printf("%sok %zu - %s: %.*s%.*s\n%.*s", failed ? "not " : "", ++run->n,
	       file, STR_ARG(name), STR_ARG(skip), STR_ARG(f.text));
	arena_reset(run->arena);
}

int
ctl_test(const struct options *o)
{
	struct run run = {.arena = arena_new()};
	bool good = ctl_play(o, play_one, &run);

	printf("1..%zu\n", run.n);
	if (!good)
		puts("Bail out! a file could not be loaded");
	arena_free(run.arena);
	return good && run.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
