#ifndef MILTER_EXPLAIN_PRINT_H
#define MILTER_EXPLAIN_PRINT_H

#include "explain.h"

#include <stdio.h>

/*
 * Explanations for people: all bytes that somebody else chose are escaped.
 */

/* Every rule in file order, with what its condition saw. */
void explain_print_rules(FILE *to, const struct explanation *e);

/* Verdict, reply, and what would have had to be different. */
void explain_print_verdict(FILE *to, const struct explanation *e, bool told,
			   bool enforce);

/* "550 5.7.1 text", a line each with this before it. */
void explain_print_reply(FILE *to, const struct verdict *v, const char *before);

/* One rule with its condition. */
void explain_print_rule(FILE *to, const struct explain_rule *rule);

/* "name is value", and a line for each thing that it comes from. */
void explain_print_fact(FILE *to, const struct explain_fact *f, int indent);

/* "matched", "not" ...: what became of a rule, in a word. */
const char *explain_print_word(const struct explain_rule *rule);

#endif
