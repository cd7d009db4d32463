#ifndef MILTER_REPLAY_REPORT_H
#define MILTER_REPLAY_REPORT_H

#include "replay_outcome.h"
#include "tally.h"

/* What would have been different, by what it means for the client. */
struct replay_report {
	struct arena *arena;
	size_t sessions, differ;
	struct replay_part {
		size_t n;
		struct tally rules, clients, domains;
		struct str *shown; /* a line each */
		size_t nshown;
	} part[CHANGE_COUNT];
	size_t most; /* sessions shown a part */
};

void replay_report_init(struct replay_report *r, struct arena *a, size_t most);

void replay_report_add(struct replay_report *r, const struct transcript *tr,
		       const struct outcome *was, const struct outcome *would);

void replay_report_fini(struct replay_report *r);

void replay_report_print(struct replay_report *r, FILE *out);

#endif
