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
print_line(const char *before, const char *text)
{
	if (text[0] != '\0')
		printf("    %s%s\n", before, text);
}

static void
print_rest(const struct fact_row *f)
{
	print_line("", f->summary);
	print_line("one of: ", f->words);
	print_line("asks the DNS: ", f->asks);
	print_line("", f->rfc);
}

static void
print_fact(const struct fact_row *f)
{
	printf("%s: %s%s, known at %s\n", f->name,
	       f->list ? "list; each is " : "", value_type_name(f->type),
	       stage_name(f->from));
	print_rest(f);
}

static void
print_function(const struct fact_row *f)
{
	if (f->subject == VALUE_TYPES)
		printf("%s(\"TEXT\"): %s%s, known at %s\n", f->name,
		       f->list ? "list; each is " : "",
		       value_type_name(f->type), stage_name(f->from));
	else
		printf("%s(\"TEXT\", FACT): %s%s, known when FACT is; FACT "
		       "is %s\n",
		       f->name, f->list ? "list; each is " : "",
		       value_type_name(f->type), value_type_name(f->subject));
	print_rest(f);
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
	for (size_t i = 0; i < FUNCTION_COUNT; i++)
		if (wanted(o, function_rows[i].name)) {
			print_function(&function_rows[i]);
			n++;
		}
	if (n == 0)
		fprintf(stderr, "heloctl: no fact begins with \"%s\"\n",
			o->argv[0]);
	return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
