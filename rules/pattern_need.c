#include "pattern_need.h"

#include "limits.h"

/*
 * A recursive descent over the regular expression. A run is text that stands
 * in the subject in one piece; whatever is not a plain character ends it. Of
 * all runs of a sequence, and of what its groups need, the best one is kept;
 * alternatives need what one of them needs.
 */

struct scan {
	struct arena *arena;
	struct str re;
	size_t at, depth;
	bool lost; /* something was not understood */
};

struct run {
	char text[NEED_LONGEST];
	size_t n;
};

static void alternatives(struct scan *s, struct pattern_need *out);

static char
peek(const struct scan *s)
{
	return s->at < s->re.n ? s->re.p[s->at] : '\0';
}

static bool
accept(struct scan *s, const char *word)
{
	struct str w = str_of(word);

	if (!str_begins(str_from(s->re, s->at), w))
		return false;
	s->at += w.n;
	return true;
}

static bool
is_one_of(char c, const char *chars)
{
	return c != '\0' && strchr(chars, c) != NULL;
}

/* The shortest text of a need: the longer it is, the fewer names have it. */
static size_t
worth(const struct pattern_need *need)
{
	size_t least = need->n == 0 ? 0 : NEED_LONGEST;

	for (size_t i = 0; i < need->n; i++)
		if (need->text[i].n < least)
			least = need->text[i].n;
	return least;
}

static void
prefer(struct pattern_need *best, const struct pattern_need *other)
{
	size_t a = worth(best), b = worth(other);

	if (b > a || (b == a && other->n < best->n))
		*best = *other;
}

static void
end_run(struct scan *s, struct run *run, struct pattern_need *best)
{
	struct pattern_need one = {.n = 1};

	if (run->n >= NEED_SHORTEST && run->n > worth(best)) {
		one.text[0] = arena_str(s->arena, str_make(run->text, run->n));
		prefer(best, &one);
	}
	run->n = 0;
}

struct times {
	bool none_is_fine, once;
};

/* "{2,5}" and the like; any other brace is not understood. */
static struct times
braces(struct scan *s)
{
	struct times t = {true, false};
	size_t digits = 0;

	for (; str_is_digit(peek(s)); digits++, s->at++)
		if (peek(s) != '0')
			t.none_is_fine = false;
	if (accept(s, ","))
		while (str_is_digit(peek(s)))
			s->at++;
	if (digits == 0 || !accept(s, "}"))
		s->lost = true;
	return t;
}

static struct times
repetition(struct scan *s)
{
	struct times t = {false, true};

	if (accept(s, "*") || accept(s, "?"))
		t = (struct times){true, false};
	else if (accept(s, "+"))
		t.once = false;
	else if (accept(s, "{"))
		t = braces(s);
	if (!t.once && !accept(s, "+"))
		accept(s, "?");
	return t;
}

static void
character(struct scan *s, char c, struct run *run, struct pattern_need *best)
{
	struct times t = repetition(s);

	if (!t.none_is_fine) {
		if (run->n == sizeof run->text)
			end_run(s, run, best);
		run->text[run->n++] = str_lower(c);
	}
	if (!t.once)
		end_run(s, run, best);
}

/* Behind "[[": ":alpha:]"; what only begins so may be anything to PCRE2. */
static void
posix_class(struct scan *s)
{
	size_t at = s->at + 1;

	while (at < s->re.n &&
	       (str_is_alnum(s->re.p[at]) || s->re.p[at] == '^'))
		at++;
	s->at = at;
	if (!accept(s, ":]"))
		s->lost = true;
}

/* Behind "[": one plain character, or '\0' for anything else. */
static char class(struct scan *s)
{
	size_t first = s->at, n = 0;
	char c = '\0';

	if (accept(s, "^"))
		first = s->at, n = 2;
	for (; s->at < s->re.n && (peek(s) != ']' || s->at == first); n++) {
		c = s->re.p[s->at++];
		if (c == '[' && is_one_of(peek(s), ":.=")) {
			posix_class(s);
			n++;
		} else if (c == '\\') {
			s->lost |= is_one_of(peek(s), "QE");
			n += str_is_alnum(peek(s));
			c = s->re.p[s->at++];
		}
	}
	s->at++;
	return n == 1 ? c : '\0';
}

/* Behind "\": true when it is the plain character *c. */
static bool
escape(struct scan *s, char *c)
{
	*c = peek(s);
	s->at++;
	if (!str_is_alnum(*c))
		return true;
	/* Classes, and places that take no room. */
	if (!is_one_of(*c, "dDwWsShHvVRNbBAzZGKtnrfea") || peek(s) == '{')
		s->lost = true;
	return false;
}

/* Behind "(?": options that change nothing here, as "i" and "s"? */
static bool
harmless_options(struct scan *s)
{
	size_t from = s->at;

	while (is_one_of(peek(s), "ims-"))
		s->at++;
	return s->at > from;
}

static void
name(struct scan *s, char end)
{
	s->at += str_find(str_from(s->re, s->at), end) + 1;
}

enum opened { COUNTS, COUNTS_NOT, NO_GROUP };

/* Behind "(": what kind of group begins here? */
static enum opened
opening(struct scan *s)
{
	if (peek(s) == '*')
		s->lost = true;
	if (!accept(s, "?"))
		return COUNTS;
	if (accept(s, "=") || accept(s, "!") || accept(s, "<=") ||
	    accept(s, "<!"))
		return COUNTS_NOT;
	if (accept(s, "P<") || accept(s, "<"))
		return name(s, '>'), COUNTS;
	if (accept(s, "'"))
		return name(s, '\''), COUNTS;
	if (accept(s, ":") || accept(s, ">") || accept(s, "|"))
		return COUNTS;
	if (harmless_options(s) && accept(s, ":"))
		return COUNTS;
	/* Options up to the end of the group around. */
	if (!accept(s, ")"))
		s->lost = true;
	return NO_GROUP;
}

static void
group(struct scan *s, struct pattern_need *best)
{
	struct pattern_need inner = {.n = 0};
	enum opened kind = opening(s);

	if (kind == NO_GROUP || s->lost)
		return;
	if (++s->depth > LIMIT_NESTING) {
		s->lost = true;
		return;
	}
	alternatives(s, &inner);
	s->depth--;
	accept(s, ")");
	if (!repetition(s).none_is_fine && kind == COUNTS)
		prefer(best, &inner);
}

static void
item(struct scan *s, struct run *run, struct pattern_need *best)
{
	char c = s->re.p[s->at++];
	bool plain = true;

	if (c == '\\')
		plain = escape(s, &c);
	else if (c == '[')
		plain = (c = class(s)) != '\0';
	else if (c == '{')
		s->lost = true;
	else if (is_one_of(c, ".^$("))
		plain = false;
	if (plain) {
		character(s, c, run, best);
		return;
	}
	end_run(s, run, best);
	if (c == '(')
		group(s, best);
	else
		repetition(s);
}

static void
sequence(struct scan *s, struct pattern_need *best)
{
	struct run run = {.n = 0};

	best->n = 0;
	while (s->at < s->re.n && !s->lost && !is_one_of(peek(s), "|)"))
		item(s, &run, best);
	end_run(s, &run, best);
}

static void
alternatives(struct scan *s, struct pattern_need *out)
{
	struct pattern_need one;
	bool all = true;

	sequence(s, out);
	all = out->n > 0;
	while (!s->lost && accept(s, "|")) {
		sequence(s, &one);
		all = all && one.n > 0 && out->n + one.n <= NEED_TEXTS;
		for (size_t i = 0; all && i < one.n; i++)
			out->text[out->n++] = one.text[i];
	}
	if (!all)
		out->n = 0;
}

void
pattern_need(struct arena *a, struct str re, bool extended,
	     struct pattern_need *out)
{
	struct scan s = {.arena = a, .re = re, .lost = extended};

	if (!s.lost)
		alternatives(&s, out);
	if (s.lost || s.at < s.re.n)
		out->n = 0;
}
