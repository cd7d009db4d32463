#include "replay_report.h"

#include "addr.h"
#include "escape.h"
#include "limits.h"

#include <inttypes.h>

enum { WORDS = 10 };

void
replay_report_init(struct replay_report *r, struct arena *a, size_t most)
{
	*r = (struct replay_report){.arena = a, .most = most};
}

static void
part_begin(struct replay_report *r, struct replay_part *p)
{
	tally_init(&p->rules, r->arena);
	tally_init(&p->clients, r->arena);
	tally_init(&p->domains, r->arena);
}

/* The last of these steps: its first argument. */
static struct str
said(const struct transcript *tr, enum step_kind a, enum step_kind b)
{
	struct str text = STR("-");

	for (size_t i = 0; i < tr->nsteps; i++)
		if (tr->step[i].kind == a || tr->step[i].kind == b)
			text = tr->step[i].arg[0];
	return text;
}

/* The network of a client, as enforce 10% takes it: /24 or /48. */
static struct str
network(struct arena *a, struct str client)
{
	struct net net;
	char text[ADDR_TEXT + 4];

	if (!addr_parse(client, &net.addr))
		return client;
	net.bits = addr_is_v4(&net.addr) ? 96 + 24 : 48;
	for (size_t i = net.bits / 8; i < sizeof net.addr.b; i++)
		net.addr.b[i] = 0;
	return arena_str(a, str_make(text, net_format(&net, text)));
}

/* The last two labels: enough to see whose mail it is. */
static struct str
domain(struct str name)
{
	size_t dots = 0;

	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '.' && ++dots == 2)
			return str_from(name, i);
	return name;
}

static void
show(struct replay_report *r, struct replay_part *p,
     const struct transcript *tr, const struct outcome *was,
     const struct outcome *would)
{
	struct arena *a = arena_new();
	const struct str client = said(tr, STEP_CLIENT, STEP_CLIENT);
	const struct str helo = said(tr, STEP_HELO, STEP_EHLO);
	const struct str from = said(tr, STEP_MAIL, STEP_MAIL);

	tally_add(&p->rules, would->rule.n > 0 ? would->rule : was->rule);
	tally_add(&p->clients, network(a, client));
	tally_add(&p->domains, domain(helo));
	if (p->nshown < r->most) {
		ARENA_GROW(r->arena, p->shown, p->nshown);
		p->shown[p->nshown++] = arena_printf(
		    r->arena, "%.*s %.*s %.*s %.*s: %.*s -> %.*s",
		    STR_ARG(escape(a, tr->name, NULL, LIMIT_SHOWN)),
		    STR_ARG(client),
		    STR_ARG(escape(a, helo, NULL, LIMIT_SHOWN)),
		    STR_ARG(escape(a, from, NULL, LIMIT_SHOWN)),
		    STR_ARG(outcome_show(a, was)),
		    STR_ARG(outcome_show(a, would)));
	}
	arena_free(a);
}

void
replay_report_add(struct replay_report *r, const struct transcript *tr,
		  const struct outcome *was, const struct outcome *would)
{
	struct replay_part *p;

	r->sessions++;
	if (outcome_equal(was, would))
		return;
	r->differ++;
	p = &r->part[outcome_change(was, would)];
	if (p->n++ == 0)
		part_begin(r, p);
	show(r, p, tr, was, would);
}

static void
part_print(struct replay_part *p, const char *words, FILE *out)
{
	fprintf(out, "\n%s: %zu\n", words, p->n);
	tally_print(&p->rules, out, "rules", WORDS);
	tally_print(&p->clients, out, "clients", WORDS);
	tally_print(&p->domains, out, "greetings", WORDS);
	for (size_t i = 0; i < p->nshown; i++)
		fprintf(out, "  %.*s\n", STR_ARG(p->shown[i]));
	if (p->nshown < p->n)
		fprintf(out, "  and %zu more (-v shows all)\n",
			p->n - p->nshown);
}

void
replay_report_print(struct replay_report *r, FILE *out)
{
	fprintf(out, "%zu sessions, %zu would end otherwise\n", r->sessions,
		r->differ);
	for (size_t i = 0; i < CHANGE_COUNT; i++)
		if (r->part[i].n > 0)
			part_print(&r->part[i], change_words[i], out);
}
