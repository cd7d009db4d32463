#include "value.h"

#include "hostname.h"

#include <stdint.h>

static const struct {
	const char *name, *expects;
} types[VALUE_TYPES] = {
    [VALUE_BOOL] = {"yes or no", "yes or no"},
    [VALUE_NUMBER] = {"a number", "a number such as 5, 2.5 or 10M"},
    [VALUE_TEXT] = {"text", "a word or a \"text\""},
    [VALUE_HOST] = {"a host name", "a host name such as mx.example.org"},
    [VALUE_ADDRESS] = {"an address", "an IP address such as 192.0.2.1"},
    [VALUE_MAIL] = {"a mail address", "a mail address such as a@example.org"},
    [VALUE_TIME] = {"a time span", "a time span such as 500ms, 3s, 5m or 2h"},
};

static const struct unit {
	const char *name;
	int64_t factor;
} sizes[] = {{"K", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}, {NULL, 1}},
  times[] = {{"ms", 1},	     {"s", 1000},     {"m", 60000},
	     {"h", 3600000}, {"d", 86400000}, {NULL, 0}};

struct value
value_absent(enum value_type type)
{
	return (struct value){.type = type};
}

struct value
value_unknown(enum value_type type, struct str why)
{
	return (struct value){.type = type, .open = true, .why = why};
}

struct value
value_bool(bool yes)
{
	static const union datum answers[] = {{.yes = false}, {.yes = true}};

	return (struct value){
	    .type = VALUE_BOOL, .n = 1, .item = &answers[yes]};
}

static struct value
value_one(struct arena *a, enum value_type type, union datum d)
{
	union datum *item = ARENA_NEW(a, union datum);

	*item = d;
	return (struct value){.type = type, .n = 1, .item = item};
}

struct value
value_number(struct arena *a, int64_t whole)
{
	return value_one(a, VALUE_NUMBER,
			 (union datum){.number = whole * NUMBER_ONE});
}

struct value
value_time(struct arena *a, int64_t milliseconds)
{
	return value_one(a, VALUE_TIME, (union datum){.number = milliseconds});
}

struct value
value_text(struct arena *a, enum value_type type, struct str s)
{
	if (s.p == NULL)
		return value_absent(type);
	return value_one(a, type, (union datum){.text = s});
}

struct value
value_addr(struct arena *a, const struct addr *addr)
{
	return value_one(a, VALUE_ADDRESS, (union datum){.addr = *addr});
}

struct value
value_mail(struct arena *a, const struct mailaddr *mail)
{
	return value_one(a, VALUE_MAIL, (union datum){.mail = *mail});
}

struct value
value_copy(struct arena *a, struct value v)
{
	union datum *item;

	/* Yes and no stand in static memory. */
	if (v.type == VALUE_BOOL || v.n == 0)
		return v;
	item = ARENA_ARRAY(a, union datum, v.n);
	memcpy(item, v.item, v.n * sizeof *item);
	for (size_t i = 0; i < v.n; i++)
		if (v.type == VALUE_TEXT || v.type == VALUE_HOST)
			item[i].text = arena_str(a, item[i].text);
	v.item = item;
	return v;
}

const char *
value_type_name(enum value_type type)
{
	return types[type].name;
}

const char *
value_type_expects(enum value_type type)
{
	return types[type].expects;
}

/* Digits with an optional fraction of up to three; *rest is what follows. */
static bool
parse_thousandths(struct str text, int64_t *out, struct str *rest)
{
	const bool minus = text.n > 0 && text.p[0] == '-';
	size_t i = minus, digits = 0;
	int64_t value = 0, unit = NUMBER_ONE;

	for (; i < text.n && str_is_digit(text.p[i]); i++, digits++) {
		if (value > INT64_MAX / 10 / NUMBER_ONE - NUMBER_ONE)
			return false;
		value = value * 10 + (text.p[i] - '0') * NUMBER_ONE;
	}
	if (digits > 0 && i + 1 < text.n && text.p[i] == '.' &&
	    str_is_digit(text.p[i + 1]))
		for (i++; i < text.n && str_is_digit(text.p[i]); i++) {
			unit /= 10;
			if (unit == 0)
				return false;
			value += (text.p[i] - '0') * unit;
		}
	*out = minus ? -value : value;
	*rest = str_from(text, i);
	return digits > 0;
}

static bool
parse_scaled(struct str text, const struct unit *units, int64_t *out)
{
	struct str rest;

	if (!parse_thousandths(text, out, &rest))
		return false;
	for (; units->name != NULL && !str_ieq(rest, str_of(units->name));)
		units++;
	if (units->factor == 0 || (units->name == NULL && rest.n > 0))
		return false;
	return !__builtin_mul_overflow(*out, units->factor, out);
}

static bool
parse_bool(struct str text, bool *out)
{
	*out = str_eq(text, STR("yes"));
	return *out || str_eq(text, STR("no"));
}

bool
value_parse(struct str text, enum value_type type, union datum *out)
{
	switch (type) {
	case VALUE_BOOL:
		return parse_bool(text, &out->yes);
	case VALUE_NUMBER:
		return parse_scaled(text, sizes, &out->number);
	case VALUE_TIME:
		if (!parse_scaled(text, times, &out->number))
			return false;
		out->number /= NUMBER_ONE;
		return true;
	case VALUE_ADDRESS:
		return addr_parse(text, &out->addr);
	case VALUE_MAIL:
		return mailaddr_split(text, &out->mail);
	case VALUE_HOST:
	case VALUE_TEXT:
		out->text = text;
		return true;
	case VALUE_TYPES:
		break;
	}
	return false;
}

struct str
value_show_number(struct arena *a, int64_t thousandths)
{
	const char *sign = thousandths < 0 ? "-" : "";
	uint64_t v =
	    thousandths < 0 ? -(uint64_t)thousandths : (uint64_t)thousandths;
	struct str s = arena_printf(a, "%s%llu.%03u", sign,
				    (unsigned long long)(v / NUMBER_ONE),
				    (unsigned)(v % NUMBER_ONE));

	while (s.p[s.n - 1] == '0')
		s.n--;
	if (s.p[s.n - 1] == '.')
		s.n--;
	return s;
}

static struct str
show_time(struct arena *a, int64_t milliseconds)
{
	size_t best = 0;

	for (size_t i = 0; times[i].name != NULL; i++)
		if (milliseconds != 0 && milliseconds % times[i].factor == 0)
			best = i;
	return arena_printf(a, "%lld%s",
			    (long long)(milliseconds / times[best].factor),
			    times[best].name);
}

static struct str
show_addr(struct arena *a, const struct addr *addr)
{
	char text[ADDR_TEXT];

	return arena_str(a, str_make(text, addr_format(addr, text)));
}

struct str
value_show_one(struct arena *a, enum value_type type, const union datum *d)
{
	switch (type) {
	case VALUE_BOOL:
		return d->yes ? STR("yes") : STR("no");
	case VALUE_NUMBER:
		return value_show_number(a, d->number);
	case VALUE_TIME:
		return show_time(a, d->number);
	case VALUE_ADDRESS:
		return show_addr(a, &d->addr);
	case VALUE_MAIL:
		return d->mail.text;
	case VALUE_HOST:
	case VALUE_TEXT:
	case VALUE_TYPES:
		break;
	}
	return d->text;
}

struct str
value_show(struct arena *a, struct value v)
{
	struct str all;

	if (v.n == 0 || (v.open && !v.list))
		return v.open ? STR("unknown") : STR("-");
	all = value_show_one(a, v.type, &v.item[0]);
	for (size_t i = 1; i < v.n; i++) {
		struct str one = value_show_one(a, v.type, &v.item[i]);

		all = arena_printf(a, "%.*s,%.*s", STR_ARG(all), STR_ARG(one));
	}
	return v.open ? arena_printf(a, "%.*s,unknown", STR_ARG(all)) : all;
}
