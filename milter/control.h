#ifndef MILTER_CONTROL_H
#define MILTER_CONTROL_H

#include "socket.h"
#include "str.h"

#include <sys/types.h>

/*
 * The control socket: a unix socket on which heloctl asks one thing a
 * connection. The request is a line; the answer is "ok TEXT" or "error TEXT",
 * TEXT of one line or more. Programs that collect metrics may speak HTTP.
 */

/*
 * Listen, and answer in a thread of its own until the process ends. NULL when
 * it runs; else why not. The name lives as long as the process.
 */
const char *control_start(const struct socket_name *name);

#endif
