#include "live.h"

#include "log.h"
#include "resolver.h"
#include "spare.h"

#include <errno.h>

static struct resolver *resolver;

static void
tell(void *context, enum resolver_event event, struct str detail)
{
	static const char *const texts[] = {
	    [RESOLVER_SICK] =
		("the resolver is sick: DNS facts are unknown at once "
		 "until it answers again"),
	    [RESOLVER_WELL] = "the resolver answers again",
	    [RESOLVER_SERVERS] = "other name servers are asked now",
	};
	const bool bad = event == RESOLVER_SICK;

	(void)context;
	log_say(bad ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, "%s (%.*s)",
		texts[event], STR_ARG(detail));
}

static unsigned
number(const struct settings *settings, enum setting_id id)
{
	int64_t value = settings->value[id].number;

	return value > INT32_MAX ? INT32_MAX : (unsigned)value;
}

const char *
live_start(const struct settings *settings)
{
	const struct setting *servers = &settings->value[SETTING_DNS_SERVER];
	struct dns_server server[DNS_SERVERS_MOST];
	struct resolver_settings rs;

	resolver_settings_init(&rs);
	rs.budget_ms = number(settings, SETTING_DNS_BUDGET);
	rs.questions = number(settings, SETTING_DNS_QUESTIONS);
	rs.waiting = number(settings, SETTING_DNS_WAITING);
	rs.cache_bytes = number(settings, SETTING_DNS_CACHE);
	rs.event = tell;
	rs.wait_begins = spare_begin;
	rs.wait_ends = spare_end;
	rs.server = server;
	while (rs.nservers < servers->nlist && rs.nservers < DNS_SERVERS_MOST) {
		setting_server(servers->list[rs.nservers],
			       &server[rs.nservers].addr,
			       &server[rs.nservers].port);
		rs.nservers++;
	}
	resolver = resolver_new(&rs);
	return resolver == NULL ? strerror(errno) : NULL;
}

struct resolver_session *
live_session(struct arena *a)
{
	return resolver_session_new(resolver, a);
}

void
live_count(struct resolver_stats *out)
{
	*out = (struct resolver_stats){.asked = 0};
	if (resolver != NULL)
		resolver_count(resolver, out);
}
