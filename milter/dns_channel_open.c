#define CARES_NO_DEPRECATED
#include "dns_channel_private.h"

#include <netinet/in.h>
#include <sys/epoll.h>

#include <string.h>

enum {
	RECEIVE =
	    4 << 20, /* bytes; with the system's default answers are lost */
	SEND = 1 << 20,
	TCP_TRIES = 2, /* a connection may end as the question comes */
};

/* c-ares says which of its sockets wants what; a closed one wants nothing. */
static void
socket_state(void *data, ares_socket_t fd, int readable, int writable)
{
	struct dns_channel *c = data;
	struct epoll_event e = {
	    .events = (readable ? EPOLLIN : 0u) | (writable ? EPOLLOUT : 0u),
	    .data.u64 = (uint64_t)c->serial << 32 | (uint32_t)fd,
	};
	int epoll = c->set->settings.epoll;

	if (e.events == 0)
		epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL);
	else if (epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &e) != 0)
		epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
}

static bool
set_server(ares_channel ares, const struct dns_server *server)
{
	int port = server->port == 0 ? DNS_SERVERS_PORT : server->port;
	struct ares_addr_port_node node = {.udp_port = port, .tcp_port = port};

	if (addr_is_v4(&server->addr)) {
		node.family = AF_INET;
		memcpy(&node.addr.addr4, server->addr.b + 12, 4);
	} else {
		node.family = AF_INET6;
		memcpy(&node.addr.addr6, server->addr.b, 16);
	}
	return ares_set_servers_ports(ares, &node) == ARES_SUCCESS;
}

/*
 * Everything is said, so that c-ares reads no file and no environment. Every
 * answer is wanted as it came (NOCHECKRESP, IGNTC): which server is asked next,
 * and how, is our decision. TCP has channels of its own, since c-ares 1.18
 * begins everything on a channel anew when a server hangs up. No EDNS: it gives
 * that up for a whole channel after one FORMERR, and what does not fit into 512
 * bytes comes over TCP.
 */
bool
dns_channel_open(struct dns_channel *c)
{
	static char lookups[] = "b";
	struct in_addr placeholder = {.s_addr = htonl(INADDR_LOOPBACK)};
	const struct dns_channel_settings *s = &c->set->settings;
	struct ares_options o = {
	    .flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
		     ARES_FLAG_NOCHECKRESP | ARES_FLAG_IGNTC |
		     (c->tcp ? ARES_FLAG_USEVC : 0),
	    .timeout = (int)(c->tcp ? s->tcp_timeout_ms : s->timeout_ms),
	    .tries = c->tcp ? TCP_TRIES : (int)s->tries,
	    .ndots = 1,
	    .socket_send_buffer_size = SEND,
	    .socket_receive_buffer_size = RECEIVE,
	    .servers = &placeholder,
	    .nservers = 1,
	    .lookups = lookups,
	    .sock_state_cb = socket_state,
	    .sock_state_cb_data = c,
	};
	int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		   ARES_OPT_NDOTS | ARES_OPT_SOCK_SNDBUF |
		   ARES_OPT_SOCK_RCVBUF | ARES_OPT_SERVERS | ARES_OPT_DOMAINS |
		   ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB;

	if (ares_init_options(&c->ares, &o, mask) != ARES_SUCCESS) {
		c->ares = NULL;
		return false;
	}
	if (set_server(c->ares, &c->set->servers.server[c->server]))
		return true;
	ares_destroy(c->ares);
	c->ares = NULL;
	return false;
}
