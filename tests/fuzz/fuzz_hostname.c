#include "target.h"

#include "generic.h"
#include "hostname.h"
#include "orgdomain.h"

static void
judge(struct str name)
{
	const struct addr client = addr_from_v4((const uint8_t[4]){1, 2, 3, 4});
	struct generic g;

	for (int use = GENERIC_REVERSE; use <= GENERIC_GREETING; use++)
		for (int known = 0; known < 2; known++) {
			generic_judge(name, (enum generic_use)use,
				      known ? &client : NULL, str_of(NULL), &g);
			assert(g.n <= GENERIC_PARTS);
			assert(g.generic == (g.score >= generic_threshold()));
			for (size_t i = 0; i < g.n; i++)
				assert(g.part[i].text.n <= name.n);
		}
}

static void
owner(struct str name)
{
	static struct orgdomain list;
	struct str org;

	if (list.source[0] == '\0')
		orgdomain_init(&list, NULL);
	if (orgdomain_of(&list, name, ORGDOMAIN_ALL, &org) == TRI_YES)
		assert(org.p >= name.p && org.p + org.n <= name.p + name.n);
	orgdomain_is_suffix(&list, name, ORGDOMAIN_REGISTRY);
	orgdomain_knows_tld(&list, name);
	assert(orgdomain_same(&list, name, name) != TRI_NO ||
	       !hostname_is_valid(hostname_plain(name)));
}

static void
address(struct str name)
{
	char text[ADDR_TEXT], reverse[ADDR_REVERSE];
	struct addr addr, again;
	struct net net;

	if (hostname_literal(name, &addr) == LITERAL_IPV4)
		assert(addr_is_v4(&addr));
	if (hostname_bare_ip(name, &addr))
		assert(!hostname_is_valid(name));
	if (addr_parse(name, &addr)) {
		size_t n = addr_format(&addr, text);

		assert(n < ADDR_TEXT);
		assert(addr_parse(str_make(text, n), &again));
		assert(addr_equal(&addr, &again));
		assert(addr_reverse(&addr, reverse) < ADDR_REVERSE);
	}
	if (net_parse(name, &net) == NET_OK)
		assert(net_contains(&net, &net.addr));
}

int
fuzz_hostname(const uint8_t *data, size_t size)
{
	struct str name = fuzz_input(data, size);
	struct str plain = hostname_plain(name);

	if (hostname_is_valid(name)) {
		assert(hostname_is_valid_loose(name));
		assert(!hostname_has_underscore(name));
		assert(name.n <= HOSTNAME_MAX);
	}
	if (hostname_is_fqdn(name))
		assert(hostname_labels(name) >= 2);
	assert(hostname_tld(name).n <= name.n);
	assert(plain.n + 1 >= name.n);
	/* One dot alone is taken off, so that with two it is another name. */
	if (!str_iends(plain, STR(".")))
		assert(hostname_equal(name, plain));
	assert(!hostname_is_below(name, name));
	hostname_is_reserved(name);
	hostname_is_private(name);
	judge(name);
	owner(name);
	address(name);
	return 0;
}
