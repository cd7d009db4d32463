#ifndef MILTER_REPLAY_OUTCOME_H
#define MILTER_REPLAY_OUTCOME_H

#include "arena.h"
#include "transcript.h"
#include "verdict.h"

/*
 * What a session came to, for comparing what was with what would be: the first
 * refusal that the client was told, or else the last thing.
 */
struct outcome {
	bool told; /* false: he left before anything was said */
	enum action action;
	struct str rule; /* absent: none */
	unsigned code;
};

/* By the "expect" steps; a view into the transcript. */
struct outcome outcome_recorded(const struct transcript *tr);

/* One more answer, in order. */
void outcome_add(struct outcome *o, enum action action, struct str rule,
		 unsigned code);

bool outcome_equal(const struct outcome *a, const struct outcome *b);

/* "reject own-name 550", "accept", "nothing". */
struct str outcome_show(struct arena *a, const struct outcome *o);

/* What the difference means for the client, the gravest first. */
enum outcome_change {
	CHANGE_REFUSED,	  /* was accepted, would be refused */
	CHANGE_DEFERRED,  /* was accepted, would be told to come again */
	CHANGE_HARDER,	  /* was deferred, would be refused */
	CHANGE_SOFTER,	  /* was refused, would be deferred */
	CHANGE_ACCEPTED,  /* was refused or deferred, would be accepted */
	CHANGE_OTHERWISE, /* another rule, code or action of the same weight */
	CHANGE_COUNT,
};
extern const char *const change_words[CHANGE_COUNT];

enum outcome_change outcome_change(const struct outcome *was,
				   const struct outcome *would);

#endif
