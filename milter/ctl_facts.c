#include "ctl.h"

#include "fact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
wanted(const struct options *o, const char *name)
{
	for (int i = 0; i < o->argc; i++)
		if (strncmp(name, o->argv[i], strlen(o->argv[i])) == 0)
			return true;
	return o->argc == 0;
}

static void
print_fact(const struct fact_row *f)
{
	printf("%-20s %s%s, known at %s%s\n    %s\n", f->name,
	       f->list ? "list; each is " : "", value_type_name(f->type),
	       stage_name(f->from), f->dns ? ", asks the DNS" : "", f->summary);
	if (f->words[0] != '\0')
		printf("    one of: %s\n", f->words);
	if (f->rfc[0] != '\0')
		printf("    %s\n", f->rfc);
}

int
ctl_facts(const struct options *o)
{
	size_t n = 0;

	for (size_t i = 0; i < FACT_COUNT; i++)
		if (wanted(o, fact_rows[i].name)) {
			print_fact(&fact_rows[i]);
			n++;
		}
	if (n == 0)
		fprintf(stderr, "heloctl: no fact begins with \"%s\"\n",
			o->argv[0]);
	return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
