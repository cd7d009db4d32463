#ifndef RULES_PARSE_PRIVATE_H
#define RULES_PARSE_PRIVATE_H

#include "lex.h"
#include "parse.h"

/* Shared by parse*.c alone. */

struct parser {
	struct arena *arena;
	struct diag *diag;
	struct ast *ast;
	struct settings *settings;
	struct lexer lx;
	const struct parser *parent; /* the file that includes this one */
	size_t depth;
	unsigned nesting, ntests;
	struct table_decl
	    *own;	     /* being read, when it is the table of our names */
	struct expr **tests; /* where the next test of the rule is linked */
};

/* The next token, when it is this word or sign; otherwise nothing happens. */
bool parse_accept(struct parser *p, const char *text);
bool parse_peek_is(struct parser *p, const char *text);

/* What stands there, quoted, for "expected ..., found %.*s". */
struct str parse_found(struct parser *p, const struct token *t);

/*
 * Report that something else was expected than what comes next; behind what
 * came last, when the file or the statement is over.
 */
void parse_expected(struct parser *p, const char *what);

/* A word or quoted string as an argument; absent when it was none (reported).
 */
struct token parse_argument(struct parser *p, enum lex_mode mode,
			    const char *what);

/* A fact's name, or tag.NAME; false when it is none (reported). */
bool parse_fact(struct parser *p, const struct token *t, struct fact_ref *out);
/* The same without a report. */
bool parse_is_fact(const struct token *t);
/* A function's call; its name is taken and known. False: reported. */
bool parse_call(struct parser *p, const struct token *name,
		struct fact_ref *out);

/* "text %{fact}"; never NULL. */
struct template *parse_template(struct parser *p, const struct token *t);

struct expr *parse_condition(struct parser *p);
/* What a table or set may hold up to "}": the "{" is taken. False: reported. */
bool parse_entries(struct parser *p, struct table *table);

/* A statement that names a table; its "table" is taken. */
bool parse_table(struct parser *p);

/* A path as the file that names it means it: relative to its own folder. */
struct str parse_beside(struct parser *p, struct str path);

/* The file belongs to the configuration, as its fingerprint shows. */
void parse_add_source(struct parser *p, struct source *source);

/* What "written" says of the rule that it names; see change.c. Always true. */
bool change_add(struct parser *p, enum change_kind kind,
		const struct rule *written);

/* The token begins no statement: report what was meant. */
void parse_no_statement(struct parser *p, const struct token *t);

/* The statements; the reserved word is taken. False: recover. */
bool parse_rule(struct parser *p, const struct token *first);
bool parse_transcript(struct parser *p, const struct token *first);

#endif
