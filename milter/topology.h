#ifndef MILTER_TOPOLOGY_H
#define MILTER_TOPOLOGY_H

#include "addr.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Do all clients of the last hour have one address? Then something stands
 * between them and the mail server, if that address is private or our own.
 * Pure and without locks; times are seconds of any clock that never goes back.
 */

enum { TOPOLOGY_MINUTES = 60 };

struct topology {
	unsigned least; /* so many clients before anything is said */
	struct {
		int64_t at;	  /* which minute */
		uint32_t clients; /* 0: free */
		struct addr first;
		bool others; /* than "first" */
	} minute[TOPOLOGY_MINUTES];
};

void topology_init(struct topology *t, unsigned least);

/* A client has come. */
void topology_saw(struct topology *t, int64_t now, const struct addr *client);

/*
 * What the last hour saw, counted in whole minutes. False: several addresses,
 * or fewer clients than "least"; then *only is untouched.
 */
bool topology_is_one(const struct topology *t, int64_t now, struct addr *only,
		     uint32_t *clients);

/* Is it a kind of address that stands before clients: private, loopback ...? */
bool topology_is_near(const struct addr *a);

#endif
