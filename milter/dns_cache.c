#include "dns_cache.h"

#include <assert.h>
#include <stdalign.h>
#include <string.h>

/* A chain is cut at CHAIN_MOST, so that no choice of names makes it slow. */
enum { BYTES_A_BUCKET = 256, CHAIN_MOST = 16 };

/* One answer: the entry, the name, the bytes, up to a multiple of UNIT. */
struct entry {
	int64_t until;
	uint32_t size; /* of all that */
	uint32_t hash;
	uint32_t next; /* in its bucket, as a place + 1; 0 ends */
	uint16_t type;
	uint8_t name_n;
	bool live; /* in a bucket */
	struct dns_pack pack;
};

enum { UNIT = alignof(struct entry) };

struct dns_cache {
	uint8_t *ring;
	uint32_t *bucket; /* the newest entry's place + 1 */
	size_t size, buckets;
	size_t head, used; /* the next entry's place; bytes behind it in use */
	uint64_t seed;
	struct dns_cache_stats stats;
};

static struct entry *
entry_at(const struct dns_cache *c, size_t place)
{
	return (struct entry *)(void *)(c->ring + place);
}

static uint8_t *
entry_name(struct entry *e)
{
	return (uint8_t *)(e + 1);
}

static bool
entry_is(struct entry *e, const struct dns_question *q, uint32_t hash)
{
	return e->hash == hash && e->type == q->type && e->name_n == q->n &&
	       memcmp(entry_name(e), q->name, q->n) == 0;
}

struct dns_cache *
dns_cache_new(struct arena *a, size_t bytes, uint64_t seed)
{
	struct dns_cache *c = ARENA_NEW(a, struct dns_cache);

	if (bytes < DNS_CACHE_LEAST)
		bytes = DNS_CACHE_LEAST;
	if (bytes > UINT32_MAX / 2)
		bytes = UINT32_MAX / 2;
	c->buckets = bytes / BYTES_A_BUCKET;
	c->bucket = ARENA_ARRAY(a, uint32_t, c->buckets);
	c->size = bytes - sizeof *c - c->buckets * sizeof *c->bucket;
	c->size -= c->size % UNIT;
	c->ring = arena_alloc(a, c->size);
	c->seed = seed;
	c->stats.bytes = bytes;
	return c;
}

static uint32_t *
bucket_of(struct dns_cache *c, uint32_t hash)
{
	return &c->bucket[hash % c->buckets];
}

/* Take the entry that *link leads to out of its bucket. */
static void
unlink_at(struct dns_cache *c, uint32_t *link)
{
	struct entry *e = entry_at(c, *link - 1);

	*link = e->next;
	e->live = false;
	c->stats.answers--;
}

/* Where the link to the question's entry is; it leads to 0 when none is. */
static uint32_t *
find_link(struct dns_cache *c, const struct dns_question *q, uint32_t hash)
{
	uint32_t *link = bucket_of(c, hash);

	while (*link != 0 && !entry_is(entry_at(c, *link - 1), q, hash))
		link = &entry_at(c, *link - 1)->next;
	return link;
}

const struct dns_pack *
dns_cache_find(struct dns_cache *c, const struct dns_question *q, int64_t now,
	       bool stale)
{
	uint32_t *link = find_link(c, q, dns_question_hash(q, c->seed));
	struct entry *e;

	if (*link == 0)
		return NULL;
	e = entry_at(c, *link - 1);
	return stale || now < e->until ? &e->pack : NULL;
}

/* The bytes that the oldest entry, or a gap at the ring's end, takes. */
static size_t
taken_at(const struct dns_cache *c, size_t place)
{
	size_t rest = c->size - place;

	return rest < sizeof(struct entry) ? rest : entry_at(c, place)->size;
}

static void
drop_oldest(struct dns_cache *c, int64_t now)
{
	size_t place = (c->head + c->size - c->used) % c->size;
	size_t taken = taken_at(c, place);
	struct entry *e = entry_at(c, place);
	uint32_t *link;

	assert(c->used >= taken);
	c->used -= taken;
	if (c->size - place < sizeof *e || !e->live)
		return;
	if (now < e->until)
		c->stats.evicted++;
	link = bucket_of(c, e->hash);
	while (*link != place + 1)
		link = &entry_at(c, *link - 1)->next;
	unlink_at(c, link);
}

static void
make_room(struct dns_cache *c, size_t size, int64_t now)
{
	while (c->size - c->used < size)
		drop_oldest(c, now);
}

/* What is left at the ring's end is a dead entry, or too small even for one. */
static void
skip_gap(struct dns_cache *c, size_t gap, int64_t now)
{
	struct entry *e = entry_at(c, c->head);

	make_room(c, gap, now);
	if (gap >= sizeof *e) {
		e->size = (uint32_t)gap;
		e->live = false;
	}
	c->used += gap;
	c->head = 0;
}

static struct entry *
add_entry(struct dns_cache *c, size_t size, int64_t now)
{
	struct entry *e;

	if (c->size - c->head < size)
		skip_gap(c, c->size - c->head, now);
	make_room(c, size, now);
	e = entry_at(c, c->head);
	c->head = (c->head + size) % c->size;
	c->used += size;
	return e;
}

static void
cut_chain(struct dns_cache *c, uint32_t hash, int64_t now)
{
	uint32_t *link = bucket_of(c, hash);

	for (size_t n = 0; n < CHAIN_MOST; n++) {
		if (*link == 0)
			return;
		link = &entry_at(c, *link - 1)->next;
	}
	if (*link == 0)
		return;
	if (now < entry_at(c, *link - 1)->until)
		c->stats.evicted++;
	unlink_at(c, link);
}

void
dns_cache_put(struct dns_cache *c, const struct dns_question *q,
	      const struct dns_pack *p, int64_t now, int64_t until)
{
	uint32_t hash = dns_question_hash(q, c->seed), *link;
	size_t size = sizeof(struct entry) + q->n + p->size;
	struct entry *e;
	uint8_t *bytes;

	size = (size + UNIT - 1) / UNIT * UNIT;
	assert(size < c->size / 2);
	link = find_link(c, q, hash);
	if (*link != 0)
		unlink_at(c, link);
	e = add_entry(c, size, now);
	bytes = entry_name(e) + q->n;
	*e = (struct entry){.until = until,
			    .size = (uint32_t)size,
			    .hash = hash,
			    .next = *bucket_of(c, hash),
			    .type = q->type,
			    .name_n = q->n,
			    .live = true,
			    .pack = *p};
	memcpy(entry_name(e), q->name, q->n);
	if (p->size > 0)
		memcpy(bytes, p->bytes, p->size);
	e->pack.bytes = bytes;
	*bucket_of(c, hash) = (uint32_t)((uint8_t *)e - c->ring) + 1;
	c->stats.answers++;
	cut_chain(c, hash, now);
}

void
dns_cache_clear(struct dns_cache *c)
{
	memset(c->bucket, 0, c->buckets * sizeof *c->bucket);
	c->head = 0;
	c->used = 0;
	c->stats.answers = 0;
}

void
dns_cache_count(const struct dns_cache *c, struct dns_cache_stats *out)
{
	*out = c->stats;
	out->used = c->used;
}
