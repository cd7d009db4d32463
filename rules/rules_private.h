#ifndef RULES_RULES_PRIVATE_H
#define RULES_RULES_PRIVATE_H

#include "ast.h"
#include "eval.h"
#include "rules.h"
#include "session_private.h"

/* Shared by rules.c, verdict.c, effect.c and run.c. */

struct rules {
	struct arena *arena;
	struct ast ast;
	struct settings settings;
	struct program program;
	struct setup setup;
	struct table *own;
	struct rules_identity *identity; /* what "own" holds, for people */
	size_t nidentity;
	struct str fingerprint;
	struct rules_needs needs;
	const struct fact_ref *
	    *asks; /* what rules ask the DNS, in file order */
	size_t nasks;
	enum stage reply_at;
};

/* One evaluation: whose results, at which event. */
struct run {
	const struct rules *rules;
	struct session *s;
	unsigned char *result;
	enum stage stage;
	struct arena *arena;   /* for what the verdict holds */
	bool quiet;	       /* only look: nobody is told of effects */
	bool open;	       /* an effect is, which waiting could settle */
	struct effect *effect; /* so far */
	size_t neffects;
};

/* The rule as the outside sees it. */
/* "heloward.conf:14" */
struct str verdict_place(struct arena *a, struct span at);
struct verdict_rule verdict_rule(struct arena *a, const struct rule *rule);

/* Fill in *v from the results; "decided" is NULL when no rule did. */
void verdict_settle(const struct run *run, const struct rule *decided, bool end,
		    struct verdict *v);

/* "text %{fact}" as printable ASCII of at most "most" bytes. */
struct str verdict_text(const struct run *run, const struct rule *rule,
			const struct template *text, size_t most);

/* Note in the run what rules before "limit" did besides deciding. */
void effect_collect(struct run *run, size_t limit, const struct verdict *v);

#endif
