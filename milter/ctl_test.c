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

/* Does the place "FILE:LINE" lie in that file? */
static bool
lies_in(struct str place, const struct source *file)
{
	return str_begins(place, file->name) &&
	       str_begins(str_from(place, file->name.n), STR(":"));
}

/* Settings by which a transcript may come out otherwise. */
static const enum setting_id judging[] = {SETTING_ON_DNS_FAILURE, SETTING_RDNS,
					  SETTING_REPLY_AT};

static struct str
set_elsewhere(const struct rules *rules, const struct source *file,
	      struct arena *a)
{
	const struct setting *value = rules_settings(rules)->value;

	for (size_t i = 0; i < sizeof judging / sizeof judging[0]; i++) {
		const struct span at = value[judging[i]].span;

		if (at.source != NULL && at.source != file)
			return arena_printf(a, " # SKIP %s is set in %.*s",
					    setting_rows[judging[i]].name,
					    STR_ARG(at.source->name));
	}
	return STR("");
}

/*
 * A test that stands in a file of rules speaks of these as they are written.
 * Has another file that includes this one changed a rule, or how it is judged?
 */
static struct str
changed_elsewhere(const struct rules *rules, const struct transcript *tr,
		  struct arena *a)
{
	const struct source *file = tr->span.source;
	struct str why = set_elsewhere(rules, file, a);
	bool has_rules = false;

	for (size_t i = 0; i < rules_count(rules); i++) {
		struct rules_line line = rules_line(rules, i, a);

		has_rules |= lies_in(line.rule.place, file);
		if (line.changed.p != NULL && !lies_in(line.changed, file))
			why = arena_printf(a, " # SKIP %.*s is changed in %.*s",
					   STR_ARG(line.rule.name),
					   STR_ARG(line.changed));
	}
	return has_rules ? why : STR("");
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
		skip = changed_elsewhere(rules, tr, run->arena);
	failed = end.failed > 0 && skip.n == 0;
	run->failed += failed;
	printf("%sok %zu - %s: %.*s%.*s\n%.*s", failed ? "not " : "", ++run->n,
	       file, STR_ARG(name), STR_ARG(skip),
	       STR_ARG(failed ? f.text : STR("")));
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
