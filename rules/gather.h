#ifndef RULES_GATHER_H
#define RULES_GATHER_H

#include "ast.h"

/*
 * Regular expressions that many rules ask about one fact become a set
 * (pattern_set.h), searched once a value instead of once a rule.
 */
void gather_patterns(struct ast *ast, struct arena *a);

#endif
