#include "ctl.h"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

int
ctl_identity(const struct options *o)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct config *c =
	    config_load(o->config, o->override, o->noverrides, d);
	const bool good = c != NULL;

	diag_print(d, stderr);
	if (good) {
		for (size_t i = 0; i < rules_own_count(c->rules); i++) {
			struct rules_identity own = rules_own(c->rules, i);

			printf("%-40.*s %s\n", STR_ARG(own.entry), own.from);
		}
		puts("and in each session: the macro j, and the address that "
		     "the client connected to");
	}
	config_free(c);
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
