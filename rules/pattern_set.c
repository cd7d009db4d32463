#include "pattern_set.h"

#include "pattern_need.h"

#include <assert.h>
#include <stdlib.h>

/*
 * Each text that is needed is found by one piece of it, two to four bytes that
 * few other texts have: the pieces stand in a hash table, and a search looks up
 * the pieces at every place of the subject. Most places end at the first
 * question: does any piece begin with these two bytes?
 */

enum { PIECE = 4, PAIRS = 1 << 16 };

struct text {
	struct str all;
	uint32_t pattern;
	uint32_t next; /* with the same piece; NONE: the last */
	uint32_t at;   /* where its piece is in it */
};

/* No length: a free slot. In the building, "first" counts. */
struct slot {
	uint32_t piece, length;
	uint32_t first;
};

#define NONE UINT32_MAX

struct pattern_set {
	struct arena *arena;
	size_t number;
	const struct pattern **member;
	size_t n;
	uint64_t *bare; /* a bit a member */
	struct text *text;
	size_t ntexts;
	struct slot *slot;
	unsigned bits; /* of the number of slots */
	bool lengths[PIECE + 1];
	uint8_t pair[PAIRS / 8];
	bool finished;
};

struct pattern_set *
pattern_set_new(struct arena *a, size_t number)
{
	struct pattern_set *set = ARENA_NEW(a, struct pattern_set);

	set->arena = a;
	set->number = number;
	return set;
}

void
pattern_set_add(struct pattern_set *set, const struct pattern *p)
{
	struct pattern_need need = {.n = 0};

	assert(!set->finished);
	pattern_need(set->arena, pattern_text(p), pattern_is_extended(p),
		     &need);
	ARENA_GROW(set->arena, set->member, set->n);
	if (set->n % 64 == 0) {
		ARENA_GROW(set->arena, set->bare, set->n / 64);
		set->bare[set->n / 64] = 0;
	}
	if (need.n == 0)
		set->bare[set->n / 64] |= UINT64_C(1) << set->n % 64;
	for (size_t i = 0; i < need.n; i++) {
		ARENA_GROW(set->arena, set->text, set->ntexts);
		set->text[set->ntexts++] = (struct text){
		    .all = need.text[i], .pattern = (uint32_t)set->n};
	}
	set->member[set->n++] = p;
}

const struct pattern *
pattern_set_member(const struct pattern_set *set, size_t index)
{
	assert(index < set->n);
	return set->member[index];
}

size_t
pattern_set_count(const struct pattern_set *set)
{
	return set->n;
}

bool
pattern_set_is_bare(const struct pattern_set *set, size_t index)
{
	assert(index < set->n);
	return (set->bare[index / 64] >> index % 64 & 1) != 0;
}

/* The first "n" bytes in lower case as a number. */
static uint32_t
piece_at(const char *p, size_t n)
{
	uint32_t piece = 0;

	for (size_t i = 0; i < n; i++)
		piece = piece << 8 | (unsigned char)str_lower(p[i]);
	return piece;
}

/* The piece's slot, or the free one where it belongs. */
static struct slot *
slot_of(const struct pattern_set *set, uint32_t piece, uint32_t length)
{
	const uint32_t mask = (UINT32_C(1) << set->bits) - 1;
	uint32_t i = (piece ^ length) * UINT32_C(0x9e3779b1);

	for (i >>= 32 - set->bits; set->slot[i].length != 0; i = (i + 1) & mask)
		if (set->slot[i].piece == piece &&
		    set->slot[i].length == length)
			break;
	return &set->slot[i];
}

static void
slots_new(struct pattern_set *set, struct arena *a, size_t most)
{
	for (set->bits = 4; (size_t)1 << set->bits < 2 * most; set->bits++)
		;
	set->slot = ARENA_ARRAY(a, struct slot, (size_t)1 << set->bits);
}

static uint32_t
piece_length(const struct text *t)
{
	return t->all.n < PIECE ? (uint32_t)t->all.n : PIECE;
}

static struct slot *
slot_at(const struct pattern_set *set, const struct text *t, size_t at)
{
	const uint32_t length = piece_length(t);

	return slot_of(set, piece_at(t->all.p + at, length), length);
}

/* How many texts have each piece? In memory of its own: it is soon over. */
static void
count_pieces(struct pattern_set *set, struct arena *a)
{
	size_t most = 0;

	for (size_t i = 0; i < set->ntexts; i++)
		most += set->text[i].all.n;
	slots_new(set, a, most);
	for (size_t i = 0; i < set->ntexts; i++) {
		const struct text *t = &set->text[i];
		const uint32_t length = piece_length(t);

		for (size_t at = 0; at + length <= t->all.n; at++) {
			struct slot *slot = slot_at(set, t, at);

			slot->piece = piece_at(t->all.p + at, length);
			slot->length = length;
			slot->first++;
		}
	}
}

static void
choose_pieces(struct pattern_set *set)
{
	for (size_t i = 0; i < set->ntexts; i++) {
		struct text *t = &set->text[i];
		const uint32_t length = piece_length(t);

		for (uint32_t at = 1; at + length <= t->all.n; at++)
			if (slot_at(set, t, at)->first <
			    slot_at(set, t, t->at)->first)
				t->at = at;
	}
}

static void
enter(struct pattern_set *set, uint32_t index)
{
	struct text *t = &set->text[index];
	struct slot *slot = slot_at(set, t, t->at);
	const char *p = t->all.p + t->at;
	const uint32_t pair = piece_at(p, 2);

	t->next = slot->length == 0 ? NONE : slot->first;
	slot->length = piece_length(t);
	slot->piece = piece_at(p, slot->length);
	slot->first = index;
	set->lengths[slot->length] = true;
	set->pair[pair / 8] |= (uint8_t)(1U << pair % 8);
}

void
pattern_set_finish(struct pattern_set *set)
{
	struct arena *counts = arena_new();

	assert(!set->finished);
	set->finished = true;
	count_pieces(set, counts);
	choose_pieces(set);
	arena_free(counts);
	slots_new(set, set->arena, set->ntexts);
	for (size_t i = 0; i < set->ntexts; i++)
		enter(set, (uint32_t)i);
}

static size_t
words_of(const struct pattern_set *set)
{
	return (set->n + 63) / 64;
}

static bool
text_is_at(const struct text *t, struct str subject, size_t piece)
{
	return piece >= t->at &&
	       str_ibegins(str_from(subject, piece - t->at), t->all);
}

static void
search_at(const struct pattern_set *set, struct str subject, size_t at,
	  uint64_t *may)
{
	for (uint32_t n = NEED_SHORTEST; n <= PIECE; n++) {
		const struct slot *slot;

		if (!set->lengths[n] || at + n > subject.n)
			continue;
		slot = slot_of(set, piece_at(subject.p + at, n), n);
		if (slot->length == 0)
			continue;
		for (uint32_t i = slot->first; i != NONE;
		     i = set->text[i].next) {
			const struct text *t = &set->text[i];

			if (text_is_at(t, subject, at))
				may[t->pattern / 64] |= UINT64_C(1)
							<< t->pattern % 64;
		}
	}
}

static void
search(const struct pattern_set *set, struct str subject, uint64_t *may)
{
	if (words_of(set) > 0)
		memcpy(may, set->bare, words_of(set) * sizeof *may);
	for (size_t at = 0; at + 2 <= subject.n; at++) {
		const uint32_t pair = piece_at(subject.p + at, 2);

		if ((set->pair[pair / 8] >> pair % 8 & 1) != 0)
			search_at(set, subject, at, may);
	}
}

const uint64_t *
pattern_set_may(const struct pattern_set *set, struct str subject,
		struct pattern_scratch *s)
{
	struct pattern_found *found =
	    pattern_scratch_found(s, set->number, words_of(set));

	assert(set->finished);
	search(set, subject, found->words);
	return found->words;
}

bool
pattern_set_can(const struct pattern_set *set, size_t index, struct str subject,
		struct pattern_scratch *s)
{
	struct pattern_found *found =
	    pattern_scratch_found(s, set->number, words_of(set));

	assert(set->finished && index < set->n);
	if (subject.n > sizeof found->subject)
		return true;
	if (found->set != set ||
	    !str_eq(subject, str_make(found->subject, found->subject_n))) {
		search(set, subject, found->words);
		found->set = set;
		found->subject_n = subject.n;
		if (subject.n > 0)
			memcpy(found->subject, subject.p, subject.n);
	}
	return (found->words[index / 64] >> index % 64 & 1) != 0;
}

size_t
pattern_set_next(const struct pattern_set *set, const uint64_t *may,
		 size_t from)
{
	size_t i = from / 64;
	uint64_t word;

	if (from >= set->n)
		return set->n;
	for (word = may[i] & ~UINT64_C(0) << from % 64; word == 0;
	     word = may[i])
		if (++i * 64 >= set->n)
			return set->n;
	return i * 64 + (size_t)__builtin_ctzll(word);
}
