#ifndef RULES_EXPLAIN_H
#define RULES_EXPLAIN_H

#include "ast.h"
#include "session.h"
#include "share.h"
#include "tri.h"
#include "verdict.h"

/*
 * Why the rules said what they said: taken at the time of the verdict, by the
 * evaluator itself. Texts are as clients and name servers sent them, any bytes:
 * escape them. What it holds lives in the arena it was asked for with.
 */

enum explain_source {
	EXPLAIN_CLIENT,	  /* what the client said: "text" is the command */
	EXPLAIN_MTA,	  /* what the MTA saw by itself */
	EXPLAIN_MACRO,	  /* "text" is the macro */
	EXPLAIN_DNS,	  /* "text" is the question, "value" the answer */
	EXPLAIN_FACT,	  /* worked out of the fact "text" */
	EXPLAIN_RULE,	  /* what the rule "text" did */
	EXPLAIN_TABLE,	  /* the entry "text" of "value" (file:line) */
	EXPLAIN_HELOWARD, /* our own: the session's id */
	EXPLAIN_SOURCES
};

/* "client", "mta" ...: the words of explain --json. */
const char *explain_source_name(enum explain_source source);

struct explain_origin {
	struct explain_origin *next;
	enum explain_source source;
	struct str text, value;
};

struct explain_fact {
	struct str name;  /* helo.name, tag.NAME, dnsbl("zone", fact) */
	struct str value; /* as value_show() has it */
	bool open;	  /* unknown for now, and ... */
	struct str why;	  /* ... the question that went unanswered */
	struct explain_origin *origin;
};

/*
 * A condition and its parts in the order of the text: a part of "and", "or" or
 * "not" is one deeper. Those that were not needed for the answer have not been
 * looked at.
 */
struct explain_node {
	struct explain_node *next;
	enum expr_kind kind;
	size_t depth;
	bool looked;
	enum tri answer;
	/* of a test that was looked at: */
	struct str text; /* as it stands in the file, "not" before it included;
			    of others "and" ... */
	struct explain_fact left, right; /* no name: there is no such fact */
	struct str entry, place;	 /* found in a table; else absent */
};

enum explain_outcome {
	EXPLAIN_NOT_REACHED, /* a rule above has decided */
	EXPLAIN_WAITING,     /* its moment has not come */
	EXPLAIN_NO,
	EXPLAIN_OPEN,
	EXPLAIN_YES,
	EXPLAIN_OUTCOMES
};

const char *explain_outcome_name(enum explain_outcome outcome);

struct explain_rule {
	struct verdict_rule rule;
	enum action action;
	bool observe, off;
	bool spared;   /* observes alone for the recipient: rule_spares() */
	int64_t share; /* see share.h */
	int64_t score; /* thousandths */
	enum stage moment;
	enum explain_outcome outcome;
	bool decided;
	struct explain_node *node; /* NULL: no condition, or not looked at */
};

/* A test that would have had to come out otherwise. */
struct explain_want {
	struct explain_want *next;
	struct str rule,
	    test;	  /* the rule's name, the test as it stands there */
	struct str value; /* what its fact was */
	enum tri is, wanted;
};

/*
 * A set of such tests, as small as can be, and who would decide then: found by
 * judging the session again with those answers.
 */
struct explain_change {
	struct explain_change *next;
	struct explain_want *want;
	struct verdict then;
};

struct explanation {
	enum stage stage;
	struct verdict verdict;
	struct str recipient;	   /* absent when none was at hand */
	struct explain_fact *fact; /* who said what, as in the log's line */
	size_t nfacts;
	struct explain_rule *rule;
	size_t nrules;
	struct explain_change *change; /* of refusals alone */
};

struct rules;

/* From now on every rules_run() leaves an explanation in the arena. */
void explain_start(struct session *s, struct arena *a);

/* While it is idle, none is left. */
void explain_idle(struct session *s, bool idle);

/* That of the last rules_run(). NULL: there was none. */
const struct explanation *explain_last(const struct session *s);

/* One fact of the catalogue, with where it comes from. Not for "score". */
struct explain_fact explain_fact(const struct rules *r, struct session *s,
				 enum fact_id id, struct arena *a);

#endif
