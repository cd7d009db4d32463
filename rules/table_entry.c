#include "table_private.h"

#include "hostname.h"

#define NO_MAIL                                                \
	"expected a mail address: user@example.org, user@ or " \
	"\"a user\"@example.org"

struct reading {
	struct str text;
	struct diag *d;
	struct span at;
};

static bool
has_byte_above(struct str s, unsigned char most)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > most)
			return true;
	return false;
}

/* Nothing but bytes of "set"? */
static bool
is_made_of(struct str s, const char *set)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(set, s.p[i]) == NULL)
			return false;
	return true;
}

static bool
has(struct str s, char c)
{
	return str_find(s, c) < s.n;
}

/* Digits, and dots or not. */
static bool
is_numeric(struct str s)
{
	return is_made_of(s, "0123456789.") && !is_made_of(s, ".");
}

/* A host name, or the numbers without a dot that some clients greet with. */
static bool
is_host(struct str s)
{
	s = hostname_plain(s);
	if (is_numeric(s))
		return !has(s, '.') && s.n <= HOSTNAME_LABEL_MAX;
	return hostname_is_valid_loose(s);
}

/* Is it a domain? Else say what is wrong with it. */
static bool
check_domain(const struct reading *r, struct str domain)
{
	struct addr addr;

	if (is_host(domain))
		return true;
	if (has_byte_above(domain, 0x7f))
		diag_error(r->d, r->at,
			   "write the domain in its ASCII form (xn--...)");
	else if (addr_parse(domain, &addr))
		diag_error(r->d, r->at,
			   "in a mail address an IP address stands in "
			   "brackets: [%.*s]",
			   STR_ARG(domain));
	else if (is_numeric(domain))
		diag_error(r->d, r->at, "%.*s is no name and no IP address",
			   STR_ARG(domain));
	else
		diag_error(r->d, r->at,
			   "expected a host name, a .domain, an IP address, a "
			   "network or a mail address");
	return false;
}

static bool
is_starred(struct str s)
{
	return !str_begins(s, STR("\"")) && (has(s, '*') || s.p[0] == '@');
}

/* What people write who know the tables of other programs. */
static bool
refuse_starred(const struct reading *r, struct table_key *key)
{
	static const struct {
		struct str begin;
		size_t skip;
	} habits[] = {{STR("*@"), 2}, {STR("@"), 1}, {STR("*."), 1}};
	struct str s = r->text;

	(void)key;
	for (size_t i = 0; i < sizeof habits / sizeof habits[0]; i++) {
		struct str meant = str_from(s, habits[i].skip);

		if (!str_begins(s, habits[i].begin) || has(meant, '*') ||
		    meant.n < 2)
			continue;
		diag_error(r->d, r->at, "write %.*s for %.*s", STR_ARG(meant),
			   STR_ARG(s));
		return false;
	}
	if (!has(s, '*')) {
		diag_error(r->d, r->at, NO_MAIL);
		return false;
	}
	diag_error(r->d, r->at,
		   "\"*\" means nothing here; .example.org is every "
		   "name below example.org");
	return false;
}

static bool
read_literal(const struct reading *r, struct table_key *key)
{
	struct addr addr;
	enum literal what = hostname_literal(r->text, &addr);

	key->kind = TABLE_NET;
	if (what != LITERAL_NONE && what != LITERAL_MALFORMED)
		return true;
	diag_error(r->d, r->at,
		   "expected an address literal such as [192.0.2.1] or "
		   "[IPv6:2001:db8::1]");
	return false;
}

static bool
is_mail(struct str s)
{
	return str_begins(s, STR("\"")) || has(s, '@');
}

/* The length of a quoted string with its quotes; 0 when it does not end. */
static size_t
quoted_length(struct str s)
{
	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '"')
			return i + 1;
		if (s.p[i] == '\\')
			i++;
	}
	return 0;
}

/*
 * As MTAs let it pass (dots anywhere), not as strict as RFC 5321 4.1.2; bytes
 * above 127 are RFC 6531's.
 */
static bool
is_local(struct str s)
{
	static const char also[] = ".!#$%&'*+-/=?^_`{|}~";

	if (str_begins(s, STR("\"")))
		return quoted_length(s) == s.n;
	for (size_t i = 0; i < s.n; i++)
		if (!str_is_alnum(s.p[i]) && (unsigned char)s.p[i] < 0x80 &&
		    (s.p[i] == '\0' || strchr(also, s.p[i]) == NULL))
			return false;
	return s.n > 0;
}

static bool
read_mail(const struct reading *r, struct table_key *key)
{
	size_t cut = str_find_last(r->text, '@');
	struct str local = str_slice(r->text, 0, cut);
	struct str domain = str_from(r->text, cut + 1);
	struct addr addr;

	key->kind = TABLE_MAIL;
	if (cut == r->text.n || !is_local(local)) {
		diag_error(r->d, r->at, NO_MAIL);
		return false;
	}
	if (domain.n == 0 ||
	    (str_begins(domain, STR("[")) &&
	     hostname_literal(domain, &addr) != LITERAL_MALFORMED))
		return true;
	return check_domain(r, domain);
}

/* What can only be meant as an address or a network. */
static bool
is_net(struct str s)
{
	struct str address = str_slice(s, 0, str_find(s, '/'));

	if (has(address, ':'))
		return is_made_of(address, "0123456789abcdefABCDEF:.");
	address = hostname_plain(address);
	return is_numeric(address) && (has(address, '.') || has(s, '/'));
}

static bool
read_net(const struct reading *r, struct table_key *key)
{
	char text[ADDR_TEXT + 4];
	struct net net;

	key->kind = TABLE_NET;
	switch (net_parse(r->text, &net)) {
	case NET_OK:
		return true;
	case NET_BAD_ADDRESS:
		diag_error(r->d, r->at, "%.*s is no IP address",
			   (int)str_find(r->text, '/'), r->text.p);
		return false;
	case NET_BAD_PREFIX:
		diag_error(r->d, r->at,
			   "behind \"/\" stands the length of the prefix: "
			   "0 to 32 for IPv4, 0 to 128 for IPv6");
		return false;
	case NET_HOST_BITS:
		net_format(&net, text);
		diag_error(r->d, r->at,
			   "bits are set behind the prefix; the network is "
			   "%s",
			   text);
		return false;
	}
	return false;
}

static bool
read_below(const struct reading *r, struct table_key *key)
{
	key->kind = TABLE_BELOW;
	return check_domain(r, str_from(r->text, 1));
}

static bool
read_name(const struct reading *r, struct table_key *key)
{
	key->kind = TABLE_NAME;
	return check_domain(r, r->text);
}

/* What an entry looks like, by its first byte or more; the first row counts. */
static const struct {
	char begin;
	bool (*is)(struct str);
	bool (*read)(const struct reading *, struct table_key *);
	const char *refusal;
} forms[] = {
    {'/', NULL, NULL,
     "a regular expression goes into a table of its own: \"table NAME "
     "regex\""},
    {'<', NULL, NULL, "write the mail address without < and >"},
    {0, is_starred, refuse_starred, NULL},
    {'[', NULL, read_literal, NULL},
    {0, is_mail, read_mail, NULL},
    {0, is_net, read_net, NULL},
    {'.', NULL, read_below, NULL},
    {0, NULL, read_name, NULL},
};

bool
table_entry_read(struct table_key *key, struct str entry, struct diag *d,
		 struct span at)
{
	struct reading r = {entry, d, at};
	size_t i = 0;

	if (entry.n == 0) {
		diag_error(d, at, "an entry of a table cannot be empty");
		return false;
	}
	if (entry.n > LIMIT_ADDRESS) {
		diag_error(d, at, "the entry has %zu bytes; it may have %d",
			   entry.n, LIMIT_ADDRESS);
		return false;
	}
	while ((forms[i].begin != 0 && forms[i].begin != entry.p[0]) ||
	       (forms[i].is != NULL && !forms[i].is(entry)))
		i++;
	if (forms[i].refusal != NULL)
		diag_error(d, at, "%s", forms[i].refusal);
	if (forms[i].refusal != NULL || !forms[i].read(&r, key))
		return false;
	table_key_make(key, key->kind, entry);
	return true;
}
