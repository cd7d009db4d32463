#include "generic_private.h"

/* An address within a host name, in the usual spellings. */

void
generic_take(struct generic_scan *s, size_t from, size_t to)
{
	for (size_t i = 0; i < s->runs; i++)
		if (s->run[i].at < to && s->run[i].at + s->run[i].n > from)
			s->run[i].taken = true;
}

static size_t
find(const char *text, size_t n, const char *what, size_t len)
{
	for (size_t i = 0; i + len <= n; i++)
		if (memcmp(text + i, what, len) == 0)
			return i;
	return n;
}

static char
hex_digit(unsigned nibble)
{
	return "0123456789abcdef"[nibble & 15];
}

static void
hex_of(const uint8_t *b, size_t n, bool backward, char *out)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t byte = b[backward ? n - 1 - i : i];

		*out++ = hex_digit(byte >> 4);
		*out++ = hex_digit(byte);
	}
}

/* All four octets as eight hex digits, forward or backward. */
static bool
find_hex(struct generic_scan *s)
{
	for (int backward = 0; backward < 2; backward++) {
		char hex[8];
		size_t at;

		hex_of(s->client->b + 12, 4, backward, hex);
		at = find(s->text, s->n, hex, sizeof hex);
		if (at == s->n)
			continue;
		generic_take(s, at, at + sizeof hex);
		generic_note(s, GENERIC_FEATURE_ADDRESS, at, at + sizeof hex);
		return true;
	}
	return false;
}

/* The name without separators, and where each byte came from. */
struct squeezed {
	char text[GENERIC_NAME_MAX];
	uint8_t from[GENERIC_NAME_MAX];
	size_t n;
};

static void
squeeze(const struct generic_scan *s, struct squeezed *out)
{
	out->n = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (generic_is_separator(s->text[i]))
			continue;
		out->from[out->n] = (uint8_t)i;
		out->text[out->n++] = s->text[i];
	}
}

static bool
has_zeros_only(const char *p, size_t n)
{
	size_t zeros = 0;

	for (size_t i = 0; i < n; i++)
		zeros += p[i] == '0';
	return zeros + 4 > n; /* ...0001 is no more telling */
}

/* All nibbles of an IPv6 client, or of one half, in either order. */
static bool
find_nibbles(struct generic_scan *s)
{
	static const struct {
		uint8_t from, n;
	} part[] = {{0, 32}, {16, 16}, {0, 16}};
	char hex[32];
	struct squeezed q;

	squeeze(s, &q);
	hex_of(s->client->b, 16, false, hex);
	for (size_t i = 0; i < 2 * (sizeof part / sizeof part[0]); i++) {
		size_t n = part[i / 2].n, at;
		char want[32];

		for (size_t j = 0; j < n; j++)
			want[j] = hex[part[i / 2].from +
				      (i % 2 == 0 ? j : n - 1 - j)];
		at = has_zeros_only(want, n) ? q.n : find(q.text, q.n, want, n);
		if (at == q.n)
			continue;
		generic_take(s, q.from[at], q.from[at + n - 1] + 1u);
		generic_note(s, GENERIC_FEATURE_ADDRESS, q.from[at],
			     q.from[at + n - 1] + 1u);
		return true;
	}
	return false;
}

/* Hex digits between separators, up to four: what may be a hextet. */
struct hextet {
	size_t at, n;
	uint16_t value;
};

static bool
next_hextet(const struct generic_scan *s, size_t *at, struct hextet *out)
{
	for (size_t i = *at; i < s->n; i++) {
		size_t n = 0;
		unsigned v = 0;

		if (i > 0 && str_is_alnum(s->text[i - 1]))
			continue;
		for (; i + n < s->n && generic_hex(s->text[i + n]) >= 0; n++)
			v = v << 4 | (unsigned)generic_hex(s->text[i + n]);
		if (n == 0 || n > 4 ||
		    (i + n < s->n && str_is_alnum(s->text[i + n])))
			continue;
		*out = (struct hextet){i, n, (uint16_t)v};
		*at = i + n;
		return true;
	}
	return false;
}

static bool
take_hextet(uint16_t left[8], uint16_t value)
{
	for (size_t i = 0; i < 8; i++)
		if (value != 0 && left[i] == value) {
			left[i] = 0;
			return true;
		}
	return false;
}

/* Hextets of an IPv6 client with anything between, in any order. */
static bool
find_hextets(struct generic_scan *s)
{
	uint16_t left[8];
	struct hextet h;
	size_t found = 0, digits = 0, first = 0, last = 0, at = 0;

	for (size_t i = 0; i < 8; i++)
		left[i] = (uint16_t)(s->client->b[2 * i] << 8 |
				     s->client->b[2 * i + 1]);
	while (next_hextet(s, &at, &h)) {
		if (!take_hextet(left, h.value))
			continue;
		if (found++ == 0)
			first = h.at;
		last = h.at + h.n;
		digits += h.n;
	}
	if (found < 3 || digits < 8)
		return false;
	generic_take(s, first, last);
	generic_note(s, GENERIC_FEATURE_ADDRESS, first, last);
	return true;
}

/* Where four octets from run i on end, one separator between each two; or 0. */
static size_t
dotted_end(const struct generic_scan *s, size_t i)
{
	size_t digits = 0, octets = 0, end = 0;

	for (; i < s->runs && octets < 4; i++) {
		const struct generic_run *r = &s->run[i];
		bool first = octets == 0;

		/* the "x" of 192x0x2x1 is a run of its own */
		if (!first && !r->digits && r->n == 1 && r->at == end &&
		    s->text[end] == 'x')
			continue;
		if (!r->digits || r->n > 3 ||
		    generic_number(s->text + r->at, r->n) > 255)
			return 0;
		if (!first &&
		    (r->at != end + 1 || !generic_is_separator(s->text[end])))
			return 0;
		digits += r->n;
		end = (size_t)r->at + r->n;
		octets++;
	}
	return octets == 4 && digits >= 6 ? end : 0;
}

/* 192000002001 */
static bool
is_padded(const struct generic_scan *s, const struct generic_run *r)
{
	if (!r->digits || r->n != 12)
		return false;
	for (size_t i = 0; i < 12; i += 3)
		if (generic_number(s->text + r->at + i, 3) > 255)
			return false;
	return true;
}

/* Hextets that touch, most of them: 2001-db8-1--5, or nibble labels. */
static void
find_other_v6(struct generic_scan *s)
{
	struct hextet h;
	size_t chain = 0, digits = 0, first = 0, end = 0, at = 0;
	bool gap = false;

	while (next_hextet(s, &at, &h)) {
		bool joined =
		    chain > 0 && (h.at == end + 1 || (h.at == end + 2 && !gap));

		if (!joined) {
			chain = digits = 0;
			gap = false;
			first = h.at;
		} else if (h.at == end + 2) {
			gap = true;
		}
		chain++;
		digits += h.n;
		end = h.at + h.n;
		if (chain >= 8 || (gap && chain >= 4 && digits >= 8)) {
			generic_note(s, GENERIC_FEATURE_ADDRESS_OTHER, first,
				     end);
			return;
		}
	}
}

/* An address of anybody: clients behind a router greet with their own. */
static void
find_other(struct generic_scan *s)
{
	for (size_t i = 0; i < s->runs; i++) {
		const struct generic_run *r = &s->run[i];
		size_t end =
		    is_padded(s, r) ? (size_t)r->at + r->n : dotted_end(s, i);

		if (end == 0)
			continue;
		generic_take(s, r->at, end);
		generic_note(s, GENERIC_FEATURE_ADDRESS_OTHER, r->at, end);
		return;
	}
	find_other_v6(s);
}

void
generic_address(struct generic_scan *s)
{
	bool found = false;

	if (s->client != NULL && addr_is_v4(s->client))
		found = find_hex(s) || generic_octets(s);
	else if (s->client != NULL)
		found = find_nibbles(s) || find_hextets(s);
	if (!found)
		find_other(s);
}
