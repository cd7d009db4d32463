#ifndef MILTER_METRICS_H
#define MILTER_METRICS_H

#include "rules.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What heloward counts, for monitoring. Counting takes no lock: any thread, at
 * any time. Nothing that a client has sent becomes a name or a label; those
 * come from the configuration and from the tables of the program.
 */

enum metric {
#define METRIC(id, kind, name, help) METRIC_##id,
#include "metrics.def"
#undef METRIC
	METRIC_COUNT
};

void metrics_add(enum metric m, int64_t change);
void metrics_set(enum metric m, int64_t value);
int64_t metrics_get(enum metric m);

/* Times, from metrics_now() to now. */
enum metrics_time {
	METRICS_CALLBACK, /* one of STAGE_COUNT, added to this */
	METRICS_DNS_WAIT = METRICS_CALLBACK + STAGE_COUNT,
	METRICS_TIMES
};
int64_t metrics_now(void); /* microseconds of a clock that never jumps */
void metrics_time(enum metrics_time which, int64_t since);

/*
 * The counters of the rules of one configuration. A rule that was there before
 * a reload under the same name and with the same action counts on.
 */
struct metrics_rules;
struct metrics_rules *metrics_rules_new(const struct rules *r, bool enforce);
void metrics_rules_free(struct metrics_rules *m); /* NULL is fine */

/* A verdict was given at that event, or would have been. */
void metrics_verdict(struct metrics_rules *m, const struct verdict *v,
		     enum stage stage, bool enforce);
/* What the rules did besides. */
void metrics_effects(struct metrics_rules *m, const struct verdict *v,
		     enum stage stage, bool enforce);

/*
 * All of it as text, in the arena: in the format of Prometheus (0.0.4), or in
 * that of OpenMetrics (1.0.0). Labels of rules are those of "m".
 */
struct str metrics_text(const struct metrics_rules *m, bool openmetrics,
			struct arena *a);

#endif
