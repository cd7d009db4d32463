#include "replay_tally.h"

#include "escape.h"
#include "limits.h"

#include <stdlib.h>

enum { SLOTS = 4 * TALLY_MOST };

void
tally_init(struct tally *t, struct arena *a)
{
	*t = (struct tally){.arena = a,
			    .row = ARENA_ARRAY(a, struct tally_row, TALLY_MOST),
			    .slot = ARENA_ARRAY(a, uint16_t, SLOTS)};
}

void
tally_add(struct tally *t, struct str word)
{
	size_t i = word.n;

	for (size_t k = 0; k < word.n; k++)
		i = i * 31 + (unsigned char)word.p[k];
	for (i %= SLOTS; t->slot[i] != 0; i = (i + 1) % SLOTS) {
		struct tally_row *row = &t->row[t->slot[i] - 1];

		if (str_eq(row->word, word)) {
			row->n++;
			return;
		}
	}
	if (t->nrows == TALLY_MOST) {
		t->others++;
		return;
	}
	t->row[t->nrows++] = (struct tally_row){arena_str(t->arena, word), 1};
	t->slot[i] = (uint16_t)t->nrows;
}

static int
most_first(const void *a, const void *b)
{
	const struct tally_row *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return memcmp(x->word.p, y->word.p,
		      x->word.n < y->word.n ? x->word.n + 1 : y->word.n + 1);
}

void
tally_print(struct tally *t, FILE *out, const char *what, size_t most)
{
	size_t rest = t->others;

	if (t->nrows == 0)
		return;
	qsort(t->row, t->nrows, sizeof *t->row, most_first);
	fprintf(out, "  %-10s", what);
	for (size_t i = 0; i < t->nrows; i++)
		if (i < most)
			fprintf(out, "%s%.*s %zu", i > 0 ? ", " : "",
				STR_ARG(escape(t->arena, t->row[i].word, NULL,
					       LIMIT_SHOWN)),
				t->row[i].n);
		else
			rest += t->row[i].n;
	if (rest > 0)
		fprintf(out, ", others %zu", rest);
	fputc('\n', out);
}
