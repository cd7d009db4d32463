#include "dnsd_zone.h"

#include "../../rules/addr.h"
#include "../../rules/dns.h"

#include <stdlib.h>
#include <string.h>

enum { TTL = 300, STRING_MOST = 255 };

static const struct {
	const char *word;
	unsigned bit;
} tricks[] = {
#define TRICK(id, word, summary) {word, DNSD_##id},
#include "dnsd_trick.def"
#undef TRICK
};

static const struct {
	const char *word;
	int rcode;
} rcodes[] = {
    {"fails", 2},
    {"formerr", 1},
    {"notimp", 4},
    {"refused", 5},
};

static bool
number(struct str s, unsigned *out, struct str *rest)
{
	size_t i = 0;

	for (*out = 0; i < s.n && i < 9 && str_is_digit(s.p[i]); i++)
		*out = *out * 10 + (unsigned)(s.p[i] - '0');
	*rest = str_from(s, i);
	return i > 0;
}

static bool
count(struct str s, unsigned *out)
{
	struct str rest;

	return number(s, out, &rest) && rest.n == 0;
}

/* "3s", "250ms", "1m" */
static bool
duration(struct str s, unsigned *ms)
{
	static const struct {
		const char *unit;
		unsigned ms;
	} units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}};
	struct str rest;

	if (!number(s, ms, &rest))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (str_eq(rest, str_of(units[i].unit))) {
			*ms *= units[i].ms;
			return true;
		}
	return false;
}

/* One byte of a label: itself, \DDD or \X. How many characters it took. */
static size_t
name_byte(struct str s, uint8_t *out)
{
	unsigned n;

	*out = (uint8_t)str_lower(s.p[0]);
	if (s.p[0] != '\\' || s.n < 2)
		return 1;
	*out = (uint8_t)s.p[1];
	if (s.n < 4 || !count(str_slice(s, 1, 4), &n) || n > 255)
		return 2;
	*out = (uint8_t)n;
	return 4;
}

bool
dnsd_zone_name(struct str text, struct dnsd_name *out)
{
	size_t length = 0;

	out->n = 0;
	if (text.n > 0 && text.p[text.n - 1] == '.')
		text.n--;
	if (text.n > 0)
		out->b[out->n++] = 0;
	for (size_t i = 0; i < text.n;) {
		if (text.p[i] == '.') {
			i++;
			length = out->n;
			out->b[out->n++] = 0;
		} else {
			i += name_byte(str_from(text, i), &out->b[out->n++]);
			out->b[length]++;
		}
		if (out->n >= DNSD_NAME)
			return false;
	}
	out->b[out->n++] = 0;
	return true;
}

void
dnsd_zone_init(struct dnsd_zone *z, struct arena *a)
{
	memset(z, 0, sizeof *z);
	z->arena = a;
	z->end = &z->lines;
	z->other.ttl = TTL;
	z->other.end = &z->other.records;
}

static bool
owner(struct str text, struct dnsd_line *l)
{
	char reverse[ADDR_REVERSE];
	struct addr addr;

	if (addr_parse(text, &addr)) {
		text = str_make(reverse, addr_reverse(&addr, reverse));
	} else if (str_begins(text, STR("*."))) {
		l->below = true;
		text = str_from(text, 2);
	}
	return dnsd_zone_name(text, &l->name);
}

static struct dnsd_record *
record_new(struct dnsd_zone *z, struct dnsd_line *l, const uint8_t *data,
	   size_t n)
{
	struct dnsd_record *r = ARENA_NEW(z->arena, struct dnsd_record);

	r->type = l->type;
	r->n = n;
	r->data = arena_alloc(z->arena, n + 1);
	if (n > 0)
		memcpy(r->data, data, n);
	*l->end = r;
	l->end = &r->next;
	return r;
}

static bool
add_addr(struct dnsd_zone *z, struct dnsd_line *l, struct str text)
{
	struct addr a;
	bool v4 = l->type == DNS_A;

	if (!addr_parse(text, &a))
		return false;
	record_new(z, l, v4 ? a.b + 12 : a.b, v4 ? 4 : 16);
	return true;
}

static bool
add_name(struct dnsd_zone *z, struct dnsd_line *l, struct str text)
{
	struct dnsd_name name;

	if (!dnsd_zone_name(text, &name))
		return false;
	record_new(z, l, name.b, name.n)->named = true;
	return true;
}

static bool
add_mx(struct dnsd_zone *z, struct dnsd_line *l, struct str preference,
       struct str text)
{
	uint8_t data[2 + DNSD_NAME];
	struct dnsd_record *r;
	struct dnsd_name name;
	unsigned n;

	if (!count(preference, &n) || !dnsd_zone_name(text, &name))
		return false;
	data[0] = (uint8_t)(n >> 8);
	data[1] = (uint8_t)n;
	memcpy(data + 2, name.b, name.n);
	r = record_new(z, l, data, name.n + 2);
	r->named = true;
	r->fixed = 2;
	return true;
}

/* As many strings as it takes. */
static bool
add_txt(struct dnsd_zone *z, struct dnsd_line *l, struct str text)
{
	uint8_t *data = arena_alloc(z->arena, text.n + text.n / 255 + 2);
	size_t n = 0;

	do {
		struct str one = str_slice(text, 0, STRING_MOST);

		data[n++] = (uint8_t)one.n;
		memcpy(data + n, one.p, one.n);
		n += one.n;
		text = str_from(text, one.n);
	} while (text.n > 0);
	record_new(z, l, data, n);
	return true;
}

static bool
add_data(struct dnsd_zone *z, struct dnsd_line *l, const struct str *arg,
	 size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool good;

		if (l->type == DNS_A || l->type == DNS_AAAA)
			good = add_addr(z, l, arg[i]);
		else if (l->type == DNS_TXT)
			good = add_txt(z, l, arg[i]);
		else if (l->type != DNS_MX)
			good = add_name(z, l, arg[i]);
		else
			good = i + 1 < n && add_mx(z, l, arg[i], arg[i + 1]);
		if (!good)
			return false;
		i += l->type == DNS_MX;
	}
	return true;
}

static bool
take_trick(struct dnsd_line *l, struct str word)
{
	for (size_t i = 0; i < sizeof tricks / sizeof tricks[0]; i++)
		if (str_eq(word, str_of(tricks[i].word))) {
			l->tricks |= tricks[i].bit;
			return true;
		}
	for (size_t i = 0; i < sizeof rcodes / sizeof rcodes[0]; i++)
		if (str_eq(word, str_of(rcodes[i].word))) {
			l->rcode = rcodes[i].rcode;
			return true;
		}
	return str_eq(word, STR("none"));
}

/* Words that stand before the data; false when the next is none of them. */
static bool
take_word(struct dnsd_line *l, const struct str *arg, size_t n, size_t *at)
{
	bool two = *at + 1 < n;

	if ((two && str_eq(arg[*at], STR("slow")) &&
	     duration(arg[*at + 1], &l->delay_ms)) ||
	    (two && str_eq(arg[*at], STR("ttl")) &&
	     count(arg[*at + 1], &l->ttl)) ||
	    (two && str_eq(arg[*at], STR("many")) &&
	     count(arg[*at + 1], &l->many))) {
		*at += 2;
		return true;
	}
	if (!take_trick(l, arg[*at]))
		return false;
	++*at;
	return true;
}

bool
dnsd_zone_add(struct dnsd_zone *z, const struct str *arg, size_t n)
{
	struct dnsd_line *l = ARENA_NEW(z->arena, struct dnsd_line);
	bool other = n > 0 && str_eq(arg[0], STR("default"));
	enum dns_type type = DNS_A;
	size_t at = 1;

	if (n < 2 || (!other && !owner(arg[0], l)))
		return false;
	if (other) {
		l = &z->other;
		l->tricks = l->delay_ms = 0;
		l->rcode = 0;
	}
	l->ttl = TTL;
	l->end = &l->records;
	l->any_type = other || !dns_type_find(arg[1], &type);
	l->type = (uint16_t)type;
	at += !l->any_type;
	while (at < n && take_word(l, arg, n, &at))
		;
	if (l->any_type ? at < n : !add_data(z, l, arg + at, n - at))
		return false;
	if (!other) {
		*z->end = l;
		z->end = &l->next;
	}
	return true;
}

static bool
is_named(const struct dnsd_line *l, const struct dnsd_name *name)
{
	return !l->below && l->name.n == name->n &&
	       memcmp(l->name.b, name->b, name->n) == 0;
}

static bool
is_below(const struct dnsd_line *l, const struct dnsd_name *name)
{
	return l->below && l->name.n < name->n &&
	       memcmp(name->b + name->n - l->name.n, l->name.b, l->name.n) == 0;
}

bool
dnsd_zone_has(const struct dnsd_zone *z, const struct dnsd_name *name)
{
	for (const struct dnsd_line *l = z->lines; l != NULL; l = l->next)
		if (is_named(l, name) || is_below(l, name))
			return true;
	return false;
}

const struct dnsd_line *
dnsd_zone_find(const struct dnsd_zone *z, const struct dnsd_line *after,
	       const struct dnsd_name *name, uint16_t type)
{
	const struct dnsd_line *l = after == NULL ? z->lines : after->next;
	bool exact = false;

	for (const struct dnsd_line *i = z->lines; i != NULL; i = i->next)
		exact = exact || is_named(i, name);
	for (; l != NULL; l = l->next)
		if ((exact ? is_named(l, name) : is_below(l, name)) &&
		    (l->any_type || l->type == type))
			return l;
	return NULL;
}
