#include "ctl_play.h"

#include "orgdomain.h"
#include "testing.h"

#include <stdio.h>

static struct rules *
load(const struct options *o, const char *path, const struct orgdomain *org)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules *rules =
	    testing_load(path, org, o->override, o->noverrides, d);

	if (rules == NULL)
		diag_print(d, stderr);
	arena_free(a);
	return rules;
}

static bool
play_file(const struct options *o, const char *path, const struct rules *conf,
	  const struct orgdomain *org, ctl_play_one *one, void *context)
{
	struct rules *rules = load(o, path, org);

	if (rules == NULL)
		return false;
	for (const struct transcript *tr = rules_transcripts(rules); tr != NULL;
	     tr = tr->next)
		one(context, path, conf != NULL ? conf : rules, tr);
	rules_free(rules);
	return true;
}

bool
ctl_play(const struct options *o, ctl_play_one *one, void *context)
{
	struct orgdomain org;
	struct rules *conf = NULL;
	bool good = true;

	orgdomain_init(&org, NULL);
	if (o->config_given) {
		conf = load(o, o->config, &org);
		good = conf != NULL;
	}
	if (good && o->argc == 0)
		good = play_file(o, o->config, conf, &org, one, context);
	for (int i = 0;
	     (good || conf != NULL || !o->config_given) && i < o->argc; i++)
		good =
		    play_file(o, o->argv[i], conf, &org, one, context) && good;
	rules_free(conf);
	orgdomain_fini(&org);
	return good;
}
