#ifndef TESTS_FUZZ_TARGET_H
#define TESTS_FUZZ_TARGET_H

#include "arena.h"
#include "str.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

/*
 * Each target takes any bytes, and ends the process when something is wrong.
 * The bytes stand in memory of just that size, so that a sanitizer sees who
 * reads on.
 */
typedef int fuzz_target(const uint8_t *data, size_t size);

#define TARGET(name, summary) fuzz_target fuzz_##name;
#include "targets.def"
#undef TARGET

/* A piece of the input: one byte says how long it is, or all that is left. */
static inline struct str
fuzz_piece(struct str *in)
{
	size_t n = in->n == 0 ? 0 : (uint8_t)in->p[0];
	struct str piece;

	*in = str_from(*in, 1);
	piece = str_slice(*in, 0, n);
	*in = str_from(*in, n);
	return piece.p == NULL ? STR("") : piece;
}

static inline struct str
fuzz_input(const uint8_t *data, size_t size)
{
	return size == 0 ? STR("") : str_make((const char *)data, size);
}

/* Printable ASCII: what may stand in a line of the log, or in a reply. */
static inline bool
fuzz_is_clean(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < ' ' || text.p[i] > '~')
			return false;
	return true;
}

/* What the rules told is fit to be told. */
struct verdict;
void fuzz_check_verdict(const struct verdict *v);

/* Rules of our own, loaded at the first call; they last as the process does. */
struct rules;
const struct rules *fuzz_rules_of(const char *text);

/*
 * A DNS that makes up its answers from the name and a seed: found, none, failed
 * or pending. It lives in the arena.
 */
struct dns;
struct dns *fuzz_dns(struct arena *a, uint8_t seed);

#endif
