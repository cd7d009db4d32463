#include "macros.h"

static void
put(struct macros *m, struct macro macro)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->macro[i].name, macro.name)) {
			m->macro[i] = macro;
			return;
		}
	if (m->n < MACROS_MOST)
		m->macro[m->n++] = macro;
}

void
macros_put(struct macros *m, const char *name, struct str value, bool of_client)
{
	put(m, (struct macro){str_of(name), value, of_client});
}

void
macros_put_str(struct macros *m, struct str name, struct str value)
{
	put(m, (struct macro){name, value, false});
}

struct str
macros_find(const struct macros *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->macro[i].name, str_of(name)))
			return m->macro[i].value;
	return (struct str){NULL, 0};
}

void
macros_default(struct macros *m, const char *name, struct str value)
{
	for (size_t i = 0; i < m->n; i++)
		if (str_eq(m->macro[i].name, str_of(name)))
			return;
	macros_put(m, name, value, true);
}

void
macros_forget(struct macros *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++)
		if (!m->macro[i].of_client)
			m->macro[n++] = m->macro[i];
	m->n = n;
}

void
macros_send(const struct macros *m, struct session *s)
{
	for (size_t i = 0; i < m->n; i++)
		session_macro(s, m->macro[i].name, m->macro[i].value);
}
