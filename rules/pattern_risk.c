#include "pattern.h"

#include "limits.h"

/*
 * When is (X+)+ slow? When one text can be cut into X+ in many ways. Then all
 * of them are tried before "no" is said. A character that must stand in every
 * round and that X cannot be, as the dot in ([a-z]+\.)+, leaves one way only.
 * So: a group repeated many times is risky when one of its branches holds a
 * repetition and no such character. Options, back references and conditions
 * are not understood; the match limits are what really protects.
 */

enum { MANY = 10 }; /* repetitions that are as bad as no limit */

struct set {
	uint32_t bits[8];
};

struct group {
	/* of the branch at hand */
	struct set repeated; /* what its repetitions can eat */
	struct set fixed;    /* characters that it must hold */
	bool repeats;
	/* of the branches before */
	struct set all_repeated;
	bool any_repeats, loose, branches;

	struct set chars; /* all that can be in it */
	bool atomic;
};

struct scan {
	struct str re;
	size_t at;
	struct group groups[LIMIT_NESTING];
	size_t depth;
};

struct quantifier {
	unsigned least, most; /* "most" is capped at MANY */
	bool possessive;
};

static void
set_join(struct set *to, const struct set *from)
{
	for (size_t i = 0; i < 8; i++)
		to->bits[i] |= from->bits[i];
}

static void
set_add_byte(struct set *s, unsigned char c)
{
	s->bits[c / 32] |= UINT32_C(1) << c % 32;
}

/* Both cases, as the pattern may be compiled to ignore it. */
static void
set_add(struct set *s, char c)
{
	set_add_byte(s, (unsigned char)c);
	if (str_is_alnum(c) && !str_is_digit(c))
		set_add_byte(s, (unsigned char)c ^ 0x20);
}

static void
set_add_range(struct set *s, char from, char to)
{
	for (unsigned c = (unsigned char)from; c <= (unsigned char)to; c++)
		set_add(s, (char)c);
}

static void
set_fill(struct set *s)
{
	memset(s, 0xff, sizeof *s);
}

/* The other characters; what holds everything was not understood, and stays. */
static void
set_turn(struct set *s)
{
	struct set all;

	set_fill(&all);
	if (memcmp(s, &all, sizeof all) == 0)
		return;
	for (size_t i = 0; i < 8; i++)
		s->bits[i] = ~s->bits[i];
}

/* Is there a member of "a" that is none of "b"? */
static bool
set_exceeds(const struct set *a, const struct set *b)
{
	for (size_t i = 0; i < 8; i++)
		if ((a->bits[i] & ~b->bits[i]) != 0)
			return true;
	return false;
}

static char
peek(const struct scan *s)
{
	return s->at < s->re.n ? s->re.p[s->at] : '\0';
}

static bool
accept(struct scan *s, char c)
{
	if (s->at >= s->re.n || s->re.p[s->at] != c)
		return false;
	s->at++;
	return true;
}

static unsigned
number(struct scan *s)
{
	unsigned n = 0;

	for (; str_is_digit(peek(s)); s->at++)
		if (n < MANY)
			n = n * 10 + (unsigned)(peek(s) - '0');
	return n < MANY ? n : MANY;
}

/* braces = "{" number ["," [number]] "}"; anything else is literal text */
static bool
braces(struct scan *s, struct quantifier *q)
{
	size_t start = s->at;

	if (accept(s, '{') && str_is_digit(peek(s))) {
		q->least = q->most = number(s);
		if (accept(s, ','))
			q->most = str_is_digit(peek(s)) ? number(s) : MANY;
		if (accept(s, '}'))
			return true;
	}
	s->at = start;
	return false;
}

static struct quantifier
quantifier(struct scan *s)
{
	struct quantifier q = {1, 1, false};

	if (accept(s, '*'))
		q = (struct quantifier){0, MANY, false};
	else if (accept(s, '+'))
		q = (struct quantifier){1, MANY, false};
	else if (accept(s, '?'))
		q = (struct quantifier){0, 1, false};
	else if (!braces(s, &q))
		return (struct quantifier){1, 1, false};
	q.possessive = accept(s, '+');
	if (!q.possessive)
		accept(s, '?');
	return q;
}

/* The rest of an escape; false when it stands for no character. */
static bool
escaped(struct scan *s, struct set *set)
{
	char c = peek(s);

	s->at++;
	if (!str_is_alnum(c)) {
		set_add(set, c);
	} else if (strchr("dw", c) != NULL) {
		set_add_range(set, '0', '9');
		if (c == 'w') {
			set_add_range(set, 'a', 'z');
			set_add(set, '_');
		}
	} else if (strchr("bBAzZGKQE", c) != NULL) {
		return false;
	} else {
		if (peek(s) == '{')
			s->at += str_find(str_from(s->re, s->at), '}') + 1;
		set_fill(set);
	}
	return true;
}

/* Behind the "[". Named classes count as everything. */
static void
bracketed(struct scan *s, struct set *set)
{
	bool turned = accept(s, '^');
	size_t first = s->at;

	while (s->at < s->re.n && (peek(s) != ']' || s->at == first)) {
		char c = s->re.p[s->at++];

		if (c == '\\') {
			escaped(s, set);
		} else if (c == '[' && peek(s) == ':') {
			set_fill(set);
			s->at += str_find(str_from(s->re, s->at), ']') + 1;
		} else if (peek(s) == '-' && s->at + 1 < s->re.n &&
			   strchr("]\\[", s->re.p[s->at + 1]) == NULL) {
			set_add_range(set, c, s->re.p[s->at + 1]);
			s->at += 2;
		} else {
			set_add(set, c);
		}
	}
	s->at++;
	if (turned)
		set_turn(set);
}

static void
branch_end(struct group *g)
{
	if (g->repeats && !set_exceeds(&g->fixed, &g->repeated))
		g->loose = true;
	g->any_repeats |= g->repeats;
	set_join(&g->all_repeated, &g->repeated);
	g->repeats = false;
	g->repeated = (struct set){{0}};
}

static void
repeat(struct group *g, const struct set *what)
{
	g->repeats = true;
	set_join(&g->repeated, what);
}

/* Behind the "(": what kind of group it is; false when there are too many. */
static bool
open_group(struct scan *s)
{
	struct group *g;

	if (++s->depth == LIMIT_NESTING)
		return false;
	g = &s->groups[s->depth];
	*g = (struct group){.atomic = false};
	if (accept(s, '*'))
		while (s->at < s->re.n && peek(s) != ')')
			s->at++;
	if (!accept(s, '?'))
		return true;
	g->atomic = peek(s) == '>';
	while (s->at < s->re.n && peek(s) != ')')
		if (strchr(":>=!|", s->re.p[s->at++]) != NULL)
			break;
	return true;
}

/* Behind the ")": is that a risky group? If not, it is a part of its parent. */
static bool
close_group(struct scan *s)
{
	struct group *g = &s->groups[s->depth], *up = g - 1;
	struct quantifier q = quantifier(s);
	bool many = q.most == MANY && !q.possessive;

	branch_end(g);
	s->depth--;
	if (many && g->loose && !g->atomic)
		return true;
	set_join(&up->chars, &g->chars);
	if (g->any_repeats && !g->atomic && !q.possessive)
		repeat(up, &g->all_repeated);
	if (many)
		repeat(up, &g->chars);
	if (q.least > 0 && !g->branches)
		set_join(&up->fixed, &g->fixed);
	return false;
}

static void
single(struct scan *s, const struct set *set, bool literal)
{
	struct group *g = &s->groups[s->depth];
	struct quantifier q = quantifier(s);

	set_join(&g->chars, set);
	if (q.most == MANY && q.least < MANY && !q.possessive)
		repeat(g, set);
	if (literal && q.least > 0)
		set_join(&g->fixed, set);
}

/* One character, class or escape; "c" was taken already. */
static void
item(struct scan *s, char c)
{
	struct set set = {{0}};
	bool literal = false;

	if (c == '\\') {
		literal = s->at < s->re.n && !str_is_alnum(peek(s));
		if (!escaped(s, &set))
			return;
	} else if (c == '[') {
		bracketed(s, &set);
	} else if (c == '.') {
		set_fill(&set);
	} else {
		/* In an extended pattern a blank is nothing. */
		literal = !str_is_blank(c);
		set_add(&set, c);
	}
	single(s, &set, literal);
}

bool
pattern_is_risky(struct str re)
{
	struct scan s = {.re = re};

	while (s.at < s.re.n) {
		char c = s.re.p[s.at++];

		if (c == '(') {
			if (!open_group(&s))
				return true;
		} else if (c == ')') {
			if (s.depth == 0)
				return false;
			if (close_group(&s))
				return true;
		} else if (c == '|') {
			branch_end(&s.groups[s.depth]);
			s.groups[s.depth].branches = true;
			s.groups[s.depth].fixed = (struct set){{0}};
		} else if (c != '^' && c != '$') {
			item(&s, c);
		}
	}
	return false;
}
