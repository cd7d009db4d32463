#include "logline_private.h"

static int
hex(char c)
{
	c = str_lower(c);
	return str_is_digit(c)	      ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

/* \xHH, as the escaping printer writes it. */
static struct str
unescape(struct arena *a, struct str in)
{
	char *out = arena_alloc(a, in.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '\\' && i + 3 < in.n && in.p[i + 1] == 'x' &&
		    hex(in.p[i + 2]) >= 0 && hex(in.p[i + 3]) >= 0) {
			out[n++] =
			    (char)(hex(in.p[i + 2]) * 16 + hex(in.p[i + 3]));
			i += 3;
		} else {
			out[n++] = in.p[i];
		}
	}
	return str_make(out, n);
}

static void
put(struct arena *a, struct logline *l, struct str key, struct str value)
{
	const struct {
		const char *key;
		struct str *place;
	} rows[] = {
	    {"sid", &l->sid},	    {"rule", &l->rule}, {"qid", &l->qid},
	    {"client", &l->client}, {"name", &l->name}, {"helo", &l->helo},
	    {"from", &l->from},	    {"to", &l->to},
	};

	if (value.p == NULL || str_eq(value, STR("-")))
		return;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (str_eq(key, str_of(rows[i].key)))
			*rows[i].place = unescape(a, value);
}

/* KEY=VALUE, the value in quotes when need be; no quote stands in a value. */
static void
read_words(struct arena *a, struct str rest, struct logline *l)
{
	while (rest.n > 0) {
		const size_t equals = str_find(rest, '=');
		const struct str key = str_trim(str_slice(rest, 0, equals));
		char ends = ' ';

		rest = str_from(rest, equals + 1);
		if (rest.n > 0 && rest.p[0] == '"') {
			rest = str_from(rest, 1);
			ends = '"';
		}
		put(a, l, key, str_slice(rest, 0, str_find(rest, ends)));
		rest = str_trim(str_from(rest, str_find(rest, ends) + 1));
	}
}

/* A string of JSON with its quotes, or a number; both as far as we write it. */
static struct str
json_value(struct arena *a, struct str *rest)
{
	char *out = arena_alloc(a, rest->n + 1);
	const bool quoted = rest->n > 0 && rest->p[0] == '"';
	size_t i = quoted, n = 0;

	for (; i < rest->n; i++) {
		if (quoted ? rest->p[i] == '"'
			   : rest->p[i] == ',' || rest->p[i] == '}')
			break;
		if (rest->p[i] == '\\' && i + 1 < rest->n)
			i++;
		out[n++] = rest->p[i];
	}
	*rest = str_from(*rest, i + quoted);
	out[n] = '\0';
	return !quoted && strcmp(out, "null") == 0 ? (struct str){NULL, 0}
						   : str_make(out, n);
}

/* {"time":"...","action":"reject",...,"code":550,"sid":"..."} */
static void
read_json(struct arena *a, struct str rest, struct logline *l)
{
	while (str_find(rest, '"') < rest.n) {
		struct str key;

		rest = str_from(rest, str_find(rest, '"'));
		key = json_value(a, &rest);
		if (!str_begins(rest, STR(":")))
			return;
		rest = str_from(rest, 1);
		put(a, l, key, json_value(a, &rest));
	}
}

void
logline_ours(struct arena *a, struct str text, struct logline *l)
{
	l->ours = true;
	if (str_begins(text, STR("{")))
		read_json(a, text, l);
	else
		read_words(a, text, l);
}
