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

/*
 * The network's number, and 2^64 divided by the golden ratio: multiples of it,
 * modulo 2^64, lie as evenly as numbers can however many of them there are.
 */
enum { BLOCK_BITS = 10 };
static const uint64_t golden = 0x9e3779b97f4a7c15ULL;

static uint64_t
number(const struct addr *client, bool v4)
{
	uint64_t n = 0;

	for (size_t i = v4 ? 12 : 0; i < (v4 ? 15 : 6); i++)
		n = n << 8 | client->b[i];
	return n;
}

/*
 * Neighbours, networks of one block, are dealt out evenly, so that of a large
 * provider's no more and no less than a share is in it. Each block begins
 * somewhere else: over all of the Internet, networks at some regular distance
 * would otherwise fall in or out together.
 */
bool
share_holds(int64_t share, const struct addr *client, struct str rule)
{
	const bool v4 = addr_is_v4(client);
	const uint64_t n = number(client, v4);
	const uint64_t block = n >> BLOCK_BITS | (uint64_t)v4 << 63;
	uint64_t at = mix(0xcbf29ce484222325ULL, rule) ^ spread(block);

	at = spread(at) + (n & ((1U << BLOCK_BITS) - 1)) * golden;
	return (int64_t)((at >> 32) * SHARE_ALL >> 32) < share;
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
