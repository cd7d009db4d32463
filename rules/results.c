#include "results.h"

#include "escape.h"
#include "fact.h"
#include "limits.h"
#include "value.h"

#include <string.h>

const char results_facts[] =
    "%{client.rdns}%{helo.valid}%{helo.is_client}%{helo.literal_matches}";

/* Blanks that a folded field may have. */
static bool
is_blank(char c)
{
	return str_is_blank(c) || c == '\r' || c == '\n';
}

/* Behind blanks and (comments), which may nest. */
static struct str
skip_cfws(struct str s)
{
	size_t depth = 0, i = 0;

	for (; i < s.n; i++) {
		if (s.p[i] == '\\' && depth > 0)
			i++;
		else if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && depth > 0)
			depth--;
		else if (depth == 0 && !is_blank(s.p[i]))
			break;
	}
	return str_from(s, i < s.n ? i : s.n);
}

/* authserv-id = value (RFC 8601, 2.2): a token or a quoted string */
static struct str
authserv_id(struct str field)
{
	size_t n = 0;

	field = skip_cfws(field);
	if (str_begins(field, STR("\""))) {
		field = str_from(field, 1);
		return str_slice(field, 0, str_find(field, '"'));
	}
	while (n < field.n && !is_blank(field.p[n]) &&
	       memchr(";(/", field.p[n], 3) == NULL)
		n++;
	return str_slice(field, 0, n);
}

bool
results_is_forged(struct session *s, struct str name, struct str value)
{
	return str_ieq(name, STR("Authentication-Results")) &&
	       session_is_own_host(s, authserv_id(value));
}

bool
results_are_open(struct session *s)
{
	return fact_value(s, FACT_client_rdns).open ||
	       fact_value(s, FACT_helo_is_client).open;
}

/*
 * A token as it is, else a quoted string (RFC 8601, 2.2: pvalue). Who reads it
 * takes neither comments nor more results out of it, whatever the client said.
 */
static struct str
pvalue(struct arena *a, struct str s)
{
	struct str clean = escape(a, s, "\"", LIMIT_SHOWN), all = STR("\"");
	bool token = clean.n > 0;

	for (size_t i = 0; i < clean.n; i++) {
		const char c = clean.p[i];

		token = token &&
			(str_is_alnum(c) || c == '.' || c == '-' || c == '_');
		all = arena_printf(a, "%.*s%s%c", STR_ARG(all),
				   c == '\\' ? "\\" : "", c);
	}
	return token ? clean : arena_printf(a, "%.*s\"", STR_ARG(all));
}

/* RFC 8601, 2.7.3 */
static struct str
iprev(struct session *s)
{
	const struct value rdns = fact_value(s, FACT_client_rdns);

	if (rdns.open || rdns.n == 0)
		return rdns.open ? STR("temperror") : STR("none");
	return rdns.item[0].text;
}

static bool
is_yes(struct value v)
{
	return !v.open && v.n > 0 && v.item[0].yes;
}

/* Does the greeting lead to the client? */
static const char *
x_helo(struct session *s)
{
	const struct value mine = fact_value(s, FACT_helo_is_client);

	if (fact_value(s, FACT_helo_raw).n == 0)
		return "none";
	if (!is_yes(fact_value(s, FACT_helo_valid)))
		return "permerror";
	if (is_yes(mine) || is_yes(fact_value(s, FACT_helo_literal_matches)))
		return "pass";
	return mine.open ? "temperror" : "fail";
}

struct str
results_value(struct session *s, struct str id, struct arena *a)
{
	const struct value client = fact_value(s, FACT_client_address);
	const struct value helo = fact_value(s, FACT_helo_name);
	struct str all = pvalue(a, id);

	if (client.n > 0)
		all = arena_printf(a, "%.*s; iprev=%.*s policy.iprev=%.*s",
				   STR_ARG(all), STR_ARG(iprev(s)),
				   STR_ARG(pvalue(a, value_show(a, client))));
	all = arena_printf(a, "%.*s; x-helo=%s", STR_ARG(all), x_helo(s));
	if (helo.n > 0)
		all = arena_printf(a, "%.*s smtp.helo=%.*s", STR_ARG(all),
				   STR_ARG(pvalue(a, value_show(a, helo))));
	return all;
}
