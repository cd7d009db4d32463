#ifndef MILTER_JOURNAL_TEXT_H
#define MILTER_JOURNAL_TEXT_H

#include "arena.h"
#include "dns.h"
#include "str.h"

/*
 * Steps of a transcript as text, a line each, whatever bytes stand in them.
 * What is longer than a record may be is left out from there on, by whole
 * lines.
 */
struct journal_text {
	char *text; /* free() it */
	size_t n, room;
	bool full;
};

enum { JOURNAL_ARGS = 65 };

void journal_text_add(struct journal_text *t, struct str s);
void journal_text_join(struct journal_text *t, const struct journal_text *more);

/* A blank and the word, in quotes. */
void journal_text_word(struct journal_text *t, struct str word);

/* A new line: the step and its arguments, those that are not absent. */
void journal_text_step(struct journal_text *t, const char *word,
		       const struct str *arg, size_t n);

/* The "dns" steps that give this answer again. */
void journal_text_answer(struct journal_text *t, struct str name,
			 enum dns_type type, const struct dns_answer *answer);

/* A path as the setting journal.addresses wants it. */
struct str journal_text_path(struct arena *a, struct str path,
			     const char *addresses);

#endif
