#include "fact_name.h"

#include "generic.h"
#include "hostname.h"
#include "orgdomain.h"
#include "session_private.h"

bool
fact_is_generic(struct session *s, struct str name, enum generic_use use,
		const struct addr *client)
{
	const struct orgdomain *list =
	    s->setup == NULL ? NULL : s->setup->orgdomain;
	struct str org = {NULL, 0};
	struct generic result;

	name = hostname_plain(name);
	/* A name under no known TLD, or without a domain, is looked at whole.
	 */
	if (list != NULL &&
	    (orgdomain_knows_tld(list, name) == TRI_NO ||
	     orgdomain_of(list, name, ORGDOMAIN_REGISTRY, &org) == TRI_NO))
		org = STR("");
	generic_judge(name, use, client, org, &result);
	return result.generic;
}
