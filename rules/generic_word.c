#include "generic_private.h"

/* The words of generic.def in the letters of a host name. */

enum how {
	ALONE,	/* all letters that stand together: "dyn" of dyn-12, dyn12 */
	JOINED, /* so, or among others of this kind only: dhcppool */
	EDGE,	/* so, or any letters begin or end with it: mailgw, sdsl */
};

struct word {
	struct generic_row row;
	const char *text;
	uint8_t n;
	enum how how;
};

static const struct word words[] = {
#define FEATURE(id, name, weight, kind)
#define WORD(text, weight, kind, how) \
	{{"word:" text, (weight), GENERIC_##kind}, text, sizeof(text) - 1, how},
#include "generic.def"
#undef FEATURE
#undef WORD
};

enum { WORDS = sizeof words / sizeof words[0] };
enum { JOINED_MOST = 32 }; /* letters: longer is no row of words */

struct finder {
	struct generic_scan *s;
	bool seen[WORDS]; /* each counts once */
};

static void
found(struct finder *f, size_t word, size_t at)
{
	if (!f->seen[word])
		generic_note_row(f->s, &words[word].row, at,
				 at + words[word].n);
	f->seen[word] = true;
}

static bool
stands_at(const struct word *w, const char *p, size_t n)
{
	return w->n <= n && memcmp(p, w->text, w->n) == 0;
}

static bool
find_whole(struct finder *f, const struct generic_run *r)
{
	const char *p = f->s->text + r->at;

	for (size_t w = 0; w < WORDS; w++)
		if (words[w].n == r->n && stands_at(&words[w], p, r->n)) {
			found(f, w, r->at);
			return true;
		}
	return false;
}

/* The letters as a row of JOINED words, nothing left over. */
static bool
find_joined(struct finder *f, const struct generic_run *r)
{
	const char *p = f->s->text + r->at;
	size_t via[JOINED_MOST + 1]; /* the word from here to a good end */

	if (r->n > JOINED_MOST)
		return false;
	via[r->n] = 0;
	for (size_t i = r->n; i-- > 0;) {
		via[i] = WORDS;
		for (size_t w = 0; w < WORDS && via[i] == WORDS; w++)
			if (words[w].how != ALONE &&
			    stands_at(&words[w], p + i, r->n - i) &&
			    via[i + words[w].n] != WORDS)
				via[i] = w;
	}
	if (via[0] == WORDS)
		return false;
	for (size_t i = 0; i < r->n; i += words[via[i]].n)
		found(f, via[i], r->at + i);
	return true;
}

static void
find_at_edges(struct finder *f, const struct generic_run *r)
{
	const char *p = f->s->text + r->at;

	for (size_t w = 0; w < WORDS; w++) {
		size_t end = r->n > words[w].n ? r->n - words[w].n : 0;

		if (words[w].how != EDGE)
			continue;
		if (stands_at(&words[w], p, r->n))
			found(f, w, r->at);
		else if (stands_at(&words[w], p + end, r->n - end))
			found(f, w, r->at + end);
	}
}

void
generic_words(struct generic_scan *s)
{
	struct finder f = {.s = s};

	for (size_t i = 0; i < s->runs; i++)
		if (!s->run[i].digits && !find_whole(&f, &s->run[i]) &&
		    !find_joined(&f, &s->run[i]))
			find_at_edges(&f, &s->run[i]);
}
