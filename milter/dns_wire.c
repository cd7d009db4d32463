#include "dns_wire_private.h"

#include <limits.h>
#include <string.h>

enum {
	AUTHORITY_MOST = 64, /* records looked at for an SOA */
	SOA_LEAST = 22,	     /* bytes of its data: two roots, five numbers */
};

/*
 * Names here are dn_expand's text: every byte that is no plain character is
 * escaped in it, a NUL and a dot inside a label too. (ares_expand_name of
 * c-ares 1.18 ends the text at a label that is one NUL byte.)
 */
static bool
same_name(const char *a, const char *b)
{
	return str_ieq(str_of(a), str_of(b));
}

static bool
is_below(const char *name, const char *parent)
{
	struct str n = str_of(name), p = str_of(parent);

	return p.n == 0 || str_ieq(n, p) ||
	       (str_iends(n, p) && n.p[n.n - p.n - 1] == '.');
}

/* False: the record cannot be read at all. */
static bool
next_record(struct dns_wire_walk *k, ns_sect section, int i)
{
	return ns_parserr(&k->msg, section, i, &k->rr) == 0;
}

static const char *
owner_of(const struct dns_wire_walk *k)
{
	const char *name = ns_rr_name(k->rr);

	return strcmp(name, ".") == 0 ? "" : name; /* as dn_expand has it */
}

static bool
is_of(const struct dns_wire_walk *k, unsigned type)
{
	return ns_rr_class(k->rr) == ns_c_in && ns_rr_type(k->rr) == type;
}

/* Does it stand at the end of the CNAMEs followed so far? */
static bool
is_here(const struct dns_wire_walk *k, unsigned type)
{
	return is_of(k, type) && same_name(owner_of(k), k->w->owner);
}

/* A TTL with its top bit set is zero (RFC 2181, 8). */
static void
ttl_seen(struct dns_wire_walk *k)
{
	uint32_t ttl = (uint32_t)ns_rr_ttl(k->rr);

	if (ttl > INT32_MAX)
		ttl = 0;
	if (ttl < k->trail->ttl)
		k->trail->ttl = ttl;
}

static enum dns_wire_end
failed(struct dns_wire_walk *k, enum dns_wire_end end, enum dns_why why)
{
	dns_pack_failed(&k->w->answer, why);
	return end;
}

/* All records of the type that was asked for, at the chain's end so far. */
static bool
collect(struct dns_wire_walk *k)
{
	int n = ns_msg_count(k->msg, ns_s_an);

	for (int i = 0; i < n; i++) {
		if (!next_record(k, ns_s_an, i))
			return false;
		if (!is_here(k, k->asked->type))
			continue;
		ttl_seen(k);
		if (!dns_wire_record(k))
			return false;
	}
	return true;
}

/* Is there a CNAME at the chain's end? Then it ends one further on. */
static bool
follow(struct dns_wire_walk *k, bool *garbled)
{
	int n = ns_msg_count(k->msg, ns_s_an);

	if (k->asked->type == DNS_CNAME)
		return false;
	for (int i = 0; i < n; i++) {
		if (!next_record(k, ns_s_an, i) || !is_here(k, ns_t_cname))
			continue;
		ttl_seen(k);
		*garbled = !dns_wire_name(k, 0, k->w->owner);
		return !*garbled;
	}
	return false;
}

/*
 * The SOA that goes with a "no" (RFC 2308): of a zone that the name is in. How
 * long the "no" lasts is the smaller of its TTL and its last field.
 */
static bool
find_soa(struct dns_wire_walk *k)
{
	int n = ns_msg_count(k->msg, ns_s_ns);
	const unsigned char *last;
	uint32_t minimum;

	for (int i = 0; i < n && i < AUTHORITY_MOST; i++) {
		if (!next_record(k, ns_s_ns, i) || !is_of(k, ns_t_soa) ||
		    ns_rr_rdlen(k->rr) < SOA_LEAST ||
		    !is_below(k->w->owner, owner_of(k)))
			continue;
		ttl_seen(k);
		last = ns_rr_rdata(k->rr) + ns_rr_rdlen(k->rr) - 4;
		minimum = (uint32_t)ns_get32(last);
		if (minimum < k->trail->ttl)
			k->trail->ttl = minimum;
		return true;
	}
	return false;
}

/* A server that only knows whom else to ask (RFC 1034, 4.3.1). */
static bool
is_referral(struct dns_wire_walk *k)
{
	return !ns_msg_getflag(k->msg, ns_f_ra) &&
	       !ns_msg_getflag(k->msg, ns_f_aa) &&
	       ns_msg_count(k->msg, ns_s_ns) > 0;
}

/* Nothing found at the chain's end: is that so, or must it be asked for? */
static enum dns_wire_end
nothing(struct dns_wire_walk *k, bool no_name, bool moved)
{
	k->w->ttl_known = find_soa(k);
	if (moved && !no_name && !k->w->ttl_known) {
		if (dns_question_parse(&k->w->target, str_of(k->w->owner),
				       k->asked->type))
			return DNS_WIRE_CHASE;
		no_name = true;
	}
	if (!moved && !no_name && !k->w->ttl_known && is_referral(k))
		return failed(k, DNS_WIRE_BAD, DNS_WHY_NO_RECURSION);
	dns_pack_none(&k->w->answer, no_name);
	k->w->answer.pack.secure = k->trail->secure;
	return DNS_WIRE_DONE;
}

static enum dns_wire_end
walk_answer(struct dns_wire_walk *k, bool no_name)
{
	struct dns_pack *pack = &k->w->answer.pack;
	bool garbled = false, moved = false;

	dns_pack_none(&k->w->answer, false);
	for (;; moved = true) {
		if (!collect(k))
			return failed(k, DNS_WIRE_BAD, DNS_WHY_GARBLED);
		if (pack->state != DNS_NONE || !follow(k, &garbled))
			break;
		if (++k->trail->cnames > DNS_WIRE_CNAMES)
			return failed(k, DNS_WIRE_DONE, DNS_WHY_CNAME_CHAIN);
	}
	/* Records for a name that is said not to be: one of the two is a lie.
	 */
	if (garbled || (pack->state == DNS_FOUND && no_name))
		return failed(k, DNS_WIRE_BAD, DNS_WHY_GARBLED);
	if (pack->state == DNS_NONE)
		return nothing(k, no_name, moved);
	pack->secure = k->trail->secure;
	k->w->ttl_known = true;
	return DNS_WIRE_DONE;
}

/* A reply, whole, and to this very question; the chain begins at its name. */
static bool
is_reply(struct dns_wire_walk *k, const uint8_t *packet, size_t n)
{
	struct dns_question q;

	if (n > INT_MAX || ns_initparse(packet, (int)n, &k->msg) != 0 ||
	    !ns_msg_getflag(k->msg, ns_f_qr) ||
	    ns_msg_getflag(k->msg, ns_f_opcode) != ns_o_query ||
	    ns_msg_count(k->msg, ns_s_qd) != 1 || !next_record(k, ns_s_qd, 0) ||
	    !is_of(k, k->asked->type) ||
	    !dns_question_parse(&q, str_of(owner_of(k)),
				(enum dns_type)k->asked->type))
		return false;
	memcpy(k->w->owner, owner_of(k), strlen(owner_of(k)) + 1);
	return dns_question_equal(&q, k->asked);
}

static const struct {
	ns_rcode code;
	enum dns_why why;
} errors[] = {
    {ns_r_servfail, DNS_WHY_SERVFAIL},
    {ns_r_refused, DNS_WHY_REFUSED},
};

static enum dns_why
error_why(int code)
{
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if ((int)errors[i].code == code)
			return errors[i].why;
	return DNS_WHY_ERROR_CODE;
}

/* It may be cut anywhere, so only its head is looked at. */
static bool
is_cut(const uint8_t *packet, size_t n)
{
	const uint8_t qr_tc = 0x82;

	return n >= NS_HFIXEDSZ && (packet[2] & qr_tc) == qr_tc;
}

static enum dns_wire_end
walk_packet(struct dns_wire_walk *k, const uint8_t *packet, size_t n,
	    bool trusted)
{
	int code;

	k->w->ttl_known = false;
	if (is_cut(packet, n))
		return failed(k, DNS_WIRE_CUT, DNS_WHY_GARBLED);
	if (!is_reply(k, packet, n))
		return failed(k, DNS_WIRE_BAD, DNS_WHY_GARBLED);
	code = ns_msg_getflag(k->msg, ns_f_rcode);
	if (code != ns_r_noerror && code != ns_r_nxdomain)
		return failed(k, DNS_WIRE_BAD, error_why(code));
	if (ns_msg_count(k->msg, ns_s_an) > DNS_WIRE_RECORDS)
		return failed(k, DNS_WIRE_DONE, DNS_WHY_MANY_RECORDS);
	if (!trusted || !ns_msg_getflag(k->msg, ns_f_ad))
		k->trail->secure = false;
	return walk_answer(k, code == ns_r_nxdomain);
}

enum dns_wire_end
dns_wire_read(struct dns_wire *w, struct dns_wire_trail *trail,
	      const struct dns_question *asked, const uint8_t *packet, size_t n,
	      bool trusted)
{
	struct dns_wire_trail before = *trail;
	struct dns_wire_walk k = {.w = w, .trail = trail, .asked = asked};
	enum dns_wire_end end = walk_packet(&k, packet, n, trusted);

	if (end == DNS_WIRE_BAD)
		*trail = before;
	return end;
}
