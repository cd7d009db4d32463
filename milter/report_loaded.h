#ifndef MILTER_REPORT_LOADED_H
#define MILTER_REPORT_LOADED_H

#include "config.h"
#include "exception.h"
#include "report.h"

/*
 * What of the loaded configuration the report says nothing of. Rules that do
 * not decide leave no trace in a journal: of those the daemon's counters tell.
 * All lives in the arena and in the configuration.
 */
struct report_loaded {
	const struct rules_line *never; /* rules that nothing came under */
	size_t nnever;
	const struct rules_line *unknown; /* that nothing is known of */
	size_t nunknown;
	const struct exception **unused;
	size_t nunused;
};

/* "metrics": what the daemon has counted, as heloctl metrics prints it; absent:
 * it could not be asked. */
void report_loaded(struct report_loaded *out, const struct report *r,
		   const struct config *c, struct str metrics, uint32_t today,
		   struct arena *a);

#endif
