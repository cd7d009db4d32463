#include "identity.h"

#include "addr.h"
#include "hostname.h"
#include "socket.h"

#include <ifaddrs.h>
#include <stdlib.h>
#include <unistd.h>

struct list {
	struct rules_identity *entry;
	size_t n;
};

static void
add(struct arena *a, struct list *list, struct str entry, const char *from)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_ieq(list->entry[i].entry, entry))
			return;
	ARENA_GROW(a, list->entry, list->n);
	list->entry[list->n++] = (struct rules_identity){entry, from};
}

static void
add_interfaces(struct arena *a, struct list *list)
{
	struct ifaddrs *all;

	if (getifaddrs(&all) != 0)
		return;
	for (const struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
		char text[ADDR_TEXT];
		struct addr addr;
		uint16_t port;

		if (!socket_addr(i->ifa_addr, &addr, &port))
			continue;
		add(a, list,
		    arena_str(a, str_make(text, addr_format(&addr, text))),
		    arena_printf(a, "interface %s", i->ifa_name).p);
	}
	freeifaddrs(all);
}

void
identity_gather(struct arena *a, struct rules_options *options)
{
	struct list list = {NULL, 0};
	char name[HOSTNAME_MAX + 3];

	if (gethostname(name, sizeof name) == 0 &&
	    memchr(name, '\0', sizeof name) != NULL &&
	    hostname_is_valid_loose(str_of(name)))
		add(a, &list, arena_str(a, str_of(name)), "host name");
	add_interfaces(a, &list);
	options->identity = list.entry;
	options->nidentity = list.n;
}
