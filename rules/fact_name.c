#include "fact_name.h"

#include "generic.h"
#include "hostname.h"
#include "orgdomain.h"
#include "session_private.h"

bool
fact_is_generic(struct session *s, struct str name, enum generic_use use,
		const struct addr *client)
{
	struct str org = {NULL, 0};
	struct generic result;

	name = hostname_plain(name);
	if (s->setup != NULL && s->setup->orgdomain != NULL &&
	    orgdomain_of(s->setup->orgdomain, name, ORGDOMAIN_REGISTRY, &org) ==
		TRI_NO)
		org = STR("");
	generic_judge(name, use, client, org, &result);
	return result.generic;
}
