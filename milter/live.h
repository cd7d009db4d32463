#ifndef MILTER_LIVE_H
#define MILTER_LIVE_H

#include "arena.h"
#include "dns.h"
#include "setting.h"

#include <stdbool.h>

/*
 * The one resolver of the daemon: started once, asked by all sessions until the
 * process ends. Any thread.
 */

/* NULL when it runs; else why not. Call it after the last fork. */
const char *live_start(const struct settings *settings);

struct resolver_session;
struct resolver_stats;
struct resolver_session *live_session(struct arena *a);

/* What the resolver has counted; all zero before it runs. */
void live_count(struct resolver_stats *out);

#endif
