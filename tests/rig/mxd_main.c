#include "mxd.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * mxd FLAW... : a mail server a flaw, each on a port of its own of 127.0.0.1.
 * Prints "FLAW PORT" for each, then "ready", and "message FLAW" for each
 * message that was sent to its end. One client at a time; ends at SIGTERM.
 */

enum { FLAWS_MOST = 128 };

static int
listen_on(uint16_t *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET};
	socklen_t size = sizeof a;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 ||
	    listen(fd, 16) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &size) != 0) {
		perror("mxd");
		exit(1);
	}
	*port = ntohs(a.sin_port);
	return fd;
}

static void
serve(int listener, const char *flaw, SSL_CTX *now, SSL_CTX *old)
{
	const int yes = 1;
	const bool is_old = strcmp(flaw, "tls-old") == 0;
	struct mxd m = {.flaw = flaw, .context = is_old ? old : now};

	m.fd = accept(listener, NULL, NULL);
	if (m.fd < 0)
		return;
	/* Lines are sent one by one, and are not to wait for each other. */
	setsockopt(m.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	mxd_serve(&m);
	SSL_free(m.ssl);
	close(m.fd);
	for (unsigned i = 0; i < m.messages; i++)
		printf("message %s\n", flaw);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	struct pollfd p[FLAWS_MOST];
	const nfds_t n = (nfds_t)argc - 1;
	SSL_CTX *now = mxd_context(false), *old = mxd_context(true);

	if (n < 1 || n > FLAWS_MOST || now == NULL || old == NULL)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	for (nfds_t i = 0; i < n; i++) {
		uint16_t port;

		p[i] = (struct pollfd){listen_on(&port), POLLIN, 0};
		printf("%s %u\n", argv[i + 1], (unsigned)port);
	}
	puts("ready");
	fflush(stdout);
	while (poll(p, n, -1) > 0)
		for (nfds_t i = 0; i < n; i++)
			if (p[i].revents != 0)
				serve(p[i].fd, argv[i + 1], now, old);
	return 1;
}
