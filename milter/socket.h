#ifndef MILTER_SOCKET_H
#define MILTER_SOCKET_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/*
 * Socket addresses as settings have them, checked before libmilter sees them:
 * it would take "inet:127.0.0.1:8891" for port 127 on every address.
 *
 *	unix:/PATH		(local:/PATH and /PATH mean the same)
 *	inet:PORT@HOST		HOST is an IPv4 address
 *	inet6:PORT@HOST		HOST is an IPv6 address, with or without [ ]
 *	fd:N			an inherited listening socket
 */
enum socket_kind { SOCKET_UNIX, SOCKET_INET, SOCKET_INET6, SOCKET_FD };

struct socket_name {
	enum socket_kind kind;
	struct str text; /* as libmilter takes it, NUL-terminated */
	struct str path; /* UNIX, NUL-terminated */
	struct sockaddr_storage addr; /* all but FD */
	socklen_t addrlen;
	int fd; /* FD */
};

/* NULL when good; else what is wrong and what was expected. */
const char *socket_parse(struct arena *a, struct str text,
			 struct socket_name *out);

/* Connect; the descriptor, or -1 with errno. Not for FD. */
int socket_connect(const struct socket_name *name);

/*
 * Make the path of a unix socket free: a file left behind by a process that is
 * gone is removed; one that somebody listens on, or no socket, is an error.
 * NULL when free.
 */
const char *socket_clear(const struct socket_name *name);

/*
 * The IP address and port in a socket address; false for NULL and for other
 * families.
 */
struct addr;
bool socket_addr(const struct sockaddr *sa, struct addr *out, uint16_t *port);

#endif
