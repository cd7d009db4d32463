#include "table_private.h"

#include <assert.h>

/*
 * Open addressing, one slot in three free. The hash runs over a text from its
 * end to its beginning: on the way to that of a.example.org lie those of .org
 * and .example.org. FNV-1a, and a last stir, as the place comes from the upper
 * half. Whoever writes the table is trusted; a search changes nothing.
 */

enum { SMALLEST = 8 }; /* entries that there is room for at least */

static const uint64_t hash_start = UINT64_C(14695981039346656037);

static uint64_t
hash_byte(uint64_t h, char c)
{
	return (h ^ (unsigned char)str_lower(c)) * UINT64_C(1099511628211);
}

static uint64_t
hash_back(uint64_t h, struct str s)
{
	for (size_t i = s.n; i > 0; i--)
		h = hash_byte(h, s.p[i - 1]);
	return h;
}

static uint64_t
hash_end(uint64_t h, enum table_kind kind)
{
	h ^= (uint64_t)kind << 56;
	h = (h ^ h >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

uint64_t
table_hash(const struct table_key *key)
{
	uint64_t h = hash_start;

	if (key->kind == TABLE_NET) {
		h = hash_byte(h, (char)key->net.bits);
		h = hash_back(h, str_make((const char *)key->net.addr.b,
					  sizeof key->net.addr.b));
	} else {
		h = hash_back(h, key->text);
	}
	if (key->kind == TABLE_MAIL)
		h = hash_back(hash_byte(h, '@'), key->local);
	return hash_end(h, key->kind);
}

static bool
slot_holds(const struct table *t, const struct table_slot *slot,
	   const struct table_key *key)
{
	struct table_key held;

	table_key_make(&held, table_slot_kind(slot),
		       table_places_text(t, slot));
	return table_key_equal(&held, key);
}

struct table_slot *
table_hash_slot(const struct table *t, const struct table_key *key,
		uint64_t hash)
{
	size_t i = (size_t)((hash >> 32) * t->n_slots >> 32);

	for (;; i = i + 1 < t->n_slots ? i + 1 : 0) {
		struct table_slot *slot = &t->slots[i];

		if (slot->length == 0 || (slot->tag == (uint16_t)hash &&
					  table_slot_kind(slot) == key->kind &&
					  slot_holds(t, slot, key)))
			return slot;
	}
}

/* Two keys in a table differ: here the first free slot will do. */
static void
move_slot(struct table *t, const struct table_slot *old)
{
	struct table_key key;
	size_t i;

	table_key_make(&key, table_slot_kind(old), table_places_text(t, old));
	i = (size_t)((table_hash(&key) >> 32) * t->n_slots >> 32);
	while (t->slots[i].length != 0)
		i = i + 1 < t->n_slots ? i + 1 : 0;
	t->slots[i] = *old;
}

void
table_hash_reserve(struct table *t, size_t more)
{
	const struct table_slot *old = t->slots;
	size_t need = t->n_used + more, n_old = t->n_slots;

	if (need + need / 2 < t->n_slots)
		return;
	if (need < 2 * t->n_used)
		need = 2 * t->n_used;
	if (need < SMALLEST)
		need = SMALLEST;
	t->n_slots = need + need / 2 + 1;
	assert(t->n_slots < UINT32_MAX);
	t->slots = ARENA_ARRAY(t->arena, struct table_slot, t->n_slots);
	for (size_t i = 0; i < n_old; i++)
		if (old[i].length != 0)
			move_slot(t, &old[i]);
}

static const struct table_slot *
find_hashed(const struct table *t, const struct table_key *key, uint64_t hash,
	    uint32_t today)
{
	const struct table_slot *slot = table_hash_slot(t, key, hash);

	return slot->length != 0 && table_slot_counts(slot, today) ? slot
								   : NULL;
}

const struct table_slot *
table_hash_find(const struct table *t, const struct table_key *key,
		uint32_t today)
{
	if (t->n_used == 0)
		return NULL;
	return find_hashed(t, key, table_hash(key), today);
}

const struct table_slot *
table_hash_find_name(const struct table *t, struct str name, uint32_t today)
{
	const struct table_slot *best = NULL, *itself;
	struct table_key key;
	uint64_t h = hash_start;

	if (t->n_used == 0 || name.n == 0)
		return NULL;
	key.kind = TABLE_BELOW;
	for (size_t i = name.n - 1; i > 0; i--) {
		const struct table_slot *slot = NULL;

		h = hash_byte(h, name.p[i]);
		if (name.p[i] != '.' || name.n - i > t->longest_below)
			continue;
		key.text = str_from(name, i);
		slot = find_hashed(t, &key, hash_end(h, TABLE_BELOW), today);
		/* The nearest parent comes last. */
		if (slot != NULL)
			best = slot;
	}
	key.kind = TABLE_NAME;
	key.text = name;
	h = hash_end(hash_byte(h, name.p[0]), TABLE_NAME);
	itself = find_hashed(t, &key, h, today);
	return itself != NULL ? itself : best;
}
