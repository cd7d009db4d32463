#ifndef RULES_GENERIC_PRIVATE_H
#define RULES_GENERIC_PRIVATE_H

#include "generic.h"

#include <stdint.h>

/* Inside of the detector: for generic*.c only. */

enum generic_feature {
#define FEATURE(id, name, weight, kind) GENERIC_FEATURE_##id,
#define WORD(text, weight, kind, how)
#include "generic.def"
#undef FEATURE
#undef WORD
	GENERIC_FEATURES
};

/* Digits, or letters, that stand together: of "dsl-12" these are two. */
struct generic_run {
	uint8_t at, n;
	bool digits;
	bool taken; /* explained by the client's address */
};

/* A name at work. */
struct generic_scan {
	struct str name;	     /* as given, for the views */
	const struct addr *client;   /* or NULL */
	char text[GENERIC_NAME_MAX]; /* lower case, the looked-at part only */
	size_t n;		     /* of text */
	struct generic_run run[GENERIC_NAME_MAX];
	size_t runs;
	struct generic *out;
};

/* A row of generic.def. */
struct generic_row {
	const char *name;
	int weight;
	enum generic_kind kind;
};

/* Note a part found in text[from .. to): a feature, or any row. */
void generic_note(struct generic_scan *s, enum generic_feature feature,
		  size_t from, size_t to);
void generic_note_row(struct generic_scan *s, const struct generic_row *row,
		      size_t from, size_t to);

/* generic_address.c: the client's address, and what looks like one. */
void generic_address(struct generic_scan *s);

/* generic_octets.c: an IPv4 client's in decimal. False: less than half. */
bool generic_octets(struct generic_scan *s);

/* The runs within text[from .. to) are explained. */
void generic_take(struct generic_scan *s, size_t from, size_t to);

/* generic_word.c: the words of generic.def. */
void generic_words(struct generic_scan *s);

/* What stands between the parts of an address. */
static inline bool
generic_is_separator(char c)
{
	return c == '-' || c == '.' || c == '_' || c == ':' || c == 'x';
}

/* Up to 19 digits. */
static inline uint64_t
generic_number(const char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v * 10 + (uint64_t)(p[i] - '0');
	return v;
}

static inline int
generic_hex(char c)
{
	if (str_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
