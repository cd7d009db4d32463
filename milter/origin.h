#ifndef MILTER_ORIGIN_H
#define MILTER_ORIGIN_H

#include "arena.h"
#include "orgdomain.h"

/*
 * Whose mail it is, for counting together what belongs together. The results
 * are in the arena, or views into what was given.
 */

/* The client's network as "enforce 10%" takes it: /24 or /48. */
struct str origin_network(struct arena *a, struct str client);

/*
 * The domain of a greeting in lower case: by the public suffix list, or, where
 * that says nothing (or is NULL), its last two labels; an address literal or
 * what is no name is its own.
 */
struct str origin_domain(struct arena *a, const struct orgdomain *o,
			 struct str name);

#endif
