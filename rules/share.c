#include "share.h"

/* FNV-1a, 64 bits */
static uint64_t
mix(uint64_t hash, struct str bytes)
{
	for (size_t i = 0; i < bytes.n; i++)
		hash = (hash ^ (unsigned char)bytes.p[i]) * 0x100000001b3ULL;
	return hash;
}

/* Neighbours differ in few bits; spread them (MurmurHash3's last step). */
static uint64_t
spread(uint64_t h)
{
	h = (h ^ h >> 33) * 0xff51afd7ed558ccdULL;
	h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ULL;
	return h ^ h >> 33;
}

bool
share_holds(int64_t share, const struct addr *client, struct str rule)
{
	const size_t bytes = addr_is_v4(client) ? 15 : 6;
	uint64_t hash = mix(0xcbf29ce484222325ULL, rule);

	hash = mix(hash, str_make((const char *)client->b, bytes));
	return (int64_t)(spread(hash) % SHARE_ALL) < share;
}

bool
share_parse(struct str text, int64_t *out)
{
	union datum d;

	if (text.n < 2 || text.p[text.n - 1] != '%' ||
	    !value_parse(str_slice(text, 0, text.n - 1), VALUE_NUMBER, &d) ||
	    d.number <= 0 || d.number > SHARE_ALL)
		return false;
	*out = d.number;
	return true;
}
