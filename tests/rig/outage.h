#ifndef RIG_OUTAGE_H
#define RIG_OUTAGE_H

#include "../traps/traps.h"
#include "../traps/ward.h"
#include "dnsd.h"
#include "wire.h"

#include <pthread.h>
#include <stdatomic.h>

/* The daemon with a name server of the tests, and clients of it. */

enum { CLIENTS = 20, PATIENCE = 30000 /* ms */ };

struct world {
	struct arena *arena;
	struct dnsd *dnsd;
	struct ward ward;
	struct wire wire[CLIENTS];
	char reply[CLIENTS];
	unsigned number; /* of the fault: names and addresses are new each */
	pthread_t flood;
	atomic_bool flooded;
};

/* The name server; and whatever ends the test ends its daemons. */
void outage_begin(struct world *w);

/* A line for the name server, "dns ..."; a text in the world's arena. */
void outage_line(struct world *w, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
const char *outage_text(struct world *w, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* heloward with these rules, which asks that name server; false: no. */
bool outage_start(struct world *w, const char *rules, unsigned budget_ms);

/* A client says a command with one argument; the reply is read elsewhere. */
void outage_say(struct world *w, size_t client, char command, const char *text);

/* The end: the status to exit with. */
int outage_end(struct world *w);

#endif
