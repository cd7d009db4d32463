#include "conn.h"

#include "delay.h"
#include "journal_take.h"
#include "live.h"
#include "metrics.h"
#include "resolver.h"
#include "session_id.h"

#include <stdlib.h>
#include <time.h>

enum { SECONDS_A_DAY = 86400 };

const struct rules *
conn_rules(const struct conn *c)
{
	return c->set->config->rules;
}

struct conn *
conn_new(void)
{
	struct conn *c = calloc(1, sizeof *c);
	char id[SESSION_ID];

	if (c == NULL)
		abort();
	c->set = ruleset_hold();
	c->session = session_new();
	session_id_make(id);
	session_set_id(c->session, str_of(id));
	c->needs = rules_needs(conn_rules(c));
	c->journal = journal_take_new(str_of(id));
	journal_take_rules(c->journal, conn_rules(c));
	delay_connection(1);
	metrics_add(METRIC_SESSIONS, 1);
	metrics_add(METRIC_SESSIONS_OPEN, 1);
	return c;
}

void
conn_free(struct conn *c)
{
	if (c == NULL)
		return;
	delay_connection(-1);
	conn_forget_dns(c);
	journal_take_end(c->journal);
	metrics_add(METRIC_SESSIONS_OPEN, -1);
	session_free(c->session);
	ruleset_release(c->set);
	free(c);
}

static bool
covers(struct rules_needs have, struct rules_needs want)
{
	return have.headers >= want.headers &&
	       have.headers_end >= want.headers_end && have.body >= want.body &&
	       have.refused >= want.refused && have.unknown >= want.unknown &&
	       have.clock >= want.clock && have.add_header >= want.add_header &&
	       have.change_header >= want.change_header &&
	       have.discard >= want.discard &&
	       have.quarantine >= want.quarantine;
}

void
conn_refresh(struct conn *c)
{
	struct ruleset *now;

	session_set_today(c->session, (uint32_t)(time(NULL) / SECONDS_A_DAY));
	session_set_exceptions(c->session, c->set->exceptions);
	if (!ruleset_is_stale(c->set))
		return;
	now = ruleset_hold();
	if (!covers(c->needs, rules_needs(now->config->rules))) {
		ruleset_release(now);
		return;
	}
	session_set_exceptions(c->session, now->exceptions);
	ruleset_release(c->set);
	c->set = now;
	journal_take_rules(c->journal, conn_rules(c));
}

void
conn_forget_dns(struct conn *c)
{
	journal_take_answers(c->journal);
	session_set_dns(c->session, NULL);
	resolver_session_end(c->dns);
	arena_free(c->dns_arena);
	c->dns = NULL;
	c->dns_arena = NULL;
}

static bool
wait_some(struct conn *c)
{
	const int64_t since = metrics_now();
	bool more;

	metrics_add(METRIC_WAITING, 1);
	more = resolver_wait(c->dns);
	metrics_add(METRIC_WAITING, -1);
	metrics_time(METRICS_DNS_WAIT, since);
	return more;
}

/* Rules that ask no DNS cost no resolver session. */
void
conn_ask(struct conn *c, enum stage stage)
{
	if (!rules_needs(conn_rules(c)).dns)
		return;
	if (c->dns == NULL) {
		c->dns_arena = arena_new();
		c->dns = live_session(c->dns_arena);
		session_set_dns(
		    c->session,
		    journal_take_dns(c->journal, resolver_session_dns(c->dns)));
	}
	rules_ask(conn_rules(c), c->session, stage);
	if (rules_gives_at(conn_rules(c), stage) &&
	    resolver_session_pends(c->dns))
		while (rules_waits(conn_rules(c), c->session, stage) &&
		       wait_some(c))
			;
}

void
conn_silence(struct conn *c, enum scope scope)
{
	c->silent = scope != SCOPE_RECIPIENT;
	c->silent_in = scope;
}

void
conn_speak_again(struct conn *c, enum scope begun)
{
	if (c->silent_in >= begun)
		c->silent = false;
}
