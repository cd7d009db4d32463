#ifndef TESTS_DNSD_SERVE_H
#define TESTS_DNSD_SERVE_H

#include "dnsd.h"
#include "dnsd_reply.h"
#include "dnsd_zone.h"

#include <netinet/in.h>
#include <pthread.h>

/* The thread of the tests' name server; for dnsd.c. */

enum {
	DNSD_CONNECTIONS = 64,
	DNSD_SEEN = 64,
	DNSD_QUERY = 1024, /* bytes of a question */
	DNSD_TALLIES = 8192,
};

/* Somebody to answer: a UDP address, or a TCP connection. */
struct dnsd_peer {
	struct sockaddr_in addr;
	int fd; /* -1: UDP */
	uint64_t serial;
};

struct dnsd_connection {
	int fd; /* -1: free */
	uint64_t serial;
	size_t n;
	uint8_t b[2 + DNSD_QUERY];
};

/* An answer that is slow. */
struct dnsd_later {
	struct dnsd_later *next;
	int64_t due;
	struct dnsd_peer to;
	size_t n;
	uint8_t b[];
};

/* How often something was asked. */
struct dnsd_tally {
	struct dnsd_tally *next;
	struct dnsd_name name;
	uint16_t type;
	unsigned n;
};

struct dnsd_seen {
	uint16_t value[DNSD_SEEN];
	unsigned n;
};

struct dnsd {
	pthread_t thread;
	pthread_mutex_t lock; /* for all below */
	struct in_addr addr;
	uint16_t port;
	int udp, tcp, wake[2];
	bool stop, mute;
	unsigned rounds; /* of the thread; it holds no old port after one */
	struct arena *arena;
	struct dnsd_zone zone;
	struct dnsd_connection connection[DNSD_CONNECTIONS];
	uint64_t serial;
	struct dnsd_later *later;
	struct arena *tallies;
	struct dnsd_tally *tally[DNSD_TALLIES]; /* by a sum of the name */
	struct dnsd_count count;
	struct dnsd_seen ports, ids;
	uint8_t out[2 + DNSD_PACKET];
};

/* The thread. */
void *dnsd_serve(void *dnsd);

/* Under the lock: how often it was asked, with "add" more. */
unsigned dnsd_serve_tally(struct dnsd *d, const struct dnsd_name *name,
			  uint16_t type, unsigned add);

void dnsd_serve_hang_up(struct dnsd_connection *c);

#endif
