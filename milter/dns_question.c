#include "dns_question.h"

#include <string.h>

enum { LABEL_MOST = 63 };

struct reader {
	struct str in;
	size_t at;
	bool escapes;
};

/* DDD of "\DDD", or -1. */
static int
decimal(struct str s)
{
	int n = 0;

	if (s.n < 3)
		return -1;
	for (size_t i = 0; i < 3; i++) {
		if (!str_is_digit(s.p[i]))
			return -1;
		n = n * 10 + (s.p[i] - '0');
	}
	return n <= 255 ? n : -1;
}

/* The next byte of the label; false at its end, which is a dot or the end. */
static bool
label_byte(struct reader *r, char *out)
{
	struct str rest = str_from(r->in, r->at);
	int n;

	if (rest.n == 0 || rest.p[0] == '.')
		return false;
	r->at++;
	*out = rest.p[0];
	if (!r->escapes || rest.p[0] != '\\' || rest.n == 1)
		return true;
	n = decimal(str_from(rest, 1));
	*out = n < 0 ? rest.p[1] : (char)n;
	r->at += n < 0 ? 1 : 3;
	return true;
}

/* False when the label is empty or too long, or the name's room is used up. */
static bool
label(struct reader *r, struct dns_question *q)
{
	uint8_t *length = &q->name[q->n];
	size_t n = 0;
	char c;

	while (label_byte(r, &c)) {
		n++;
		if (n > LABEL_MOST || q->n + n + 1 >= DNS_NAME_WIRE)
			return false;
		length[n] = (uint8_t)str_lower(c);
	}
	*length = (uint8_t)n;
	q->n = (uint8_t)(q->n + n + 1);
	return n > 0;
}

static bool
read_name(struct dns_question *q, struct reader r, enum dns_type type)
{
	q->type = (uint16_t)type;
	q->n = 0;
	do {
		if (!label(&r, q))
			return false;
	} while (r.at++ < r.in.n && r.at < r.in.n);
	q->name[q->n++] = 0;
	return true;
}

bool
dns_question_set(struct dns_question *q, struct str name, enum dns_type type)
{
	return read_name(q, (struct reader){name, 0, false}, type);
}

bool
dns_question_parse(struct dns_question *q, struct str text, enum dns_type type)
{
	return read_name(q, (struct reader){text, 0, true}, type);
}

size_t
dns_question_size(const struct dns_question *q)
{
	return offsetof(struct dns_question, name) + q->n;
}

bool
dns_question_equal(const struct dns_question *a, const struct dns_question *b)
{
	return a->type == b->type && a->n == b->n &&
	       memcmp(a->name, b->name, a->n) == 0;
}

/* FNV-1a over 64 bits, folded. */
static uint32_t
hash(const uint8_t *p, size_t n, uint64_t seed)
{
	uint64_t h = 14695981039346656037u ^ seed;

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 1099511628211u;
	return (uint32_t)(h ^ h >> 32);
}

uint32_t
dns_question_hash(const struct dns_question *q, uint64_t seed)
{
	return hash(q->name, q->n, seed + q->type);
}

uint32_t
dns_question_zone(const struct dns_question *q)
{
	static const uint8_t arpa[] = {4, 'a', 'r', 'p', 'a', 0};
	size_t label[DNS_NAME_WIRE], n = 0, keep = 2;

	for (size_t at = 0; q->name[at] != 0; at += q->name[at] + 1u)
		label[n++] = at;
	if (q->n >= sizeof arpa &&
	    memcmp(q->name + q->n - sizeof arpa, arpa, sizeof arpa) == 0)
		keep = 4;
	if (n > keep)
		return hash(q->name + label[n - keep], q->n - label[n - keep],
			    0);
	return hash(q->name, q->n, 0);
}

size_t
dns_question_packet(const struct dns_question *q, uint16_t id,
		    uint8_t out[DNS_QUESTION_PACKET])
{
	const uint8_t head[12] = {
	    (uint8_t)(id >> 8), (uint8_t)id, 0x01 /* RD */, 0x20 /* AD */, 0, 1,
	};
	const uint8_t tail[4] = {
	    (uint8_t)(q->type >> 8),
	    (uint8_t)q->type,
	    0,
	    1 /* IN */,
	};

	memcpy(out, head, sizeof head);
	memcpy(out + sizeof head, q->name, q->n);
	memcpy(out + sizeof head + q->n, tail, sizeof tail);
	return sizeof head + q->n + sizeof tail;
}
