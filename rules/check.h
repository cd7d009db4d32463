#ifndef RULES_CHECK_H
#define RULES_CHECK_H

#include "ast.h"
#include "diag.h"

/*
 * The second pass over a configuration: names become tables and rules, each
 * rule gets its moment, what contradicts itself is an error and what is unwise
 * a warning (lint.c).
 */
void check(struct ast *ast, struct diag *d);

/*
 * Do what statements such as "off NAME" say of rules above them, in the order
 * they stand in; names that are no rules' are reported.
 */
void change_apply(struct ast *ast, struct diag *d);

/* Warnings alone, for a configuration without errors. */
void lint(const struct ast *ast, struct diag *d);

/* What "with" says, as clients and the RFCs take it; called by lint(). */
void lint_reply(const struct rule *r, struct diag *d);

/* The moment of a fact as the rule asks for it: tag and score know theirs. */
enum stage check_moment(const struct ast *ast, const struct rule *rule,
			const struct fact_ref *fact);

#endif
