#ifndef MILTER_COMMAND_H
#define MILTER_COMMAND_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>

/*
 * Run a program by its absolute path, without a shell, in an environment of
 * nothing but PATH and LC_ALL=C; argv[0] is the path, NULL ends it, fewer than
 * COMMAND_WORDS. What it
 * says on the standard output is left in *out, up to COMMAND_MOST bytes, its
 * error output goes where ours goes, or nowhere when "quiet". False: it could
 * not be run, said too much, or did not end with 0; then *why tells.
 */
enum { COMMAND_MOST = 4 << 20, COMMAND_WORDS = 64 };

bool command_run(struct arena *a, const char *const *argv, bool quiet,
		 struct str *out, struct str *why);

#endif
