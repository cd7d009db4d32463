#include "mta.h"

/* Until the filter's answer is there, other things take time, too. */
enum { MARGIN = 6 };

void
mta_put(struct mta *m, struct str name, struct str value)
{
	struct mta_option *o = ARENA_NEW(m->arena, struct mta_option);

	*o = (struct mta_option){name, value, m->options};
	m->options = o;
}

struct str
mta_get(const struct mta *m, const char *name)
{
	for (const struct mta_option *o = m->options; o != NULL; o = o->next)
		if (str_eq(o->name, str_of(name)))
			return o->value;
	return str_of(NULL);
}

bool
mta_lists(struct str list, const char *word)
{
	while (list.n > 0) {
		size_t n = 0;

		while (n < list.n && list.p[n] != ',' &&
		       !str_is_blank(list.p[n]))
			n++;
		if (str_ieq(str_slice(list, 0, n), str_of(word)))
			return true;
		list = str_from(list, n + 1);
	}
	return false;
}

void
mta_finding(FILE *to, enum tri good, const char *command, struct str says,
	    const char *means, struct str mend)
{
	static const char *const words[] = {
	    [TRI_NO] = "mend", [TRI_MAYBE] = "look", [TRI_YES] = "ok"};

	fprintf(to, "%-5s %-10s %.*s\n", words[good], command, STR_ARG(says));
	fprintf(to, "                %s\n", means);
	if (good != TRI_YES)
		fprintf(to, "      ->        %.*s\n", STR_ARG(mend));
}

size_t
mta_report(FILE *to, const struct mta *m, const struct mta_check *check,
	   size_t n)
{
	size_t bad = 0;

	for (size_t i = 0; i < n; i++) {
		const struct mta_check *c = &check[i];
		struct str value = mta_get(m, c->option);
		const enum tri good = c->good(m, value);
		struct str says =
		    value.p == NULL
			? arena_printf(m->arena, "%s is not there", c->option)
			: arena_printf(m->arena, "%s = %.*s", c->option,
				       STR_ARG(value));

		mta_finding(to, good, c->command, says,
			    good == TRI_YES ? c->when_good : c->when_bad,
			    str_of(c->mend));
		bad += good == TRI_NO;
	}
	return bad;
}

struct mta_attach
mta_attach(const struct config *c)
{
	const struct setting *value = rules_settings(c->rules)->value;
	const int64_t most = value[SETTING_DNS_BUDGET].number +
			     value[SETTING_DELAY_LIMIT].number;

	return (struct mta_attach){.config = c,
				   .waits = c->enforce,
				   .seconds = (unsigned)((most + 999) / 1000) +
					      MARGIN};
}

void
mta_attach_inet(struct arena *a, const struct socket_name *s, struct str *host,
		struct str *port)
{
	struct str text = str_from(s->text, str_find(s->text, ':') + 1);
	size_t at = str_find(text, '@');

	*port = str_slice(text, 0, at);
	*host = str_from(text, at + 1);
	if (host->n > 1 && host->p[0] == '[')
		*host = str_slice(*host, 1, host->n - 1);
	if (s->kind == SOCKET_INET6)
		*host = arena_printf(a, "[%.*s]", STR_ARG(*host));
}
