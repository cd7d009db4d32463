#include "ctl.h"

#include "config.h"
#include "escape.h"
#include "limits.h"

#include <stdio.h>
#include <stdlib.h>

static struct str
in_force(const struct rules_line *line, struct arena *a)
{
	if (line->off)
		return STR("off");
	if (line->observe)
		return STR("observe");
	if (line->share == SHARE_ALL)
		return STR("");
	return arena_printf(a, "%.*s%%",
			    STR_ARG(value_show_number(a, line->share)));
}

static void
print_rule(const struct rules_line *line, struct arena *a)
{
	printf("%-8s %-7.*s %-11s %-24.*s %.*s\n", stage_name(line->moment),
	       STR_ARG(in_force(line, a)), action_rows[line->action].name,
	       STR_ARG(line->rule.name), STR_ARG(line->rule.place));
	if (line->changed.p != NULL)
		printf("%27s changed in %.*s\n", "", STR_ARG(line->changed));
	if (line->asks.p != NULL)
		printf("%27s asks %.*s\n", "", STR_ARG(line->asks));
}

static void
print_rules(const struct config *c)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < rules_count(c->rules); i++) {
		struct rules_line line = rules_line(c->rules, i, a);

		print_rule(&line, a);
	}
	arena_free(a);
}

/* Which ones cost a session time whatever it says. */
static void
print_bare(const struct rules_bare *b, struct arena *a)
{
	printf("table %.*s: %zu regular expressions, %zu tried each time\n",
	       STR_ARG(b->table), b->npatterns, b->n);
	for (size_t i = 0; i < b->n; i++) {
		const struct table_hit *hit = &b->bare[i];
		struct str entry = escape(a, hit->entry, "", LIMIT_SHOWN);

		printf("    %.*s:%u %.*s\n", STR_ARG(hit->source->name),
		       (unsigned)hit->line, STR_ARG(entry));
	}
}

static void
print_tables(const struct config *c)
{
	struct arena *a = arena_new();
	struct rules_bare b;
	size_t from = 0;

	while (rules_next_bare(c->rules, &from, a, &b))
		print_bare(&b, a);
	arena_free(a);
}

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

int
ctl_check(const struct options *o)
{
	const char *path =
	    o->argc > 0 && !o->config_given ? o->argv[0] : o->config;
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct config *c = config_load(path, o->override, o->noverrides, d);
	const bool good = c != NULL;

	diag_print(d, stderr);
	if (good && o->verbose) {
		print_rules(c);
		print_tables(c);
	}
	if (good)
		printf("%s: %zu rule%s, configuration %.*s, mode %s\n", path,
		       rules_count(c->rules), plural(rules_count(c->rules)),
		       STR_ARG(rules_fingerprint(c->rules)),
		       c->enforce ? "enforce" : "observe");
	else
		printf("%s: %zu mistake%s; heloward would not take it\n", path,
		       diag_errors(d), plural(diag_errors(d)));
	config_free(c);
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
