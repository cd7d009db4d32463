#ifndef RULES_FACT_NAME_H
#define RULES_FACT_NAME_H

#include "addr.h"
#include "generic.h"
#include "str.h"

#include <stdbool.h>

struct session;

/* What facts ask about names with the help of the public suffix list. */

/* Does the name look machine-made? "client" may be NULL. */
bool fact_is_generic(struct session *s, struct str name, enum generic_use use,
		     const struct addr *client);

#endif
