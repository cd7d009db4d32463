#include "table_private.h"

#include "hostname.h"

#include <assert.h>

struct table *
table_new(struct arena *a, struct str name, bool regex)
{
	struct table *t = ARENA_NEW(a, struct table);

	t->arena = a;
	t->name = arena_str(a, name);
	t->regex = regex;
	return t;
}

bool
table_is_regex(const struct table *t)
{
	return t->regex;
}

struct str
table_name(const struct table *t)
{
	return t->name;
}

size_t
table_count(const struct table *t)
{
	return t->n_used;
}

/* Does it count on days when the other does not any more? */
static bool
outlives(const struct table_slot *a, const struct table_slot *b)
{
	uint32_t until = table_slot_until(b);

	return until != 0 &&
	       (table_slot_until(a) == 0 || table_slot_until(a) > until);
}

/* One that comes twice is seldom alone: the index is worth its while. */
static void
merge(struct table *t, struct table_slot *slot, const struct table_slot *again,
      struct diag *d, struct span at)
{
	struct table_hit first;

	if (at.source != NULL)
		table_places_index(t, at.source, d);
	table_places_hit(t, slot, &first);
	if (first.source == NULL)
		diag_warn(d, at, "the same entry is there already");
	else if (first.source == at.source)
		diag_warn(d, at, "line %u has the same entry",
			  (unsigned)first.line);
	else
		diag_warn(d, at, "line %u of %.*s has the same entry",
			  (unsigned)first.line, STR_ARG(first.source->name));
	if (outlives(again, slot))
		*slot = *again;
}

static void
remember(struct table *t, const struct table_key *key,
	 const struct table_slot *slot, struct pattern *p)
{
	t->n_used++;
	if (key->kind == TABLE_BELOW && key->text.n > t->longest_below)
		t->longest_below = key->text.n;
	if (key->kind != TABLE_REGEX)
		return;
	if (t->patterns == NULL)
		t->patterns = pattern_set_new(t->arena, 0);
	pattern_set_add(t->patterns, p);
	ARENA_GROW(t->arena, t->pattern_entries, t->n_patterns);
	t->pattern_entries[t->n_patterns++] = table_places_text(t, slot);
}

static bool
read_entry(struct table *t, struct str entry, struct table_key *key,
	   struct pattern **p, struct diag *d, struct span at)
{
	if (!t->regex)
		return table_entry_read(key, entry, d, at);
	*p = table_regex_read(t, entry, d, at);
	table_key_make(key, TABLE_REGEX, entry);
	return *p != NULL;
}

bool
table_add(struct table *t, struct str entry, uint32_t until, struct diag *d,
	  struct span at)
{
	struct table_slot fresh, *slot;
	struct pattern *p = NULL;
	struct table_key key;
	uint64_t hash;

	assert(!t->finished);
	if (!read_entry(t, entry, &key, &p, d, at) ||
	    !table_places_add(t, entry, d, at, &fresh.position))
		return false;
	table_hash_reserve(t, 1);
	hash = table_hash(&key);
	if (until > TABLE_UNTIL_MOST)
		until = TABLE_UNTIL_MOST;
	fresh.until_kind = until << TABLE_KIND_BITS | key.kind;
	fresh.length = (uint16_t)entry.n;
	fresh.tag = (uint16_t)hash;
	slot = table_hash_slot(t, &key, hash);
	if (slot->length != 0) {
		merge(t, slot, &fresh, d, at);
		return true;
	}
	*slot = fresh;
	remember(t, &key, slot, p);
	return true;
}

static void
finish_patterns(struct table *t)
{
	pattern_set_finish(t->patterns);
	t->pattern_slots = ARENA_ARRAY(t->arena, uint32_t, t->n_patterns);
	for (size_t i = 0; i < t->n_patterns; i++) {
		struct table_key key;

		table_key_make(&key, TABLE_REGEX, t->pattern_entries[i]);
		t->pattern_slots[i] =
		    (uint32_t)(table_hash_slot(t, &key, table_hash(&key)) -
			       t->slots);
	}
}

void
table_finish(struct table *t)
{
	assert(!t->finished);
	t->finished = true;
	table_nets_finish(t);
	if (t->patterns != NULL)
		finish_patterns(t);
}

static const struct table_slot *
find_host(const struct table *t, struct str name, uint32_t today)
{
	const struct table_slot *slot = table_hash_find_name(t, name, today);
	struct addr addr;
	enum literal what;

	if (slot != NULL || t->n_nets == 0)
		return slot;
	what = hostname_literal(name, &addr);
	if (what == LITERAL_MALFORMED ||
	    (what == LITERAL_NONE && !hostname_bare_ip(name, &addr)))
		return NULL;
	return table_nets_find(t, &addr, today);
}

/* user@domain; with no domain: user@. */
static const struct table_slot *
find_user(const struct table *t, const struct mailaddr *mail, struct str domain,
	  uint32_t today)
{
	struct table_key key;

	if (mail->local.n == 0 || mail->local.n > sizeof key.unquoted)
		return NULL;
	key.kind = TABLE_MAIL;
	key.text = domain;
	key.local = mail->local;
	if (mail->quoted) {
		key.local.n = mailaddr_unquote(mail, key.unquoted);
		key.local.p = key.unquoted;
	}
	return table_hash_find(t, &key, today);
}

static const struct table_slot *
find_mail(const struct table *t, const struct mailaddr *mail, uint32_t today)
{
	struct str domain = hostname_plain(mail->domain);
	const struct table_slot *slot = NULL;

	if (domain.n > 0)
		slot = find_user(t, mail, domain, today);
	if (slot == NULL && domain.n > 0)
		slot = find_host(t, domain, today);
	if (slot == NULL)
		slot = find_user(t, mail, STR(""), today);
	return slot;
}

static bool
answer(const struct table *t, const struct table_slot *slot,
       struct table_hit *hit)
{
	if (slot != NULL && hit != NULL)
		table_places_hit(t, slot, hit);
	return slot != NULL;
}

bool
table_find_host(const struct table *t, struct str name, uint32_t today,
		struct pattern_scratch *s, struct table_hit *hit)
{
	char lower[LIMIT_HELO];
	struct str plain = hostname_plain(name);
	const struct table_slot *slot;

	assert(t->finished);
	if (plain.p == NULL)
		return false;
	slot = find_host(t, plain, today);
	if (slot == NULL && t->n_patterns > 0 && plain.n <= sizeof lower) {
		for (size_t i = 0; i < plain.n; i++)
			lower[i] = str_lower(plain.p[i]);
		slot = table_regex_find(t, str_make(lower, plain.n), today, s);
	}
	return answer(t, slot, hit);
}

bool
table_find_addr(const struct table *t, const struct addr *addr, uint32_t today,
		struct pattern_scratch *s, struct table_hit *hit)
{
	char text[ADDR_TEXT];
	const struct table_slot *slot = table_nets_find(t, addr, today);

	assert(t->finished);
	if (slot == NULL && t->n_patterns > 0)
		slot = table_regex_find(
		    t, str_make(text, addr_format(addr, text)), today, s);
	return answer(t, slot, hit);
}

/* The path without "<", ">" and the source route. */
static struct str
path_of(const struct mailaddr *mail)
{
	struct str path = mail->text;

	if (mail->brackets)
		path = str_slice(path, 1, path.n - 1);
	if (mail->route.n > 0 && mail->local.p != NULL)
		path = str_make(mail->local.p,
				(size_t)(path.p + path.n - mail->local.p));
	return path;
}

bool
table_find_mail(const struct table *t, const struct mailaddr *mail,
		uint32_t today, struct pattern_scratch *s,
		struct table_hit *hit)
{
	const struct table_slot *slot = find_mail(t, mail, today);

	assert(t->finished);
	if (slot == NULL && t->n_patterns > 0)
		slot = table_regex_find(t, path_of(mail), today, s);
	return answer(t, slot, hit);
}

bool
table_find_text(const struct table *t, struct str text, uint32_t today,
		struct pattern_scratch *s, struct table_hit *hit)
{
	assert(t->finished);
	if (text.p == NULL)
		return false;
	return answer(t, table_regex_find(t, text, today, s), hit);
}
