#include "addr.h"

#include "tap.h"

/*
 * Every row of the registries with its two ends and the neighbours outside:
 * the words for the address before, the first, the last and the one behind.
 * An empty word: there is no such neighbour.
 */
static const struct {
	const char *net;
	const char *before, *first, *last, *behind;
} rows[] = {
    {"0.0.0.0/8", "", "unspecified", "this-network", "public"},
    {"0.0.0.0", "", "unspecified", "unspecified", "this-network"},
    {"10.0.0.0/8", "public", "private", "private", "public"},
    {"100.64.0.0/10", "public", "shared", "shared", "public"},
    {"127.0.0.0/8", "public", "loopback", "loopback", "public"},
    {"169.254.0.0/16", "public", "link-local", "link-local", "public"},
    {"172.16.0.0/12", "public", "private", "private", "public"},
    {"192.0.0.0/24", "public", "protocol", "protocol", "public"},
    {"192.0.0.170/31", "protocol", "nat64", "nat64", "protocol"},
    {"192.0.2.0/24", "public", "documentation", "documentation", "public"},
    {"192.31.196.0/24", "public", "as112", "as112", "public"},
    {"192.52.193.0/24", "public", "protocol", "protocol", "public"},
    {"192.88.99.0/24", "public", "6to4", "6to4", "public"},
    {"192.168.0.0/16", "public", "private", "private", "public"},
    {"192.175.48.0/24", "public", "as112", "as112", "public"},
    {"198.18.0.0/15", "public", "benchmarking", "benchmarking", "public"},
    {"198.51.100.0/24", "public", "documentation", "documentation", "public"},
    {"203.0.113.0/24", "public", "documentation", "documentation", "public"},
    {"224.0.0.0/4", "public", "multicast", "multicast", "reserved"},
    {"240.0.0.0/4", "multicast", "reserved", "broadcast", ""},
    {"255.255.255.255", "reserved", "broadcast", "broadcast", ""},
    {"::", "", "unspecified", "unspecified", "loopback"},
    {"::1", "unspecified", "loopback", "loopback", "reserved"},
    {"::/96", "", "unspecified", "reserved", "public"},
    {"64:ff9b::/96", "public", "nat64", "nat64", "public"},
    {"64:ff9b:1::/48", "public", "nat64", "nat64", "public"},
    {"100::/64", "public", "discard", "discard", "discard"},
    {"100:0:0:1::/64", "discard", "discard", "discard", "public"},
    {"2001::/23", "public", "teredo", "protocol", "public"},
    {"2001::/32", "public", "teredo", "teredo", "protocol"},
    {"2001:2::/48", "protocol", "benchmarking", "benchmarking", "protocol"},
    {"2001:4:112::/48", "protocol", "as112", "as112", "protocol"},
    {"2001:10::/28", "protocol", "orchid", "orchid", "orchid"},
    {"2001:20::/28", "orchid", "orchid", "orchid", "protocol"},
    {"2001:db8::/32", "public", "documentation", "documentation", "public"},
    {"2002::/16", "public", "6to4", "6to4", "public"},
    {"2620:4f:8000::/48", "public", "as112", "as112", "public"},
    {"3fff::/20", "public", "documentation", "documentation", "public"},
    {"5f00::/16", "public", "protocol", "protocol", "public"},
    {"fc00::/7", "public", "private", "private", "public"},
    {"fe80::/10", "public", "link-local", "link-local", "private"},
    {"fec0::/10", "link-local", "private", "private", "multicast"},
    {"ff00::/8", "private", "multicast", "multicast", ""},
    {"8.8.8.8", "public", "public", "public", "public"},
    {"2a00:1450:4001::1", "public", "public", "public", "public"},
};

/* The address behind (1) or before (-1) it. */
static struct addr
neighbour(struct addr a, int by)
{
	for (size_t i = sizeof a.b; i > 0; i--) {
		a.b[i - 1] = (uint8_t)(a.b[i - 1] + by);
		if (a.b[i - 1] != (by > 0 ? 0 : 0xff))
			break;
	}
	return a;
}

static struct addr
last_of(const struct net *n)
{
	struct addr a = n->addr;

	for (unsigned bit = n->bits; bit < 128; bit++)
		a.b[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return a;
}

static void
is_class(const struct addr *a, const char *want, const char *where,
	 const char *net)
{
	char text[ADDR_TEXT], what[160];

	if (want[0] == '\0')
		return;
	addr_format(a, text);
	snprintf(what, sizeof what, "%s, %s %s", text, where, net);
	is_text(addr_class(a), want, what);
}

static bool
is_used(const char *word, size_t n)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strlen(rows[i].last) == n &&
		    memcmp(rows[i].last, word, n) == 0)
			return true;
	return false;
}

/* The list of words holds each once, and nothing that never comes. */
static void
test_words(void)
{
	size_t listed = 0;

	for (const char *w = addr_class_words; *w != '\0';) {
		size_t n = strcspn(w, " ");

		ok(is_used(w, n), "\"%.*s\" is the word of some row", (int)n,
		   w);
		listed++;
		w += n + (w[n] == ' ');
	}
	ok(listed == 19, "%zu words listed", listed);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *at = strstr(addr_class_words, rows[i].last);

		ok(at != NULL, "%s: \"%s\" is listed", rows[i].net,
		   rows[i].last);
	}
}

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *text = rows[i].net;
		struct net n;
		struct addr last, before, behind;

		ok(net_parse(str_of(text), &n) == NET_OK, "%s", text);
		last = last_of(&n);
		before = neighbour(n.addr, -1);
		behind = neighbour(last, 1);
		is_class(&before, rows[i].before, "before", text);
		is_class(&n.addr, rows[i].first, "first of", text);
		is_class(&last, rows[i].last, "last of", text);
		is_class(&behind, rows[i].behind, "behind", text);
	}
	test_words();
	return tap_done();
}
