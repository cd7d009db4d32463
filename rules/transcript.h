#ifndef RULES_TRANSCRIPT_H
#define RULES_TRANSCRIPT_H

#include "action.h"
#include "source.h"
#include "stage.h"
#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One line of a transcript; the rows stand in steps.def. */
enum step_kind {
#define STEP(id, word, least, most, summary) STEP_##id,
#include "steps.def"
#undef STEP
	STEP_COUNT
};

struct step_row {
	const char *word;
	size_t least, most; /* arguments */
	const char *summary;
};

extern const struct step_row step_rows[STEP_COUNT];

/*
 * "expect VERDICT [RULE] [CODE]": the answer to the command before it, or to
 * the whole message when that is data, header, body or size. VERDICT is one of
 * accept reject defer close discard quarantine; "would-reject" and the like
 * say that an observed RULE matched meanwhile, "log" that a log RULE did.
 */
struct expect {
	enum action action;
	bool would;
	struct str rule; /* absent: any */
	unsigned code;	 /* 0: any */
};

/*
 * "except MTA [CODE] REASON" parts one mail server's way from the others': the
 * answer to the command before it is the server's own, CODE, and what follows
 * is not said to it. Without a code the transcript, or the rest of it, is left
 * out there. Only rigs with a mail server take notice.
 */
struct except {
	struct str mta; /* "postfix" or "sendmail" */
	unsigned code;	/* 0: none given */
	struct str reason;
};

struct step {
	enum step_kind kind;
	struct span span;
	struct str *arg; /* escapes resolved; any bytes */
	size_t nargs;
	struct expect expect; /* of STEP_EXPECT */
	struct except except; /* of STEP_EXCEPT */
};

/* Absent when the step has not so many. */
static inline struct str
step_arg(const struct step *s, size_t i)
{
	return i < s->nargs ? s->arg[i] : (struct str){NULL, 0};
}

/* A "test" or "session" block. Lives in the arena of the file's rules. */
struct transcript {
	struct transcript *next;
	bool session; /* "session" rather than "test" */
	struct str name;
	struct span span;
	struct step *step;
	size_t nsteps;
};

struct arena;
struct dns;
struct rules;
struct session;
struct verdict;

/* What a transcript came to. */
struct transcript_end {
	enum action action; /* the last verdict that was reached */
	struct str rule;    /* absent: none decided */
	unsigned code;
	int64_t score_least, score_most; /* thousandths */
	size_t expects, failed;
};

/* An "expect" that does not hold, and why, in one line. */
typedef void transcript_fails(void *context, const struct step *step,
			      struct str why);

/*
 * The rules have been run at an event of the step, with this outcome; "told":
 * the client hears of it now. The verdict and the session live for the call.
 */
typedef void transcript_judged(void *context, const struct step *step,
			       struct session *s, enum stage stage,
			       const struct verdict *v, bool told);

/* How to play it: all may be left out but the rules. */
struct transcript_way {
	const struct rules *rules;
	uint32_t today;
	const struct exceptions *exceptions; /* NULL: none */
	struct str id;			     /* of the session; absent: none */
	bool unheard;	 /* no greeting stands in it, but there was one */
	struct dns *dns; /* instead of what its "dns" steps say */
	bool (*wait)(void *context); /* for open answers; see conn_ask() */
	struct arena *reasons; /* take them: see explain.h; not NULL: where */
	transcript_judged *judged;
	transcript_fails *fails;
	void *context;
};

void transcript_play_so(const struct transcript_way *way,
			const struct transcript *tr,
			struct transcript_end *end);

/*
 * Play it in process: no network, no clock. "today" is for table entries that
 * end, in days since 1970-01-01. "fails" may be NULL.
 */
void transcript_play(const struct rules *rules, const struct transcript *tr,
		     uint32_t today, transcript_fails *fails, void *context,
		     struct transcript_end *end);

#endif
