#include "setting.h"

#include "addr.h"
#include "hostname.h"
#include "value.h"

enum { WHEN_RELOAD = false, WHEN_RESTART = true };

const struct setting_row setting_rows[SETTING_COUNT] = {
#define SETTING(id, name, type, words, def, when, help) \
	{name, SETTING_TYPE_##type, words, def, WHEN_##when, help},
#include "settings.def"
#undef SETTING
};

bool
setting_find(struct str name, enum setting_id *out)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (str_eq(name, str_of(setting_rows[i].name))) {
			*out = (enum setting_id)i;
			return true;
		}
	return false;
}

static bool
is_word(const struct setting_row *row, struct str text)
{
	struct str rest = str_of(row->words);

	while (rest.n > 0) {
		struct str word = str_slice(rest, 0, str_find(rest, ' '));

		if (str_eq(word, text))
			return true;
		rest = str_from(rest, word.n + 1);
	}
	return false;
}

bool
setting_server(struct str text, struct addr *addr, uint16_t *port)
{
	size_t blank = str_find(text, ' ');
	struct str rest = str_trim(str_from(text, blank));
	union datum d = {.number = 0};

	*port = 0;
	if (!addr_parse(str_slice(text, 0, blank), addr))
		return false;
	if (rest.n == 0)
		return true;
	if (!str_begins(rest, STR("port ")) ||
	    !value_parse(str_trim(str_from(rest, sizeof "port" - 1)),
			 VALUE_NUMBER, &d) ||
	    d.number < NUMBER_ONE ||
	    d.number > UINT16_MAX * (int64_t)NUMBER_ONE)
		return false;
	*port = (uint16_t)(d.number / NUMBER_ONE);
	return true;
}

/* NULL, or what the value should have been. */
static const char *
read_value(const struct setting_row *row, struct setting *v)
{
	union datum d;
	uint16_t port;

	switch (row->type) {
	case SETTING_TYPE_WORD:
		return is_word(row, v->text) ? NULL : row->words;
	case SETTING_TYPE_NUMBER:
		if (!value_parse(v->text, VALUE_NUMBER, &d) || d.number < 0)
			return value_type_expects(VALUE_NUMBER);
		v->number = d.number / NUMBER_ONE;
		return NULL;
	case SETTING_TYPE_TIME:
		if (!value_parse(v->text, VALUE_TIME, &d) || d.number < 0)
			return value_type_expects(VALUE_TIME);
		v->number = d.number;
		return NULL;
	case SETTING_TYPE_HOST:
		if (v->text.n > 0 && !hostname_is_valid(v->text))
			return value_type_expects(VALUE_HOST);
		return NULL;
	case SETTING_TYPE_SERVER:
		return setting_server(v->text, &d.addr, &port)
			   ? NULL
			   : "ADDRESS or ADDRESS port N";
	case SETTING_TYPE_TEXT:
		break;
	}
	return NULL;
}

void
settings_init(struct settings *s)
{
	memset(s, 0, sizeof *s);
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		s->value[i].text = str_of(setting_rows[i].fallback);
		read_value(&setting_rows[i], &s->value[i]);
	}
}

void
setting_put(struct settings *s, enum setting_id id, struct str text,
	    struct arena *a, struct diag *d, struct span at)
{
	const struct setting_row *row = &setting_rows[id];
	struct setting *v = &s->value[id];
	struct setting now = {
	    .span = at, .text = text, .list = v->list, .nlist = v->nlist};
	const char *expects = read_value(row, &now);

	if (expects != NULL) {
		diag_error(d, at, "%s cannot be \"%.*s\"; expected %s%s",
			   row->name, STR_ARG(text),
			   row->type == SETTING_TYPE_WORD ? "one of: " : "",
			   expects);
		return;
	}
	if (row->type == SETTING_TYPE_SERVER) {
		ARENA_GROW(a, now.list, now.nlist);
		now.list[now.nlist++] = text;
	} else if (v->span.source != NULL) {
		diag_error(d, at, "%s is set a second time", row->name);
	}
	*v = now;
}

bool
setting_is(const struct settings *s, enum setting_id id, const char *word)
{
	return str_eq(s->value[id].text, str_of(word));
}
