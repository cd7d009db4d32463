#include "canned_dns.h"

#include "hostname.h"
#include "value.h"

enum { BUDGET_MS = 4000, CNAMES = 8 };

struct line {
	struct line *next;
	struct str name;
	bool any_type, of_client;
	enum dns_type type;
	struct dns_answer answer;
};

struct canned {
	struct dns dns; /* first, so that it can be found again */
	struct arena *arena;
	struct line *lines;
	bool fails; /* the default */
};

static const struct dns_answer none = {.state = DNS_NONE, .no_name = true};
static const struct dns_answer none_of_type = {.state = DNS_NONE};
static const struct dns_answer failed = {.state = DNS_FAILED,
					 .why = {"no answer", 9}};

static struct str
lower(struct arena *a, struct str name)
{
	struct str plain = hostname_plain(name);
	char *p = arena_alloc(a, plain.n + 1);

	for (size_t i = 0; i < plain.n; i++)
		p[i] = str_lower(plain.p[i]);
	return str_make(p, plain.n);
}

static struct str
owner(struct arena *a, struct str name)
{
	char reverse[ADDR_REVERSE];
	struct addr addr;

	if (addr_parse(name, &addr))
		return arena_str(
		    a, str_make(reverse, addr_reverse(&addr, reverse)));
	return lower(a, name);
}

static const struct line *
find_among(const struct canned *c, struct str name, enum dns_type type,
	   bool of_client)
{
	const struct line *any = NULL;

	for (const struct line *l = c->lines; l != NULL; l = l->next) {
		if (l->of_client != of_client || !hostname_equal(l->name, name))
			continue;
		if (!l->any_type && l->type == type)
			return l;
		if (l->any_type && any == NULL)
			any = l;
	}
	return any;
}

/*
 * What is said of the type goes before what is said of all types, and either
 * before what only follows from a client's name.
 */
static const struct line *
find(const struct canned *c, struct str name, enum dns_type type)
{
	const struct line *l = find_among(c, name, type, false);

	return l != NULL ? l : find_among(c, name, type, true);
}

static const struct dns_answer *
otherwise(const struct canned *c, struct str name)
{
	for (const struct line *l = c->lines; l != NULL; l = l->next)
		if (hostname_equal(l->name, name))
			return c->fails ? &failed : &none_of_type;
	return c->fails ? &failed : &none;
}

static bool
askable(struct str name)
{
	size_t label = 0;

	if (name.n == 0 || name.n > HOSTNAME_MAX)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		label = name.p[i] == '.' ? 0 : label + 1;
		if (label > HOSTNAME_LABEL_MAX ||
		    (name.p[i] == '.' && (i == 0 || name.p[i - 1] == '.')))
			return false;
	}
	return true;
}

static const struct dns_answer *
ask(struct dns *dns, struct str name, enum dns_type type)
{
	struct canned *c = (struct canned *)(void *)dns;
	const struct line *l;

	name = hostname_plain(name);
	if (!askable(name))
		return &none;
	for (size_t i = 0; i < CNAMES; i++) {
		l = find(c, name, type);
		if (l != NULL)
			return &l->answer;
		l = find(c, name, DNS_CNAME);
		if (l == NULL)
			return otherwise(c, name);
		if (l->answer.state != DNS_FOUND)
			return &l->answer;
		name = l->answer.record[0].name;
	}
	return &failed;
}

/* How many arguments one record of the type takes. */
static size_t
record_args(enum dns_type type)
{
	return type == DNS_MX ? 2 : 1;
}

static void
record_read(struct arena *a, enum dns_type type, const struct str *arg,
	    struct dns_record *r)
{
	union datum d = {.number = 0};

	switch (type) {
	case DNS_A:
	case DNS_AAAA:
		addr_parse(arg[0], &r->addr);
		break;
	case DNS_MX:
		value_parse(arg[0], VALUE_NUMBER, &d);
		r->preference = (uint16_t)(d.number / NUMBER_ONE);
		r->name = lower(a, arg[1]);
		break;
	case DNS_TXT:
		r->text = arg[0];
		break;
	default:
		r->name = lower(a, arg[0]);
	}
}

static void
answer_read(struct arena *a, struct line *l, const struct str *arg, size_t n)
{
	const bool secure = n > 0 && str_eq(arg[0], STR("secure"));
	const size_t each = record_args(l->type);
	struct dns_record *record = ARENA_ARRAY(a, struct dns_record, n);

	arg += secure;
	n -= secure;
	l->answer = (struct dns_answer){.state = DNS_NONE};
	if (n == 0 || str_eq(arg[0], STR("none")))
		return;
	l->answer = failed;
	if (str_eq(arg[0], STR("fails")))
		return;
	l->answer = (struct dns_answer){.state = DNS_FOUND,
					.secure = secure,
					.record = record,
					.n = n / each};
	for (size_t i = 0; i < n / each; i++)
		record_read(a, l->type, arg + i * each, &record[i]);
}

static void
slow(struct line *l, struct str time)
{
	union datum d = {.number = 0};

	if (!value_parse(time, VALUE_TIME, &d) || d.number < BUDGET_MS)
		return;
	l->answer = failed;
	l->answer.why = STR("timed out");
}

/* The clients stand in their order; the steps are added from the last on. */
static void
join(struct arena *a, struct dns_answer *now, const struct dns_answer *old,
     bool old_first)
{
	struct dns_record *record =
	    ARENA_ARRAY(a, struct dns_record, now->n + old->n);

	memcpy(record + (old_first ? old->n : 0), now->record,
	       now->n * sizeof *record);
	memcpy(record + (old_first ? 0 : now->n), old->record,
	       old->n * sizeof *record);
	now->record = record;
	now->n += old->n;
}

/* A client that comes again brings nothing new. */
static bool
is_known(const struct dns_answer *now, const struct dns_answer *old)
{
	for (size_t i = 0; i < old->n; i++)
		if (str_eq(old->record[i].name, now->record[0].name) &&
		    addr_equal(&old->record[i].addr, &now->record[0].addr))
			return true;
	return false;
}

/* Two lines for one question add up, and so do two names of one client. */
static void
merge(struct canned *c, struct line *l)
{
	const struct line *old =
	    l->any_type ? NULL : find_among(c, l->name, l->type, l->of_client);

	if (old == NULL || old->any_type || old->answer.state != DNS_FOUND ||
	    l->answer.state != DNS_FOUND)
		return;
	if (l->of_client && is_known(&l->answer, &old->answer))
		l->answer = old->answer;
	else
		join(c->arena, &l->answer, &old->answer, l->of_client);
}

static void
line_add(struct canned *c, const struct str *arg, size_t n, bool of_client)
{
	struct line *l = ARENA_NEW(c->arena, struct line);
	size_t at = 1;

	if (n == 2 && str_eq(arg[0], STR("default"))) {
		c->fails = str_eq(arg[1], STR("fails"));
		return;
	}
	l->of_client = of_client;
	l->name = owner(c->arena, arg[0]);
	l->any_type = !dns_type_find(arg[1], &l->type);
	at += !l->any_type;
	if (at + 1 < n && str_eq(arg[at], STR("slow"))) {
		answer_read(c->arena, l, arg + at + 2, n - at - 2);
		slow(l, arg[at + 1]);
	} else {
		answer_read(c->arena, l, arg + at, n - at);
	}
	merge(c, l);
	l->next = c->lines;
	c->lines = l;
}

/* What the MTA found out about a client, as far as steps have said. */
struct mta {
	struct str resolve, ptr; /* {client_resolve}, {client_ptr} */
};

static void
macro_note(struct mta *mta, const struct step *s)
{
	if (str_eq(s->arg[0], STR("{client_resolve}")))
		mta->resolve = step_arg(s, 1);
	if (str_eq(s->arg[0], STR("{client_ptr}")))
		mta->ptr = step_arg(s, 1);
}

/*
 * The client as the records it stands for, behind all others: the DNS tells
 * the same of it as the MTA does.
 */
static void
client_add(struct canned *c, const struct mta *mta, const struct step *s)
{
	struct addr addr;
	struct str name = s->nargs > 1 ? s->arg[1] : mta->ptr;
	struct str ptr[] = {s->arg[0], STR("PTR"), name};
	struct str forward[] = {name, STR("A"), s->arg[0]};

	if (!addr_parse(s->arg[0], &addr))
		return;
	if (!addr_is_v4(&addr))
		forward[1] = STR("AAAA");
	if (str_eq(mta->resolve, STR("FORGED")))
		forward[2] = STR("none");
	if (str_eq(mta->resolve, STR("TEMP")))
		forward[2] = STR("fails");
	if (name.n == 0 && str_eq(mta->resolve, STR("TEMP")))
		ptr[2] = STR("fails");
	if (ptr[2].n > 0)
		line_add(c, ptr, 3, true);
	if (name.n > 0)
		line_add(c, forward, 3, true);
}

struct dns *
canned_dns_new(struct arena *a, const struct transcript *tr)
{
	struct canned *c = ARENA_NEW(a, struct canned);
	struct mta mta = {{NULL, 0}, {NULL, 0}};

	c->dns.ask = ask;
	c->arena = a;
	/* What is added last is found first. */
	for (size_t i = 0; i < tr->nsteps; i++)
		if (tr->step[i].kind == STEP_MACRO)
			macro_note(&mta, &tr->step[i]);
		else if (tr->step[i].kind == STEP_CLIENT)
			client_add(c, &mta, &tr->step[i]);
	for (size_t i = tr->nsteps; i > 0; i--)
		if (tr->step[i - 1].kind == STEP_DNS)
			line_add(c, tr->step[i - 1].arg, tr->step[i - 1].nargs,
				 false);
	return &c->dns;
}
