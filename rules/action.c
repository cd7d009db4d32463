#include "action.h"

const struct action_row action_rows[ACTION_COUNT] = {
#define ACTION(id, name, decides, code, dsn, text) \
	{name, decides, code, dsn, text},
#include "actions.def"
#undef ACTION
};

bool
action_find(struct str name, enum action *out)
{
	for (unsigned i = 0; i < ACTION_COUNT; i++)
		if (str_eq(name, str_of(action_rows[i].name))) {
			*out = (enum action)i;
			return true;
		}
	return false;
}
