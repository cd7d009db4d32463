#include "generic_private.h"

/* An IPv4 client's octets in the digits of a host name. */

struct match {
	uint8_t octet[4];
	unsigned covered; /* bit i: octet[i] was found */
	size_t run[4];	  /* and in which run */
};

static void
cover(struct generic_scan *s, struct match *m, size_t run, unsigned mask)
{
	for (size_t i = 0; i < 4; i++)
		if ((mask & 1u << i) != 0)
			m->run[i] = run;
	m->covered |= mask;
	s->run[run].taken = true;
}

/* Are the digits just these octets, one behind the other, padded or not? */
static bool
is_spelled(const char *p, size_t n, const uint8_t *octet, size_t k)
{
	if (k == 0)
		return n == 0;
	for (size_t w = 1; w <= 3 && w <= n; w++)
		if (generic_number(p, w) == octet[0] &&
		    is_spelled(p + w, n - w, octet + 1, k - 1))
			return true;
	return false;
}

static size_t
next_digits(const struct generic_scan *s, size_t run)
{
	while (run < s->runs && !s->run[run].digits)
		run++;
	return run;
}

/* All four in neighbouring runs, forward or backward: 1-2-0-192. */
static bool
match_in_order(struct generic_scan *s, struct match *m, bool backward)
{
	for (size_t i = next_digits(s, 0); i < s->runs;
	     i = next_digits(s, i + 1)) {
		size_t run = i, k = 0, at[4];

		for (; k < 4 && run < s->runs; k++) {
			const struct generic_run *r = &s->run[run];

			if (!is_spelled(s->text + r->at, r->n,
					&m->octet[backward ? 3 - k : k], 1))
				break;
			at[k] = run;
			run = next_digits(s, run + 1);
		}
		if (k < 4)
			continue;
		for (k = 0; k < 4; k++)
			cover(s, m, at[k], 1u << (backward ? 3 - k : k));
		return true;
	}
	return false;
}

/* "k" neighbouring octets, in either order, in one run of digits. */
static bool
match_together(struct generic_scan *s, struct match *m, size_t run, size_t k)
{
	const struct generic_run *r = &s->run[run];

	for (size_t i = 0; i < 2 * (5 - k); i++) {
		size_t from = i / 2;
		bool backward = i % 2 != 0;
		unsigned mask = ((1u << k) - 1) << from;
		uint8_t octet[4];

		for (size_t j = 0; j < k; j++)
			octet[j] = m->octet[from + (backward ? k - 1 - j : j)];
		if ((m->covered & mask) != 0 ||
		    !is_spelled(s->text + r->at, r->n, octet, k))
			continue;
		cover(s, m, run, mask);
		return true;
	}
	return false;
}

/* The last two octets or more as one decimal number: 88.242-19777. */
static bool
match_number(struct generic_scan *s, struct match *m, size_t run)
{
	const struct generic_run *r = &s->run[run];
	uint64_t want = generic_number(s->text + r->at, r->n);

	for (size_t from = 0; from < 3; from++) {
		uint64_t v = 0;

		for (size_t i = from; i < 4; i++)
			v = v << 8 | m->octet[i];
		if (v != want)
			continue;
		cover(s, m, run, (15u << from) & 15u);
		return true;
	}
	return false;
}

static void
match_anywhere(struct generic_scan *s, struct match *m)
{
	/* fewer digits than these happen by chance: mx11 at 192.0.1.1 */
	static const uint8_t least[] = {0, 1, 5, 6, 7};
	bool found = false;

	for (size_t i = 0; i < s->runs && !found; i++)
		found = s->run[i].digits && s->run[i].n >= 4 &&
			s->run[i].n <= 10 && match_number(s, m, i);
	for (size_t k = 4; k > 0; k--)
		for (size_t i = 0; i < s->runs; i++)
			if (s->run[i].digits && !s->run[i].taken &&
			    s->run[i].n >= least[k] && s->run[i].n <= 12)
				(void)match_together(s, m, i, k);
}

static size_t
digits_of(uint8_t octet)
{
	return octet >= 100 ? 3 : octet >= 10 ? 2 : 1;
}

/* How much that says: fewer octets need more digits to be no accident. */
static enum generic_feature
weigh(const struct generic_scan *s, const struct match *m, size_t from,
      size_t to)
{
	size_t n = 0, digits = 0, marks = 0;
	bool plain = true; /* nothing but separators between them */

	for (size_t i = 0; i < 4; i++)
		if ((m->covered & 1u << i) != 0) {
			digits += digits_of(m->octet[i]);
			n++;
		}
	for (size_t i = from; i < to; i++)
		if (!str_is_digit(s->text[i])) {
			plain = plain && generic_is_separator(s->text[i]);
			marks++;
		}
	if (n == 4)
		return GENERIC_FEATURE_ADDRESS;
	if (n == 3 && digits >= 5)
		return GENERIC_FEATURE_ADDRESS_3;
	if (n == 2 && digits >= 4)
		return plain && marks == 1 ? GENERIC_FEATURE_ADDRESS_PAIR
					   : GENERIC_FEATURE_ADDRESS_2;
	if ((m->covered & 8) != 0 && digits_of(m->octet[3]) >= 2)
		return GENERIC_FEATURE_ADDRESS_1;
	return GENERIC_FEATURES;
}

bool
generic_octets(struct generic_scan *s)
{
	struct match m = {.covered = 0};
	size_t from = s->n, to = 0;
	enum generic_feature f;

	memcpy(m.octet, s->client->b + 12, 4);
	if (!match_in_order(s, &m, false) && !match_in_order(s, &m, true))
		match_anywhere(s, &m);
	for (size_t i = 0; i < 4; i++) {
		const struct generic_run *r = &s->run[m.run[i]];

		if ((m.covered & 1u << i) == 0)
			continue;
		from = r->at < from ? r->at : from;
		to = r->at + r->n > (int)to ? (size_t)r->at + r->n : to;
	}
	f = weigh(s, &m, from, to);
	for (size_t i = 0; i < s->runs && f == GENERIC_FEATURES; i++)
		s->run[i].taken = false;
	if (f == GENERIC_FEATURE_ADDRESS_1) {
		from = s->run[m.run[3]].at;
		to = from + s->run[m.run[3]].n;
	}
	if (f != GENERIC_FEATURES)
		generic_note(s, f, from, to);
	return f == GENERIC_FEATURE_ADDRESS || f == GENERIC_FEATURE_ADDRESS_3;
}
