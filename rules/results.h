#ifndef RULES_RESULTS_H
#define RULES_RESULTS_H

#include "session_private.h"

/*
 * The header field Authentication-Results (RFC 8601): what clients may not say
 * in our name, and what we say.
 */

/* A field of the message: does it claim to be ours? (RFC 8601, 5) */
bool results_is_forged(struct session *s, struct str name, struct str value);

/* The facts that the field is made of, as a text of a rule. */
extern const char results_facts[];

/* Is one of them still without an answer? */
bool results_are_open(struct session *s);

/* The field's value under that authserv-id: printable ASCII, one line. */
struct str results_value(struct session *s, struct str id, struct arena *a);

#endif
