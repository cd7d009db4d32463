#ifndef MILTER_ALLOWED_H
#define MILTER_ALLOWED_H

#include "exception.h"

#include <stdint.h>

/*
 * How often each exception has been used since the start. An exception that
 * stands in the file anew, for the same greeting and client, counts on. Any
 * thread.
 */

/* It was used just now. */
void allowed_used(const struct exception *x);

/* How often, and when last (seconds since 1970); 0: never. */
int64_t allowed_count(const struct exception *x, int64_t *last);

#endif
