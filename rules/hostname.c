#include "hostname.h"

static bool
label_is_valid(struct str label, bool loose)
{
	if (label.n == 0 || label.n > HOSTNAME_LABEL_MAX || label.p[0] == '-' ||
	    label.p[label.n - 1] == '-')
		return false;
	for (size_t i = 0; i < label.n; i++)
		if (!str_is_alnum(label.p[i]) && label.p[i] != '-' &&
		    !(loose && label.p[i] == '_'))
			return false;
	return true;
}

static bool
is_all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!str_is_digit(s.p[i]))
			return false;
	return true;
}

/* label *( "." label ) */
static bool
is_valid(struct str name, bool loose)
{
	if (name.n > HOSTNAME_MAX || is_all_digits(hostname_tld(name)))
		return false;
	for (size_t at = 0; at <= name.n;) {
		struct str label = str_from(name, at);

		label.n = str_find(label, '.');
		if (!label_is_valid(label, loose))
			return false;
		at += label.n + 1;
	}
	return true;
}

bool
hostname_is_valid(struct str name)
{
	return is_valid(name, false);
}

bool
hostname_is_valid_loose(struct str name)
{
	return is_valid(name, true);
}

bool
hostname_has_underscore(struct str name)
{
	return str_find(name, '_') < name.n && hostname_is_valid_loose(name);
}

bool
hostname_is_fqdn(struct str name)
{
	return hostname_labels(name) > 1 && hostname_is_valid_loose(name);
}

size_t
hostname_labels(struct str name)
{
	size_t labels = name.n > 0;

	for (size_t i = 0; i < name.n; i++)
		labels += name.p[i] == '.';
	return labels;
}

struct str
hostname_tld(struct str name)
{
	size_t dot = str_find_last(name, '.');

	if (name.n == 0)
		return STR("");
	return dot == name.n ? name : str_from(name, dot + 1);
}

/* The two lists: no row holds another, so their order does not matter. */
static const struct str reserved[] = {
    STR("alt"),	      STR("example"), STR("home.arpa"), STR("in-addr.arpa"),
    STR("internal"),  STR("invalid"), STR("ip6.arpa"),	STR("local"),
    STR("localhost"), STR("onion"),   STR("test"),
};
static const struct str private[] = {
    STR("corp"), STR("domain"),	     STR("home"),    STR("intranet"),
    STR("lan"),	 STR("localdomain"), STR("private"), STR("workgroup"),
};

static bool
ends_in(struct str name, const struct str *suffix, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ieq(name, suffix[i]) ||
		    hostname_is_below(name, suffix[i]))
			return true;
	return false;
}

bool
hostname_is_reserved(struct str name)
{
	return ends_in(name, reserved, sizeof reserved / sizeof reserved[0]);
}

bool
hostname_is_private(struct str name)
{
	return ends_in(name, private, sizeof private / sizeof private[0]);
}

struct str
hostname_plain(struct str name)
{
	if (name.n > 0 && name.p[name.n - 1] == '.')
		name.n--;
	return name;
}

bool
hostname_equal(struct str a, struct str b)
{
	return str_ieq(hostname_plain(a), hostname_plain(b));
}

bool
hostname_is_below(struct str name, struct str parent)
{
	return parent.n > 0 && name.n > parent.n + 1 &&
	       name.p[name.n - parent.n - 1] == '.' && str_iends(name, parent);
}

static bool
has_colon(struct str s)
{
	return str_find(s, ':') < s.n;
}

static const struct str ipv6_tag = STR("IPv6:");

/*
 * address-literal = "[" ( IPv4 / "IPv6:" IPv6 ) "]". What an IPv6 address looks
 * like is left to RFC 4291, as the prose of 4.1.3 says: its grammar alone would
 * refuse a "::" that stands for one group.
 */
static enum literal
literal_kind(struct str inside, struct addr *out)
{
	bool tagged = str_ibegins(inside, ipv6_tag);
	struct str text = tagged ? str_from(inside, ipv6_tag.n) : inside;

	if ((tagged && !has_colon(text)) || !addr_parse(text, out))
		return LITERAL_MALFORMED;
	if (tagged)
		return LITERAL_IPV6;
	return has_colon(text) ? LITERAL_UNTAGGED : LITERAL_IPV4;
}

enum literal
hostname_literal(struct str text, struct addr *out)
{
	bool opens = str_begins(text, STR("["));
	bool closes = str_iends(text, STR("]"));

	if (!opens && !closes)
		return LITERAL_NONE;
	if (!opens || !closes)
		return LITERAL_MALFORMED;
	return literal_kind(str_slice(text, 1, text.n - 1), out);
}

bool
hostname_bare_ip(struct str text, struct addr *out)
{
	if (str_ibegins(text, ipv6_tag))
		text = str_from(text, ipv6_tag.n);
	return addr_parse(text, out);
}
