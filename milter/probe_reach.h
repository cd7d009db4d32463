#ifndef MILTER_PROBE_REACH_H
#define MILTER_PROBE_REACH_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>
#include <sys/socket.h>

/* Whom to probe. */
struct probe_reach {
	struct sockaddr_storage addr;
	socklen_t length;
	struct str text; /* "mx.example.org [192.0.2.1]:25" */
};

/*
 * "HOST", "HOST:PORT", "[IPV6]:PORT" or an address; the port is 25 when none is
 * given. Only loopback and addresses of this machine, unless "mine" says that
 * the server is one's own all the same. False: the reason is printed.
 */
bool probe_reach(struct arena *a, const char *target, bool mine,
		 struct probe_reach *out);

#endif
