#ifndef RULES_AST_H
#define RULES_AST_H

#include "action.h"
#include "fact.h"
#include "op.h"
#include "source.h"
#include "stage.h"
#include "str.h"
#include "table.h"
#include "transcript.h"
#include "value.h"

#include <stdbool.h>

/* What the parser makes of a configuration; names are resolved by check.c. */

struct rule;

/*
 * A fact as a rule names it: one of the catalogue, tag.NAME, or a function of
 * another fact.
 */
struct fact_ref {
	const struct fact_row *row;
	struct str tag; /* NAME of tag.NAME; absent for the others */
	const struct rule *tag_rule;
	struct str text;	   /* of a function: name("text", of) */
	const struct fact_row *of; /* of the catalogue */
	struct span span;
};

struct token_text {
	struct str text;
	struct span span;
};

/* When it is known, and what it belongs to; a function: as its subject. */
enum stage fact_ref_from(const struct fact_ref *fact);
enum scope fact_ref_scope(const struct fact_ref *fact);

/* For this session; not for tags and "score", which eval_fact() knows. */
struct value fact_ref_value(const struct fact_ref *fact, struct session *s);

struct table_decl {
	struct table_decl *next;
	struct str name;
	struct span span;
	struct table *table;
	bool own, used;
	struct str file; /* absent: its entries stand in the rules */
	struct token_text
	    *entry; /* of "own": as written, for heloctl identity */
	size_t nentries;
};

enum expr_kind { EXPR_AND, EXPR_OR, EXPR_NOT, EXPR_TEST };

struct expr {
	enum expr_kind kind;
	struct expr *left, *right; /* of and, or; "left" alone of not */
	/* of a test: */
	enum op_id op;
	bool negated;
	struct fact_ref fact;
	struct op_right right_side;
	struct str table_name; /* to be resolved; absent: none */
	bool has_fact;	       /* the right side is "right_fact" */
	struct fact_ref right_fact;
	struct span span;
	struct span whole; /* fact, operator and right side */
	struct expr *also; /* every test of the rule, linked */
};

/* "text with %{facts}": the parts in order. */
struct part {
	struct part *next;
	struct str text; /* when it is no fact */
	bool is_fact;
	struct fact_ref fact;
};

struct template
{
	struct part *first;
	struct span span;
};

struct reply {
	unsigned code;	/* 0: the action's own */
	struct str dsn; /* absent: the usual one of the code */
	struct template *line;
	size_t nlines; /* 0: the action's own text */
	struct span span, code_span, dsn_span;
	bool given;
};

struct rule {
	struct rule *next;
	struct str name;
	struct span span; /* of the name */
	size_t index;	  /* place in file order, from 0 */
	enum action action;
	bool observe;
	bool off;
	int64_t share;	     /* of the client networks, see rules/share.h */
	struct span changed; /* by this statement; no source: by none */
	int64_t score;	     /* thousandths */
	int64_t delay_ms;
	struct template *text;
	size_t ntexts;
	struct expr *condition; /* NULL: always */
	struct expr *tests;	/* all tests in it, linked by "also" */
	struct reply reply;
	enum stage moment;
	enum stage own; /* what the moment would be without those above */
	bool dns;	/* asks the DNS */
	bool peer;	/* rests on the client's address */
	bool named;	/* rests on who the recipient is: see rule_spares() */
	bool late;	/* asks about a recipient behind RCPT */
};

/* What is said of a rule elsewhere: "off NAME", "score 3 NAME" ... */
enum change_kind { CHANGE_OFF, CHANGE_OBSERVE, CHANGE_ENFORCE, CHANGE_SCORE };

struct change {
	struct change *next;
	enum change_kind kind;
	struct str name;
	struct span span; /* of the name */
	int64_t score;	  /* thousandths */
	int64_t share;	  /* see rules/share.h */
	size_t below;	  /* it stands behind so many rules */
};

/*
 * Is it a rule that would refuse or drop mail for postmaster (RFC 5321, 4.5.1)
 * for what is known at RCPT, without having asked who the recipient is? There
 * it only observes. Mail that is handed in is for somebody else's postmaster.
 */
bool rule_spares(const struct rule *r, const struct session *s);

/*
 * Does the rule only say what it would do? Those that spare the recipient in
 * hand; those that "observe" stands before;
 * those that "enforce 10%" stands before, when the client's network is not in
 * that share; and, where the clients' addresses are hidden, those that would
 * harm a client for its address. What speaks for a client stays in force: to
 * take that away could refuse what it lets pass.
 */
bool rule_observes(const struct rule *r, const struct session *s);

struct ast {
	struct rule *rules, **rules_end;
	size_t nrules;
	struct change *changes, **changes_end;
	struct table_decl *tables;
	struct transcript *transcripts, **transcripts_end;
	struct source **source; /* all files read, tables' too, in order */
	size_t nsources;
};

#endif
