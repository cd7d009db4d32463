#include "zone_file.h"

#include "addr.h"
#include "arena.h"
#include "dns.h"
#include "zone.h"

#include <stdio.h>

/* RFC 5737: an address that is nobody's. */
#define SOMEWHERE "192.0.2.1"

enum { ROOT, SIGNED, BOGUS, FILES };

static const struct {
	const char *suffix, *apex; /* the zone's name, as its names end in */
} files[FILES] = {
    [ROOT] = {".root", ""},
    [SIGNED] = {".signed", ".signed.example"},
    [BOGUS] = {".bogus", ".bogus.example"},
};

struct zone_files {
	struct arena *arena;
	const struct transcript *tr;
	FILE *to[FILES];
	const char *why_not; /* why it cannot be done; NULL: it can */
	bool dead;
};

/* A line taken apart. */
struct line {
	struct str owner; /* absolute */
	enum dns_type type;
	bool any_type, fails, none, secure;
	const struct str *data;
	size_t ndata;
};

static struct str
absolute(struct arena *a, struct str name)
{
	char reverse[ADDR_REVERSE];
	struct addr addr;

	if (addr_parse(name, &addr))
		name = str_make(reverse, addr_reverse(&addr, reverse));
	return arena_printf(a, "%.*s%s", STR_ARG(name),
			    str_iends(name, STR(".")) ? "" : ".");
}

/* False: no real name server says it so. */
static bool
read_line(struct arena *a, struct line *l, const struct str *arg, size_t n)
{
	size_t at = 1;

	*l = (struct line){.owner = absolute(a, arg[0])};
	l->any_type = !dns_type_find(arg[1], &l->type);
	at += !l->any_type;
	if (at < n && str_eq(arg[at], STR("secure"))) {
		l->secure = true;
		at++;
	}
	l->fails = at < n && str_eq(arg[at], STR("fails"));
	l->none = at < n && str_eq(arg[at], STR("none"));
	l->data = arg + at;
	l->ndata = n - at;
	return at < n && !str_eq(arg[at], STR("slow")) &&
	       !str_eq(arg[1], STR("slow"));
}

/* "default" is of no zone. */
static size_t
zone_of(struct str name)
{
	for (size_t i = FILES; --i > ROOT;)
		if (str_iends(name, str_of(files[i].apex)))
			return i;
	return ROOT;
}

static const char *
what_is_wrong(const struct zone_files *z, const struct line *l, struct str name)
{
	const size_t zone = zone_of(name);
	size_t lines = 0;

	for (size_t i = 0; i < z->tr->nsteps; i++)
		lines += z->tr->step[i].kind == STEP_DNS &&
			 str_ieq(z->tr->step[i].arg[0], name);
	if (l->fails && lines > 1)
		return "one type of a name fails, others do not";
	if (l->secure != (zone == SIGNED))
		return "secure is what is in signed.example";
	if (zone == BOGUS && !l->fails)
		return "what is in bogus.example fails";
	return NULL;
}

static void
put(FILE *to, struct str owner, const char *type, struct str data, bool is_name)
{
	fprintf(to, "%.*s 60 IN %s %.*s%s\n", STR_ARG(owner), type,
		STR_ARG(data),
		is_name && !str_iends(data, STR(".")) ? "." : "");
}

static void
put_data(struct arena *a, FILE *to, const struct line *l)
{
	const char *type = dns_type_name(l->type);

	for (size_t i = 0; i < l->ndata; i++) {
		struct str data = l->data[i];

		if (l->type == DNS_MX && i + 1 < l->ndata) {
			data = arena_printf(a, "%.*s %.*s", STR_ARG(data),
					    STR_ARG(l->data[i + 1]));
			i++;
		}
		if (l->type == DNS_TXT)
			data = arena_printf(a, "\"%.*s\"", STR_ARG(data));
		put(to, l->owner, type, data,
		    l->type != DNS_A && l->type != DNS_AAAA &&
			l->type != DNS_TXT);
	}
}

static void
put_line(void *zone_files, const struct str *arg, size_t n)
{
	struct zone_files *z = zone_files;
	struct line l;

	if (str_eq(arg[0], STR("default"))) {
		z->dead = str_eq(arg[1], STR("fails"));
		return;
	}
	if (!read_line(z->arena, &l, arg, n)) {
		z->why_not = "an answer is slow";
		return;
	}
	if (z->why_not == NULL)
		z->why_not = what_is_wrong(z, &l, arg[0]);
	if (zone_of(arg[0]) == BOGUS)
		put(z->to[BOGUS], l.owner, "A", STR(SOMEWHERE), false);
	else if (l.fails)
		put(z->to[ROOT], l.owner, "NS", STR("nowhere.invalid."), true);
	else if (l.none)
		put(z->to[ROOT], l.owner, "HINFO", STR("no such"), false);
	else
		put_data(z->arena, z->to[zone_of(arg[0])], &l);
}

static FILE *
create(struct arena *a, const char *path, const char *suffix)
{
	const char *whole = arena_printf(a, "%s%s", path, suffix).p;
	FILE *to = fopen(whole, "w");

	if (to == NULL)
		perror(whole);
	return to;
}

static bool
note(struct arena *a, const char *path, const char *suffix, const char *text)
{
	FILE *to = create(a, path, suffix);

	return to != NULL && fprintf(to, "%s\n", text) > 0 && fclose(to) == 0;
}

static void
put_apex(FILE *to, const char *apex)
{
	fprintf(to,
		"%s. 60 IN SOA ns.example. x.example. 1 3600 900 604800 60\n"
		"%s. 60 IN NS ns.example.\n",
		apex + (apex[0] == '.'), apex + (apex[0] == '.'));
}

bool
zone_file_write(const char *path, const struct transcript *tr)
{
	struct zone_files z = {.arena = arena_new(), .tr = tr};
	bool good = true;
	size_t lines = 0;

	for (size_t i = 0; i < FILES; i++) {
		z.to[i] = create(z.arena, path, files[i].suffix);
		if (z.to[i] == NULL)
			return false;
		put_apex(z.to[i], files[i].apex);
	}
	fprintf(z.to[ROOT], "ns.example. 60 IN A %s\n", SOMEWHERE);
	zone_each(tr, put_line, &z);
	for (size_t i = 0; i < FILES; i++)
		good &= fclose(z.to[i]) == 0;
	for (size_t i = 0; i < tr->nsteps; i++)
		lines += tr->step[i].kind == STEP_DNS;
	if (z.dead && lines > 1)
		z.why_not = "all but some names fail";
	if (z.why_not != NULL)
		good &= note(z.arena, path, ".not", z.why_not);
	else if (z.dead)
		good &= note(z.arena, path, ".dead", "");
	arena_free(z.arena);
	return good;
}
