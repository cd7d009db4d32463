#include "arena.h"
#include "str.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * authd SOCKET: lets everybody in. It speaks as much of Dovecot's
 * authentication protocol as Postfix's smtpd does: whatever the mechanism, the
 * initial response is read as that of PLAIN (RFC 4616) and its user is who has
 * logged in. Serves until it is killed.
 */

enum { CLIENTS = 64, LINE = 8192, FIRST = 1 };

static const char hello[] = "VERSION\t1\t1\n"
			    "MECH\tPLAIN\n"
			    "MECH\tLOGIN\n"
			    "MECH\tCRAM-MD5\n"
			    "MECH\tDIGEST-MD5\n"
			    "MECH\tSCRAM-SHA-1\n"
			    "MECH\tSCRAM-SHA-256\n"
			    "MECH\tGSSAPI\n"
			    "MECH\tNTLM\n"
			    "MECH\tEXTERNAL\n"
			    "MECH\tOAUTHBEARER\n"
			    "MECH\tXOAUTH2\n"
			    "SPID\t1\n"
			    "CUID\t1\n"
			    "COOKIE\t00000000000000000000000000000001\n"
			    "DONE\n";

struct client {
	char line[LINE];
	size_t n;
};

static struct pollfd fds[FIRST + CLIENTS]; /* the first one listens */
static struct client clients[FIRST + CLIENTS];
static nfds_t nfds = FIRST;

static void
say(int fd, const char *text, size_t n)
{
	/* A client that does not read is not ours to wait for. */
	if (send(fd, text, n, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 &&
	    errno != EPIPE)
		perror("authd: send");
}

static int
digit(char c)
{
	static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
				  "qrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(all, c);

	return at == NULL ? -1 : (int)(at - all);
}

static struct str
base64_read(struct arena *a, struct str in)
{
	char *out = arena_alloc(a, in.n + 1);
	unsigned bits = 0;
	size_t n = 0;
	int have = 0;

	for (size_t i = 0; i < in.n && digit(in.p[i]) >= 0; i++) {
		bits = bits << 6 | (unsigned)digit(in.p[i]);
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		out[n++] = (char)(bits >> have & 0xff);
	}
	return str_make(out, n);
}

/* The part of a line between its tabs that begins so; absent: none. */
static struct str
part(struct str line, struct str begins)
{
	while (line.n > 0) {
		struct str word = str_slice(line, 0, str_find(line, '\t'));

		if (str_begins(word, begins))
			return str_from(word, begins.n);
		line = str_from(line, word.n + 1);
	}
	return str_of(NULL);
}

/* response = [AUTHZID] NUL USER NUL PASSWORD */
static struct str
user_of(struct str response)
{
	struct str user = str_from(response, str_find(response, '\0') + 1);

	return str_slice(user, 0, str_find(user, '\0'));
}

/* AUTH <tab> ID <tab> MECHANISM <tab> ... <tab> resp=BASE64 */
static void
answer(int fd, struct str line)
{
	const struct str verb = STR("AUTH\t");
	struct arena *a = arena_new();
	struct str id, user, text;

	if (str_begins(line, verb)) {
		id = str_from(line, verb.n);
		id = str_slice(id, 0, str_find(id, '\t'));
		user = user_of(base64_read(a, part(line, STR("resp="))));
		text = user.n > 0
			   ? arena_printf(a, "OK\t%.*s\tuser=%.*s\n",
					  STR_ARG(id), STR_ARG(user))
			   : arena_printf(a, "FAIL\t%.*s\n", STR_ARG(id));
		say(fd, text.p, text.n);
	}
	arena_free(a);
}

static void
drop(nfds_t i)
{
	close(fds[i].fd);
	nfds--;
	fds[i] = fds[nfds];
	clients[i] = clients[nfds];
}

/* False when the client is gone, or talks nonsense. */
static bool
hear(int fd, struct client *c)
{
	ssize_t got = recv(fd, c->line + c->n, sizeof c->line - c->n, 0);

	if (got <= 0)
		return false;
	c->n += (size_t)got;
	for (;;) {
		struct str all = str_make(c->line, c->n);
		size_t end = str_find(all, '\n');

		if (end == all.n)
			return c->n < sizeof c->line;
		answer(fd, str_slice(all, 0, end));
		c->n -= end + 1;
		memmove(c->line, c->line + end + 1, c->n);
	}
}

static void
welcome(void)
{
	int fd = accept(fds[0].fd, NULL, NULL);

	if (fd < 0)
		return;
	if (nfds == FIRST + CLIENTS) {
		close(fd);
		return;
	}
	fds[nfds] = (struct pollfd){.fd = fd, .events = POLLIN};
	clients[nfds].n = 0;
	nfds++;
	say(fd, hello, sizeof hello - 1);
}

static int
listen_at(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (strlen(path) >= sizeof at.sun_path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(at.sun_path, path, strlen(path));
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
	    chmod(path, 0666) != 0 || listen(fd, CLIENTS) != 0)
		return -1;
	return fd;
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: authd SOCKET\n");
		return 2;
	}
	fds[0] = (struct pollfd){.fd = listen_at(argv[1]), .events = POLLIN};
	if (fds[0].fd < 0) {
		perror(argv[1]);
		return 1;
	}
	while (poll(fds, nfds, -1) > 0) {
		if (fds[0].revents != 0)
			welcome();
		for (nfds_t i = nfds; i-- > FIRST;)
			if (fds[i].revents != 0 &&
			    !hear(fds[i].fd, &clients[i]))
				drop(i);
	}
	return 1;
}
