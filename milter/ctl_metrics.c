#include "ctl_ask.h"

#include <stdio.h>
#include <stdlib.h>

int
ctl_metrics(const struct options *o)
{
	struct arena *a = arena_new();
	struct str answer;
	const bool good = ctl_ask_for(
	    a, o, o->openmetrics ? "openmetrics" : "metrics", &answer);

	if (good)
		printf("%.*s\n", STR_ARG(answer));
	else
		fprintf(stderr, "heloctl: %.*s\n", STR_ARG(answer));
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
