#ifndef RULES_DIAG_H
#define RULES_DIAG_H

#include "arena.h"
#include "source.h"
#include "str.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * What there is to say about a user's files: collected, then printed in the
 * order of the files and lines. One thread at a time.
 */
struct diag;

struct diag *diag_new(struct arena *a);

/*
 * "what was expected, in the user's words". Identical reports about the same
 * place are kept once; after LIMIT_ERRORS errors the rest is only counted.
 * The text may quote hostile bytes: the printer escapes.
 */
void diag_error(struct diag *d, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void diag_warn(struct diag *d, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

size_t diag_errors(const struct diag *d);
size_t diag_warnings(const struct diag *d);

/* All reports: file:line:column: error: text, the line, a caret under it. */
void diag_print(const struct diag *d, FILE *to);

/* The first error in one line, "file:line:column: text"; absent when none. */
struct str diag_first(const struct diag *d, struct arena *a);

#endif
