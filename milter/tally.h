#ifndef MILTER_TALLY_H
#define MILTER_TALLY_H

#include "arena.h"
#include "str.h"

#include <stdint.h>
#include <stdio.h>

/*
 * How often each of many words came up, in some ways. Memory is bounded
 * whatever is read: when there are more than TALLY_MOST different ones, the
 * half that came up least is forgotten and counted together, so that the
 * counts of what stays may lack what it had been forgotten with.
 */
enum { TALLY_MOST = 4096, TALLY_WAYS = 3 };

struct tally_row {
	struct str word;
	size_t n[TALLY_WAYS];
};

struct tally {
	struct arena *words;
	struct tally_row *row; /* of TALLY_MOST */
	uint16_t *slot;	       /* row + 1, by hash */
	size_t nrows;
	struct tally_row others; /* without a word */
};

void tally_init(struct tally *t);
void tally_fini(struct tally *t);
void tally_add(struct tally *t, struct str word, unsigned way);

/* How often a word came up, in all ways; 0 when it is not known. */
size_t tally_of(const struct tally *t, struct str word);

/* The most frequent first: by the first way, then the second ...; the last
 * thing to do with a tally. */
void tally_sort(struct tally *t);

/* All behind the first so many rows together, without a word. */
struct tally_row tally_rest(const struct tally *t, size_t rows);

/* The same of a row. */
size_t tally_sum(const struct tally_row *row);

/* "  rules      own-name 12, malformed 3": the most frequent, at most so many;
 * nothing at all when there is none. */
void tally_print(struct tally *t, FILE *out, const char *what, size_t most);

#endif
