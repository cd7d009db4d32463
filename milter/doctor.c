#include "doctor.h"

#include "explain.h"
#include "hostname.h"

#include <stdarg.h>

const struct doctor_row doctor_rows[DOCTOR_CHECKS] = {
#define CHECK(id, name, about, rfc, summary) \
	{name, DOCTOR_##about, rfc, summary, doctor_look_##id},
#include "doctor.def"
#undef CHECK
};

const char *
doctor_result_name(enum doctor_result result)
{
	static const char *const names[DOCTOR_RESULTS] = {
	    [DOCTOR_OK] = "ok",		  [DOCTOR_MEND] = "mend",
	    [DOCTOR_UNWISE] = "unwise",	  [DOCTOR_UNKNOWN] = "unknown",
	    [DOCTOR_NOTHING] = "nothing",
	};

	return names[result];
}

/* ---- What is asked of the engine -------------------------------------------
 */

static struct explain_fact
fact(struct doctor *d, enum fact_id id)
{
	return explain_fact(d->rules, d->session, id, d->arena);
}

static bool
is(struct doctor *d, enum fact_id id, const char *value)
{
	return str_eq(fact(d, id).value, str_of(value));
}

static bool
is_name(struct doctor *d)
{
	return is(d, FACT_helo_class, "fqdn") ||
	       is(d, FACT_helo_class, "single");
}

static struct doctor_finding
finding(enum doctor_result result, struct str seen, const char *remedy)
{
	return (struct doctor_finding){result, seen, str_of(remedy)};
}

/* "%n" stands for the name, "%a" for the address. */
static struct str
fill(struct doctor *d, const char *text)
{
	char addr[ADDR_TEXT];
	struct str all = STR("");

	addr_format(&d->addr, addr);
	for (const char *at = text; *at != '\0';) {
		size_t n = strcspn(at, "%");
		struct str put =
		    at[n] == '\0' ? STR("")
				  : (at[n + 1] == 'n' ? d->name : str_of(addr));

		all = arena_printf(d->arena, "%.*s%.*s%.*s", STR_ARG(all),
				   (int)n, at, STR_ARG(put));
		at += at[n] == '\0' ? n : n + 2;
	}
	return all;
}

static struct doctor_finding
good(struct doctor *d, const char *seen)
{
	return finding(DOCTOR_OK, fill(d, seen), NULL);
}

static struct doctor_finding
bad(struct doctor *d, enum doctor_result result, const char *seen,
    const char *remedy)
{
	struct doctor_finding f = finding(result, fill(d, seen), NULL);

	f.remedy = fill(d, remedy);
	return f;
}

static struct doctor_finding
unknown(struct doctor *d, struct str why)
{
	struct str seen =
	    arena_printf(d->arena, "no answer (%.*s)", STR_ARG(why));

	return finding(DOCTOR_UNKNOWN, seen,
		       "look again when the name servers answer");
}

static const struct doctor_finding nothing = {.result = DOCTOR_NOTHING};

/* ---- The name by itself ----------------------------------------------------
 */

struct doctor_finding
doctor_look_form(struct doctor *d)
{
	static const struct {
		enum fact_id fact;
		const char *value;
		enum doctor_result result;
		const char *seen, *remedy;
	} forms[] = {
	    {FACT_helo_class, "literal", DOCTOR_UNWISE,
	     "%n is an address literal: allowed for who has no name, and often "
	     "refused",
	     "give the server a name"},
	    {FACT_helo_class, "bare-ip", DOCTOR_MEND,
	     "%n is an address without brackets",
	     "give the server a name; at the least write it as [%n]"},
	    {FACT_helo_underscore, "yes", DOCTOR_MEND,
	     "%n has an underscore, which no host name may have",
	     "rename it with a hyphen"},
	    {FACT_helo_class, "single", DOCTOR_MEND,
	     "%n has no domain: it is not fully qualified",
	     "set the full name, as %n.example.org"},
	    {FACT_helo_trailing_dot, "yes", DOCTOR_MEND, "%n ends in a dot",
	     "take the dot away"},
	    {FACT_helo_class, "malformed", DOCTOR_MEND, "%n is no host name",
	     "letters, digits and hyphens, parted by dots"},
	};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (is(d, forms[i].fact, forms[i].value))
			return bad(d, forms[i].result, forms[i].seen,
				   forms[i].remedy);
	return good(d, "%n is a fully qualified host name");
}

struct doctor_finding
doctor_look_ending(struct doctor *d)
{
	static const char remedy[] =
	    "greet with a name that the public DNS knows";

	if (!is(d, FACT_helo_class, "fqdn"))
		return nothing;
	if (is(d, FACT_helo_tld_reserved, "yes") ||
	    is(d, FACT_helo_local_suffix, "yes"))
		return bad(d, DOCTOR_MEND,
			   "%n ends in what never is in the public DNS",
			   remedy);
	if (is(d, FACT_helo_tld_known, "no"))
		return bad(d, DOCTOR_MEND, "there is no domain that %n ends in",
			   remedy);
	if (is(d, FACT_helo_public_suffix, "yes"))
		return bad(d, DOCTOR_MEND,
			   "%n is a whole registry's, nobody's host", remedy);
	return good(d, "its ending is in the public DNS");
}

struct doctor_finding
doctor_look_generic(struct doctor *d)
{
	if (!is_name(d))
		return nothing;
	if (is(d, FACT_helo_generic, "yes"))
		return bad(d, DOCTOR_MEND,
			   "%n looks like a name of a provider's range",
			   "greet with a name of your own domain");
	return good(d, "%n does not look like a provider's range");
}

struct doctor_finding
doctor_look_resolves(struct doctor *d)
{
	const struct explain_fact f = fact(d, FACT_helo_addresses);

	if (!is_name(d))
		return nothing;
	if (f.open)
		return unknown(d, f.why);
	if (str_eq(f.value, STR("-")))
		return bad(d, DOCTOR_MEND, "%n has no address in the DNS",
			   "publish an A (or AAAA) record for it");
	return finding(DOCTOR_OK,
		       arena_printf(d->arena, "%.*s is %.*s", STR_ARG(d->name),
				    STR_ARG(f.value)),
		       NULL);
}

struct doctor_finding
doctor_look_public(struct doctor *d)
{
	const struct explain_fact f = fact(d, FACT_helo_address_class);
	struct str seen;

	if (!is_name(d) || f.open || str_eq(f.value, STR("-")))
		return nothing;
	if (str_eq(f.value, STR("public")))
		return good(d, "its addresses are public");
	seen =
	    arena_printf(d->arena, "its addresses are %.*s", STR_ARG(f.value));
	return finding(DOCTOR_MEND, seen,
		       "publish those that mail leaves from, and no others");
}

/* ---- What only the doctor asks the DNS -------------------------------------
 */

static const struct dns_answer *
ask(struct doctor *d, enum dns_type type)
{
	return d->dns->ask(d->dns, hostname_plain(d->name), type);
}

static bool
is_open(const struct dns_answer *answer)
{
	return answer->state == DNS_PENDING || answer->state == DNS_FAILED;
}

static struct doctor_finding
unanswered(struct doctor *d, const struct dns_answer *answer,
	   enum dns_type type)
{
	return unknown(d, arena_printf(d->arena, "%s %.*s: %.*s",
				       dns_type_name(type), STR_ARG(d->name),
				       STR_ARG(answer->why)));
}

/* RFC 5321 2.3.5 allows it; RFC 1123, 5.2.2 did not, and some still mind. */
struct doctor_finding
doctor_look_alias(struct doctor *d)
{
	const struct dns_answer *answer;
	struct str seen;

	if (!is_name(d))
		return nothing;
	answer = ask(d, DNS_CNAME);
	if (is_open(answer))
		return unanswered(d, answer, DNS_CNAME);
	if (answer->state == DNS_NONE)
		return good(d, "%n is no alias");
	seen = arena_printf(d->arena, "%.*s is an alias of %.*s",
			    STR_ARG(d->name), STR_ARG(answer->record[0].name));
	return finding(DOCTOR_UNWISE, seen,
		       "greet with the name that it stands for, or give it "
		       "an address of its own");
}

/* RFC 7208, 4.5: the record is "v=spf1", alone or with a blank behind it. */
static bool
is_spf(struct str text)
{
	const struct str version = STR("v=spf1");

	return str_ibegins(text, version) &&
	       (text.n == version.n || text.p[version.n] == ' ');
}

/* Does it let everybody send? "+all" or "all" among its words. */
static bool
is_for_all(struct str text)
{
	while (text.n > 0) {
		size_t n = str_find(text, ' ');
		struct str word = str_slice(text, 0, n);

		if (str_ieq(word, STR("all")) || str_ieq(word, STR("+all")))
			return true;
		text = str_from(text, n + 1);
	}
	return false;
}

static struct doctor_finding
look_at_spf(struct doctor *d, const struct dns_answer *answer)
{
	struct str record = {NULL, 0};
	size_t n = 0;

	for (size_t i = 0; i < answer->n; i++)
		if (is_spf(answer->record[i].text)) {
			record = answer->record[i].text;
			n++;
		}
	if (n == 0)
		return bad(d, DOCTOR_UNWISE, "%n has no SPF record",
			   "publish the TXT record \"v=spf1 a -all\" for it, "
			   "so that nobody else can use the name");
	if (n > 1)
		return bad(d, DOCTOR_MEND,
			   "%n has several SPF records: none of them counts",
			   "leave one (RFC 7208, 4.5)");
	if (is_for_all(record))
		return bad(d, DOCTOR_MEND,
			   "the SPF record of %n lets everybody use it",
			   "end it in -all");
	return finding(DOCTOR_OK, record, NULL);
}

struct doctor_finding
doctor_look_spf(struct doctor *d)
{
	const struct dns_answer *answer;

	if (!is(d, FACT_helo_class, "fqdn"))
		return nothing;
	answer = ask(d, DNS_TXT);
	if (is_open(answer))
		return unanswered(d, answer, DNS_TXT);
	return look_at_spf(d, answer);
}

/* ---- The name and an address -----------------------------------------------
 */

struct doctor_finding
doctor_look_address(struct doctor *d)
{
	const struct str class = fact(d, FACT_client_class).value;

	if (str_eq(class, STR("public")))
		return good(d, "%a is public");
	return finding(DOCTOR_MEND,
		       arena_printf(d->arena, "%.*s is %.*s",
				    STR_ARG(fill(d, "%a")), STR_ARG(class)),
		       "name the address that others see: heloctl doctor NAME "
		       "ADDRESS");
}

struct doctor_finding
doctor_look_literal(struct doctor *d)
{
	if (!is(d, FACT_helo_class, "literal"))
		return nothing;
	if (is(d, FACT_helo_literal_matches, "yes"))
		return good(d, "%n is %a");
	return bad(d, DOCTOR_MEND, "%n is not %a",
		   "greet with the address that others see, or with a name");
}

struct doctor_finding
doctor_look_forward(struct doctor *d)
{
	const struct explain_fact f = fact(d, FACT_helo_is_client);

	/* Without any address, that is said above. */
	if (!is_name(d) || is(d, FACT_helo_addresses, "-"))
		return nothing;
	if (f.open)
		return unknown(d, f.why);
	if (str_eq(f.value, STR("yes")))
		return good(d, "%n has the address %a");
	return bad(d, DOCTOR_MEND, "%n does not have the address %a",
		   "publish %a for %n");
}

struct doctor_finding
doctor_look_reverse(struct doctor *d)
{
	const struct explain_fact f = fact(d, FACT_client_ptrs);

	if (f.open)
		return unknown(d, f.why);
	if (str_eq(f.value, STR("-")))
		return bad(d, DOCTOR_MEND, "%a points back to no name",
			   is_name(d)
			       ? "have whoever gave you the address point it "
				 "to %n (PTR record)"
			       : "have whoever gave you the address point it "
				 "to the server's name (PTR record)");
	return finding(DOCTOR_OK,
		       arena_printf(d->arena, "%.*s points back to %.*s",
				    STR_ARG(fill(d, "%a")), STR_ARG(f.value)),
		       NULL);
}

static bool
has_names(struct doctor *d)
{
	const struct explain_fact f = fact(d, FACT_client_ptrs);

	return !f.open && !str_eq(f.value, STR("-"));
}

struct doctor_finding
doctor_look_confirmed(struct doctor *d)
{
	const struct explain_fact f = fact(d, FACT_client_rdns);

	if (!has_names(d))
		return nothing;
	if (f.open)
		return unknown(d, f.why);
	if (str_eq(f.value, STR("pass")))
		return good(d, "a name that %a points to has this address");
	return bad(d, DOCTOR_MEND, "no name that %a points to has this address",
		   "publish %a for that name, or have it point elsewhere");
}

struct doctor_finding
doctor_look_agrees(struct doctor *d)
{
	if (!has_names(d) || !is_name(d))
		return nothing;
	if (is(d, FACT_helo_matches_ptr, "yes"))
		return good(d, "%a points back to %n");
	if (is(d, FACT_helo_same_domain_as_ptr, "yes"))
		return bad(d, DOCTOR_UNWISE,
			   "%a points to another name of the domain than %n",
			   "have it point to %n, or greet with that name");
	return bad(d, DOCTOR_MEND, "%a points to another name than %n",
		   "have it point to %n (PTR record)");
}

struct doctor_finding
doctor_look_range(struct doctor *d)
{
	if (!has_names(d))
		return nothing;
	if (is(d, FACT_client_ptr_generic, "yes"))
		return bad(d, DOCTOR_MEND,
			   "the name of %a looks like a provider's range",
			   "have whoever gave you the address point it to %n");
	return good(d, "the name of %a does not look like a provider's range");
}
