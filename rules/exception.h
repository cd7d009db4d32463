#ifndef RULES_EXCEPTION_H
#define RULES_EXCEPTION_H

#include "addr.h"
#include "diag.h"
#include "source.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Exceptions for clients that a rule would harm wrongly, each with an end and a
 * reason; heloctl allow writes them, and the fact session.allowed asks them. A
 * line of the file:
 *
 *	GREETING CLIENT until YYYY-MM-DD # reason
 *
 * GREETING: a host name, .domain for all below it, an address literal, or
 *"any". CLIENT: an address, a network, or "any".
 */

struct exception {
	struct str helo; /* absent: any */
	bool any_client;
	struct net client;
	uint32_t until; /* the last day it counts, since 1970-01-01 */
	struct str reason;
	size_t line; /* of the file, from 1 */
};

/* Immutable; it points into its source. */
struct exceptions {
	const struct source *source;
	struct exception *item;
	size_t n;
};

/* NULL when a line is wrong, which is reported. */
struct exceptions *exceptions_read(struct arena *a, const struct source *source,
				   struct diag *d);

/*
 * The first that holds for this greeting (its first word; absent: none was
 * said) and client (NULL: not known) on that day; NULL: none. Greetings are
 * compared without case and trailing dot.
 */
const struct exception *exceptions_find(const struct exceptions *x,
					struct str helo,
					const struct addr *client,
					uint32_t today);

/* GREETING and CLIENT as in the file; what is no such thing is reported. */
bool exception_helo(struct str text, struct exception *out, struct diag *d,
		    struct span at);
bool exception_client(struct str text, struct exception *out, struct diag *d,
		      struct span at);

/* The same greeting and the same client, whatever their end and reason. */
bool exception_same(const struct exception *a, const struct exception *b);

/* The line without its end. */
struct str exception_show(struct arena *a, const struct exception *x);

#endif
