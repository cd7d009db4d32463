#ifndef MILTER_METRICS_PRIVATE_H
#define MILTER_METRICS_PRIVATE_H

#include "metrics.h"

#include <stdatomic.h>
#include <stdio.h>

/* Shared by the files of metrics. */

/* Microseconds; the last place of a histogram counts all that took longer. */
enum { METRICS_BOUNDS = 13 };
extern const int64_t metrics_bounds[METRICS_BOUNDS];

struct metrics_histogram {
	atomic_int_fast64_t count[METRICS_BOUNDS + 1], sum;
};

/*
 * What can become of a rule: what it says; or, when a question stayed open, the
 * mail was deferred or accepted instead.
 */
enum { OUTCOME_OWN, OUTCOME_DEFERRED, OUTCOME_ACCEPTED, OUTCOMES };
enum { MODE_OBSERVE, MODE_ENFORCE, MODES };

/* Counts of one name and action, kept until the process ends. */
struct metrics_rule {
	struct metrics_rule *next;
	const char *name; /* "-": no rule, the mail passes */
	enum action action;
	atomic_int_fast64_t count[OUTCOMES][MODES][STAGE_COUNT];
};

struct metrics_rules {
	struct metrics_rule **rule; /* [0]: of no rule; then in file order */
	size_t n;
	enum stage *first; /* the event at which each is told of first */
	unsigned char *mode;
};

struct metrics_sink {
	FILE *to;
	bool openmetrics;
};

enum metrics_kind {
	METRICS_KIND_COUNTER,
	METRICS_KIND_GAUGE,
	METRICS_KIND_HISTOGRAM
};

/* HELP and TYPE of a family; "name" is without "_total". */
void metrics_family(const struct metrics_sink *s, const char *name,
		    enum metrics_kind kind, const char *help);
/* A line of it: "labels" as 'a="b"', or "". */
void metrics_line(const struct metrics_sink *s, const char *name,
		  enum metrics_kind kind, const char *labels, int64_t value);
/* Cumulative buckets; bounds in millionths of a second. */
void metrics_histogram_lines(const struct metrics_sink *s, const char *name,
			     const char *labels, const int64_t *bound,
			     const int64_t *count, size_t n, int64_t sum);

void metrics_dns(const struct metrics_sink *s);
void metrics_process(const struct metrics_sink *s);
extern struct metrics_histogram metrics_histograms[METRICS_TIMES];

#endif
