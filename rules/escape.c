#include "escape.h"

#include <assert.h>

static size_t
escape_one(char out[4], char c, const char *also)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char u = (unsigned char)c;

	const bool passes =
	    also == NULL
		? u != '\\'
		: also[0] == '\0' || (u != '\\' && strchr(also, c) == NULL);

	if (u >= 0x20 && u < 0x7f && passes) {
		out[0] = c;
		return 1;
	}
	out[0] = '\\';
	out[1] = 'x';
	out[2] = hex[u >> 4];
	out[3] = hex[u & 15];
	return 4;
}

size_t
escape_into(char *out, size_t size, struct str in, const char *also)
{
	size_t used = 0, fits = 0; /* "fits": the last place where "..." fits */

	assert(size >= sizeof "...");
	if (in.p == NULL)
		in = STR("-");
	for (size_t i = 0; i < in.n; i++) {
		char one[4];
		size_t n = escape_one(one, in.p[i], also);

		if (used + n + 1 > size) {
			memcpy(out + fits, "...", sizeof "...");
			return fits + 3;
		}
		memcpy(out + used, one, n);
		used += n;
		if (used + sizeof "..." <= size)
			fits = used;
	}
	out[used] = '\0';
	return used;
}

struct str
escape(struct arena *a, struct str in, const char *also, size_t most)
{
	size_t size = in.n * 4 + 4 < most + 1 ? in.n * 4 + 4 : most + 1;
	char *out = arena_alloc(a, size);

	return str_make(out, escape_into(out, size, in, also));
}
