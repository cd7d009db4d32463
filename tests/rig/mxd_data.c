#include "mxd.h"

#include <string.h>

/* "\r", "\n" and "\0" in the name of a flaw, as in "end=\n.\n". */
static size_t
unescape(const char *from, char *to)
{
	size_t n = 0;

	for (; *from != '\0'; from++) {
		if (*from != '\\') {
			to[n++] = *from;
			continue;
		}
		from++;
		to[n++] = *from == 'r' ? '\r' : *from == 'n' ? '\n' : '\0';
	}
	return n;
}

static bool
ends_with(const char *tail, size_t have, const char *end, size_t n)
{
	return have >= n && memcmp(tail + have - n, end, n) == 0;
}

/* The last bytes that were read; enough of them for every end. */
struct tail {
	char p[16];
	size_t n;
};

static void
push(struct tail *t, char c)
{
	if (t->n == sizeof t->p)
		memmove(t->p, t->p + 1, --t->n);
	t->p[t->n++] = c;
}

/* CR or LF alone, or NUL: seen when the byte behind has come. */
static bool
is_bare(const struct tail *t)
{
	const char a = t->n > 1 ? t->p[t->n - 2] : 'x', b = t->p[t->n - 1];

	return b == '\0' || (b == '\n' && a != '\r') ||
	       (a == '\r' && b != '\n');
}

void
mxd_data(struct mxd *m)
{
	char wrong[16];
	size_t nwrong = 0;
	struct tail t = {.n = 2, .p = "\r\n"};
	bool bare = false;
	int c;

	if (strncmp(m->flaw, "end=", 4) == 0)
		nwrong = unescape(m->flaw + 4, wrong);
	do {
		c = mxd_byte(m);
		if (c < 0)
			return;
		push(&t, (char)c);
		bare = bare || is_bare(&t);
	} while (!ends_with(t.p, t.n, "\r\n.\r\n", 5) &&
		 (nwrong == 0 || !ends_with(t.p, t.n, wrong, nwrong)));
	m->messages++;
	if (mxd_has(m, "message-refused"))
		mxd_say(m, "554 5.6.0 I do not like it");
	else if (mxd_has(m, "message-later"))
		mxd_say(m, "451 4.3.0 not now");
	else if (bare && nwrong == 0 && !mxd_has(m, "data-bare"))
		mxd_say(m, "550 5.5.2 bare CR, LF or NUL");
	else
		mxd_say(m, "250 2.0.0 taken");
}
