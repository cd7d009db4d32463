#include "packet.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { NUMBER_BYTES = 4, MOST = 1 << 20 };

bool
packet_broken(struct packets *p, const char *why)
{
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	p->why = why;
	return false;
}

static bool
get(struct packets *p, char *to, size_t n)
{
	struct pollfd wait = {.fd = p->fd, .events = POLLIN};
	ssize_t got;

	for (; n > 0; to += got, n -= (size_t)got) {
		if (poll(&wait, 1, p->timeout) <= 0)
			return packet_broken(p, "the filter does not answer");
		got = recv(p->fd, to, n, 0);
		if (got <= 0)
			return packet_broken(p, "the filter hung up");
	}
	return true;
}

static bool
put(struct packets *p, const char *from, size_t n)
{
	struct pollfd wait = {.fd = p->fd, .events = POLLOUT};
	ssize_t sent;

	for (; n > 0; from += sent, n -= (size_t)sent) {
		if (poll(&wait, 1, p->timeout) <= 0)
			return packet_broken(p, "the filter does not listen");
		sent = send(p->fd, from, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent <= 0)
			return packet_broken(p, "the filter hung up");
	}
	return true;
}

char *
packet_number_put(char *to, uint32_t n)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*to++ = (char)(n >> shift & 0xff);
	return to;
}

uint32_t
packet_number_get(const char *from)
{
	uint32_t n = 0;

	for (size_t i = 0; i < NUMBER_BYTES; i++)
		n = n << 8 | (unsigned char)from[i];
	return n;
}

bool
packet_put(struct packets *p, char letter, const char *data, size_t n)
{
	char *packet = arena_alloc(p->arena, NUMBER_BYTES + 1 + n);
	char *at = packet_number_put(packet, (uint32_t)n + 1);

	if (p->fd < 0)
		return false;
	*at++ = letter;
	if (n > 0)
		memcpy(at, data, n);
	return put(p, packet, NUMBER_BYTES + 1 + n);
}

bool
packet_get(struct packets *p, char *letter, struct str *data)
{
	char head[NUMBER_BYTES + 1];
	uint32_t length;
	char *room;

	if (p->fd < 0 || !get(p, head, sizeof head))
		return false;
	length = packet_number_get(head);
	if (length < 1 || length > MOST)
		return packet_broken(p, "the filter sent a senseless length");
	*letter = head[NUMBER_BYTES];
	room = arena_alloc(p->arena, length);
	*data = str_make(room, length - 1);
	return get(p, room, length - 1);
}

static int
connected(int fd, const struct sockaddr *to, socklen_t n)
{
	if (fd < 0 || connect(fd, to, n) == 0)
		return fd;
	close(fd);
	return -1;
}

static int
open_unix(struct str path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};

	if (path.n >= sizeof to.sun_path)
		return -1;
	memcpy(to.sun_path, path.p, path.n);
	return connected(socket(AF_UNIX, SOCK_STREAM, 0),
			 (struct sockaddr *)&to, sizeof to);
}

static int
open_inet(struct arena *a, struct str where)
{
	size_t at = str_find(where, '@');
	struct str port = arena_str(a, str_slice(where, 0, at));
	struct str host = arena_str(a, str_from(where, at + 1));
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *to;
	int fd;

	if (getaddrinfo(host.n > 0 ? host.p : NULL, port.p, &hints, &to) != 0)
		return -1;
	fd = connected(socket(to->ai_family, SOCK_STREAM, 0), to->ai_addr,
		       to->ai_addrlen);
	freeaddrinfo(to);
	return fd;
}

bool
packet_open(struct packets *p, struct arena *a, const char *where, int timeout)
{
	struct str text = str_of(where);

	*p = (struct packets){.fd = -1, .timeout = timeout, .arena = a};
	if (str_begins(text, STR("unix:")))
		p->fd = open_unix(str_from(text, sizeof "unix:" - 1));
	else if (str_begins(text, STR("inet:")))
		p->fd = open_inet(a, str_from(text, sizeof "inet:" - 1));
	return p->fd >= 0 || packet_broken(p, "cannot connect to the filter");
}

void
packet_close(struct packets *p)
{
	char rest;

	if (p->fd >= 0)
		while (get(p, &rest, 1))
			continue;
	p->fd = -1;
}
