#ifndef MILTER_RULESET_H
#define MILTER_RULESET_H

#include "config.h"
#include "metrics.h"

#include <stdatomic.h>

/*
 * The configuration in force. Sessions hold a count on the one that they work
 * with; a reload puts another in its place and the old one goes with its last
 * session. Any thread.
 */
struct ruleset {
	struct config *config;
	struct metrics_rules *metrics;
	struct ruleset *base; /* whose these two are; NULL: our own */
	struct arena *arena;  /* of other exceptions than its; or NULL */
	const struct exceptions *exceptions; /* NULL: none */
	atomic_uint holders;
	unsigned generation; /* 1 for the first configuration */
	unsigned serial;     /* counts new exceptions too */
};

/* Put a configuration in force; it belongs to the set from here on. */
void ruleset_put(struct config *config);

/*
 * Put other exceptions in force, under the configuration that is. The arena
 * that they live in belongs to the set from here on.
 */
void ruleset_except(struct arena *a, const struct exceptions *x);

/*
 * The one in force, held until ruleset_release(). After ruleset_fini() the
 * process is about to end: who asks then is put to sleep.
 */
struct ruleset *ruleset_hold(void);
void ruleset_release(struct ruleset *set); /* NULL is fine */

/* Is there a newer one than this? */
bool ruleset_is_stale(const struct ruleset *set);

/* At the very end: drop the one in force. */
void ruleset_fini(void);

#endif
