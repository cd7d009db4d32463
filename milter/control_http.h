#ifndef MILTER_CONTROL_HTTP_H
#define MILTER_CONTROL_HTTP_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>

/*
 * Just enough HTTP/1.1 (RFC 9112) on the control socket for programs that
 * collect metrics: GET and HEAD of /metrics.
 */

/* Does a request begin so? */
bool control_http_is(struct str request);

/* Is that all of its header? Then it can be answered. */
bool control_http_is_whole(struct str request);

/* The whole response. */
struct str control_http_answer(struct arena *a, struct str request);

#endif
