#ifndef MILTER_RELOAD_H
#define MILTER_RELOAD_H

#include "arena.h"
#include "config.h"

#include <stdbool.h>

/*
 * Read the configuration anew, beside the one in force, and put it in its place
 * when it is good. Otherwise the old one stays. One reload at a time; any
 * thread.
 */

/* What later reloads read. The strings live as long as the process. */
void reload_remember(const char *path, const char *const *override,
		     size_t noverrides);

/* "*answer" says how it went, in one line, in the arena. */
bool reload_now(struct arena *a, struct str *answer);

/* The same with the exceptions alone, see exceptions_file.h. */
bool reload_exceptions(struct arena *a, struct str *answer);

#endif
