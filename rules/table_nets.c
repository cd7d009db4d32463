#include "table_private.h"

#include <assert.h>
#include <stdlib.h>

static int
compare(const void *left, const void *right)
{
	const struct table_net *a = left, *b = right;
	int order = addr_compare(&a->addr, &b->addr);

	return order != 0 ? order : (int)a->bits - (int)b->bits;
}

static bool
holds(const struct table_net *n, const struct addr *addr)
{
	struct net net = {n->addr, n->bits};

	return net_contains(&net, addr);
}

/* ::/0 is all of IPv6, and not the IPv4 addresses that are mapped into it. */
static bool
is_for(const struct table_net *n, const struct addr *addr)
{
	return addr_is_v4(&n->addr) == addr_is_v4(addr) && holds(n, addr);
}

static struct table_net
net_of(const struct table *t, uint32_t slot)
{
	struct table_key key;

	table_key_make(&key, TABLE_NET, table_places_text(t, &t->slots[slot]));
	return (struct table_net){.addr = key.net.addr,
				  .slot = slot,
				  .around = TABLE_NO_NET,
				  .bits = key.net.bits};
}

static bool
is_net(const struct table_slot *slot)
{
	return slot->length != 0 && table_slot_kind(slot) == TABLE_NET;
}

/* The nearest of those before it that holds it: one of the last one's chain. */
static uint32_t
around(const struct table_net *nets, uint32_t i)
{
	uint32_t up = i == 0 ? TABLE_NO_NET : i - 1;

	while (up != TABLE_NO_NET && !holds(&nets[up], &nets[i].addr))
		up = nets[up].around;
	return up;
}

void
table_nets_finish(struct table *t)
{
	uint32_t n = 0;

	for (size_t i = 0; i < t->n_slots; i++)
		n += is_net(&t->slots[i]);
	if (n == 0)
		return;
	t->nets = ARENA_ARRAY(t->arena, struct table_net, n);
	t->n_nets = n;
	for (uint32_t i = 0, at = 0; at < n; i++)
		if (is_net(&t->slots[i]))
			t->nets[at++] = net_of(t, i);
	qsort(t->nets, n, sizeof t->nets[0], compare);
	for (uint32_t i = 0; i < n; i++)
		t->nets[i].around = around(t->nets, i);
}

const struct table_slot *
table_nets_find(const struct table *t, const struct addr *addr, uint32_t today)
{
	size_t low = 0, high = t->n_nets;
	uint32_t at;

	/* Where do those end that do not begin behind the address? */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (addr_compare(&t->nets[middle].addr, addr) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	at = low == 0 ? TABLE_NO_NET : (uint32_t)(low - 1);
	for (; at != TABLE_NO_NET; at = t->nets[at].around) {
		const struct table_slot *slot = &t->slots[t->nets[at].slot];

		if (is_for(&t->nets[at], addr) &&
		    table_slot_counts(slot, today))
			return slot;
	}
	return NULL;
}
