#ifndef TEST_TABLE_H
#define TEST_TABLE_H

/* What the tests of tables share. Include once per program, first of all. */

#define _POSIX_C_SOURCE 200809L

#include "table.h"

#include "tap.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

__attribute__((unused)) static const struct span nowhere = {NULL, 0, 0};

/* What was reported: the lines that diag_print() begins with "t:". */
static char said[4096];

static inline void
read_diag(const struct diag *d)
{
	char *text = NULL;
	size_t size = 0, used = 0;
	FILE *to = open_memstream(&text, &size);

	diag_print(d, to);
	fclose(to);
	for (char *line = strtok(text, "\n"); line != NULL;
	     line = strtok(NULL, "\n"))
		if (line[0] == 't' && used < sizeof said)
			used += (size_t)snprintf(said + used,
						 sizeof said - used, "%s%s",
						 used > 0 ? "\n" : "", line);
	if (used == 0)
		said[0] = '\0';
	free(text);
}

static inline struct source *
source_of(struct arena *a, const char *text)
{
	struct source *source = ARENA_NEW(a, struct source);

	source->name = STR("t");
	source->text = str_of(text);
	return source;
}

static inline struct table *
table_of(struct arena *a, const char *text, bool regex)
{
	struct diag *d = diag_new(a);
	struct table *t = table_new(a, STR("x"), regex);

	table_add_source(t, source_of(a, text), d);
	table_finish(t);
	read_diag(d);
	return t;
}

#endif
