#include "mailaddr.h"

#include "hostname.h"

/*
 * The place behind one byte, or behind a whole quoted string; more than s.n
 * when the quotes never close.
 */
static size_t
step(struct str s, size_t at)
{
	if (s.p[at] != '"')
		return at + 1;
	for (size_t i = at + 1; i < s.n; i++) {
		if (s.p[i] == '"')
			return i + 1;
		if (s.p[i] == '\\')
			i++;
	}
	return s.n + 1;
}

static bool
quotes_close(struct str s)
{
	size_t at = 0;

	while (at < s.n)
		at = step(s, at);
	return at == s.n;
}

/* The first and the last "c" outside quotes; s.n when there is none. */
static size_t
find_first(struct str s, char c)
{
	for (size_t at = 0; at < s.n; at = step(s, at))
		if (s.p[at] == c)
			return at;
	return s.n;
}

static size_t
find_last(struct str s, char c)
{
	size_t found = s.n;

	for (size_t at = 0; at < s.n; at = step(s, at))
		if (s.p[at] == c)
			found = at;
	return found;
}

static bool
is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > 127)
			return false;
	return true;
}

/* Path = [ A-d-l ":" ] Mailbox, its brackets taken off */
static void
split_path(struct str path, struct mailaddr *out)
{
	size_t colon = str_find(path, ':');
	size_t at;

	out->utf8 = !is_ascii(path);
	if (str_begins(path, STR("@")) && colon < path.n) {
		out->route = str_slice(path, 0, colon);
		path = str_from(path, colon + 1);
	}
	at = find_last(path, '@');
	out->local = str_slice(path, 0, at);
	if (at < path.n)
		out->domain = str_from(path, at + 1);
	out->quoted =
	    str_begins(path, STR("\"")) && step(out->local, 0) == out->local.n;
}

bool
mailaddr_split(struct str text, struct mailaddr *out)
{
	struct str path = text;
	bool brackets = str_begins(text, STR("<"));

	*out = (struct mailaddr){.text = text};
	if (!quotes_close(text))
		return false;
	if (brackets) {
		if (find_first(text, '>') != text.n - 1)
			return false;
		path = str_slice(text, 1, text.n - 1);
	}
	out->brackets = brackets;
	out->null = brackets && path.n == 0;
	split_path(path, out);
	return true;
}

/* What a local part says: without the quotes around it, escapes still in. */
static struct str
said(const struct mailaddr *a)
{
	if (!a->quoted || a->local.n < 2)
		return a->local;
	return str_slice(a->local, 1, a->local.n - 1);
}

/* Takes the next byte as it is meant off the text. */
static char
next(struct str *s, bool quoted)
{
	char c;

	if (quoted && s->n > 1 && s->p[0] == '\\')
		*s = str_from(*s, 1);
	c = s->p[0];
	*s = str_from(*s, 1);
	return c;
}

static bool
local_equal(const struct mailaddr *a, const struct mailaddr *b)
{
	struct str x = said(a), y = said(b);

	while (x.n > 0 && y.n > 0)
		if (str_lower(next(&x, a->quoted)) !=
		    str_lower(next(&y, b->quoted)))
			return false;
	return x.n == y.n;
}

bool
mailaddr_is_postmaster(const struct mailaddr *a)
{
	static const struct mailaddr postmaster = {.local = STR("postmaster")};

	return local_equal(a, &postmaster);
}

bool
mailaddr_equal(const struct mailaddr *a, const struct mailaddr *b)
{
	/* Two paths that cannot be taken apart are alike only as they stand. */
	if (a->local.p == NULL || b->local.p == NULL)
		return a->local.p == b->local.p && str_eq(a->text, b->text);
	return a->null == b->null && local_equal(a, b) &&
	       (a->domain.p == NULL) == (b->domain.p == NULL) &&
	       hostname_equal(a->domain, b->domain);
}

size_t
mailaddr_unquote(const struct mailaddr *a, char *out)
{
	struct str s = said(a);
	size_t n = 0;

	while (s.n > 0)
		out[n++] = next(&s, a->quoted);
	return n;
}
