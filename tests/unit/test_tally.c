#include "../../milter/tally.h"

#include "tap.h"

/* Of very many words those that come up often stay, and nothing is lost. */

enum { MANY = 300000, OFTEN = 100 };

static void
add(struct tally *t, const char *kind, unsigned n, unsigned way)
{
	char word[32];
	int length = snprintf(word, sizeof word, "%s-%u", kind, n);

	tally_add(t, str_make(word, (size_t)length), way);
}

static size_t
sum(const struct tally *t)
{
	size_t n = tally_sum(&t->others);

	for (size_t i = 0; i < t->nrows; i++)
		n += tally_sum(&t->row[i]);
	return n;
}

static void
test_few(void)
{
	struct tally t;

	tally_init(&t);
	for (unsigned i = 0; i < TALLY_MOST; i++)
		add(&t, "few", i % (TALLY_MOST / 2), 0);
	add(&t, "few", 7, 1);
	ok(t.nrows == TALLY_MOST / 2 && tally_sum(&t.others) == 0,
	   "few words are all there: %zu", t.nrows);
	ok(tally_of(&t, STR("few-7")) == 3 && tally_of(&t, STR("few")) == 0,
	   "and counted");
	add(&t, "few", 9, 2);
	tally_sort(&t);
	ok(str_eq(t.row[0].word, STR("few-7")) &&
	       str_eq(t.row[1].word, STR("few-9")) &&
	       str_eq(t.row[2].word, STR("few-0")),
	   "the most by the first way come first, then by the next");
	tally_fini(&t);
}

static void
test_many(void)
{
	struct tally t;
	size_t least = SIZE_MAX, half;

	tally_init(&t);
	for (unsigned i = 0; i < MANY / 2; i++)
		add(&t, "rare", i, 2);
	half = arena_size(t.words);
	for (unsigned i = 0; i < MANY / 2; i++) {
		add(&t, "rare", MANY + i, 2);
		if (i % 1000 == 0)
			for (unsigned k = 0; k < OFTEN; k++)
				add(&t, "often", k, 1);
	}
	for (unsigned k = 0; k < OFTEN; k++) {
		char word[32];
		int n = snprintf(word, sizeof word, "often-%u", k);
		size_t times = tally_of(&t, str_make(word, (size_t)n));

		least = times < least ? times : least;
	}
	ok(least == MANY / 2000, "what comes up often stays: %zu times", least);
	ok(sum(&t) == MANY + OFTEN * MANY / 2000, "nothing is lost: %zu",
	   sum(&t));
	ok(t.nrows <= TALLY_MOST && arena_size(t.words) <= 2 * half,
	   "memory stays: %zu rows, %zu bytes, %zu before", t.nrows,
	   arena_size(t.words), half);
	tally_fini(&t);
}

int
main(void)
{
	test_few();
	test_many();
	return tap_done();
}
