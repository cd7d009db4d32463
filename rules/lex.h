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
	size_t after;	  /* behind "peeked" */
	struct span last; /* the token taken last */
};

/* Look without taking; asking again in another mode reads it anew. */
const struct token *lex_peek(struct lexer *lx, enum lex_mode mode);
struct token lex_take(struct lexer *lx, enum lex_mode mode);

/* Is it the first of its line, in column one, where statements begin? */
bool lex_is_first(const struct token *t);

/* Go on behind the line of the token taken last. */
void lex_next_line(struct lexer *lx);

/*
 * Go on at the next line that begins with a word in column one; at the one
 * that has been peeked at, if that does and lies behind "start".
 */
void lex_recover(struct lexer *lx, size_t start);

#endif
