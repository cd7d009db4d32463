#include "addr.h"

#include <stdio.h>

enum { V4_BITS = 32, V6_BITS = 128, V4_AT = 12, GROUPS = 8 };

static const uint8_t mapped[V4_AT] = {[10] = 0xff, [11] = 0xff};

bool
addr_is_v4(const struct addr *a)
{
	return memcmp(a->b, mapped, sizeof mapped) == 0;
}

int
addr_compare(const struct addr *a, const struct addr *b)
{
	return memcmp(a->b, b->b, sizeof a->b);
}

struct addr
addr_from_v4(const uint8_t bytes[4])
{
	struct addr a;

	memcpy(a.b, mapped, sizeof mapped);
	memcpy(a.b + V4_AT, bytes, 4);
	return a;
}

/* 010 is 8 to some and 10 to others: leading zeros are no number here. */
static bool
decimal(struct str s, unsigned most, unsigned *out)
{
	unsigned n = 0;

	if (s.n == 0 || s.n > 3 || (s.n > 1 && s.p[0] == '0'))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!str_is_digit(s.p[i]))
			return false;
		n = n * 10 + (unsigned)(s.p[i] - '0');
	}
	if (n > most)
		return false;
	*out = n;
	return true;
}

static bool
v4_parse(struct str s, uint8_t out[4])
{
	for (size_t i = 0; i < 4; i++) {
		size_t dot = str_find(s, '.');
		unsigned n;

		if ((dot == s.n) != (i == 3) ||
		    !decimal(str_slice(s, 0, dot), 255, &n))
			return false;
		out[i] = (uint8_t)n;
		s = str_from(s, dot + 1);
	}
	return true;
}

/* The bytes of an IPv6 address read so far, and where the "::" stood. */
struct v6 {
	uint8_t b[16];
	size_t n;
	size_t gap;
	bool has_gap;
};

static bool
v6_group(struct v6 *v, struct str s)
{
	static const struct str digits = STR("0123456789abcdef");
	unsigned n = 0;

	if (s.n == 0 || s.n > 4 || v->n + 2 > sizeof v->b)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		size_t digit = str_find(digits, str_lower(s.p[i]));

		if (digit > 15)
			return false;
		n = n << 4 | (unsigned)digit;
	}
	v->b[v->n++] = (uint8_t)(n >> 8);
	v->b[v->n++] = (uint8_t)(n & 0xff);
	return true;
}

static bool
v6_tail(struct v6 *v, struct str s)
{
	if (str_find(s, '.') == s.n)
		return v6_group(v, s);
	if (v->n > V4_AT || !v4_parse(s, v->b + v->n))
		return false;
	v->n += 4;
	return true;
}

/* "::" at the front of the text: taken off, at most once in an address. */
static bool
v6_gap(struct v6 *v, struct str *s)
{
	if (!str_begins(*s, STR("::")) || v->has_gap)
		return false;
	v->has_gap = true;
	v->gap = v->n;
	*s = str_from(*s, 2);
	return true;
}

/* group *( (":" / "::") group ) [ ":" IPv4 ], "::" once and at any place */
static bool
v6_read(struct v6 *v, struct str s)
{
	v6_gap(v, &s);
	while (s.n > 0) {
		size_t colon = str_find(s, ':');
		struct str part = str_slice(s, 0, colon);

		if (colon == s.n)
			return v6_tail(v, part);
		if (!v6_group(v, part))
			return false;
		s = str_from(s, colon);
		if (v6_gap(v, &s))
			continue;
		s = str_from(s, 1);
		if (s.n == 0)
			return false;
	}
	return true;
}

static bool
v6_parse(struct str s, struct addr *out)
{
	struct v6 v = {.n = 0};
	size_t behind;

	if (!v6_read(&v, s) || v.has_gap != (v.n < sizeof v.b))
		return false;
	behind = v.n - v.gap;
	*out = (struct addr){{0}};
	memcpy(out->b, v.b, v.gap);
	memcpy(out->b + sizeof out->b - behind, v.b + v.gap, behind);
	return true;
}

static bool
has_colon(struct str s)
{
	return str_find(s, ':') < s.n;
}

bool
addr_parse(struct str text, struct addr *out)
{
	uint8_t v4[4];

	if (has_colon(text))
		return v6_parse(text, out);
	if (!v4_parse(text, v4))
		return false;
	*out = addr_from_v4(v4);
	return true;
}

static unsigned
group(const struct addr *a, size_t i)
{
	return (unsigned)a->b[2 * i] << 8 | a->b[2 * i + 1];
}

/* The first of the longest runs of zero groups; how long it is. */
static size_t
longest_zeros(const struct addr *a, size_t *at)
{
	size_t best = 0, run = 0;

	for (size_t i = 0; i < GROUPS; i++) {
		run = group(a, i) == 0 ? run + 1 : 0;
		if (run > best) {
			best = run;
			*at = i + 1 - run;
		}
	}
	return best;
}

static size_t
v6_format(const struct addr *a, char out[ADDR_TEXT])
{
	size_t at = 0, zeros = longest_zeros(a, &at), n = 0;

	for (size_t i = 0; i < GROUPS; i++) {
		const char *colon = n > 0 && out[n - 1] != ':' ? ":" : "";

		/* RFC 5952, 4.2.2: a lone zero group is written out. */
		if (zeros > 1 && i == at) {
			n += (size_t)snprintf(out + n, ADDR_TEXT - n, "::");
			i += zeros - 1;
			continue;
		}
		n += (size_t)snprintf(out + n, ADDR_TEXT - n, "%s%x", colon,
				      group(a, i));
	}
	return n;
}

size_t
addr_format(const struct addr *a, char out[ADDR_TEXT])
{
	const uint8_t *v4 = a->b + V4_AT;

	if (!addr_is_v4(a))
		return v6_format(a, out);
	return (size_t)snprintf(out, ADDR_TEXT, "%d.%d.%d.%d", v4[0], v4[1],
				v4[2], v4[3]);
}

size_t
addr_reverse(const struct addr *a, char out[ADDR_REVERSE])
{
	const uint8_t *v4 = a->b + V4_AT;
	size_t n = 0;

	if (addr_is_v4(a))
		return (size_t)snprintf(out, ADDR_REVERSE,
					"%d.%d.%d.%d.in-addr.arpa", v4[3],
					v4[2], v4[1], v4[0]);
	for (size_t i = sizeof a->b; i > 0; i--)
		n += (size_t)snprintf(out + n, ADDR_REVERSE - n, "%x.%x.",
				      a->b[i - 1] & 0xf, a->b[i - 1] >> 4);
	return n + (size_t)snprintf(out + n, ADDR_REVERSE - n, "ip6.arpa");
}

/* The bits of byte "i" that belong to the network. */
static uint8_t
mask(const struct net *n, size_t i)
{
	size_t before = i * 8;

	if (n->bits >= before + 8)
		return 0xff;
	if (n->bits <= before)
		return 0;
	return (uint8_t)(0xff00 >> (n->bits - before));
}

enum net_result
net_parse(struct str text, struct net *out)
{
	size_t cut = str_find(text, '/');
	struct str address = str_slice(text, 0, cut);
	unsigned most = has_colon(address) ? V6_BITS : V4_BITS, bits = most;
	struct addr addr;

	if (!addr_parse(address, &addr))
		return NET_BAD_ADDRESS;
	if (cut < text.n && !decimal(str_from(text, cut + 1), most, &bits))
		return NET_BAD_PREFIX;
	*out = (struct net){addr, (uint8_t)(V6_BITS - most + bits)};
	for (size_t i = 0; i < sizeof addr.b; i++)
		out->addr.b[i] &= mask(out, i);
	return addr_equal(&out->addr, &addr) ? NET_OK : NET_HOST_BITS;
}

bool
net_contains(const struct net *n, const struct addr *a)
{
	const size_t whole = n->bits / 8;

	return memcmp(a->b, n->addr.b, whole) == 0 &&
	       (whole == sizeof a->b ||
		((a->b[whole] ^ n->addr.b[whole]) & mask(n, whole)) == 0);
}

size_t
net_format(const struct net *n, char out[ADDR_TEXT + 4])
{
	size_t length = addr_format(&n->addr, out);
	int bits =
	    addr_is_v4(&n->addr) ? n->bits - (V6_BITS - V4_BITS) : n->bits;

	if (n->bits == V6_BITS)
		return length;
	return length + (size_t)snprintf(out + length, ADDR_TEXT + 4 - length,
					 "/%d", bits);
}
