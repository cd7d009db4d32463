#include "vectors.h"

#include "addr.h"
#include "hostname.h"
#include "mailaddr.h"

/* Each question below is one that others ask, put in our words. */

static bool
is_address(struct str text)
{
	struct addr a;

	return addr_parse(text, &a);
}

/* By its spelling: we read ::ffff:192.0.2.1 as the IPv4 address it is. */
static bool
is_ipv4(struct str text)
{
	return str_find(text, ':') == text.n && is_address(text);
}

static bool
is_ipv6(struct str text)
{
	return str_find(text, ':') < text.n && is_address(text);
}

static bool
is_bare_ip(struct str text)
{
	struct addr a;

	return hostname_bare_ip(text, &a);
}

static bool
is_literal(struct str text)
{
	struct addr a;
	enum literal what = hostname_literal(text, &a);

	return what == LITERAL_IPV4 || what == LITERAL_IPV6;
}

static bool
is_plainly_valid(struct str name)
{
	return hostname_is_valid_loose(hostname_plain(name));
}

static bool
is_plainly_fqdn(struct str name)
{
	return hostname_is_fqdn(hostname_plain(name));
}

static bool
is_public_fqdn(struct str name)
{
	return hostname_is_fqdn(name) && !hostname_is_reserved(name);
}

static bool
is_single_label(struct str name)
{
	return hostname_is_valid_loose(name) && hostname_labels(name) == 1;
}

/* A mailbox without brackets and source route. */
static bool
mailbox(struct str text, struct mailaddr *out)
{
	return mailaddr_split(text, out) && !out->brackets &&
	       out->route.p == NULL && mailaddr_is_valid(out, false);
}

static bool
is_mailbox(struct str text)
{
	struct mailaddr a;

	return mailbox(text, &a);
}

static bool
is_ascii_mailbox(struct str text)
{
	struct mailaddr a;

	return mailbox(text, &a) && !a.utf8;
}

static bool
is_public_mailbox(struct str text)
{
	struct mailaddr a;

	return mailbox(text, &a) && !hostname_is_reserved(a.domain);
}

/* U-labels are for mail domains only: put the name into a path to ask. */
static bool
is_mail_fqdn(struct str name)
{
	char text[MAILADDR_PATH_MAX];

	if (name.n + 2 > sizeof text || hostname_labels(name) < 2)
		return false;
	text[0] = 'x';
	text[1] = '@';
	if (name.n > 0)
		memcpy(text + 2, name.p, name.n);
	return is_mailbox(str_make(text, name.n + 2));
}

static bool
is_path(struct str text)
{
	struct mailaddr a;

	return mailaddr_split(text, &a) && mailaddr_is_valid(&a, true);
}

static const char display_names[] = "display names belong to header fields";
static const char options[] = "an option of that library, no question of ours";

/* clang-format off */
#define OURS(name, question) {(name), (question), NULL, 0, 0, 0}
#define NOT_OURS(name, reason) {(name), NULL, (reason), 0, 0, 0}

struct property properties[] = {
    OURS("valid_hostname", hostname_is_valid_loose),
    OURS("valid_hostname(commons isValidDomainSyntax)", hostname_is_valid),
    OURS("valid_ip_address", is_address),
    OURS("ip_address(4)", is_ipv4),
    OURS("ip_address({ version: 4 })", is_ipv4),
    OURS("ip_address(6)", is_ipv6),
    OURS("ip_address({ version: 6 })", is_ipv6),
    OURS("ip_address*", is_address), /* without a version, or an unknown one */
    OURS("ipv4_address", is_ipv4),
    OURS("ipv6_address", is_ipv6),
    OURS("bare_ip", is_bare_ip),
    OURS("address_literal", is_literal),
    NOT_OURS("host_port", "a host with a port occurs nowhere in SMTP"),
    OURS("fqdn", hostname_is_fqdn),
    OURS("fqdn_public(reserved TLD refused)", is_public_fqdn),
    OURS("fqdn({ require_tld: false })", hostname_is_valid_loose),
    OURS("fqdn({ allow_numeric_tld: true })", hostname_is_fqdn),
    OURS("fqdn({ allow_trailing_dot: true, allow_underscores: true, "
	 "allow_numeric_tld: true })", is_plainly_fqdn),
    NOT_OURS("fqdn({ allow_numeric_tld: true, require_tld: false })", options),
    OURS("fqdn(known TLD; IDN allowed)", is_mail_fqdn),
    OURS("fqdn(known TLD; localhost and single labels allowed)",
	 hostname_is_valid),
    OURS("dns_name(go isDomainName: _ and trailing dot allowed)",
	 is_plainly_valid),
    NOT_OURS("dns_name(any octet, presentation format)",
	     "the presentation format of zone files; we read host names"),
    OURS("hostname_linux(trailing_dot=no)", hostname_is_valid_loose),
    OURS("hostname_linux(trailing_dot=yes)", is_plainly_valid),
    OURS("single_label", is_single_label),
    OURS("mailbox(RFC 5321)", is_mailbox),
    OURS("mailbox(RFC 5321/5322, egulias)", is_mailbox),
    {"mailbox(pyisemail verdict)", is_mailbox,
	"their \"warn\" is neither yes nor no", 0, 0, 0},
    OURS("mailbox(known TLD)", is_mailbox),
    OURS("mailbox(modern, IDN/SMTPUTF8 allowed)", is_mailbox),
    OURS("mailbox(quoted local part)", is_mailbox),
    OURS("mailbox(reserved domain refused)", is_public_mailbox),
    OURS("mailbox(ASCII only)", is_ascii_mailbox),
    OURS("mailbox(django: TLD needed, untagged IPv6 literal allowed)",
	 is_mailbox),
    OURS("mailbox(validator.js isEmail)", is_mailbox),
    OURS("mailbox(validator.js isEmail { allow_ip_domain: true })",
	 is_mailbox),
    NOT_OURS("mailbox(validator.js isEmail { allow_display_name: *",
	     display_names),
    NOT_OURS("mailbox(validator.js isEmail { require_display_name: *",
	     display_names),
    NOT_OURS("mailbox(validator.js isEmail { *", options),
    OURS("smtp_path(*", is_path),
    NOT_OURS("rfc822_parse(*", "header fields of RFC 822, rewritten"),
};
/* clang-format on */
const size_t n_properties = sizeof properties / sizeof properties[0];
