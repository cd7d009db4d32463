#include "vectors.h"

#include "hostname.h"

static bool
they_say_yes(const struct vector *v)
{
	return strcmp(v->expected, "true") == 0;
}

static bool
has(const struct vector *v, char c)
{
	return str_find(v->text, c) < v->text.n;
}

static bool
has_zone(const struct vector *v)
{
	return they_say_yes(v) && has(v, '%');
}

static bool
has_comment(const struct vector *v)
{
	return they_say_yes(v) && has(v, '(') && has(v, ')');
}

static bool
has_display_name(const struct vector *v)
{
	return they_say_yes(v) && v->text.p[0] != '<' &&
	       v->text.p[v->text.n - 1] == '>';
}

static bool
ends_in_number(const struct vector *v)
{
	struct str last = hostname_tld(v->text);

	for (size_t i = 0; i < last.n; i++)
		if (!str_is_digit(last.p[i]))
			return false;
	return they_say_yes(v) && last.n > 0;
}

/* Reasons that come more than once. */
static const char no_list[] = "we have no list of the TLDs that exist";
static const char no_tables[] =
    "U-labels are not checked against the tables of IDNA";
static const char any_utf8[] =
    "RFC 6531, 3.3: an atom may hold any character that is not ASCII";
static const char old_pair[] =
    "quoted pairs outside quotes were RFC 822's; RFC 5321 has none";

/* clang-format off */
#define ONE(property, raw, reason) {(property), (raw), NULL, (reason), 0}
#define ALL(property, class, reason) {(property), NULL, (class), (reason), 0}

struct difference differences[] = {
    ALL("ip_address*", has_zone,
	"a zone means nothing beyond its own host (RFC 4007, 11.2)"),
    ALL("valid_hostname", ends_in_number,
	"RFC 1123, 2.1: the last label is not a number; Postfix asks that "
	"of the whole name only"),
    ALL("mailbox(RFC 5321)", ends_in_number,
	"RFC 1123, 2.1: the last label of a domain is not a number"),
    ALL("mailbox(RFC 5321/5322, egulias)", has_comment,
	"comments are for header fields (RFC 5322, 3.2.2)"),
    ALL("mailbox(modern, IDN/SMTPUTF8 allowed)", has_display_name,
	"display names are for header fields (RFC 5322, 3.4)"),
    ONE("valid_ip_address", "0.255.255.255",
	"an address of this-network is an address; addr_class() names it"),
    ONE("valid_hostname", "*.foo.bar",
	"a wildcard of the DNS is not the name of a host"),
    ONE("valid_hostname(commons isValidDomainSyntax)", "a.9c",
	"RFC 1123, 2.1: a label may begin with a digit"),
    ONE("hostname_linux(trailing_dot=yes)", "foobar.",
	"they take a dot at the end only behind another dot"),
    ONE("fqdn", "_.com",
	"host names with \"_\" are common: fully qualified, though not valid"),
    ONE("fqdn", "google.l33t",
	"RFC 1123, 2.1: only a last label of nothing but digits is a number"),
    ONE("fqdn(known TLD; IDN allowed)", "apache.rog", no_list),
    ONE("fqdn(known TLD; IDN allowed)", "exa\\xe2\\x80\\x8cmple.com",
	"RFC 5892, A.1 allows the joiners in some contexts; we in all"),
    ONE("mailbox(RFC 5321)",
	"test@[IPv6:1111:2222:3333:4444:5555:6666::8888]",
	"RFC 5321, 4.1.3 has the address in any form of RFC 4291, where \"::\" "
	"may stand for one group; another row of the same peer agrees"),
    ONE("mailbox(known TLD)", "jsmith@apache.c", no_list),
    ONE("mailbox(known TLD)", "someone@yahoo.mu-seum", no_list),
    ONE("mailbox(known TLD)", "andy-noble@data-workshop.c-om", no_list),
    ONE("mailbox(known TLD)", "andy-noble@data-workshop.co-m", no_list),
    ONE("mailbox(known TLD)", "Abc\\\\@def@example.com", old_pair),
    ONE("mailbox(RFC 5321/5322, egulias)", "fab\\\\ ien@symfony.com",
	old_pair),
    ONE("mailbox(RFC 5321/5322, egulias)", "examp\xe2\x95\x91le@symfony.com",
	any_utf8),
    ONE("mailbox(validator.js isEmail)", "nbsp\\xc2\\xa0test@test.com",
	any_utf8),
    ONE("mailbox(modern, IDN/SMTPUTF8 allowed)", "my@localhost",
	"a reserved name is well-formed; hostname_is_reserved() knows it"),
    ONE("mailbox(modern, IDN/SMTPUTF8 allowed)",
	"me@\xe1\xbf\xaf.com", no_tables),
    ONE("mailbox(modern, IDN/SMTPUTF8 allowed)",
	"me@\xe4\xb8\xad" "1111111112222222222333333333344444444445"
	"55555555666666.com", no_tables),
    ONE("mailbox(modern, IDN/SMTPUTF8 allowed)", "me@xn--0.tld", no_tables),
    ONE("mailbox(modern, IDN/SMTPUTF8 allowed)",
	"my.\xef\xac\xac.address@"
	"1111111111222222222233333333334444444444555555555."
	"6666666666777777777788888888889999999999000000000."
	"1111111111222222222233333333334444444444555555555."
	"6666666666777777777788888888889999999999000000000."
	"11111111112222222222333333333344.info",
	"they count the bytes after a normalization, which SMTP does not do"),
    ONE("mailbox(reserved domain refused)", "me@anything.arpa",
	"arpa itself is in the DNS; its reserved parts we know"),
    ONE("mailbox(django: TLD needed, untagged IPv6 literal allowed)",
	"abc@bar", "RFC 5321, 4.1.2: a Domain may be a single label"),
};
/* clang-format on */
const size_t n_differences = sizeof differences / sizeof differences[0];
