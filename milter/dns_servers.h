#ifndef MILTER_DNS_SERVERS_H
#define MILTER_DNS_SERVERS_H

#include "../rules/addr.h"
#include "../rules/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/*
 * The name servers that are asked, and which of them is asked first. Times are
 * milliseconds of any clock that never goes back.
 */

enum { DNS_SERVERS_MOST = 8, DNS_SERVERS_PORT = 53 };

struct dns_server {
	struct addr addr;
	uint16_t port; /* 0: 53 */
};

struct dns_servers {
	size_t n;
	struct dns_server server[DNS_SERVERS_MOST];
	bool trust_ad; /* "options trust-ad", or told so */
	struct {
		unsigned lost; /* questions in a row without any answer */
		int64_t again; /* when it is tried again */
	} health[DNS_SERVERS_MOST];
};

/*
 * resolv.conf(5): its "nameserver" lines, the first DNS_SERVERS_MOST, and
 * "options trust-ad". Lines that hold no address that we can use (a link-local
 * one with its zone) are left out; without any it is 127.0.0.1, as in libc.
 */
void dns_servers_parse(struct dns_servers *s, struct str text);

/* Which version of a file was read. */
struct dns_servers_stamp {
	dev_t dev;
	ino_t ino;
	off_t size;
	struct timespec mtime;
};

/*
 * Read the file, unless it is the version of the stamp. False: it is, or it
 * cannot be read; then *s and the stamp are as they were.
 */
bool dns_servers_load(struct dns_servers *s, const char *path,
		      struct dns_servers_stamp *stamp);

bool dns_servers_same(const struct dns_servers *a, const struct dns_servers *b);

/* Is its AD bit believed? It is if trust_ad, or if its address is loopback. */
bool dns_servers_is_trusted(const struct dns_servers *s, size_t i);

/*
 * The server to ask next, in the order given; one that has been silent goes
 * behind the others, but for one question now and then. "tried" is a bit for
 * each already asked. s->n when none is left.
 */
size_t dns_servers_pick(struct dns_servers *s, unsigned tried, int64_t now);

/* It answered (anything at all), or it did not. */
void dns_servers_result(struct dns_servers *s, size_t i, bool answered,
			int64_t now);

#endif
