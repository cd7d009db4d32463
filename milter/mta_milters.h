#ifndef MILTER_MTA_MILTERS_H
#define MILTER_MTA_MILTERS_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>

/*
 * Postfix's list of filters, smtpd_milters: addresses, or "{ ADDRESS,
 * NAME=VALUE
 * ... }", with commas or blanks between them.
 */

/* Each of them; false behind the last. *at is 0 at first. The element is a view
 * into the list, its address one into it. */
bool mta_milters_next(struct str list, size_t *at, struct str *element,
		      struct str *address);

/*
 * The list with the element, in place of the first whose address is one of ours
 * or else behind all others; "list" is absent when there is none.
 */
struct str mta_milters_add(struct arena *a, struct str list, struct str element,
			   const struct str *ours, size_t nours);

/*
 * The list without the elements that have one of our addresses; absent when
 * nothing at all is left. Undoes mta_milters_add to the byte: a list that is
 * there but empty gets a comma, so that it can be told from none.
 */
struct str mta_milters_remove(struct arena *a, struct str list,
			      const struct str *ours, size_t nours);

#endif
