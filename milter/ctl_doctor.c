#include "ctl.h"

#include "asked.h"
#include "canned_dns.h"
#include "doctor.h"
#include "escape.h"
#include "hostname.h"
#include "json.h"
#include "live.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TEXT_MOST = 600 };

struct patient {
	const struct options *o;
	struct arena *arena;
	const struct rules *rules;
	struct doctor_self self;
	struct asked_dns dns;
	struct dns *answers;
	struct session *session[DOCTOR_ADDRESSES + 1];
	struct json json;
	size_t count[DOCTOR_RESULTS];
};

/* ---- Who is examined -------------------------------------------------------
 */

static bool
read_words(struct patient *p)
{
	const struct options *o = p->o;

	if (o->argc > 2) {
		fprintf(stderr, "heloctl: doctor takes NAME and ADDRESS, and "
				"nothing else\n");
		return false;
	}
	if (o->argc == 2 && !addr_parse(str_of(o->argv[1]), &p->self.addr[0])) {
		fprintf(stderr,
			"heloctl: doctor takes an IP address such as "
			"203.0.113.9 behind the name, not \"%s\"\n",
			o->argv[1]);
		return false;
	}
	if (o->argc == 0)
		doctor_self_name(p->arena, &p->self);
	if (o->argc > 0) {
		p->self.name = str_of(o->argv[0]);
		p->self.name_from = STR("given");
	}
	if (o->argc == 2) {
		p->self.addr_from[0] = STR("given");
		p->self.naddrs = 1;
	}
	return true;
}

static void
add_addresses(struct patient *p, enum dns_type type)
{
	struct doctor_self *self = &p->self;
	const struct dns_answer *answer;

	do
		answer = p->answers->ask(p->answers, self->name, type);
	while (answer->state == DNS_PENDING && asked_wait(&p->dns));
	if (answer->state != DNS_FOUND)
		return;
	for (size_t i = 0; i < answer->n && self->naddrs < DOCTOR_ADDRESSES;
	     i++) {
		self->addr[self->naddrs] = answer->record[i].addr;
		self->addr_from[self->naddrs++] = STR("address of the name");
	}
}

/*
 * Whoever asks about a name alone means no address of this machine: those of
 * the name are looked at then.
 */
static void
find_addresses(struct patient *p)
{
	struct doctor_self *self = &p->self;
	enum literal literal;

	if (self->naddrs == 0 && p->o->argc == 0)
		doctor_self_interfaces(p->arena, self);
	if (self->naddrs > 0)
		return;
	literal = hostname_literal(self->name, &self->addr[0]);
	if (literal != LITERAL_NONE && literal != LITERAL_MALFORMED) {
		self->addr_from[self->naddrs++] = STR("the literal's own");
		return;
	}
	add_addresses(p, DNS_A);
	add_addresses(p, DNS_AAAA);
}

static struct session *
begin(struct patient *p, const struct addr *addr)
{
	struct session *s = session_new();

	session_set_dns(s, p->answers);
	session_connect(s, STR("unknown"), addr, 0);
	session_helo(s, p->self.name);
	return s;
}

/* ---- The report ------------------------------------------------------------
 */

static struct str
clean(struct patient *p, struct str text)
{
	return escape(p->arena, text, NULL, TEXT_MOST);
}

static void
tell(struct patient *p, const struct doctor_row *row, struct str addr,
     const struct doctor_finding *f)
{
	struct json *j = &p->json;

	if (!p->o->json) {
		printf("%-8s %-10s %.*s", doctor_result_name(f->result),
		       row->name, STR_ARG(clean(p, f->seen)));
		if (f->remedy.p != NULL)
			printf("; %.*s", STR_ARG(clean(p, f->remedy)));
		putchar('\n');
		return;
	}
	json_object(j, NULL);
	json_text(j, "check", str_of(row->name));
	json_text(j, "expected", str_of(row->summary));
	json_text(j, "rfc", str_of(row->rfc[0] == '\0' ? NULL : row->rfc));
	json_text(j, "address", addr);
	json_text(j, "result", str_of(doctor_result_name(f->result)));
	json_text(j, "seen", f->seen);
	json_text(j, "remedy", f->remedy);
	json_end_object(j);
}

static void
look(struct patient *p, size_t k, enum doctor_about about, bool aloud)
{
	struct doctor d = {.arena = p->arena,
			   .rules = p->rules,
			   .dns = p->answers,
			   .name = p->self.name,
			   .session = p->session[k]};
	char text[ADDR_TEXT] = "";

	if (k < p->self.naddrs) {
		d.addr = p->self.addr[k];
		addr_format(&d.addr, text);
	}
	for (size_t i = 0; i < DOCTOR_CHECKS; i++) {
		struct doctor_finding f;

		if (doctor_rows[i].about != about)
			continue;
		f = doctor_rows[i].look(&d);
		if (!aloud || f.result == DOCTOR_NOTHING)
			continue;
		p->count[f.result]++;
		tell(p, &doctor_rows[i],
		     str_of(about == DOCTOR_NAME ? NULL : text), &f);
	}
}

static void
look_at_all(struct patient *p, bool aloud)
{
	look(p, 0, DOCTOR_NAME, aloud);
	for (size_t k = 0; k < p->self.naddrs; k++)
		look(p, k, DOCTOR_ADDRESS, aloud);
}

static void
print_head(struct patient *p)
{
	char text[ADDR_TEXT];

	printf("name     %.*s (%.*s)\n", STR_ARG(clean(p, p->self.name)),
	       STR_ARG(p->self.name_from));
	for (size_t k = 0; k < p->self.naddrs; k++) {
		addr_format(&p->self.addr[k], text);
		printf("address  %s (%.*s)\n", text,
		       STR_ARG(p->self.addr_from[k]));
	}
	if (p->self.naddrs == 0)
		puts("address  none is known; name the one that others see: "
		     "heloctl doctor NAME ADDRESS");
	putchar('\n');
}

static void
report(struct patient *p)
{
	struct json *j = &p->json;

	if (!p->o->json) {
		print_head(p);
		look_at_all(p, true);
		printf("\n%zu ok, %zu to mend, %zu unwise, %zu unknown\n",
		       p->count[DOCTOR_OK], p->count[DOCTOR_MEND],
		       p->count[DOCTOR_UNWISE], p->count[DOCTOR_UNKNOWN]);
		return;
	}
	json_object(j, NULL);
	json_text(j, "name", p->self.name);
	json_text(j, "name from", p->self.name_from);
	json_list(j, "checks");
	look_at_all(p, true);
	json_end_list(j);
	json_number(j, "ok", (int64_t)p->count[DOCTOR_OK]);
	json_number(j, "to mend", (int64_t)p->count[DOCTOR_MEND]);
	json_number(j, "unwise", (int64_t)p->count[DOCTOR_UNWISE]);
	json_number(j, "unknown", (int64_t)p->count[DOCTOR_UNKNOWN]);
	json_end_object(j);
	putchar('\n');
}

static bool
examine(struct patient *p, const struct rules *rules)
{
	struct transcript tr = {.name = STR("")};

	p->rules = rules;
	if (!read_words(p) ||
	    !asked_dns(p->o, "live", rules, p->arena, &tr, &p->dns))
		return false;
	p->answers =
	    p->dns.dns != NULL ? p->dns.dns : canned_dns_new(p->arena, &tr);
	find_addresses(p);
	for (size_t k = 0; k == 0 || k < p->self.naddrs; k++)
		p->session[k] =
		    begin(p, p->self.naddrs == 0 ? NULL : &p->self.addr[k]);
	do
		look_at_all(p, false);
	while (asked_wait(&p->dns));
	report(p);
	for (size_t k = 0; p->session[k] != NULL; k++)
		session_free(p->session[k]);
	return p->count[DOCTOR_MEND] == 0 && p->count[DOCTOR_UNKNOWN] == 0 &&
	       p->self.naddrs > 0;
}

/* ---- With a configuration, or without --------------------------------------
 */

/* The name of the client is to be what the DNS says, not what an MTA would. */
static const char **
settings_of(struct patient *p, size_t *n)
{
	const char **all =
	    ARENA_ARRAY(p->arena, const char *, p->o->noverrides + 1);

	for (size_t i = 0; i < p->o->noverrides; i++)
		all[i] = p->o->override[i];
	all[p->o->noverrides] = "rdns=dns";
	*n = p->o->noverrides + 1;
	return all;
}

static bool
examine_configured(struct patient *p, struct diag *d)
{
	size_t n;
	const char **settings = settings_of(p, &n);
	struct config *c = config_load(p->o->config, settings, n, d);
	bool good = c != NULL;

	diag_print(d, stderr);
	good = good && examine(p, c->rules);
	config_free(c);
	return good;
}

static bool
examine_bare(struct patient *p, struct diag *d)
{
	struct orgdomain list;
	struct rules_options options = {.orgdomain = &list};
	struct rules *rules;
	bool good;

	options.override = settings_of(p, &options.noverrides);
	orgdomain_init(&list, NULL);
	rules = rules_load_text("nothing", STR(""), &options, d);
	diag_print(d, stderr);
	good = rules != NULL && examine(p, rules);
	rules_free(rules);
	orgdomain_fini(&list);
	return good;
}

int
ctl_doctor(const struct options *o)
{
	struct arena *a = arena_new();
	struct patient p = {.o = o, .arena = a, .json = {.to = stdout}};
	struct diag *d = diag_new(a);
	const bool bare = !o->config_given && access(o->config, F_OK) != 0;
	const bool good =
	    bare ? examine_bare(&p, d) : examine_configured(&p, d);

	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
