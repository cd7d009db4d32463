#ifndef RULES_TABLE_PRIVATE_H
#define RULES_TABLE_PRIVATE_H

/* What the files of a table share; for rules/table*.c only. */

#include "limits.h"
#include "pattern_set.h"
#include "table.h"

enum table_kind {
	TABLE_NAME,
	TABLE_BELOW, /* .example.org */
	TABLE_MAIL,
	TABLE_NET, /* an address is a network of all its bits */
	TABLE_REGEX,
	TABLE_KINDS
};

/* What an entry means, and what a search looks for. No case but a regex'. */
struct table_key {
	enum table_kind kind;
	struct str text;  /* name, .domain, domain of a mail address, /regex/ */
	struct str local; /* of a mail address, without its quotes */
	struct net net;
	char unquoted[LIMIT_ADDRESS]; /* holds "local" when it had quotes */
};

/*
 * A text that entries are parts of: a file, or one entry that was copied. A
 * byte of any of them has one number, its position; "base" is that of the
 * first. So an entry costs no copy of its text and four bytes to name it.
 */
struct table_place {
	uint32_t base;
	uint32_t copied_from; /* of a copied entry: where its file has it */
	struct str text;
	const struct source *source;
	/* The line at each TABLE_LINES bytes of the file; NULL: count. */
	const uint32_t *lines;
	bool copied;
};

enum { TABLE_LINES = 4096 };

/* One entry; no length: a free slot. */
struct table_slot {
	uint32_t position;
	uint32_t until_kind; /* TABLE_KIND_BITS of kind, the rest "until" */
	uint16_t length;
	uint16_t tag; /* of the hash: most other keys differ in it */
};

enum { TABLE_KIND_BITS = 3 };
#define TABLE_UNTIL_MOST (UINT32_MAX >> TABLE_KIND_BITS)

struct table_net {
	struct addr addr;
	uint32_t slot;
	uint32_t around; /* the nearest network that holds this one */
	uint8_t bits;
};

#define TABLE_NO_NET UINT32_MAX

struct table {
	struct arena *arena;
	struct str name;
	bool regex, finished;

	struct table_place *places;
	size_t n_places;
	size_t last_file; /* the place of the file that came last */
	uint64_t bytes;	  /* of all their texts */

	struct table_slot *slots;
	size_t n_slots, n_used;
	size_t longest_below; /* bytes of the longest .domain */

	struct table_net *nets; /* sorted; made by table_finish() */
	size_t n_nets;
	struct pattern_set *patterns; /* in the order of the file */
	struct str *pattern_entries;
	uint32_t *pattern_slots; /* made by table_finish() */
	size_t n_patterns;
};

/* table_entry.c */

/* What does it mean? When it is no entry that is reported at "at". */
bool table_entry_read(struct table_key *key, struct str entry, struct diag *d,
		      struct span at);

/* table_key.c */

/* For the text of an entry that was found to be one of that kind before. */
void table_key_make(struct table_key *key, enum table_kind kind,
		    struct str entry);
bool table_key_equal(const struct table_key *a, const struct table_key *b);

/* table_regex.c */

/* /re/flags or a bare re, compiled; NULL: reported. */
struct pattern *table_regex_read(struct table *t, struct str entry,
				 struct diag *d, struct span at);
/* How long is the /re/flags that a line begins with? */
size_t table_regex_length(struct str line);
const struct table_slot *table_regex_find(const struct table *t,
					  struct str subject, uint32_t today,
					  struct pattern_scratch *s);

/* table_places.c */

/*
 * The position of an entry; its text is copied when it is not a part of the
 * source's. False when there is more text than positions; that is reported.
 */
bool table_places_add(struct table *t, struct str entry, struct diag *d,
		      struct span at, uint32_t *position);
/* Make lines in this file quick to tell; it was added or will be. */
void table_places_index(struct table *t, const struct source *source,
			struct diag *d);
struct str table_places_text(const struct table *t,
			     const struct table_slot *slot);
void table_places_hit(const struct table *t, const struct table_slot *slot,
		      struct table_hit *hit);

/* table_hash.c */

uint64_t table_hash(const struct table_key *key);
/* Room for "more" entries at once. */
void table_hash_reserve(struct table *t, size_t more);
/* The key's slot, or the free one where it belongs. */
struct table_slot *table_hash_slot(const struct table *t,
				   const struct table_key *key, uint64_t hash);
const struct table_slot *table_hash_find(const struct table *t,
					 const struct table_key *key,
					 uint32_t today);
/* The name itself or its nearest .domain. */
const struct table_slot *table_hash_find_name(const struct table *t,
					      struct str name, uint32_t today);

static inline enum table_kind
table_slot_kind(const struct table_slot *slot)
{
	return slot->until_kind & ((1U << TABLE_KIND_BITS) - 1);
}

static inline uint32_t
table_slot_until(const struct table_slot *slot)
{
	return slot->until_kind >> TABLE_KIND_BITS;
}

static inline bool
table_slot_counts(const struct table_slot *slot, uint32_t today)
{
	return table_slot_until(slot) == 0 || table_slot_until(slot) >= today;
}

/* table_nets.c */

void table_nets_finish(struct table *t);
const struct table_slot *
table_nets_find(const struct table *t, const struct addr *addr, uint32_t today);

#endif
