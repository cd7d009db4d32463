#include "lines.h"

enum { LINE = 74 };

struct str
lines_of(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, 2 * text.n + 2);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
			out[n++] = '\r';
		out[n++] = text.p[i];
	}
	if (n > 0 && out[n - 1] != '\n') {
		out[n++] = '\r';
		out[n++] = '\n';
	}
	return str_make(out, n);
}

bool
lines_fill(uint64_t bytes, bool (*take)(void *context, struct str line),
	   void *context)
{
	char line[LINE];

	while (bytes > 0) {
		size_t n = bytes > LINE ? LINE : (size_t)bytes;

		n -= bytes - n == 1;
		if (n < sizeof "\r\n" - 1)
			return false;
		memset(line, 'x', sizeof line);
		memcpy(line + n - 2, "\r\n", 2);
		if (!take(context, str_make(line, n)))
			return false;
		bytes -= n;
	}
	return true;
}
