#include "dns.h"

static const struct {
	enum dns_type type;
	const char *name;
} types[] = {
    {DNS_A, "A"},   {DNS_NS, "NS"},   {DNS_CNAME, "CNAME"}, {DNS_PTR, "PTR"},
    {DNS_MX, "MX"}, {DNS_TXT, "TXT"}, {DNS_AAAA, "AAAA"},
};

const char *
dns_type_name(enum dns_type type)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (types[i].type == type)
			return types[i].name;
	return NULL;
}

bool
dns_type_find(struct str name, enum dns_type *out)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (str_ieq(name, str_of(types[i].name))) {
			*out = types[i].type;
			return true;
		}
	return false;
}
