#include "origin.h"

#include "addr.h"
#include "hostname.h"

struct str
origin_network(struct arena *a, struct str client)
{
	struct net net;
	char text[ADDR_TEXT + 4];

	if (!addr_parse(client, &net.addr))
		return client;
	net.bits = addr_is_v4(&net.addr) ? 96 + 24 : 48;
	for (size_t i = net.bits / 8; i < sizeof net.addr.b; i++)
		net.addr.b[i] = 0;
	return arena_str(a, str_make(text, net_format(&net, text)));
}

static struct str
lower(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = str_lower(s.p[i]);
	return str_make(p, s.n);
}

static struct str
last_two_labels(struct str name)
{
	size_t dots = 0;

	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '.' && ++dots == 2)
			return str_from(name, i);
	return name;
}

struct str
origin_domain(struct arena *a, const struct orgdomain *o, struct str name)
{
	struct str domain;
	struct addr addr;

	name = lower(a, name);
	if (str_ends(name, STR(".")))
		name.n--;
	if (!hostname_is_valid_loose(name) || addr_parse(name, &addr))
		return name;
	if (o != NULL &&
	    orgdomain_of(o, name, ORGDOMAIN_REGISTRY, &domain) == TRI_YES)
		return domain;
	return last_two_labels(name);
}
