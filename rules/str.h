#ifndef RULES_STR_H
#define RULES_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * Counted bytes, passed by value; a view, never an owner. The bytes may be
 * anything, NUL included, and need no terminator. {NULL, 0} is the absent
 * text; an empty text has a non-NULL "p".
 *
 * Case is ASCII case, whatever the locale: names in mail are ASCII.
 */
struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* For printf("%.*s"): only for text already known to be clean. */
#define STR_ARG(s) (int)(s).n, (s).n > 0 ? (s).p : ""

static inline struct str
str_of(const char *cstr)
{
	return (struct str){cstr, cstr == NULL ? 0 : strlen(cstr)};
}

static inline struct str
str_make(const char *p, size_t n)
{
	return (struct str){p, n};
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline char
str_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool
str_ieq(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (str_lower(a.p[i]) != str_lower(b.p[i]))
			return false;
	return true;
}

/* The bytes from "from" (clamped to the end) up to, not including, "to". */
static inline struct str
str_slice(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (struct str){s.p == NULL ? NULL : s.p + from, to - from};
}

static inline struct str
str_from(struct str s, size_t from)
{
	return str_slice(s, from, s.n);
}

static inline bool
str_begins(struct str s, struct str with)
{
	return s.n >= with.n && str_eq(str_slice(s, 0, with.n), with);
}

static inline bool
str_ibegins(struct str s, struct str with)
{
	return s.n >= with.n && str_ieq(str_slice(s, 0, with.n), with);
}

static inline bool
str_ends(struct str s, struct str with)
{
	return s.n >= with.n && str_eq(str_from(s, s.n - with.n), with);
}

static inline bool
str_iends(struct str s, struct str with)
{
	return s.n >= with.n && str_ieq(str_from(s, s.n - with.n), with);
}

/* The place of the first "c", or s.n when there is none. */
static inline size_t
str_find(struct str s, char c)
{
	const char *at = s.n == 0 ? NULL : memchr(s.p, c, s.n);

	return at == NULL ? s.n : (size_t)(at - s.p);
}

/* The place of the last "c", or s.n when there is none. */
static inline size_t
str_find_last(struct str s, char c)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == c)
			return i - 1;
	return s.n;
}

static inline bool
str_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline bool
str_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
str_is_alnum(char c)
{
	char l = str_lower(c);

	return str_is_digit(c) || (l >= 'a' && l <= 'z');
}

static inline struct str
str_trim(struct str s)
{
	while (s.n > 0 && str_is_blank(s.p[0]))
		s = str_from(s, 1);
	while (s.n > 0 && str_is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

#endif
