#include "dns_wire_private.h"

#include <resolv.h>

#include <string.h>

bool
dns_wire_name(struct dns_wire_walk *k, size_t skip, char out[NS_MAXDNAME])
{
	const unsigned char *at = ns_rr_rdata(k->rr);
	size_t n = ns_rr_rdlen(k->rr);
	int used;

	if (n <= skip)
		return false;
	used = dn_expand(ns_msg_base(k->msg), ns_msg_end(k->msg), at + skip,
			 out, NS_MAXDNAME);
	return used >= 0 && (size_t)used == n - skip;
}

static bool
read_a(struct dns_wire_walk *k)
{
	struct addr addr;

	if (ns_rr_rdlen(k->rr) != 4)
		return false;
	addr = addr_from_v4(ns_rr_rdata(k->rr));
	dns_pack_addr(&k->w->answer, &addr);
	return true;
}

static bool
read_aaaa(struct dns_wire_walk *k)
{
	struct addr addr;

	if (ns_rr_rdlen(k->rr) != sizeof addr.b)
		return false;
	memcpy(addr.b, ns_rr_rdata(k->rr), sizeof addr.b);
	dns_pack_addr(&k->w->answer, &addr);
	return true;
}

static bool
read_name(struct dns_wire_walk *k, size_t skip, uint16_t preference)
{
	struct str name;

	if (!dns_wire_name(k, skip, k->w->text))
		return false;
	name = str_of(k->w->text);
	for (size_t i = 0; i < name.n; i++)
		k->w->text[i] = str_lower(name.p[i]);
	dns_pack_text(&k->w->answer, preference, name);
	return true;
}

static bool
read_host(struct dns_wire_walk *k)
{
	return read_name(k, 0, 0);
}

static bool
read_mx(struct dns_wire_walk *k)
{
	const unsigned char *data = ns_rr_rdata(k->rr);

	if (ns_rr_rdlen(k->rr) < 3)
		return false;
	return read_name(k, 2, (uint16_t)(data[0] << 8 | data[1]));
}

/* One or more strings, each behind its length (RFC 1035 3.3.14). */
static bool
read_txt(struct dns_wire_walk *k)
{
	const unsigned char *data = ns_rr_rdata(k->rr);
	size_t n = ns_rr_rdlen(k->rr), used = 0;

	for (size_t at = 0, one; at < n; at += one + 1) {
		one = data[at];
		if (one > n - at - 1)
			return false;
		if (one > sizeof k->w->text - used) {
			dns_pack_failed(&k->w->answer, DNS_WHY_LARGE);
			return true;
		}
		memcpy(k->w->text + used, data + at + 1, one);
		used += one;
	}
	if (n > 0)
		dns_pack_text(&k->w->answer, 0, str_make(k->w->text, used));
	return n > 0;
}

static const struct {
	enum dns_type type;
	bool (*read)(struct dns_wire_walk *k);
} readers[] = {
    {DNS_A, read_a},	 {DNS_AAAA, read_aaaa},	 {DNS_PTR, read_host},
    {DNS_MX, read_mx},	 {DNS_CNAME, read_host}, {DNS_NS, read_host},
    {DNS_TXT, read_txt},
};

bool
dns_wire_record(struct dns_wire_walk *k)
{
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
		if (readers[i].type == k->asked->type)
			return readers[i].read(k);
	return false;
}
