#include "escape.h"

#include "tap.h"

#include <stdint.h>

static const struct {
	const char *in;
	size_t n;
	const char *also;
	size_t most;
	const char *out;
} cases[] = {
    {"plain text", 10, NULL, 100, "plain text"},
    {"", 0, NULL, 100, ""},
    {NULL, 0, NULL, 100, "-"},
    {"-", 1, NULL, 100, "-"},
    {"a\nb", 3, NULL, 100, "a\\x0ab"},
    {"a\0b", 3, NULL, 100, "a\\x00b"},
    {"\x7f\x80\xff", 3, NULL, 100, "\\x7f\\x80\\xff"},
    {"a\\b", 3, NULL, 100, "a\\x5cb"},
    {"a\\b", 3, "", 100, "a\\b"},
    {"a\nb", 3, "", 100, "a\\x0ab"},
    {"a\\b", 3, "=", 100, "a\\x5cb"},
    {"a=\"b\"", 5, "=\"", 100, "a\\x3d\\x22b\\x22"},
    {"a b", 3, " ", 100, "a\\x20b"},
    {" ~", 2, NULL, 100, " ~"},
    {"0123456789", 10, NULL, 10, "0123456789"},
    {"0123456789a", 11, NULL, 10, "0123456..."},
    {"012345678\n", 10, NULL, 10, "0123456..."},
    {"012345\n", 7, NULL, 10, "012345\\x0a"},
    {"012345\na", 8, NULL, 10, "012345..."},
    {"\n\n", 2, NULL, 7, "\\x0a..."},
    {"\n\n", 2, NULL, 6, "..."},
    {"abcd", 4, NULL, 3, "..."},
    {"abc", 3, NULL, 3, "abc"},
};

static void
test_cases(void)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str out = escape(a, str_make(cases[i].in, cases[i].n),
					cases[i].also, cases[i].most);

		is_text(out.p, cases[i].out, cases[i].out);
		ok(out.n == strlen(out.p), "a NUL behind %zu bytes", out.n);
	}
	arena_free(a);
}

static uint64_t seed = 20261017;

static size_t
below(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static int
hex(char c)
{
	const char *digits = "0123456789abcdef", *at = strchr(digits, c);

	return c == '\0' || at == NULL ? -1 : (int)(at - digits);
}

/* Can the output be read back, and is it the input's beginning? */
static bool
reads_back(const char *out, const char *in, size_t n, const char *also)
{
	bool cut =
	    strlen(out) >= 3 && strcmp(out + strlen(out) - 3, "...") == 0;
	size_t end = strlen(out) - (cut ? 3 : 0), k = 0, i;

	for (i = 0; i < end; k++) {
		bool one = out[i] == '\\' && (also == NULL || also[0] != '\0');
		char c = out[i];

		if (k >= n)
			return false;
		if (one && (i + 4 > end || out[i + 1] != 'x' ||
			    hex(out[i + 2]) < 0 || hex(out[i + 3]) < 0))
			return false;
		if (one)
			c = (char)(hex(out[i + 2]) * 16 + hex(out[i + 3]));
		if (c != in[k])
			return false;
		i += one ? 4 : 1;
	}
	return cut || k == n;
}

/* One line of printable ASCII, never longer than asked, and true. */
static void
test_property(void)
{
	static const char *const also[] = {NULL, "=", " \"", "%"};
	size_t longer = 0, dirty = 0, lost = 0;
	char in[64], out[300];

	for (size_t i = 0; i < 300000; i++) {
		const char *with = also[below(4)];
		size_t n = below(sizeof in), size = 4 + below(280), got;

		for (size_t k = 0; k < n; k++)
			in[k] = (char)(below(3) == 0 ? below(256)
						     : ' ' + below(95));
		memset(out, 1, sizeof out);
		got = escape_into(out, size, str_make(in, n), with);
		longer += got >= size || out[got] != '\0' || strlen(out) != got;
		for (size_t k = 0; k < got; k++)
			dirty += out[k] < ' ' || out[k] > '~' ||
				 (with != NULL && strchr(with, out[k]));
		lost += !reads_back(out, in, n, with);
		for (size_t k = size; k < sizeof out; k++)
			longer += out[k] != 1;
	}
	ok(longer == 0, "%zu results longer than asked for", longer);
	ok(dirty == 0, "%zu bytes that are not printable ASCII", dirty);
	ok(lost == 0, "%zu results that do not read back", lost);
}

int
main(void)
{
	test_cases();
	test_property();
	return tap_done();
}
