#ifndef RULES_LEX_H
#define RULES_LEX_H

#include "arena.h"
#include "diag.h"
#include "source.h"
#include "str.h"

#include <stdbool.h>

/*
 * Tokens of the rule language. What is a word depends on where it stands, so
 * the parser says what it wants to see next.
 */

enum lex_mode {
	LEX_RULE,  /* words, numbers, /regex/, operators, parentheses */
	LEX_VALUE, /* a literal or table entry: all but blank " { } ( ) , */
	LEX_STEP,  /* an argument of a transcript: all but blank */
};

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_STRING, /* text: escapes resolved */
	TOKEN_REGEX,  /* text: between the slashes; flags behind them */
	TOKEN_PUNCT,  /* ( ) { } , < <= > >= */
	TOKEN_BAD,    /* already reported */
};

struct token {
	enum token_kind kind;
	struct str text;
	struct str flags;
	struct span span;  /* all of it, quotes included */
	struct span inner; /* of a string or regex: what stands between */
};

struct lexer {
	const struct source *source;
	struct arena *arena;
	struct diag *diag;
	size_t at;
	enum lex_mode mode; /* of "peeked", when there is one */
	bool has_peeked;
	struct token peeked;
	size_t after; /* behind "peeked" */
};

/* Look without taking; asking again in another mode reads it anew. */
const struct token *lex_peek(struct lexer *lx, enum lex_mode mode);
struct token lex_take(struct lexer *lx, enum lex_mode mode);

/* Go on at the next line that begins with a word in column one. */
void lex_recover(struct lexer *lx);

#endif
