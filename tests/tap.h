#ifndef TESTS_TAP_H
#define TESTS_TAP_H

/* Test Anything Protocol in some forty lines. Include once per program. */

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static unsigned tap_run, tap_failed;

__attribute__((format(printf, 4, 5))) static inline bool
tap_ok(bool pass, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %u - ", pass ? "" : "not ", ++tap_run);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	if (!pass) {
		tap_failed++;
		printf("# at %s:%d\n", file, line);
	}
	fflush(stdout);
	return pass;
}

#define ok(pass, ...) tap_ok((pass), __FILE__, __LINE__, __VA_ARGS__)

__attribute__((unused)) static inline bool
tap_same(const char *got, const char *want, const char *file, int line,
	 const char *what)
{
	bool same = strcmp(got, want) == 0;

	tap_ok(same, file, line, "%s", what);
	if (!same)
		printf("# got:  %s\n# want: %s\n", got, want);
	return same;
}

#define is_text(got, want, what) \
	tap_same((got), (want), __FILE__, __LINE__, (what))

static inline int
tap_done(void)
{
	printf("1..%u\n", tap_run);
	return tap_failed > 0;
}

#endif
