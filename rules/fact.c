#include "fact.h"

#include "addr.h"
#include "session_private.h"

enum { ONE = false, MANY = true };
#define VALUE_NONE VALUE_TYPES
/* "chosen" and "peer" of a row. */
#define CHOSEN_SEEN false, false
#define CHOSEN_SEEN_PEER false, true
#define CHOSEN_CLIENT true, false
#define CHOSEN_CLIENT_PEER true, true

const struct fact_row fact_rows[FACT_COUNT] = {
#define FACT(getter, name, type, list, from, scope, asks, chosen, rfc, words, \
	     summary)                                                         \
	{name,                                                                \
	 VALUE_##type,                                                        \
	 list,                                                                \
	 STAGE_##from,                                                        \
	 SCOPE_##scope,                                                       \
	 asks,                                                                \
	 CHOSEN_##chosen,                                                     \
	 rfc,                                                                 \
	 words,                                                               \
	 summary,                                                             \
	 fact_##getter,                                                       \
	 NULL,                                                                \
	 VALUE_TYPES,                                                         \
	 TAKES_ZONE},
#include "facts.def"
#undef FACT
};

const struct fact_row function_rows[FUNCTION_COUNT] = {
#define FUNCTION(getter, name, takes, subject, type, list, from, scope, asks, \
		 chosen, rfc, summary)                                        \
	{name,                                                                \
	 VALUE_##type,                                                        \
	 list,                                                                \
	 STAGE_##from,                                                        \
	 SCOPE_##scope,                                                       \
	 asks,                                                                \
	 CHOSEN_##chosen,                                                     \
	 rfc,                                                                 \
	 "",                                                                  \
	 summary,                                                             \
	 NULL,                                                                \
	 fact_##getter,                                                       \
	 VALUE_##subject,                                                     \
	 TAKES_##takes},
#include "functions.def"
#undef FUNCTION
};

const struct fact_row *
function_find(struct str name)
{
	for (size_t i = 0; i < FUNCTION_COUNT; i++)
		if (str_eq(name, str_of(function_rows[i].name)))
			return &function_rows[i];
	return NULL;
}

bool
fact_find(struct str name, enum fact_id *out)
{
	for (size_t i = 0; i < FACT_COUNT; i++)
		if (str_eq(name, str_of(fact_rows[i].name))) {
			*out = (enum fact_id)i;
			return true;
		}
	return false;
}

bool
fact_has_word(const struct fact_row *fact, struct str word)
{
	struct str rest = str_of(fact->words);

	if (rest.n == 0)
		return true;
	while (rest.n > 0) {
		size_t blank = str_find(rest, ' ');

		if (str_eq(str_slice(rest, 0, blank), word))
			return true;
		rest = str_from(rest, blank + 1);
	}
	return false;
}

struct value
fact_get(struct session *s, const struct fact_row *row)
{
	if (s->unheard && row->scope == SCOPE_GREETING)
		return value_unknown(row->type, STR("how the client greeted"));
	return row->get(s);
}

struct value
fact_value(struct session *s, enum fact_id id)
{
	const struct value *known = session_known(s, id);
	struct value v;

	if (known != NULL)
		return *known;
	v = fact_get(s, &fact_rows[id]);
	if (v.open)
		return v;
	return *session_know(s, id, v);
}
