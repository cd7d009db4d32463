#ifndef MILTER_REPLAY_TALLY_H
#define MILTER_REPLAY_TALLY_H

#include "arena.h"
#include "str.h"

#include <stdint.h>
#include <stdio.h>

/*
 * How often each of many words came up. Of more than TALLY_MOST different ones
 * the rest is counted together, so that memory is bounded whatever is read.
 */
enum { TALLY_MOST = 4096 };

struct tally_row {
	struct str word;
	size_t n;
};

struct tally {
	struct arena *arena;
	struct tally_row *row; /* of TALLY_MOST */
	uint16_t *slot;	       /* row + 1, by hash */
	size_t nrows, others;
};

void tally_init(struct tally *t, struct arena *a);
void tally_add(struct tally *t, struct str word);

/* "  rules      own-name 12, malformed 3": the most frequent, at most so many;
 * nothing at all when there is none. */
void tally_print(struct tally *t, FILE *out, const char *what, size_t most);

#endif
