#ifndef MILTER_GUARD_H
#define MILTER_GUARD_H

#include "rules.h"

/*
 * The daemon's watch over the addresses of its clients: while all of the last
 * hour come from one that is private or our own, a proxy or NAT hides them, and
 * rules that rest on the client's address only observe. Says in the log when it
 * begins and ends. Any thread.
 */

enum { GUARD_LEAST = 50 /* clients in an hour */ };

/*
 * A client has come; the session knows its address and the MTA's macros. True:
 * it is hidden, and "set topology any" does not say that this is meant.
 */
bool guard_saw(const struct rules *r, struct session *s,
	       const struct addr *client);

struct guard_state {
	bool hidden;	/* the rules on the client's address only observe */
	bool one;	/* all clients of the last hour came from ... */
	struct addr by; /* ... this address */
	uint32_t clients;
	uint64_t times; /* that they came to be hidden */
};
void guard_count(struct guard_state *out);

#endif
