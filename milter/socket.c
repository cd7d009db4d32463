#include "socket.h"

#include "addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const struct {
	const char *prefix;
	enum socket_kind kind;
} kinds[] = {
    {"unix:", SOCKET_UNIX},   {"local:", SOCKET_UNIX}, {"inet:", SOCKET_INET},
    {"inet6:", SOCKET_INET6}, {"fd:", SOCKET_FD},      {"", SOCKET_UNIX},
};

static const char *
parse_unix(struct arena *a, struct str path, struct socket_name *out)
{
	struct sockaddr_un *un = (struct sockaddr_un *)(void *)&out->addr;

	if (path.n == 0 || path.p[0] != '/')
		return "expected unix:/PATH or inet:PORT@HOST; the path of a "
		       "unix socket is absolute";
	/* The kernel takes one more, libmilter does not. */
	if (path.n >= sizeof un->sun_path - 1)
		return "the path of a unix socket has at most 106 bytes";
	un->sun_family = AF_UNIX;
	memcpy(un->sun_path, path.p, path.n);
	out->addrlen = sizeof *un;
	out->path = arena_str(a, path);
	out->text = arena_printf(a, "unix:%.*s", STR_ARG(path));
	return NULL;
}

static bool
parse_number(struct str text, long most, long *out)
{
	*out = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (!str_is_digit(text.p[i]))
			return false;
		*out = *out * 10 + (text.p[i] - '0');
		if (*out > most)
			return false;
	}
	return text.n > 0;
}

static void
fill_inet(struct socket_name *out, const struct addr *addr, long port)
{
	struct sockaddr_in *in = (struct sockaddr_in *)(void *)&out->addr;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)(void *)&out->addr;

	if (out->kind == SOCKET_INET) {
		in->sin_family = AF_INET;
		in->sin_port = htons((uint16_t)port);
		memcpy(&in->sin_addr, addr->b + 12, 4);
		out->addrlen = sizeof *in;
	} else {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons((uint16_t)port);
		memcpy(&in6->sin6_addr, addr->b, 16);
		out->addrlen = sizeof *in6;
	}
}

static const char *
parse_inet(struct arena *a, struct str text, struct socket_name *out)
{
	const bool v4 = out->kind == SOCKET_INET;
	size_t at = str_find(text, '@');
	struct str host = str_from(text, at + 1);
	struct addr addr;
	long port;

	if (at == text.n && str_find(text, ':') < text.n)
		return "expected inet:PORT@HOST; inet:HOST:PORT is Postfix' "
		       "way to write it";
	if (!parse_number(str_slice(text, 0, at), 65535, &port) || port == 0)
		return "expected inet:PORT@HOST with a port from 1 to 65535";
	if (at == text.n)
		return "expected inet:PORT@HOST; without a host it would be "
		       "open to everybody";
	if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
		host = str_slice(host, 1, host.n - 1);
	if (str_eq(host, STR("localhost")))
		host = v4 ? STR("127.0.0.1") : STR("::1");
	if (!addr_parse(host, &addr) || addr_is_v4(&addr) != v4)
		return v4 ? "the host of inet: is an IPv4 address"
			  : "the host of inet6: is an IPv6 address";
	fill_inet(out, &addr, port);
	out->text = arena_printf(a, v4 ? "inet:%ld@[%.*s]" : "inet6:%ld@[%.*s]",
				 port, STR_ARG(host));
	return NULL;
}

static const char *
parse_fd(struct arena *a, struct str text, struct socket_name *out)
{
	long fd;

	if (!parse_number(text, 65535, &fd) || fd < 3)
		return "expected fd:N, N being a descriptor from 3 up";
	out->fd = (int)fd;
	out->text = arena_printf(a, "fd:%ld", fd);
	return NULL;
}

const char *
socket_parse(struct arena *a, struct str text, struct socket_name *out)
{
	size_t i = 0;

	*out = (struct socket_name){.fd = -1};
	while (!str_begins(text, str_of(kinds[i].prefix)))
		i++;
	out->kind = kinds[i].kind;
	text = str_from(text, strlen(kinds[i].prefix));
	if (out->kind == SOCKET_UNIX)
		return parse_unix(a, text, out);
	if (out->kind == SOCKET_FD)
		return parse_fd(a, text, out);
	return parse_inet(a, text, out);
}

int
socket_connect(const struct socket_name *name)
{
	int fd = socket(name->addr.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 &&
	    connect(fd, (const struct sockaddr *)(const void *)&name->addr,
		    name->addrlen) != 0) {
		int why = errno;

		close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

const char *
socket_clear(const struct socket_name *name)
{
	struct stat st;
	int fd;

	if (name->kind != SOCKET_UNIX || lstat(name->path.p, &st) != 0)
		return NULL;
	if (!S_ISSOCK(st.st_mode))
		return "there is a file of that name, and it is no socket";
	fd = socket_connect(name);
	if (fd >= 0) {
		close(fd);
		return "another process listens there already";
	}
	if (errno != ECONNREFUSED)
		return strerror(errno);
	return unlink(name->path.p) == 0 ? NULL : strerror(errno);
}

bool
socket_addr(const struct sockaddr *sa, struct addr *out, uint16_t *port)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	if (sa != NULL && sa->sa_family == AF_INET) {
		memcpy(&in, sa, sizeof in);
		*out = addr_from_v4((const uint8_t *)&in.sin_addr);
		*port = ntohs(in.sin_port);
		return true;
	}
	if (sa != NULL && sa->sa_family == AF_INET6) {
		memcpy(&in6, sa, sizeof in6);
		memcpy(out->b, &in6.sin6_addr, sizeof out->b);
		*port = ntohs(in6.sin6_port);
		return true;
	}
	return false;
}
