#include "topology.h"

#include <string.h>

enum { MINUTE = 60 };

void
topology_init(struct topology *t, unsigned least)
{
	memset(t, 0, sizeof *t);
	t->least = least;
}

void
topology_saw(struct topology *t, int64_t now, const struct addr *client)
{
	const int64_t at = now / MINUTE;
	const size_t i = (size_t)(at % TOPOLOGY_MINUTES);

	if (t->minute[i].clients == 0 || t->minute[i].at != at) {
		t->minute[i].at = at;
		t->minute[i].clients = 0;
		t->minute[i].first = *client;
		t->minute[i].others = false;
	}
	t->minute[i].clients++;
	t->minute[i].others |= !addr_equal(&t->minute[i].first, client);
}

bool
topology_is_one(const struct topology *t, int64_t now, struct addr *only,
		uint32_t *clients)
{
	const struct addr *one = NULL;
	bool others = false;

	*clients = 0;
	for (size_t i = 0; i < TOPOLOGY_MINUTES; i++) {
		if (t->minute[i].clients == 0 ||
		    now / MINUTE - t->minute[i].at >= TOPOLOGY_MINUTES)
			continue;
		*clients += t->minute[i].clients;
		others |=
		    t->minute[i].others ||
		    (one != NULL && !addr_equal(one, &t->minute[i].first));
		one = &t->minute[i].first;
	}
	if (one == NULL || others || *clients < t->least)
		return false;
	*only = *one;
	return true;
}

bool
topology_is_near(const struct addr *a)
{
	static const char *const near[] = {"private", "loopback", "link-local",
					   "shared"};
	const char *class = addr_class(a);

	for (size_t i = 0; i < sizeof near / sizeof near[0]; i++)
		if (strcmp(class, near[i]) == 0)
			return true;
	return false;
}
