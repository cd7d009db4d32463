#include "json.h"

#include "escape.h"
#include "value.h"

#include <inttypes.h>

static void
begin(struct json *j, const char *key)
{
	if (j->comma)
		fputc(',', j->to);
	if (key != NULL)
		fprintf(j->to, "\"%s\":", key);
	j->comma = true;
}

void
json_object(struct json *j, const char *key)
{
	begin(j, key);
	fputc('{', j->to);
	j->comma = false;
}

void
json_list(struct json *j, const char *key)
{
	begin(j, key);
	fputc('[', j->to);
	j->comma = false;
}

void
json_end_object(struct json *j)
{
	fputc('}', j->to);
	j->comma = true;
}

void
json_end_list(struct json *j)
{
	fputc(']', j->to);
	j->comma = true;
}

void
json_text(struct json *j, const char *key, struct str text)
{
	char clean[4096];
	size_t n;

	begin(j, key);
	if (text.p == NULL) {
		fputs("null", j->to);
		return;
	}
	n = escape_into(clean, sizeof clean, text, NULL);
	fputc('"', j->to);
	for (size_t i = 0; i < n; i++) {
		if (clean[i] == '"' || clean[i] == '\\')
			fputc('\\', j->to);
		fputc(clean[i], j->to);
	}
	fputc('"', j->to);
}

void
json_bool(struct json *j, const char *key, bool yes)
{
	begin(j, key);
	fputs(yes ? "true" : "false", j->to);
}

void
json_number(struct json *j, const char *key, int64_t number)
{
	begin(j, key);
	fprintf(j->to, "%" PRId64, number);
}

void
json_decimal(struct json *j, const char *key, int64_t thousandths)
{
	struct arena *a = arena_new();

	begin(j, key);
	fprintf(j->to, "%.*s", STR_ARG(value_show_number(a, thousandths)));
	arena_free(a);
}
