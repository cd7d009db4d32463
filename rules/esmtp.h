#ifndef RULES_ESMTP_H
#define RULES_ESMTP_H

#include "str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Parameters of MAIL and RCPT: keyword ["=" value] (RFC 5321, 4.1.2), and what
 * the RFC of each known keyword makes of the value. The rows stand in
 * esmtp.def.
 */
enum esmtp_command { ESMTP_MAIL, ESMTP_RCPT };

enum esmtp_state {
	ESMTP_GOOD,
	ESMTP_MALFORMED, /* against its RFC, or no parameter at all */
	ESMTP_UNKNOWN,	 /* well-formed, but a keyword that we do not know */
};

/* "SIZE" of "SIZE=100": a view into the parameter. */
struct str esmtp_keyword(struct str parameter);

/* "100"; present and empty for "SIZE=", absent for "SIZE". */
struct str esmtp_value(struct str parameter);

enum esmtp_state esmtp_state(enum esmtp_command command, struct str parameter);

/* Can a parameter be called so: letters, digits, inner hyphens? */
bool esmtp_is_keyword(struct str text);

/*
 * The number of a SIZE value (RFC 1870, 20 digits at most); what is over
 * UINT64_MAX counts as that. False when it is none.
 */
bool esmtp_size(struct str value, uint64_t *out);

#endif
