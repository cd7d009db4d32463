#ifndef RULES_SOURCE_H
#define RULES_SOURCE_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>

struct diag;

/* A file as it was read. Lives as long as the arena it was read into. */
struct source {
	struct str name; /* as the user would write it */
	struct str text;
};

/* Bytes "start" up to "end" of a source; no source: about no file at all. */
struct span {
	const struct source *source;
	size_t start, end;
};

/* Line and column, from 1, of a byte; a column is a byte, tabs count one. */
void source_place(struct span at, size_t *line, size_t *column);

/*
 * Read a whole file of at most "most" bytes. What is wrong with the file is
 * reported at "at", what is wrong with its bytes at their place; then NULL.
 */
struct source *source_read(struct diag *d, struct arena *a, struct span at,
			   struct str path, size_t most);

/* No NUL byte and no line longer than LIMIT_LINE; else reported and false. */
bool source_check(struct diag *d, const struct source *source);

#endif
