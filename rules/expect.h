#ifndef RULES_EXPECT_H
#define RULES_EXPECT_H

#include "arena.h"
#include "transcript.h"
#include "verdict.h"

/* What has come of a transcript's steps, as its "expect" steps ask for it. */
struct heard {
	struct verdict reached; /* the last verdict */
	bool told;		/* was the client told of it? */
	struct str would;	/* "|reject my-rule|...", observed or logged
				 * since expect */
	bool asked;		/* an expect has looked at it */
};

/* Add what the rules did besides deciding; the text lives in the arena. */
void expect_note(struct heard *h, const struct verdict *v, struct arena *a);

bool expect_holds(const struct heard *h, const struct expect *e);

/* What came instead, as an "expect" would write it. */
struct str expect_told(const struct heard *h, const struct expect *e,
		       struct arena *a);

#endif
