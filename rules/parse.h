#ifndef RULES_PARSE_H
#define RULES_PARSE_H

#include "arena.h"
#include "ast.h"
#include "diag.h"
#include "setting.h"

/*
 * Read a file and all that it includes into *ast and *settings. Mistakes are
 * reported in *d and the rest is read all the same, so that one run shows them
 * all. *ast and *settings have been initialised.
 */
void parse_file(struct arena *a, struct diag *d, struct ast *ast,
		struct settings *settings, struct str path);

/* The same for a text in memory; includes are relative to its name. */
void parse_source(struct arena *a, struct diag *d, struct ast *ast,
		  struct settings *settings, const struct source *source);

/* Does the word begin a statement or join conditions? Then it names no rule. */
bool parse_is_reserved(struct str word);

#endif
