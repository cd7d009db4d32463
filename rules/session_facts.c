#include "session_private.h"

#include <assert.h>

const struct value *
session_known(const struct session *s, enum fact_id id)
{
	const struct memory *m = &s->memory;
	const enum scope scope = fact_rows[id].scope;
	const size_t place = m->place[id];

	if (place >= m->nknown[scope] || m->known[scope][place]->id != id)
		return NULL;
	return &m->known[scope][place]->value;
}

const struct value *
session_know(struct session *s, enum fact_id id, struct value v)
{
	struct memory *m = &s->memory;
	const enum scope scope = fact_rows[id].scope;
	const size_t n = m->nknown[scope];
	struct arena *a = session_arena(s, scope);
	struct known *k = ARENA_NEW(a, struct known);

	static_assert(FACT_COUNT < UINT8_MAX, "places are bytes");
	*k = (struct known){id, value_copy(a, v)};
	ARENA_GROW(a, m->known[scope], n);
	m->known[scope][n] = k;
	m->nknown[scope]++;
	m->place[id] = (uint8_t)n;
	return &k->value;
}

/* A place that cannot be its own. */
void
session_doubt(struct session *s, enum fact_id id)
{
	s->memory.place[id] = UINT8_MAX;
}

void
session_forget_facts(struct session *s, enum scope from)
{
	for (size_t i = from; i < SCOPE_COUNT; i++)
		s->memory.nknown[i] = 0;
}
