#ifndef RULES_EVAL_H
#define RULES_EVAL_H

#include "ast.h"
#include "session_private.h"
#include "tri.h"

/*
 * What a session has made of each rule so far: one byte a rule in file order.
 * A scope begins with a copy of what the scope around it had, so that a second
 * recipient, message or greeting starts where the first one did.
 */
enum {
	RESULT_NONE, /* its moment has not come */
	RESULT_NO,
	RESULT_MAYBE,
	RESULT_YES,
	RESULT_ANSWER = 3,   /* mask of the above */
	RESULT_OVERRUN = 4,  /* a pattern of it hit its limit */
	RESULT_REPORTED = 8, /* somebody has been told */
};

struct program {
	const struct rule **rule; /* in file order */
	size_t n;
};

/*
 * Somebody who looks on while rules are judged; see explain.c. Nobody does
 * while mail flows.
 */
struct eval_watch {
	/* What a test has seen and found; what it returns counts instead. */
	enum tri (*test)(struct eval_watch *w, const struct expr *e,
			 struct value left, struct value right, enum tri found);
	/* What came of a condition or a part of it. */
	void (*node)(struct eval_watch *w, const struct expr *e,
		     enum tri found);
};

/*
 * Run the rules of all moments up to "stage" that have no certain answer yet,
 * in file order, up to the first that decides. NULL: none does. *end is set
 * when no later moment can bring another.
 */
const struct rule *eval_run(const struct program *p, struct session *s,
			    unsigned char *result, enum stage stage, bool *end);

/* The same with somebody looking on. */
const struct rule *eval_run_watched(const struct program *p, struct session *s,
				    unsigned char *result, enum stage stage,
				    bool *end, struct eval_watch *watch);

/* One rule's condition, as the rules above it have left it. */
enum tri eval_watched(const struct program *p, struct session *s,
		      const unsigned char *result, const struct rule *rule,
		      struct eval_watch *watch);

/* The score that the rules before "index" have made. */
void eval_score(const struct program *p, const struct session *s,
		const unsigned char *result, size_t index, int64_t *least,
		int64_t *most);

/* A fact as rule "index" sees it. */
struct value eval_fact(const struct program *p, struct session *s,
		       const unsigned char *result, size_t index,
		       const struct fact_ref *fact);

/* The question that leaves the rule open; absent when there is none. */
struct str eval_why(const struct program *p, struct session *s,
		    const unsigned char *result, const struct rule *rule);

#endif
