#ifndef RULES_EXPLAIN_PRIVATE_H
#define RULES_EXPLAIN_PRIVATE_H

#include "explain.h"
#include "rules_private.h"

/* Shared by explain*.c and run.c. */

struct explain_log {
	struct arena *arena;
	const struct explanation *last;
	bool idle;
};

/* Note why the run came to *v; "decided" is NULL when no rule did. */
void explain_take(const struct run *run, const struct rule *decided,
		  const struct verdict *v);

/* Of those taken since, this one is the run's. */
void explain_keep(struct session *s, const struct explanation *e);

/* A fact as rule "index" sees it. */
struct explain_fact explain_ref(const struct run *run, size_t index,
				const struct fact_ref *fact, struct arena *a);

/* Where the entry stands: "heloward.conf:6", "interface eth0". */
struct str explain_place(const struct rules *r, const struct table_hit *hit,
			 struct arena *a);

/* The test as it stands in the file, blanks joined. */
struct str explain_text(struct arena *a, const struct expr *test);

/* What would have had to be different. */
struct explain_change *explain_changes(const struct run *run,
				       const struct rule *decided,
				       const struct verdict *v,
				       struct arena *a);

#endif
