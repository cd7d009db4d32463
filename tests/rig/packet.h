#ifndef RIG_PACKET_H
#define RIG_PACKET_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Packets of the milter protocol over a socket: a length of four bytes, a
 * letter, data. Once something went wrong the connection is gone, "why" says
 * so and every call returns false.
 */
struct packets {
	int fd;	     /* -1: not connected */
	int timeout; /* milliseconds until the next byte must have come */
	struct arena *arena;
	const char *why; /* NULL: all is well */
};

/* "unix:/PATH" or "inet:PORT@HOST", as libmilter writes it. */
bool packet_open(struct packets *p, struct arena *a, const char *where,
		 int timeout);

/* Close, wait until the other side has closed too. Safe at any time. */
void packet_close(struct packets *p);

/* Note why it cannot go on; returns false. */
bool packet_broken(struct packets *p, const char *why);

bool packet_put(struct packets *p, char letter, const char *data, size_t n);

/* The data is in the arena. */
bool packet_get(struct packets *p, char *letter, struct str *data);

/* Numbers of four bytes, the heaviest first; put returns what is behind. */
char *packet_number_put(char *to, uint32_t n);
uint32_t packet_number_get(const char *from);

#endif
