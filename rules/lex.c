#include "lex.h"

static bool
at_comment(struct str text, size_t at)
{
	return at < text.n && text.p[at] == '#';
}

/* Behind blanks and comments. */
static size_t
skip(struct str text, size_t at)
{
	while (at < text.n) {
		if (str_is_blank(text.p[at]))
			at++;
		else if (at_comment(text, at))
			at += str_find(str_from(text, at), '\n');
		else
			break;
	}
	return at;
}

static bool
ends_word(char c, enum lex_mode mode)
{
	static const char *const enders[] = {
	    [LEX_RULE] = "\"(){},<>#",
	    [LEX_VALUE] = "\"(){},",
	    [LEX_STEP] = "",
	};

	return str_is_blank(c) || (c != '\0' && strchr(enders[mode], c));
}

static struct span
span_of(const struct lexer *lx, size_t start, size_t end)
{
	return (struct span){lx->source, start, end};
}

static int
hex(char c)
{
	if (str_is_digit(c))
		return c - '0';
	c = str_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to three octal or exactly two hexadecimal digits; behind them. */
static size_t
number_escape(struct str text, size_t at, int *out)
{
	size_t i = at;

	*out = 0;
	if (at < text.n && text.p[at] == 'x') {
		for (i = at + 1; i < text.n && i < at + 3; i++) {
			if (hex(text.p[i]) < 0)
				break;
			*out = *out * 16 + hex(text.p[i]);
		}
		return i == at + 3 ? i : at;
	}
	for (; i < text.n && i < at + 3; i++) {
		if (text.p[i] < '0' || text.p[i] > '7')
			break;
		*out = *out * 8 + (text.p[i] - '0');
	}
	return *out > 255 ? at : i;
}

/* "at" is behind the backslash; the byte, and the place behind the escape. */
static bool
unescape(struct lexer *lx, size_t *at, char *out)
{
	static const char from[] = "abfnrtv\\\"'?",
			  to[] = "\a\b\f\n\r\t\v\\\"'?";
	struct str text = lx->source->text;
	char c = *at < text.n ? text.p[*at] : '\n';
	const char *known = c == '\0' ? NULL : strchr(from, c);
	size_t end;
	int value;

	if (known != NULL) {
		*out = to[known - from];
		++*at;
		return true;
	}
	end = number_escape(text, *at, &value);
	if (end > *at) {
		*out = (char)value;
		*at = end;
		return true;
	}
	diag_error(
	    lx->diag, span_of(lx, *at - 1, *at + 1),
	    "no such escape; known are \\n \\r \\t \\\" \\\\ \\xHH and \\OOO");
	return false;
}

/* The first "c" without a backslash before it, or the end of the line. */
static size_t
closing(struct str text, size_t at, char c)
{
	while (at < text.n && text.p[at] != '\n' && text.p[at] != c)
		at += text.p[at] == '\\' && at + 1 < text.n &&
			      text.p[at + 1] != '\n'
			  ? 2
			  : 1;
	return at < text.n ? at : text.n;
}

static struct token
string(struct lexer *lx)
{
	struct str text = lx->source->text;
	size_t start = lx->at, at = start + 1, n = 0;
	size_t end = closing(text, at, '"');
	struct token t = {.kind = TOKEN_STRING};
	char *out = arena_alloc(lx->arena, end - at + 1);

	lx->after = end;
	if (end >= text.n || text.p[end] != '"') {
		diag_error(lx->diag, span_of(lx, start, end),
			   "the text is not closed: a \" is missing before "
			   "the end of the line");
		t.kind = TOKEN_BAD;
		return t;
	}
	while (at < end) {
		out[n] = text.p[at++];
		if (out[n] == '\\' && !unescape(lx, &at, &out[n]))
			t.kind = TOKEN_BAD;
		n++;
	}
	t.text = str_make(out, n);
	t.inner = span_of(lx, start + 1, end);
	lx->after++;
	return t;
}

static struct token
regex(struct lexer *lx)
{
	struct str text = lx->source->text;
	size_t start = lx->at, at = start + 1, n = 0, flags;
	size_t end = closing(text, at, '/');
	struct token t = {.kind = TOKEN_REGEX};
	char *out = arena_alloc(lx->arena, end - at + 1);

	while (at < end) {
		if (text.p[at] == '\\' && at + 1 < end && text.p[at + 1] == '/')
			at++;
		else if (text.p[at] == '\\' && at + 1 < end)
			out[n++] = text.p[at++];
		out[n++] = text.p[at++];
	}
	t.text = str_make(out, n);
	t.inner = span_of(lx, start + 1, end);
	lx->after = end;
	if (end >= text.n || text.p[end] != '/') {
		diag_error(
		    lx->diag, span_of(lx, start, end),
		    "the regular expression is not closed: a / is missing "
		    "before the end of the line");
		t.kind = TOKEN_BAD;
		return t;
	}
	for (flags = end + 1; flags < text.n && str_is_alnum(text.p[flags]);)
		flags++;
	t.flags = str_slice(text, end + 1, flags);
	lx->after = flags;
	return t;
}

static struct token
punct(struct lexer *lx)
{
	struct str text = lx->source->text;
	char c = text.p[lx->at];
	bool two = (c == '<' || c == '>') && lx->at + 1 < text.n &&
		   text.p[lx->at + 1] == '=';

	lx->after = lx->at + 1 + two;
	return (struct token){.kind = TOKEN_PUNCT,
			      .text = str_slice(text, lx->at, lx->after)};
}

static struct token
word(struct lexer *lx, enum lex_mode mode)
{
	struct str text = lx->source->text;
	size_t end = lx->at;

	while (end < text.n && !ends_word(text.p[end], mode))
		end++;
	lx->after = end;
	return (struct token){.kind = TOKEN_WORD,
			      .text = str_slice(text, lx->at, end)};
}

static struct token
next(struct lexer *lx, enum lex_mode mode)
{
	struct str text = lx->source->text;
	struct token t;
	char c;

	lx->at = skip(text, lx->at);
	c = lx->at < text.n ? text.p[lx->at] : '\0';
	if (lx->at >= text.n) {
		lx->after = lx->at;
		t = (struct token){.kind = TOKEN_END};
	} else if (c == '"') {
		t = string(lx);
	} else if (c == '/' && mode == LEX_RULE) {
		t = regex(lx);
	} else if (ends_word(c, mode)) {
		t = punct(lx);
	} else {
		t = word(lx, mode);
	}
	t.span = span_of(lx, lx->at, lx->after);
	return t;
}

const struct token *
lex_peek(struct lexer *lx, enum lex_mode mode)
{
	if (!lx->has_peeked || lx->mode != mode)
		lx->peeked = next(lx, mode);
	lx->mode = mode;
	lx->has_peeked = true;
	return &lx->peeked;
}

struct token
lex_take(struct lexer *lx, enum lex_mode mode)
{
	struct token t = *lex_peek(lx, mode);

	lx->at = lx->after;
	lx->has_peeked = false;
	if (t.kind != TOKEN_END)
		lx->last = t.span;
	return t;
}

bool
lex_is_first(const struct token *t)
{
	const size_t at = t->span.start;

	return at == 0 || t->span.source->text.p[at - 1] == '\n';
}

void
lex_next_line(struct lexer *lx)
{
	const size_t at = lx->last.end;

	lx->at = at + str_find(str_from(lx->source->text, at), '\n');
	lx->has_peeked = false;
}

void
lex_recover(struct lexer *lx, size_t start)
{
	struct str text = lx->source->text;
	size_t at = lx->at;

	if (lx->has_peeked && at > start && lex_is_first(&lx->peeked) &&
	    at < text.n && str_is_alnum(text.p[at]))
		return;
	while (at < text.n) {
		at += str_find(str_from(text, at), '\n') + 1;
		if (at < text.n && str_is_alnum(text.p[at]))
			break;
	}
	lx->at = at < text.n ? at : text.n;
	lx->has_peeked = false;
}
