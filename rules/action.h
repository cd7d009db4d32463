#ifndef RULES_ACTION_H
#define RULES_ACTION_H

#include "str.h"

#include <stdbool.h>

/* What a rule does; the rows stand in actions.def. */
enum action {
#define ACTION(id, name, decides, code, dsn, text) ACTION_##id,
#include "actions.def"
#undef ACTION
	ACTION_COUNT
};

struct action_row {
	const char *name;
	bool decides;  /* ends the evaluation */
	unsigned code; /* default reply code */
	const char *dsn, *text;
};

extern const struct action_row action_rows[ACTION_COUNT];

/* False when no action has that name. */
bool action_find(struct str name, enum action *out);

#endif
