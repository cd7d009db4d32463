#include "zone.h"

#include "addr.h"
#include "dns.h"

/* "dns" and the words, each in quotes. */
static void
print(void *file, const struct str *arg, size_t n)
{
	FILE *to = file;

	fputs("dns", to);
	for (size_t i = 0; i < n; i++) {
		fputs(" \"", to);
		for (size_t k = 0; k < arg[i].n; k++) {
			if (arg[i].p[k] == '"' || arg[i].p[k] == '\\')
				putc('\\', to);
			putc(arg[i].p[k], to);
		}
		putc('"', to);
	}
	putc('\n', to);
}

/* Does a step speak of these records, or of all of the name? */
static bool
is_said(const struct transcript *tr, struct str name, struct str type)
{
	enum dns_type any;

	for (size_t i = 0; i < tr->nsteps; i++) {
		const struct step *s = &tr->step[i];

		if (s->kind != STEP_DNS || !str_ieq(s->arg[0], name))
			continue;
		if (str_ieq(s->arg[1], type) ||
		    str_ieq(s->arg[1], STR("CNAME")) ||
		    !dns_type_find(s->arg[1], &any))
			return true;
	}
	return false;
}

/* Where the lines go. */
struct zone {
	const struct transcript *tr;
	zone_line *line;
	void *to;
};

static void
line_unless_said(const struct zone *z, const struct str *arg)
{
	if (!is_said(z->tr, arg[0], arg[1]))
		z->line(z->to, arg, 3);
}

/* What the MTA found out about a client, as far as steps have said. */
struct mta {
	struct str resolve, ptr;
};

static void
note_macro(struct mta *mta, const struct step *s)
{
	if (str_eq(s->arg[0], STR("{client_resolve}")))
		mta->resolve = s->arg[1];
	if (str_eq(s->arg[0], STR("{client_ptr}")))
		mta->ptr = s->arg[1];
}

static void
client(const struct zone *z, const struct mta *mta, const struct step *s)
{
	const bool temporary = str_eq(mta->resolve, STR("TEMP"));
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
	if (temporary)
		forward[2] = STR("fails");
	if (name.n == 0 && temporary)
		ptr[2] = STR("fails");
	if (ptr[2].n > 0)
		line_unless_said(z, ptr);
	if (name.n > 0)
		line_unless_said(z, forward);
}

void
zone_each(const struct transcript *tr, zone_line *line, void *to)
{
	const struct zone z = {tr, line, to};
	struct mta mta = {{NULL, 0}, {NULL, 0}};

	for (size_t i = 0; i < tr->nsteps; i++) {
		const struct step *s = &tr->step[i];

		if (s->kind == STEP_MACRO)
			note_macro(&mta, s);
		else if (s->kind == STEP_CLIENT)
			client(&z, &mta, s);
		else if (s->kind == STEP_DNS)
			line(to, s->arg, s->nargs);
	}
}

void
zone_write(FILE *to, const struct transcript *tr)
{
	zone_each(tr, print, to);
}
