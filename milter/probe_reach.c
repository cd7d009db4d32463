#include "probe_reach.h"

#include "addr.h"
#include "escape.h"
#include "identity.h"
#include "socket.h"

#include <netdb.h>
#include <stdio.h>

struct target {
	struct str host, port; /* with a NUL behind them */
};

/* An IPv6 address has colons, and none of them is for the port. */
static struct target
split(struct arena *a, struct str text)
{
	struct target t = {text, STR("25")};
	const size_t colon = str_find(text, ':');
	const size_t end = str_find(text, ']');

	if (text.n > 0 && text.p[0] == '[' && end < text.n) {
		t.host = str_slice(text, 1, end);
		if (end + 2 < text.n && text.p[end + 1] == ':')
			t.port = str_from(text, end + 2);
	} else if (colon < text.n && colon == str_find_last(text, ':')) {
		t.host = str_slice(text, 0, colon);
		t.port = str_from(text, colon + 1);
	}
	t.host = arena_str(a, t.host);
	t.port = arena_str(a, t.port);
	return t;
}

/* Loopback, or an address of an interface: nobody else can be there. */
static bool
is_ours(struct arena *a, const struct addr *addr)
{
	struct rules_options own = {.nidentity = 0};
	char text[ADDR_TEXT];
	const struct str name = str_make(text, addr_format(addr, text));

	if (str_eq(str_of(addr_class(addr)), STR("loopback")))
		return true;
	identity_gather(a, &own);
	for (size_t i = 0; i < own.nidentity; i++)
		if (str_eq(own.identity[i].entry, name))
			return true;
	return false;
}

static bool
choose(struct arena *a, const struct target *t, bool mine,
       const struct addrinfo *found, struct probe_reach *out)
{
	struct addr addr;
	uint16_t port;
	char text[ADDR_TEXT];

	if (!socket_addr(found->ai_addr, &addr, &port))
		return false;
	addr_format(&addr, text);
	if (!mine && !is_ours(a, &addr)) {
		fprintf(stderr,
			"heloctl: %s is no address of this machine; a probe "
			"is for one's own server: --yes-it-is-mine\n",
			text);
		return false;
	}
	memcpy(&out->addr, found->ai_addr, found->ai_addrlen);
	out->length = found->ai_addrlen;
	out->text = arena_printf(a, "%.*s [%s]:%u", STR_ARG(t->host), text,
				 (unsigned)port);
	return true;
}

/* IPv4 before IPv6: "localhost" is 127.0.0.1, where every server listens. */
static const struct addrinfo *
best(const struct addrinfo *all)
{
	for (const struct addrinfo *i = all; i != NULL; i = i->ai_next)
		if (i->ai_family == AF_INET)
			return i;
	return all;
}

bool
probe_reach(struct arena *a, const char *target, bool mine,
	    struct probe_reach *out)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	const struct target t = split(a, str_of(target));
	struct addrinfo *all = NULL;
	int error = getaddrinfo(t.host.p, t.port.p, &hints, &all);
	bool good;

	if (error != 0) {
		fprintf(stderr, "heloctl: %.*s: %s\n",
			STR_ARG(escape(a, str_of(target), NULL, 300)),
			gai_strerror(error));
		return false;
	}
	good = choose(a, &t, mine, best(all), out);
	freeaddrinfo(all);
	return good;
}
