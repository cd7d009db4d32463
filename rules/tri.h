#ifndef RULES_TRI_H
#define RULES_TRI_H

/*
 * The three answers of a condition, ordered: "and" is the smaller, "or" the
 * larger, "not" swaps the ends.
 */
enum tri { TRI_NO, TRI_MAYBE, TRI_YES };

static inline enum tri
tri_of(int yes)
{
	return yes ? TRI_YES : TRI_NO;
}

static inline enum tri
tri_and(enum tri a, enum tri b)
{
	return a < b ? a : b;
}

static inline enum tri
tri_or(enum tri a, enum tri b)
{
	return a > b ? a : b;
}

static inline enum tri
tri_not(enum tri a)
{
	return (enum tri)(TRI_YES - a);
}

#endif
