#include "ctl_play.h"

#include "escape.h"
#include "limits.h"
#include "testing.h"

#include <stdio.h>
#include <stdlib.h>

struct run {
	size_t n, failed;
	struct arena *arena;
	const char *const *lines;
};

static void
play_one(void *context, const char *file, const struct rules *rules,
	 const struct transcript *tr)
{
	struct run *run = context;
	struct testing result;
	struct str name;

	if (tr->session)
		return;
	name = escape(run->arena, tr->name, "#", LIMIT_SHOWN);
	testing_play(rules, tr, ctl_today(), run->arena, &result);
	run->failed += result.failed;
	printf("%sok %zu - %s: %.*s%s%.*s\n%.*s", result.failed ? "not " : "",
	       ++run->n, file, STR_ARG(name),
	       result.skip.n > 0 ? " # SKIP " : "", STR_ARG(result.skip),
	       STR_ARG(result.why));
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
