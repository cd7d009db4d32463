#ifndef RULES_VALUE_H
#define RULES_VALUE_H

#include "addr.h"
#include "arena.h"
#include "mailaddr.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

enum value_type {
	VALUE_BOOL,
	VALUE_NUMBER,
	VALUE_TEXT,
	VALUE_HOST, /* a host name, or what a client gives for one */
	VALUE_ADDRESS,
	VALUE_MAIL,
	VALUE_TIME,
	VALUE_TYPES
};

/* Numbers are counted in thousandths, so that 0.1 is exact. */
enum { NUMBER_ONE = 1000 };

union datum {
	bool yes;
	int64_t
	    number; /* VALUE_NUMBER: thousandths; VALUE_TIME: milliseconds */
	struct str text; /* VALUE_TEXT; VALUE_HOST: as given */
	struct addr addr;
	struct mailaddr mail;
};

/*
 * What is known about a fact: its items, and whether that is all.
 *
 * n == 0, closed: absent. n == 0, open: unknown for now.
 * A list: the items are certain; open: there may be more of them.
 * One value (not a list), closed: n is 1. Open with items: it is one of them.
 */
struct value {
	enum value_type type;
	bool list, open;
	size_t n;
	const union datum *item; /* in the arena of the fact's subject */
	struct str why;		 /* open: the question that went unanswered */
};

struct value value_absent(enum value_type type);
struct value value_unknown(enum value_type type, struct str why);
struct value value_bool(bool yes);
struct value value_number(struct arena *a, int64_t whole);
struct value value_time(struct arena *a, int64_t milliseconds);
/* Of VALUE_TEXT or VALUE_HOST; the absent text gives the absent value. */
struct value value_text(struct arena *a, enum value_type type, struct str s);
struct value value_addr(struct arena *a, const struct addr *addr);
struct value value_mail(struct arena *a, const struct mailaddr *mail);

/* The same value, its items and texts in this arena. */
struct value value_copy(struct arena *a, struct value v);

/* "a host name", for messages. */
const char *value_type_name(enum value_type type);

/*
 * Read a literal of a type: yes/no, 12 or 2.5 or 10M (K, M, G are of 1,024),
 * a name, an address, a path, 500ms 3s 5m 2h 14d. False when it is none; what
 * would be one is said by value_type_expects().
 */
bool value_parse(struct str text, enum value_type type, union datum *out);
const char *value_type_expects(enum value_type type);

/*
 * The value as text, as logs, replies and explanations show it; bytes are not
 * escaped. "-" when absent, "unknown" when open; lists are joined by ",".
 */
struct str value_show(struct arena *a, struct value v);
struct str value_show_one(struct arena *a, enum value_type type,
			  const union datum *d);
/* "2.5": a number of thousandths without needless zeros. */
struct str value_show_number(struct arena *a, int64_t thousandths);

#endif
