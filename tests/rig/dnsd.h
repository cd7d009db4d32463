#ifndef TESTS_DNSD_H
#define TESTS_DNSD_H

#include "../../rules/dns.h"
#include "../../rules/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The name server of the tests: on loopback, UDP and TCP, a thread of its own.
 * It answers from the "dns" lines of transcripts (dnsd_zone.h has the grammar,
 * dnsd_trick.def the misbehaviours), as a resolver would: CNAMEs followed, RA
 * set. A question without a line is NXDOMAIN. Every call may come from any
 * thread at any time.
 */
struct dnsd;

/* Address NULL: 127.0.0.1. Port 0: a free one. NULL with errno. */
struct dnsd *dnsd_start(const char *address, uint16_t port);
void dnsd_stop(struct dnsd *d); /* NULL is fine */
uint16_t dnsd_port(const struct dnsd *d);

/* A "dns" step's arguments; false: they cannot be understood. */
bool dnsd_add(struct dnsd *d, const struct str *arg, size_t n);

/* The line as it stands in a transcript: dns NAME TYPE ...; blank lines and
 * comments are fine. A word in "" may hold blanks; \" and \\ stand for " and \
 * in it. */
bool dnsd_line(struct dnsd *d, struct str line);

/* Forget all lines. */
void dnsd_clear(struct dnsd *d);

/* Answer nobody, or again. */
void dnsd_mute(struct dnsd *d, bool mute);

/* Close the ports, so that nobody is there, or open the same ones again; false
 * with errno. */
bool dnsd_open(struct dnsd *d, bool open);

/* How often a question was received, whatever came of it. */
unsigned dnsd_asked(struct dnsd *d, const char *name, enum dns_type type);

struct dnsd_count {
	unsigned udp, tcp; /* questions */
	unsigned ports;	   /* different ports they came from, up to 64 */
	unsigned ids;	   /* different ids, up to 64 */
};
void dnsd_count(struct dnsd *d, struct dnsd_count *out);

#endif
