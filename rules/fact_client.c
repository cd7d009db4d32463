#include "fact.h"
#include "fact_dns.h"
#include "fact_name.h"
#include "session_private.h"

/* Facts about the client and its address: client.* */

enum { PTRS_FOLLOWED = 10 }; /* names that are looked up again, as Postfix */

struct value
fact_client_address(struct session *s)
{
	if (!s->has_addr)
		return value_absent(VALUE_ADDRESS);
	return value_addr(session_scratch(s), &s->addr);
}

struct value
fact_client_class(struct session *s)
{
	if (!s->has_addr)
		return value_absent(VALUE_TEXT);
	return value_text(session_scratch(s), VALUE_TEXT,
			  str_of(addr_class(&s->addr)));
}

/* Both MTAs write "[192.0.2.1]" or "unknown" where they have no name. */
static bool
is_name(struct str text)
{
	return text.n > 0 && text.p[0] != '[' && !str_eq(text, STR("unknown"));
}

struct value
fact_client_name(struct session *s)
{
	if (!is_name(s->host))
		return value_absent(VALUE_HOST);
	return value_text(session_scratch(s), VALUE_HOST, s->host);
}

struct value
fact_client_port(struct session *s)
{
	return value_number(session_scratch(s), s->port);
}

/* The reverse lookup as the MTA tells it, by {client_resolve}, {client_ptr}. */
static struct value
ptrs_of_mta(struct session *s)
{
	struct str ptr = s->macro[MACRO_CLIENT_PTR];
	struct str resolve = s->macro[MACRO_CLIENT_RESOLVE];
	struct value v;

	if (!is_name(ptr) && str_eq(resolve, STR("OK")))
		ptr = s->host;
	if (is_name(ptr)) {
		v = value_text(session_scratch(s), VALUE_HOST, ptr);
		v.list = true;
		return v;
	}
	v = value_absent(VALUE_HOST);
	v.list = true;
	v.open = str_eq(resolve, STR("TEMP"));
	v.why = STR("the MTA's reverse lookup of the client failed");
	return v;
}

struct value
fact_client_ptrs(struct session *s)
{
	char name[ADDR_REVERSE];

	if (!s->has_addr)
		return (struct value){.type = VALUE_HOST, .list = true};
	if (s->setup == NULL || s->setup->rdns_mta)
		return ptrs_of_mta(s);
	addr_reverse(&s->addr, name);
	return fact_dns_names(s, arena_str(session_scratch(s), str_of(name)),
			      DNS_PTR);
}

struct value
fact_client_ptr(struct session *s)
{
	struct value v = fact_value(s, FACT_client_ptrs);

	v.list = false;
	if (v.n > 1)
		v.n = 1;
	return v;
}

/* Generic is a client of which every name is: one proper name is enough. */
struct value
fact_client_ptr_generic(struct session *s)
{
	struct value ptrs = fact_value(s, FACT_client_ptrs);
	bool all = ptrs.n > 0;

	if (ptrs.n == 0)
		return ptrs.open ? value_unknown(VALUE_BOOL, ptrs.why)
				 : value_absent(VALUE_BOOL);
	for (size_t i = 0; i < ptrs.n && i < PTRS_FOLLOWED; i++)
		all = all && fact_is_generic(s, ptrs.item[i].text,
					     GENERIC_REVERSE, &s->addr);
	return value_bool(all);
}

/* One of the words that "iprev" still can become. */
static struct value
rdns_words(struct session *s, const char *const *word, size_t n, struct str why)
{
	union datum *item = ARENA_ARRAY(session_scratch(s), union datum, n);

	for (size_t i = 0; i < n; i++)
		item[i].text = str_of(word[i]);
	return (struct value){.type = VALUE_TEXT,
			      .item = item,
			      .n = n,
			      .open = n > 1,
			      .why = why};
}

static const char *const rdns[] = {"pass", "fail", "permerror"};

static struct value
rdns_of_mta(struct session *s, struct value ptrs)
{
	struct str resolve = s->macro[MACRO_CLIENT_RESOLVE];
	struct str why = STR("the MTA's lookup of the client's name failed");

	if (str_eq(resolve, STR("OK")))
		return rdns_words(s, rdns, 1, why);
	if (str_eq(resolve, STR("TEMP")))
		return rdns_words(s, rdns, ptrs.n > 0 ? 2 : 3, why);
	if (resolve.p == NULL && is_name(s->host))
		return rdns_words(s, rdns, 1, why);
	return rdns_words(s, &rdns[ptrs.n > 0 ? 1 : 2], 1, why);
}

struct value
fact_client_rdns(struct session *s)
{
	struct value ptrs = fact_value(s, FACT_client_ptrs);
	struct value open = {.open = false};

	if (!s->has_addr)
		return value_absent(VALUE_TEXT);
	if (s->setup == NULL || s->setup->rdns_mta)
		return rdns_of_mta(s, ptrs);
	for (size_t i = 0; i < ptrs.n && i < PTRS_FOLLOWED; i++) {
		struct value match = fact_dns_holds(
		    fact_dns_addresses(s, ptrs.item[i].text), &s->addr);

		if (!match.open && match.item[0].yes)
			return rdns_words(s, rdns, 1, (struct str){NULL, 0});
		if (match.open)
			open = match;
	}
	if (ptrs.open)
		return rdns_words(s, rdns, 3, ptrs.why);
	if (open.open)
		return rdns_words(s, rdns, 2, open.why);
	return rdns_words(s, &rdns[ptrs.n > 0 ? 1 : 2], 1, open.why);
}
