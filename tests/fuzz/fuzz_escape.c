#include "target.h"

#include "../../milter/json.h"
#include "../../milter/log.h"
#include "escape.h"

/*
 * A line of the log as its readers part it: KEY=VALUE, blanks between, a value
 * with a blank or "=" in quotes that stand nowhere else.
 */
static void
check_line(struct str in)
{
	struct log_line line = {.n = 0};
	size_t pairs = 1, equals = 0;
	bool quoted = false;

	log_key(&line, "a", in);
	log_number(&line, "b", (int64_t)in.n);
	log_key(&line, "c", str_slice(in, 0, 3));
	assert(line.n < sizeof line.text);
	assert(fuzz_is_clean(str_make(line.text, line.n)));
	for (size_t i = 0; i < line.n; i++) {
		quoted ^= line.text[i] == '"';
		pairs += line.text[i] == ' ' && !quoted;
		equals += line.text[i] == '=' && !quoted;
	}
	assert(!quoted && pairs == 3 && equals == 3);
}

/* RFC 8259, 7: a string, and nothing behind it. */
static void
check_json(struct str in)
{
	char *text;
	size_t n;
	FILE *to = open_memstream(&text, &n);
	struct json j = {.to = to};

	json_text(&j, NULL, in);
	fclose(to);
	assert(n >= 2 && text[0] == '"' && text[n - 1] == '"');
	for (size_t i = 1; i < n - 1; i++) {
		assert(text[i] >= ' ' && text[i] <= '~' && text[i] != '"');
		if (text[i] != '\\')
			continue;
		i++;
		assert(i < n - 1 && (text[i] == '\\' || text[i] == '"'));
	}
	free(text);
}

int
fuzz_escape(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str in = fuzz_input(data, size);
	const size_t most = size > 0 ? 3 + data[0] : 3;
	struct str out = escape(a, in, " =\"", most);
	char buf[64];

	assert(out.n <= most && fuzz_is_clean(out));
	assert(str_find(out, ' ') == out.n && str_find(out, '"') == out.n);
	assert(out.p[out.n] == '\0');
	assert(escape_into(buf, sizeof buf, in, NULL) < sizeof buf);
	check_line(in);
	check_json(in);
	arena_free(a);
	return 0;
}
