#ifndef MILTER_RECORD_H
#define MILTER_RECORD_H

#include "metrics.h"
#include "rules.h"

/*
 * The lines that decisions leave in the log. One verdict that is given, or that
 * would have been, is one line; so is each observed rule that matched, each
 * "log" rule and each rule that could not be answered.
 */
struct record {
	const struct rules *rules;
	struct session *session;
	struct metrics_rules *metrics; /* what they are counted in */
	bool enforce;
	enum stage stage; /* of the answer */
	/* The MTA's id of the message; absent before it has one. */
	struct str (*queue_id)(void *mta);
	void *mta;
};

void record_verdict(const struct record *r, const struct verdict *v);
/* The greeting came under an exception: once a greeting. */
void record_exception(const struct record *r);
void record_effects(const struct record *r, const struct verdict *v);

#endif
