#include "diag.h"

#include "limits.h"
#include "tap.h"

#include <stdlib.h>

static struct source
source_of(const char *name, const char *text)
{
	return (struct source){str_of(name), str_of(text)};
}

/* What is printed, in the arena. */
static const char *
printed(const struct diag *d, struct arena *a)
{
	size_t size = 0;
	char *text = NULL;
	FILE *f = open_memstream(&text, &size);
	struct str copy;

	diag_print(d, f);
	fclose(f);
	copy = arena_str(a, str_make(text, size));
	free(text);
	return copy.p;
}

/* One report about the bytes "start" to "end" of a text. */
static const struct {
	const char *what, *text;
	size_t start, end;
	const char *out;
} cases[] = {
    {"a word", "reject a if helo.fqnd\n", 12, 21,
     "f:1:13: error: no\n    reject a if helo.fqnd\n"
     "                ^~~~~~~~~\n"},
    {"the second line", "a\nbcd\ne\n", 3, 4,
     "f:2:2: error: no\n    bcd\n     ^\n"},
    {"the line's first byte", "a\nbcd\n", 2, 3,
     "f:2:1: error: no\n    bcd\n    ^\n"},
    {"nothing at all, in an empty file", "", 0, 0, "f:1:1: error: no\n"},
    {"the end of the file", "abc", 3, 3,
     "f:1:4: error: no\n    abc\n"
     "       ^\n"},
    {"the end of the file behind its last line", "abc\n", 4, 4,
     "f:2:1: error: no\n    \n    ^\n"},
    {"more than the line", "abc\ndef\n", 1, 7,
     "f:1:2: error: no\n    abc\n     ^~\n"},
    {"behind a tab", "\ta\tbc", 3, 5,
     "f:1:4: error: no\n    \ta\tbc\n    \t \t^~\n"},
    {"a line that ends in CRLF", "abc\r\ndef\r\n", 6, 7,
     "f:2:2: error: no\n    def\n     ^\n"},
    {"bytes that do not print", "a\xc3\xa4\x1b[2Jb", 7, 8,
     "f:1:8: error: no\n    a???[2Jb\n           ^\n"},
};

static void
test_places(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *a = arena_new();
		struct diag *d = diag_new(a);
		struct source s = source_of("f", cases[i].text);

		diag_error(d, (struct span){&s, cases[i].start, cases[i].end},
			   "no");
		is_text(printed(d, a), cases[i].out, cases[i].what);
		arena_free(a);
	}
}

static void
test_order(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct source one = source_of("one", "a\nb\nc\n");
	struct source two = source_of("two", "d\n");

	ok(diag_first(d, a).p == NULL, "nothing to tell");
	is_text(printed(d, a), "", "nothing to print");
	diag_warn(d, (struct span){&one, 4, 5}, "third");
	diag_error(d, (struct span){&two, 0, 1}, "last, about %s %d", "d", 1);
	diag_error(d, (struct span){&one, 2, 3}, "second");
	diag_error(d, (struct span){&one, 0, 1}, "first");
	diag_error(d, (struct span){&one, 2, 3}, "second");
	ok(diag_errors(d) == 3 && diag_warnings(d) == 1,
	   "the same is kept once: %zu errors", diag_errors(d));
	is_text(printed(d, a),
		"one:1:1: error: first\n    a\n    ^\n"
		"one:2:1: error: second\n    b\n    ^\n"
		"one:3:1: warning: third\n    c\n    ^\n"
		"two:1:1: error: last, about d 1\n    d\n    ^\n",
		"by file and line");
	is_text(diag_first(d, a).p, "two:1:1: last, about d 1",
		"the first error of all, in one line");
	arena_free(a);
}

/* Hostile bytes of a file or its name: one clean line each. */
static void
test_hostile(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct source s = source_of("a\nb\x1b", "x\n");
	const char *out;

	diag_error(d, (struct span){&s, 0, 1}, "there is no %s", "\r\n\x9b!");
	out = printed(d, a);
	is_text(out,
		"a\\x0ab\\x1b:1:1: error: there is no \\x0d\\x0a\\x9b!\n"
		"    x\n    ^\n",
		"escaped");
	diag_error(d, (struct span){NULL, 0, 0}, "about no file");
	ok(strstr(printed(d, a), "heloward: error: about no file\n") != NULL,
	   "about no file at all");
	arena_free(a);
}

/* A long line is cut around the place. */
static void
test_long(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	char *text = arena_alloc(a, 60001);
	struct source s = {STR("f"), {text, 60000}};
	const char *out, *caret;
	size_t longest = 0;

	memset(text, '.', 60000);
	text[30000] = '!';
	diag_error(d, (struct span){&s, 30000, 30001}, "here");
	out = printed(d, a);
	for (const char *p = out; *p != '\0'; p += strcspn(p, "\n") + 1)
		if (strcspn(p, "\n") > longest)
			longest = strcspn(p, "\n");
	caret = strrchr(out, '\n') - 1;
	while (caret[-1] != '\n')
		caret--;
	ok(longest < 240, "the longest line has %zu bytes", longest);
	ok(strncmp(out, "f:1:30001: error: here\n", 23) == 0, "the column");
	ok(out[23 + strcspn(caret, "^")] == '!', "the caret is below it");
	arena_free(a);
}

/* Past the limit they are counted. */
static void
test_many(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	char *text = arena_alloc(a, 100000);
	struct source s = {STR("f"), {text, 100000}};
	const char *out;
	size_t shown = 0, size;

	memset(text, '\n', 100000);
	for (size_t i = 0; i < LIMIT_ERRORS; i++)
		diag_error(d, (struct span){&s, i, i}, "wrong");
	size = arena_size(a);
	for (size_t i = LIMIT_ERRORS; i < 100000; i++)
		diag_error(d, (struct span){&s, i, i}, "wrong");
	diag_warn(d, (struct span){&s, 5, 5}, "odd");
	ok(diag_errors(d) == 100000, "%zu errors", diag_errors(d));
	ok(arena_size(a) < size + 100000, "cost no more than the first");
	out = printed(d, a);
	for (const char *p = out; (p = strstr(p, "error: wrong")) != NULL; p++)
		shown++;
	ok(shown == LIMIT_ERRORS, "%zu are shown", shown);
	ok(strstr(out, "warning: odd") != NULL, "warnings have their own");
	ok(strstr(out, "99950 more errors") != NULL, "and the rest is counted");
	arena_free(a);
}

int
main(void)
{
	test_places();
	test_order();
	test_hostile();
	test_long();
	test_many();
	return tap_done();
}
