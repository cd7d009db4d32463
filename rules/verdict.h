#ifndef RULES_VERDICT_H
#define RULES_VERDICT_H

#include "action.h"
#include "stage.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A rule as the outside sees it. */
struct verdict_rule {
	struct str name;  /* absent: no rule, the end of the file */
	struct str place; /* "heloward.conf:14" */
	size_t number;	  /* in file order, from 1; 0: no rule */
};

enum effect_kind {
	EFFECT_WOULD,  /* an observed rule matched: "action" is what it would do
			*/
	EFFECT_LOG,    /* write "text" */
	EFFECT_HEADER, /* add the field "name: text"; only at STAGE_MESSAGE */
	/* Put the field "name: text" on top; only at STAGE_MESSAGE */
	EFFECT_RESULTS,
	EFFECT_DELAY,	/* wait so many milliseconds before the answer */
	EFFECT_OVERRUN, /* a regular expression of the rule hit its limit */
	EFFECT_MAYBE,	/* "text" is the question that left it open */
	/* A score or tag rule has: all that it does is done. No place is told.
	 */
	EFFECT_MATCHED,
};

/* What a rule has done besides deciding. */
struct effect {
	enum effect_kind kind;
	struct verdict_rule rule;
	enum action action;
	struct str name, text;
	int64_t delay_ms;
	/* EFFECT_RESULTS: fields of that name to take out, the n-th of them,
	 * counted from 1 and rising */
	const size_t *forged;
	size_t nforged;
};

/*
 * What the rules say at one point. All texts are printable ASCII and live
 * until the session's scope that they belong to ends.
 */
struct verdict {
	bool settled;	    /* nothing said later can change it, but that the
			     * recipient is postmaster */
	enum action action; /* one that decides; accept while unsettled */
	enum stage moment;  /* of the rule that decided */
	struct verdict_rule rule;
	bool open;	/* a question without an answer made it so */
	struct str why; /* that question; of a quarantine: the reason */
	unsigned code;
	struct str dsn;
	struct str *line; /* of the reply, without codes */
	size_t nlines;
	int64_t score_least, score_most; /* thousandths; equal when certain */
	struct str *drop; /* paths to take out: told 250, discarded alone */
	size_t ndrops;
	struct effect *effect;
	size_t neffects;
};

/* Does the client hear of it: reject, defer or close? */
bool verdict_refuses(const struct verdict *v);

#endif
