#ifndef SOAK_MAD_H
#define SOAK_MAD_H

#include "../rig/outage.h"

/*
 * A mail server gone mad: packets of the milter protocol, byte by byte, over
 * connections that can be held open; and what must be so for all others.
 */

enum {
	MAD_STAGES = 10,
	MAD_CONNECTIONS_MOST = 1 << 16,
	MAD_PROMPT = 5000, /* ms: an answer on a busy machine */
	MAD_SLACK = 8,	   /* descriptors that the resolver may hold */
};

extern struct world mad_world;
extern size_t mad_baseline; /* descriptors of heloward before */
extern int mad_held[MAD_CONNECTIONS_MOST];
extern size_t mad_nheld;

/* A session in its order; all of the replies are asked for. */
extern const struct mad_stage {
	char letter;
	const char *data;
	size_t n;
} mad_stages[MAD_STAGES];

/* Write a packet, return its length; "claims" is what it says of its own. */
size_t mad_packet(char *to, char letter, const char *data, size_t n,
		  uint32_t claims);
size_t mad_stage(char *to, size_t stage);

/* Send without waiting; false when the other side takes no more. */
bool mad_put(int fd, const char *bytes, size_t n);

/* A connection; one that has come to this stage, whose packet is yet to be
 * sent; -1: there is none. */
int mad_connect(void);
int mad_connect_to(size_t stage);

/* The letter of the next reply; 0 when none comes. */
char mad_reply(int fd);

/* Keep it open until all are closed. */
void mad_hold(int fd);
void mad_let_go(void);

/* Tests: another client is judged as ever and does not wait; of what was held
 * nothing is left lying in heloward. */
size_t mad_descriptors(void);
void mad_others(const char *what);
void mad_settled(const char *what);

#endif
