#include "dns_pack.h"

#include <assert.h>
#include <string.h>

static const struct {
	const char *text;
	bool sick;
} whys[DNS_WHY_COUNT] = {
#define WHY(id, text, sick) {text, sick},
#include "dns_why.def"
#undef WHY
};

bool
dns_why_is_sick(enum dns_why why)
{
	assert(why < DNS_WHY_COUNT);
	return whys[why].sick;
}

struct str
dns_why_text(enum dns_why why)
{
	assert(why < DNS_WHY_COUNT);
	return str_of(whys[why].text);
}

void
dns_pack_none(struct dns_packer *p, bool no_name)
{
	p->pack = (struct dns_pack){
	    .state = DNS_NONE, .no_name = no_name, .bytes = p->bytes};
}

void
dns_pack_failed(struct dns_packer *p, enum dns_why why)
{
	p->pack = (struct dns_pack){
	    .state = DNS_FAILED, .why = why, .bytes = p->bytes};
}

/* Room for one record of "size" bytes, or NULL. */
static uint8_t *
record(struct dns_packer *p, size_t size)
{
	uint8_t *at = p->bytes + p->pack.size;

	if (p->pack.state == DNS_FAILED)
		return NULL;
	if (p->pack.n == DNS_PACK_RECORDS) {
		dns_pack_failed(p, DNS_WHY_MANY_RECORDS);
		return NULL;
	}
	if (size > DNS_PACK_BYTES - (size_t)p->pack.size) {
		dns_pack_failed(p, DNS_WHY_LARGE);
		return NULL;
	}
	p->pack.state = DNS_FOUND;
	p->pack.no_name = false;
	p->pack.n++;
	p->pack.size = (uint16_t)(p->pack.size + size);
	return at;
}

bool
dns_pack_addr(struct dns_packer *p, const struct addr *addr)
{
	uint8_t *at = record(p, sizeof addr->b);

	if (at != NULL)
		memcpy(at, addr->b, sizeof addr->b);
	return at != NULL;
}

struct head {
	uint16_t preference, n;
};

bool
dns_pack_text(struct dns_packer *p, uint16_t preference, struct str text)
{
	struct head head = {preference, (uint16_t)text.n};
	uint8_t *at = record(p, sizeof head + text.n);

	if (at == NULL)
		return false;
	memcpy(at, &head, sizeof head);
	if (text.n > 0)
		memcpy(at + sizeof head, text.p, text.n);
	return true;
}

static const uint8_t *
open_addr(const uint8_t *at, struct dns_record *out)
{
	memcpy(out->addr.b, at, sizeof out->addr.b);
	return at + sizeof out->addr.b;
}

static const uint8_t *
open_text(const uint8_t *at, enum dns_type type, struct arena *a,
	  struct dns_record *out)
{
	struct str *to = type == DNS_TXT ? &out->text : &out->name;
	struct head head;

	memcpy(&head, at, sizeof head);
	at += sizeof head;
	out->preference = head.preference;
	*to = arena_str(a, str_make((const char *)at, head.n));
	return at + head.n;
}

void
dns_pack_open(const struct dns_pack *p, enum dns_type type, struct arena *a,
	      struct dns_answer *out)
{
	struct dns_record *records = ARENA_ARRAY(a, struct dns_record, p->n);
	const uint8_t *at = p->bytes;

	for (size_t i = 0; i < p->n; i++)
		at = type == DNS_A || type == DNS_AAAA
			 ? open_addr(at, &records[i])
			 : open_text(at, type, a, &records[i]);
	assert(at == p->bytes + p->size);
	*out = (struct dns_answer){
	    .state = p->state,
	    .no_name = p->no_name,
	    .secure = p->secure,
	    .record = records,
	    .n = p->n,
	};
	if (p->state == DNS_FAILED)
		out->why = dns_why_text(p->why);
}
