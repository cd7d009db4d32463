#include "resolver_private.h"

#include <stdio.h>

static void
tell(struct resolver *r)
{
	char text[DNS_SERVERS_MOST * (ADDR_TEXT + 8)], one[ADDR_TEXT];
	size_t n = 0;

	for (size_t i = 0; i < r->servers.n; i++) {
		addr_format(&r->servers.server[i].addr, one);
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s#%u",
				      i == 0 ? "" : " ", one,
				      r->servers.server[i].port);
	}
	resolver_tell(r, RESOLVER_SERVERS, str_make(text, n));
}

/* All tries at all servers together stay under the budget of a session; what
 * a truncated answer has used up of it is little. */
static struct dns_channel_settings
channel_settings(const struct resolver *r)
{
	unsigned tries = r->servers.n == 1 ? 3 : 2;
	unsigned share =
	    r->settings.budget_ms * 9 / 10 / (unsigned)r->servers.n;

	return (struct dns_channel_settings){
	    .epoll = r->epoll,
	    .timeout_ms = share / ((1u << tries) - 1) + 1,
	    .tries = tries,
	    .tcp_timeout_ms = share + 1,
	    .end = resolver_thread_end,
	};
}

static void
use(struct resolver *r, const struct dns_servers *servers)
{
	struct dns_channel_settings settings;

	r->servers = *servers;
	r->servers_version++;
	settings = channel_settings(r);
	dns_channel_settle(r->channels, &settings, &r->servers);
}

/* resolv.conf knows no ports. */
static void
complete(const struct resolver *r, struct dns_servers *s)
{
	s->trust_ad |= r->settings.trust_ad;
	for (size_t i = 0; i < s->n && r->settings.conf_port != 0; i++)
		s->server[i].port = r->settings.conf_port;
}

static bool
load(struct resolver *r, struct dns_servers *out)
{
	if (!dns_servers_load(out, r->settings.resolv_conf, &r->stamp))
		return false;
	complete(r, out);
	return true;
}

void
resolver_servers_start(struct resolver *r)
{
	const struct resolver_settings *s = &r->settings;
	struct dns_servers servers = {.n = s->nservers,
				      .trust_ad = s->trust_ad};

	for (size_t i = 0; i < s->nservers; i++)
		servers.server[i] = s->server[i];
	if (servers.n == 0 && !load(r, &servers)) {
		dns_servers_parse(&servers, STR(""));
		complete(r, &servers);
	}
	use(r, &servers);
	r->conf_checked = resolver_now();
}

void
resolver_servers_check(struct resolver *r, int64_t now)
{
	struct dns_servers servers;

	if (r->settings.nservers > 0 ||
	    now - r->conf_checked < r->settings.conf_check_ms)
		return;
	r->conf_checked = now;
	if (!load(r, &servers) || dns_servers_same(&servers, &r->servers))
		return;
	use(r, &servers);
	/* What the old ones said may not be what the new ones say. */
	pthread_mutex_lock(&r->lock);
	dns_cache_clear(r->cache);
	pthread_mutex_unlock(&r->lock);
	tell(r);
}
