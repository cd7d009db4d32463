#ifndef MILTER_REPORT_H
#define MILTER_REPORT_H

#include "action.h"
#include "orgdomain.h"
#include "report_period.h"
#include "tally.h"
#include "transcript.h"

/*
 * What the sessions of a period come to. A verdict is what the log has a line
 * of decision for: a refusal, or a message at its end. Sessions count for the
 * time at which they began. Memory is bounded by the number of rules that
 * there were, not by that of sessions.
 */

/* How a verdict came out; the ways of the tallies, too. */
enum report_way {
	REPORT_ENFORCED, /* the client was refused, deferred ... */
	REPORT_OBSERVED, /* he would have been */
	REPORT_PASSED,
	REPORT_WAYS
};

/* What there was of one name and action. */
struct report_rule {
	struct report_rule *next; /* of the same place in the index */
	struct str name;	  /* absent: no rule decided, the mail passed */
	enum action action;
	size_t n[REPORT_WAYS];
	/* Of the observed: sessions that nothing else refused. */
	size_t alone;
	uint32_t *part[REPORT_WAYS]; /* of n, by part of the period */
};

enum { REPORT_INDEX = 1024, REPORT_MODES = 2 };

struct report {
	struct arena *arena;
	struct report_period period;
	const struct orgdomain *orgdomain;
	size_t sessions, silent; /* silent: without a verdict */
	/* With mode enforce [0], and observe [1]: it would have been so. */
	size_t verdict[ACTION_COUNT][REPORT_MODES];
	struct report_rule **rule;
	size_t nrules;
	struct report_rule *index[REPORT_INDEX];
	struct tally networks, greetings;
	struct tally exceptions; /* "GREETING CLIENT" that was used */
};

/* "period" is divided; "orgdomain" may be NULL, and outlives the report. */
void report_init(struct report *r, const struct report_period *period,
		 const struct orgdomain *orgdomain);
void report_fini(struct report *r);

/* A session; one outside of the period does not count. */
void report_add(struct report *r, const struct transcript *tr);

/* The rules with the most verdicts first. */
void report_sort(struct report *r);

/* Did any session hear of a rule of that name? */
bool report_heard_of(const struct report *r, struct str name);

/* Of all rules together. */
size_t report_count(const struct report *r, enum report_way way);

#endif
