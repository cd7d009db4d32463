#include "fact_dns.h"

#include "session_private.h"

static struct str
why_open(struct session *s, struct str name, enum dns_type type,
	 const struct dns_answer *answer)
{
	struct str why = answer == NULL ? STR("no resolver")
			 : answer->state == DNS_PENDING
			     ? STR("no answer so far")
			     : answer->why;

	return arena_printf(session_scratch(s), "%s %.*s: %.*s",
			    dns_type_name(type), STR_ARG(name), STR_ARG(why));
}

/* A copy: a fact may outlive the answer that it was read from. */
static union datum
datum_of(struct arena *a, const struct dns_record *r, enum value_type type)
{
	if (type == VALUE_ADDRESS)
		return (union datum){.addr = r->addr};
	return (union datum){.text = arena_str(a, r->name)};
}

static struct value
ask(struct session *s, struct str name, enum dns_type type, enum value_type as)
{
	const struct dns_answer *answer =
	    s->dns == NULL ? NULL : s->dns->ask(s->dns, name, type);
	struct value v = {.type = as, .list = true};
	union datum *item;

	if (answer == NULL || answer->state == DNS_PENDING ||
	    answer->state == DNS_FAILED) {
		v.open = true;
		v.why = why_open(s, name, type, answer);
		return v;
	}
	item = ARENA_ARRAY(session_scratch(s), union datum, answer->n);
	for (size_t i = 0; i < answer->n; i++)
		item[i] = datum_of(session_scratch(s), &answer->record[i], as);
	v.item = item;
	v.n = answer->n;
	return v;
}

struct value
fact_dns_names(struct session *s, struct str name, enum dns_type type)
{
	return ask(s, name, type, VALUE_HOST);
}

struct value
fact_dns_records(struct session *s, struct str name, enum dns_type type)
{
	return ask(s, name, type, VALUE_ADDRESS);
}

struct value
fact_dns_both(struct session *s, struct value x, struct value y)
{
	struct arena *a = session_scratch(s);
	union datum *item = ARENA_ARRAY(a, union datum, x.n + y.n);

	if (x.n > 0)
		memcpy(item, x.item, x.n * sizeof *item);
	if (y.n > 0)
		memcpy(item + x.n, y.item, y.n * sizeof *item);
	x.why = x.open ? x.why : y.why;
	x.open = x.open || y.open;
	x.item = item;
	x.n += y.n;
	return x;
}

struct value
fact_dns_addresses(struct session *s, struct str name)
{
	struct value a = ask(s, name, DNS_A, VALUE_ADDRESS);
	struct value aaaa = ask(s, name, DNS_AAAA, VALUE_ADDRESS);

	return fact_dns_both(s, a, aaaa);
}

struct value
fact_dns_holds(struct value list, const struct addr *addr)
{
	for (size_t i = 0; i < list.n; i++)
		if (addr_equal(&list.item[i].addr, addr))
			return value_bool(true);
	return list.open ? value_unknown(VALUE_BOOL, list.why)
			 : value_bool(false);
}

static bool
has_text(const union datum *item, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(item[i].text, str_of(text)))
			return true;
	return false;
}

struct value
fact_dns_classes(struct session *s, struct value addresses)
{
	struct arena *a = session_scratch(s);
	union datum *item = ARENA_ARRAY(a, union datum, addresses.n);
	struct value v = {.type = VALUE_TEXT,
			  .list = true,
			  .open = addresses.open,
			  .why = addresses.why,
			  .item = item};

	for (size_t i = 0; i < addresses.n; i++) {
		const char *word = addr_class(&addresses.item[i].addr);

		if (!has_text(item, v.n, word))
			item[v.n++].text = str_of(word);
	}
	return v;
}

/*
 * A family without records says nothing; one that fails leaves it open, unless
 * the other is not secure.
 */
struct value
fact_dns_secure(struct session *s, struct str name)
{
	static const enum dns_type families[] = {DNS_A, DNS_AAAA};
	struct value v = value_absent(VALUE_BOOL);

	for (size_t i = 0; i < 2; i++) {
		const struct dns_answer *answer =
		    s->dns == NULL ? NULL
				   : s->dns->ask(s->dns, name, families[i]);

		if (answer == NULL || answer->state == DNS_PENDING ||
		    answer->state == DNS_FAILED)
			v = value_unknown(
			    VALUE_BOOL, why_open(s, name, families[i], answer));
		else if (answer->state == DNS_FOUND && !answer->secure)
			return value_bool(false);
		else if (answer->state == DNS_FOUND && !v.open)
			v = value_bool(true);
	}
	return v;
}
