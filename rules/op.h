#ifndef RULES_OP_H
#define RULES_OP_H

#include "pattern_set.h"
#include "str.h"
#include "table.h"
#include "tri.h"
#include "value.h"

#include <stdbool.h>
#include <stdint.h>

/* Operators of conditions; the rows stand in ops.def. */

enum op_id {
#define OP(id, word, operand, types) OP_##id,
#include "ops.def"
#undef OP
	OP_COUNT
};

enum op_operand {
	OPERAND_NONE,
	OPERAND_VALUE,
	OPERAND_SET,
	OPERAND_PATTERN,
	OPERAND_TEXT
};

struct op_row {
	const char *word;
	enum op_operand operand;
	unsigned types; /* bit 1 << enum value_type */
};

extern const struct op_row op_rows[OP_COUNT];

/* False when no operator has that word. */
bool op_find(struct str word, enum op_id *out);

/* What stands to the right; which members count depends on the operator. */
struct op_right {
	struct value value;	   /* a literal, a list of them, or a fact's */
	const struct table *table; /* a named table or the set's own */
	bool own;		   /* the table of our own names */
	const struct pattern *pattern;
	/* The set that the pattern is a member of; NULL: it is alone. */
	const struct pattern_set *set;
	size_t member;
};

struct session;

/*
 * The left value against the right: a list satisfies when one member does; an
 * absent value satisfies nothing but "absent"; open values answer "maybe"
 * where what is missing could matter. *overrun is set when a pattern hit its
 * limit.
 */
enum tri op_test(enum op_id op, struct value left, const struct op_right *right,
		 struct session *s, bool *overrun);

#endif
