#ifndef RULES_FACT_H
#define RULES_FACT_H

#include "stage.h"
#include "str.h"
#include "value.h"

#include <stdbool.h>

/*
 * The catalogue of facts: what a rule may ask about. The rows stand in
 * facts.def, the functions in fact_<family>.c.
 */

struct session;

enum fact_id {
#define FACT(getter, name, type, list, from, scope, asks, chosen, rfc, words, \
	     summary)                                                         \
	FACT_##getter,
#include "facts.def"
#undef FACT
	FACT_COUNT
};

/* Facts on which RFC 5321, 4.1.4 forbids to refuse mail. */
#define RFC5321_4_1_4 "RFC 5321 4.1.4: no reason to refuse"

/* What the text of a function is. */
enum takes { TAKES_ZONE, TAKES_KEYWORD, TAKES_FIELD };

struct fact_row {
	const char *name;
	enum value_type type;
	bool list;
	enum stage from;
	enum scope scope;
	const char *asks; /* of the DNS; "" for nothing */
	bool chosen;	  /* the client writes it freely */
	bool peer;	  /* it rests on the client's address */
	const char *rfc;
	const char *words; /* blank-separated, "" for any */
	const char *summary;
	struct value (*get)(struct session *s);
	/* Of a function instead; "of" is the value of its subject. */
	struct value (*call)(struct session *s, struct str text,
			     struct value of);
	enum value_type subject; /* VALUE_TYPES: it has none */
	enum takes takes;
};

extern const struct fact_row fact_rows[FACT_COUNT];

/* Facts with arguments; the rows stand in functions.def. */
enum function_id {
#define FUNCTION(getter, name, takes, subject, type, list, from, scope, asks, \
		 chosen, rfc, summary)                                        \
	FUNCTION_##getter,
#include "functions.def"
#undef FUNCTION
	FUNCTION_COUNT
};

extern const struct fact_row function_rows[FUNCTION_COUNT];

/* False when there is no such fact. */
bool fact_find(struct str name, enum fact_id *out);

/* NULL when there is no such function. */
const struct fact_row *function_find(struct str name);

/* Can the text fact have this value? */
bool fact_has_word(const struct fact_row *fact, struct str word);

/*
 * The value for this session, computed at the first question and remembered
 * for as long as its subject lives; an open value is asked for again. Not for
 * "score", which depends on the place of the rule that asks.
 */
struct value fact_value(struct session *s, enum fact_id id);

/* The same, neither remembered nor looked up. */
struct value fact_get(struct session *s, const struct fact_row *row);

/* The functions of the rows, in fact_<family>.c; call fact_value() instead. */
#define FACT(getter, name, type, list, from, scope, asks, chosen, rfc, words, \
	     summary)                                                         \
	struct value fact_##getter(struct session *s);
#include "facts.def"
#undef FACT
#define FUNCTION(getter, name, takes, subject, type, list, from, scope, asks, \
		 chosen, rfc, summary)                                        \
	struct value fact_##getter(struct session *s, struct str text,        \
				   struct value of);
#include "functions.def"
#undef FUNCTION

#endif
