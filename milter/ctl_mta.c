#include "ctl.h"

#include "mta.h"

#include <stdlib.h>
#include <string.h>

static int
ask(const struct options *o, struct arena *a, const struct config *c)
{
	const struct mta_attach how = mta_attach(c);
	const char *from = o->argc > 1 ? o->argv[1] : NULL;

	if (strcmp(o->argv[0], "postfix") == 0)
		return mta_postfix(a, &how, from,
				   o->apply    ? MTA_APPLY
				   : o->remove ? MTA_REMOVE
					       : MTA_SHOW);
	return mta_sendmail(a, &how, from);
}

/* NULL when they make sense. */
static const char *
mistake(const struct options *o)
{
	const bool changes = o->apply || o->remove;

	if (o->argc < 1 || o->argc > 2 ||
	    (strcmp(o->argv[0], "postfix") != 0 &&
	     strcmp(o->argv[0], "sendmail") != 0))
		return "expected postfix [FOLDER] or sendmail [FILE]";
	if (o->apply && o->remove)
		return "--apply or --remove, not both";
	if (changes && strcmp(o->argv[0], "postfix") != 0)
		return "Sendmail's configuration is built from sendmail.mc, "
		       "which is yours to change";
	return NULL;
}

int
ctl_mta(const struct options *o)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct config *c;
	int status = EXIT_FAILURE;

	if (mistake(o) != NULL) {
		fprintf(stderr, "heloctl: mta: %s\n", mistake(o));
		arena_free(a);
		return EXIT_FAILURE;
	}
	c = config_load(o->config, o->override, o->noverrides, d);
	/* Warnings are for heloctl check. */
	if (c == NULL)
		diag_print(d, stderr);
	else
		status = ask(o, a, c);
	config_free(c);
	arena_free(a);
	return status;
}
