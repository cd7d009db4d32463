#include "guard.h"

#include "log.h"
#include "topology.h"

#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct topology seen = {.least = GUARD_LEAST}; /* under "lock" ... */
static struct guard_state state;		      /* ... as this */

static int64_t
now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static void
tell(const struct guard_state *now)
{
	char by[ADDR_TEXT];

	addr_format(&now->by, by);
	if (now->hidden)
		log_say(LOG_LEVEL_ERROR,
			"all %u connections of the last hour come from %s: a "
			"proxy or NAT hides the clients. Rules on the client's "
			"address only "
			"observe until others come (set topology any: this is "
			"meant)",
			now->clients, by);
	else
		log_say(LOG_LEVEL_WARNING,
			"the clients' addresses are no longer hidden by %s: "
			"rules on them work again",
			by);
}

/* "lock" is held. True when hidden has begun or ended. */
static bool
change(bool hidden)
{
	const bool changed = state.hidden != hidden;

	state.hidden = hidden;
	state.times += changed && hidden;
	return changed;
}

static void
look(int64_t now)
{
	state.one = topology_is_one(&seen, now, &state.by, &state.clients);
}

bool
guard_saw(const struct rules *r, struct session *s, const struct addr *client)
{
	const bool meant =
	    setting_is(rules_settings(r), SETTING_TOPOLOGY, "any");
	const int64_t now = now_s();
	struct guard_state told;
	bool changed;

	pthread_mutex_lock(&lock);
	topology_saw(&seen, now, client);
	look(now);
	changed =
	    change(state.one && !meant &&
		   (topology_is_near(client) || rules_owns(r, s, client)));
	told = state;
	pthread_mutex_unlock(&lock);
	if (changed)
		tell(&told);
	return told.hidden;
}

void
guard_count(struct guard_state *out)
{
	bool changed;

	pthread_mutex_lock(&lock);
	look(now_s());
	/* An hour without clients ends it too. */
	changed = change(state.hidden && state.one);
	*out = state;
	pthread_mutex_unlock(&lock);
	if (changed)
		tell(out);
}
