#ifndef TESTS_VECTORS_H
#define TESTS_VECTORS_H

#include "str.h"

#include <stdbool.h>

/*
 * Verdicts of other programs on host names, addresses and mail paths, read from
 * outside the project and compared with ours. Peers differ on purpose: where
 * we do, the reason stands in differences.c.
 */
struct vector {
	struct str text;      /* what was judged, its escapes undone */
	const char *raw;      /* the same as it stands in the file */
	const char *property; /* whose policy it was judged by */
	const char *expected; /* their verdict */
};

/*
 * What answers a property. A name that ends in "*" stands for all that begin
 * so; the first row that fits counts. Either there is a question of ours that
 * means the same, or a reason why there is none. A verdict that is neither yes
 * nor no is left out too.
 */
struct property {
	const char *name;
	bool (*ours)(struct str text);
	const char *not_ours;
	unsigned same, differ, left_out;
};
extern struct property properties[];
extern const size_t n_properties;

/*
 * Where we differ knowingly: one text, or all that a class holds. An empty
 * property is any.
 */
struct difference {
	const char *property;
	const char *raw;		       /* as in the file, or NULL and */
	bool (*class)(const struct vector *v); /* what they have in common */
	const char *reason;
	unsigned met;
};
extern struct difference differences[];
extern const size_t n_differences;

/* Is it the name, or begins it like one that ends in "*"? */
bool property_is(const char *name, const char *property);

#endif
