#include "tally.h"

#include "escape.h"
#include "limits.h"

#include <stdlib.h>

enum { SLOTS = 4 * TALLY_MOST };

void
tally_init(struct tally *t)
{
	*t = (struct tally){.words = arena_new()};
	t->row = calloc(TALLY_MOST, sizeof *t->row);
	t->slot = calloc(SLOTS, sizeof *t->slot);
	if (t->row == NULL || t->slot == NULL)
		abort();
}

void
tally_fini(struct tally *t)
{
	arena_free(t->words);
	free(t->row);
	free(t->slot);
}

/* Where it stands, or would. */
static uint16_t *
slot(const struct tally *t, struct str word)
{
	size_t i = word.n;

	for (size_t k = 0; k < word.n; k++)
		i = i * 31 + (unsigned char)word.p[k];
	for (i %= SLOTS; t->slot[i] != 0; i = (i + 1) % SLOTS)
		if (str_eq(t->row[t->slot[i] - 1].word, word))
			break;
	return &t->slot[i];
}

static int
most_first(const void *a, const void *b)
{
	const struct tally_row *x = a, *y = b;
	const size_t n = x->word.n < y->word.n ? x->word.n + 1 : y->word.n + 1;

	for (size_t i = 0; i < TALLY_WAYS; i++)
		if (x->n[i] != y->n[i])
			return x->n[i] < y->n[i] ? 1 : -1;
	return memcmp(x->word.p, y->word.p, n);
}

/* Words keep a NUL behind them, which the order above looks at. */
static void
place_anew(struct tally *t, size_t nrows, struct arena *words)
{
	memset(t->slot, 0, SLOTS * sizeof *t->slot);
	for (t->nrows = 0; t->nrows < nrows;) {
		struct tally_row *row = &t->row[t->nrows];

		row->word = arena_str(words, row->word);
		*slot(t, row->word) = (uint16_t)++t->nrows;
	}
}

void
tally_sort(struct tally *t)
{
	if (t->nrows > 0)
		qsort(t->row, t->nrows, sizeof *t->row, most_first);
}

struct tally_row
tally_rest(const struct tally *t, size_t rows)
{
	struct tally_row rest = t->others;

	for (size_t i = rows; i < t->nrows; i++)
		for (size_t way = 0; way < TALLY_WAYS; way++)
			rest.n[way] += t->row[i].n[way];
	return rest;
}

static void
forget_half(struct tally *t)
{
	struct arena *words = arena_new();

	tally_sort(t);
	t->others = tally_rest(t, TALLY_MOST / 2);
	place_anew(t, TALLY_MOST / 2, words);
	arena_free(t->words);
	t->words = words;
}

void
tally_add(struct tally *t, struct str word, unsigned way)
{
	uint16_t *at = slot(t, word);

	if (*at == 0 && t->nrows == TALLY_MOST) {
		forget_half(t);
		at = slot(t, word);
	}
	if (*at == 0) {
		t->row[t->nrows++] =
		    (struct tally_row){.word = arena_str(t->words, word)};
		*at = (uint16_t)t->nrows;
	}
	t->row[*at - 1].n[way]++;
}

size_t
tally_sum(const struct tally_row *row)
{
	size_t n = 0;

	for (size_t way = 0; way < TALLY_WAYS; way++)
		n += row->n[way];
	return n;
}

size_t
tally_of(const struct tally *t, struct str word)
{
	const uint16_t at = *slot(t, word);

	return at == 0 ? 0 : tally_sum(&t->row[at - 1]);
}

void
tally_print(struct tally *t, FILE *out, const char *what, size_t most)
{
	struct tally_row rest;

	if (t->nrows == 0)
		return;
	tally_sort(t);
	rest = tally_rest(t, most);
	fprintf(out, "  %-10s", what);
	for (size_t i = 0; i < t->nrows && i < most; i++)
		fprintf(out, "%s%.*s %zu", i > 0 ? ", " : "",
			STR_ARG(escape(t->words, t->row[i].word, NULL,
				       LIMIT_SHOWN)),
			tally_sum(&t->row[i]));
	if (tally_sum(&rest) > 0)
		fprintf(out, ", others %zu", tally_sum(&rest));
	fputc('\n', out);
}
