#include "ctl.h"

#include "config.h"

#include <errno.h>
#include <libmilter/mfdef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

/*
 * Is heloward there for the mail server? Speaks the first words of the milter
 * protocol on its socket, as an MTA does, and expects an answer. For health
 * checks: the control socket may answer while the other does not.
 */

enum { PATIENCE = 5 /* s */, NUMBER = 4, HEAD = NUMBER + 1 };

static void
put_number(unsigned char *to, uint32_t n)
{
	for (int i = 0; i < NUMBER; i++)
		to[i] = (unsigned char)(n >> (24 - 8 * i));
}

static bool
receive(int fd, unsigned char *to, size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t got = recv(fd, to + at, n - at, 0);

		if (got <= 0)
			return false;
		at += (size_t)got;
	}
	return true;
}

/* NULL when it negotiates; else what happened instead. */
static const char *
negotiate(int fd)
{
	unsigned char offer[HEAD + MILTER_OPTLEN], head[HEAD];
	const unsigned char quit[HEAD] = {0, 0, 0, 1, SMFIC_QUIT};
	struct timeval limit = {.tv_sec = PATIENCE};

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	put_number(offer, 1 + MILTER_OPTLEN);
	offer[NUMBER] = SMFIC_OPTNEG;
	put_number(offer + HEAD, SMFI_PROT_VERSION);
	put_number(offer + HEAD + NUMBER, SMFI_CURR_ACTS);
	put_number(offer + HEAD + 2 * NUMBER, SMFI_CURR_PROT);
	if (send(fd, offer, sizeof offer, MSG_NOSIGNAL) != sizeof offer ||
	    !receive(fd, head, sizeof head))
		return "it takes the connection and does not answer";
	if (head[NUMBER] != SMFIC_OPTNEG)
		return "what answers does not speak the milter protocol";
	send(fd, quit, sizeof quit, MSG_NOSIGNAL);
	return NULL;
}

static const char *
ping(const struct socket_name *name)
{
	const char *why;
	int fd;

	if (name->kind == SOCKET_FD)
		return "an inherited socket has no address to ask at; say "
		       "-o socket=ADDRESS";
	fd = socket_connect(name);
	if (fd < 0)
		return strerror(errno);
	why = negotiate(fd);
	close(fd);
	return why;
}

int
ctl_ping(const struct options *o)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct config *c =
	    config_load(o->config, o->override, o->noverrides, d);
	const char *why = "the configuration is wrong";

	diag_print(d, stderr);
	if (c != NULL)
		why = ping(&c->socket);
	if (why == NULL)
		printf("heloward answers on %.*s\n", STR_ARG(c->socket.text));
	else if (c != NULL)
		fprintf(stderr, "heloctl: %.*s: %s\n", STR_ARG(c->socket.text),
			why);
	config_free(c);
	arena_free(a);
	return why == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
