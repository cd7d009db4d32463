#include "dnsd_reply.h"

#include "../../rules/dns.h"

#include <stdio.h>
#include <string.h>

enum {
	HEAD = 12,
	CHAIN = 16, /* CNAMEs in one answer */
	SOA = 6,
	OPT = 41,
	NXDOMAIN = 3,
};

/* A packet being written. What does not fit is left out, and "full" is set. */
struct out {
	const struct dnsd_question *q;
	const struct dnsd_zone *zone;
	uint8_t *b;
	size_t n, last; /* where the last record's length stands */
	bool full;
	unsigned answers, authority;
};

static void
put(struct out *o, const void *p, size_t n)
{
	o->full = o->full || n > DNSD_PACKET - o->n;
	if (o->full)
		return;
	memcpy(o->b + o->n, p, n);
	o->n += n;
}

static void
put16(struct out *o, unsigned v)
{
	const uint8_t b[] = {(uint8_t)(v >> 8), (uint8_t)v};

	put(o, b, sizeof b);
}

static void
set16(struct out *o, size_t at, unsigned v)
{
	o->b[at] = (uint8_t)(v >> 8);
	o->b[at + 1] = (uint8_t)v;
}

/* Labels up to where the rest is the end of the question's name: a pointer. */
static void
put_name(struct out *o, const uint8_t *name, size_t n)
{
	const struct dnsd_name *base = &o->q->name;
	bool whole = (o->q->tricks & DNSD_NO_QUESTION) != 0;

	for (size_t at = 0; name[at] != 0; at += name[at] + 1u) {
		size_t rest = n - at;

		if (!whole && rest <= base->n &&
		    memcmp(base->b + base->n - rest, name + at, rest) == 0) {
			put16(o, 0xc000u | (unsigned)(HEAD + base->n - rest));
			return;
		}
		put(o, name + at, name[at] + 1u);
	}
	put(o, "", 1);
}

static void
put_owner(struct out *o, const struct dnsd_name *name)
{
	struct dnsd_name other;

	if (o->q->tricks & DNSD_POINTER_LOOP) {
		put16(o, 0xc000u | (unsigned)o->n);
		return;
	}
	if (o->q->tricks & DNSD_FOREIGN_OWNER) {
		dnsd_zone_name(STR("foreign.example.net"), &other);
		name = &other;
	}
	put_name(o, name->b, name->n);
}

static void
put_record(struct out *o, const struct dnsd_name *name,
	   const struct dnsd_record *r, unsigned ttl)
{
	size_t before = o->n, data;

	put_owner(o, name);
	put16(o, r->type);
	put16(o, o->q->tricks & DNSD_CHAOS_CLASS ? 3 : 1);
	put16(o, ttl >> 16);
	put16(o, ttl);
	o->last = o->n;
	put16(o, 0);
	data = o->n;
	put(o, r->data, r->named ? r->fixed : r->n);
	if (r->named)
		put_name(o, r->data + r->fixed, r->n - r->fixed);
	if (o->full)
		o->n = before;
	else
		set16(o, o->last, (unsigned)(o->n - data));
}

/* "h7.NAME", or 192.0.2.7, up to as many as the packet takes. */
static void
put_many(struct out *o, const struct dnsd_name *name, const struct dnsd_line *l)
{
	struct dnsd_record r = {.type = l->type};
	uint8_t data[16 + DNSD_NAME] = {192, 0, 2};
	char label[16];

	r.named = l->type != DNS_A && l->type != DNS_AAAA;
	r.fixed = l->type == DNS_MX ? 2 : 0;
	r.data = data;
	for (unsigned i = 0; i < l->many && !o->full; i++) {
		int n = snprintf(label, sizeof label, "h%u", i);

		r.n = l->type == DNS_A ? 4 : 16;
		if (r.named) {
			data[r.fixed] = (uint8_t)n;
			memcpy(data + r.fixed + 1, label, (size_t)n);
			memcpy(data + r.fixed + 1 + n, name->b, name->n);
			r.n = r.fixed + 1 + (size_t)n + name->n;
		} else {
			data[r.n - 2] = (uint8_t)(r.n == 4 ? 2 : i >> 8);
			data[r.n - 1] = (uint8_t)i;
		}
		put_record(o, name, &r, l->ttl);
		o->answers += !o->full;
	}
	o->full = false;
}

/* All the zone has for a name and type; false when no line is about them. */
static bool
put_lines(struct out *o, const struct dnsd_name *name, uint16_t type,
	  struct dnsd_name *target, int *rcode)
{
	const struct dnsd_line *l = NULL;
	bool any = false;

	while ((l = dnsd_zone_find(o->zone, l, name, type)) != NULL) {
		any = true;
		if (l->rcode != 0)
			*rcode = l->rcode;
		put_many(o, name, l);
		for (struct dnsd_record *r = l->records; r; r = r->next) {
			put_record(o, name, r, l->ttl);
			o->answers += !o->full;
			target->n = r->n < DNSD_NAME ? r->n : DNSD_NAME;
			memcpy(target->b, r->data, target->n);
		}
	}
	return any;
}

/* Of the name's last label, or of the root. */
static void
put_soa(struct out *o, const struct dnsd_name *name, unsigned ttl)
{
	struct dnsd_record soa = {.type = SOA, .n = 22};
	struct dnsd_name top = {.n = 1};
	uint8_t data[22] = {0};
	size_t at = 0, before = 0;

	while (name->b[at] != 0) {
		before = at;
		at += name->b[at] + 1u;
	}
	if (at > 0) {
		top.n = name->n - before;
		memcpy(top.b, name->b + before, top.n);
	}
	for (size_t i = 0; i < 4; i++)
		data[18 + i] = (uint8_t)(ttl >> (24 - 8 * i));
	soa.data = data;
	put_record(o, &top, &soa, ttl);
	o->authority++;
}

static void
put_referral(struct out *o)
{
	struct dnsd_record ns = {.type = DNS_NS, .named = true};
	struct dnsd_name server;

	dnsd_zone_name(STR("ns.example.net"), &server);
	ns.data = server.b;
	ns.n = server.n;
	put_record(o, &o->q->name, &ns, 300);
	o->authority++;
}

/* There is nothing at the chain's end: the response code, and who says so. */
static int
put_nothing(struct out *o, const struct dnsd_name *at, bool line)
{
	const struct dnsd_line *other = &o->zone->other;

	if (!line && other->rcode != 0)
		return other->rcode;
	if (o->q->tricks & DNSD_REFERRAL)
		put_referral(o);
	else if (!(o->q->tricks & DNSD_NO_SOA))
		put_soa(o, at, other->ttl);
	return line || dnsd_zone_has(o->zone, at) ? 0 : NXDOMAIN;
}

/* Follow the CNAMEs as a resolver would; the response code. */
static int
put_answer(struct out *o)
{
	struct dnsd_name at = o->q->name, target = {.n = 1};
	int rcode = 0;

	for (int i = 0; i < CHAIN; i++) {
		unsigned before = o->answers;

		if (put_lines(o, &at, o->q->type, &target, &rcode))
			return o->answers == before && rcode == 0
				   ? put_nothing(o, &at, true)
				   : rcode;
		if (!put_lines(o, &at, DNS_CNAME, &target, &rcode))
			return put_nothing(o, &at, false);
		if (o->q->tricks & DNSD_BARE || rcode != 0)
			return rcode;
		at = target;
	}
	return 0;
}

static void
play_tricks(struct out *o)
{
	unsigned tricks = o->q->tricks;

	if (tricks & DNSD_LYING_COUNT)
		o->answers++;
	if (tricks & DNSD_LONG_DATA && o->last > 0)
		set16(o, o->last, 0xffff);
	if (tricks & DNSD_SHORT_DATA && o->last > 0) {
		o->n--;
		set16(o, o->last, (unsigned)(o->n - o->last - 2));
	}
	if (tricks & DNSD_TRAILING)
		put(o, "behind", 6);
}

static void
put_question(struct out *o)
{
	const struct dnsd_question *q = o->q;

	if (q->tricks & DNSD_NO_QUESTION)
		return;
	put(o, q->packet + HEAD, q->end - HEAD);
	if (q->tricks & DNSD_WRONG_QUESTION)
		o->b[HEAD + 1] = o->b[HEAD + 1] == 'x' ? 'y' : 'x';
}

static void
set_head(struct out *o, int rcode, bool cut)
{
	const struct dnsd_question *q = o->q;
	unsigned flags = q->tricks & DNSD_REFERRAL ? 0x0000u : 0x0080u;

	if (q->tricks & DNSD_NXDOMAIN)
		rcode = NXDOMAIN;
	flags |= (q->packet[2] & 1u) << 8 | (unsigned)rcode;
	flags |= q->tricks & DNSD_NO_REPLY ? 0 : 0x8000u;
	flags |= cut ? 0x0200u : 0;
	flags |= q->ad && q->tricks & DNSD_SECURE ? 0x0020u : 0;
	memcpy(o->b, q->packet, 2);
	set16(o, 2, flags);
	set16(o, 4, q->tricks & DNSD_NO_QUESTION ? 0 : 1);
	set16(o, 6, o->answers);
	set16(o, 8, o->authority);
	set16(o, 10, 0);
}

size_t
dnsd_reply_make(const struct dnsd_question *q, const struct dnsd_zone *z,
		bool tcp, uint8_t out[DNSD_PACKET])
{
	const unsigned cut_udp = DNSD_TRUNCATED | DNSD_TRUNCATED_TCP |
				 DNSD_TCP_SILENT | DNSD_TCP_CLOSE;
	struct out o = {.q = q, .zone = z, .b = out, .n = HEAD};
	int rcode;
	bool cut;

	memset(out, 0, HEAD);
	put_question(&o);
	rcode = put_answer(&o);
	play_tricks(&o);
	cut = q->tricks & (tcp ? (unsigned)DNSD_TRUNCATED_TCP : cut_udp);
	if (!tcp && (cut || o.n > q->udp)) {
		cut = true;
		o.answers = o.authority = 0;
		o.n = q->end;
	}
	set_head(&o, rcode, cut);
	return o.n;
}

/* The tricks of all lines that the answer comes from. */
static void
find_tricks(struct dnsd_question *q, const struct dnsd_zone *z)
{
	const uint16_t types[] = {q->type, DNS_CNAME};
	const struct dnsd_line *l = NULL;
	bool any = false;

	for (size_t i = 0; i < 2 && !any; i++)
		while ((l = dnsd_zone_find(z, l, &q->name, types[i])) != NULL) {
			any = true;
			q->tricks |= l->tricks;
			if (l->delay_ms > q->delay_ms)
				q->delay_ms = l->delay_ms;
		}
	if (any)
		return;
	q->tricks = z->other.tricks;
	q->delay_ms = z->other.delay_ms;
}

/* Names in questions are whole; a pointer there is no question of ours. */
bool
dnsd_reply_read(struct dnsd_question *q, const struct dnsd_zone *z,
		const uint8_t *packet, size_t n)
{
	size_t at = HEAD;

	memset(q, 0, sizeof *q);
	if (n < HEAD || packet[2] & 0x80 || packet[4] != 0 || packet[5] != 1)
		return false;
	for (; at < n && packet[at] != 0; at += packet[at] + 1u)
		if (packet[at] > 63)
			return false;
	if (at + 5 > n || at + 1 - HEAD > DNSD_NAME)
		return false;
	q->packet = packet;
	q->n = n;
	q->name.n = at + 1 - HEAD;
	for (size_t i = 0; i < q->name.n; i++)
		q->name.b[i] = (uint8_t)str_lower((char)packet[HEAD + i]);
	q->type = (uint16_t)(packet[at + 1] << 8 | packet[at + 2]);
	q->end = at + 5;
	q->ad = (packet[3] & 0x20) != 0;
	q->udp = DNSD_UDP;
	if (n >= q->end + 11 && packet[q->end + 2] == OPT) {
		q->udp = (size_t)(packet[q->end + 3] << 8 | packet[q->end + 4]);
		q->ad = q->ad || (packet[q->end + 7] & 0x80) != 0;
	}
	find_tricks(q, z);
	return true;
}
