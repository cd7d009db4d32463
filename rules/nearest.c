#include "nearest.h"

#include "limits.h"

#include <stdint.h>

/* Edits (insert, delete, replace, swap neighbours) between two short words. */
static size_t
distance(struct str a, struct str b)
{
	size_t row[3][LIMIT_RULE_NAME + 2];
	size_t *two = row[0], *one = row[1], *now = row[2];

	if (a.n > LIMIT_RULE_NAME || b.n > LIMIT_RULE_NAME)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.n; j++)
		one[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t *swap = two;

		now[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same =
			    str_lower(a.p[i - 1]) == str_lower(b.p[j - 1]);
			size_t best = one[j - 1] + !same;

			if (one[j] + 1 < best)
				best = one[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
			    a.p[i - 2] == b.p[j - 1] && two[j - 2] + 1 < best)
				best = two[j - 2] + 1;
			now[j] = best;
		}
		two = one;
		one = now;
		now = swap;
	}
	return one[b.n];
}

struct nearest
nearest_to(struct str word)
{
	return (struct nearest){word, {NULL, 0}, word.n / 3 + 2};
}

void
nearest_try(struct nearest *n, struct str candidate)
{
	size_t far = distance(n->word, candidate);

	if (far < n->distance) {
		n->distance = far;
		n->best = candidate;
	}
}
