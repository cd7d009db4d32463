#ifndef MILTER_RECORD_H
#define MILTER_RECORD_H

#include "journal_take.h"
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
	struct journal_take *journal;  /* NULL: none is kept */
	bool enforce;
	enum stage stage; /* of the answer */
	/* The MTA's id of the message; absent before it has one. */
	struct str (*queue_id)(void *mta);
	void *mta;
};

void record_verdict(const struct record *r, const struct verdict *v);
/* The greeting came under an exception: once a greeting, in the journal too. */
void record_exception(const struct record *r);
void record_effects(const struct record *r, const struct verdict *v);

#endif
