#include "asked.h"

#include "live.h"
#include "mailaddr.h"
#include "resolver.h"
#include "value.h"

#include <stdio.h>

void
asked_step(struct arena *a, struct transcript *tr, enum step_kind kind,
	   const struct str *arg, size_t n)
{
	struct step *s;

	ARENA_GROW(a, tr->step, tr->nsteps);
	s = &tr->step[tr->nsteps++];
	*s = (struct step){.kind = kind, .nargs = n};
	s->arg = ARENA_ARRAY(a, struct str, n);
	for (size_t i = 0; i < n; i++)
		s->arg[i] = arena_str(a, arg[i]);
}

static void
add(struct arena *a, struct transcript *tr, enum step_kind kind,
    const char *one, const char *two)
{
	const struct str arg[] = {str_of(one), str_of(two)};

	asked_step(a, tr, kind, arg, two == NULL ? 1 : 2);
}

struct str
asked_path(struct arena *a, struct str text)
{
	if (str_begins(text, STR("<")))
		return text;
	return arena_printf(a, "<%.*s>", STR_ARG(text));
}

static void
add_path(struct arena *a, struct transcript *tr, enum step_kind kind,
	 const char *text)
{
	const struct str path = asked_path(a, str_of(text));

	asked_step(a, tr, kind, &path, 1);
}

static bool
is_port(const char *text)
{
	union datum d;

	return value_parse(str_of(text), VALUE_NUMBER, &d) && d.number > 0 &&
	       d.number % NUMBER_ONE == 0 && d.number / NUMBER_ONE <= 65535;
}

static bool
is_size(const char *text)
{
	union datum d;

	return value_parse(str_of(text), VALUE_NUMBER, &d) && d.number >= 0;
}

/* RFC 5321, 4.1.1: the order in which a client says it. */
bool
asked_steps(const struct options *o, struct arena *a, struct transcript *tr,
	    struct str *why)
{
	struct addr addr;

	if (o->client == NULL || !addr_parse(str_of(o->client), &addr)) {
		*why = o->client == NULL
			   ? STR("say which session: its id, a line of a mail "
				 "log, or "
				 "--client ADDRESS")
			   : arena_printf(a,
					  "--client takes an IP address such "
					  "as 203.0.113.9, not \"%s\"",
					  o->client);
		return false;
	}
	if (o->listener_port != NULL && !is_port(o->listener_port)) {
		*why = arena_printf(a,
				    "--listener-port takes a port such as 25, "
				    "not \"%s\"",
				    o->listener_port);
		return false;
	}
	if (o->size != NULL && !is_size(o->size)) {
		*why = arena_printf(a,
				    "--size takes a number of bytes such as "
				    "20K, not \"%s\"",
				    o->size);
		return false;
	}
	if (o->listener_port != NULL)
		add(a, tr, STEP_MACRO, "{daemon_port}", o->listener_port);
	add(a, tr, STEP_CLIENT, o->client, o->name);
	if (o->helo != NULL)
		add(a, tr, STEP_EHLO, o->helo, NULL);
	if (o->auth != NULL)
		add(a, tr, STEP_AUTH, o->auth, NULL);
	if (o->from != NULL || o->nrcpts > 0)
		add_path(a, tr, STEP_MAIL, o->from == NULL ? "<>" : o->from);
	for (size_t i = 0; i < o->nrcpts; i++)
		add_path(a, tr, STEP_RCPT, o->rcpt[i]);
	if (o->size != NULL) {
		asked_step(a, tr, STEP_DATA, NULL, 0);
		add(a, tr, STEP_SIZE, o->size, NULL);
	}
	return true;
}

/* ---- The DNS ---------------------------------------------------------------
 */

bool
asked_dns_steps(const char *name, struct str steps, struct arena *a,
		struct transcript *tr, FILE *to)
{
	struct diag *d = diag_new(a);
	struct str text = arena_printf(a, "session dns %.*s", STR_ARG(steps));
	struct rules *r = rules_load_text(name, text, NULL, d);
	const struct transcript *read = r == NULL ? NULL : rules_transcripts(r);

	diag_print(d, to);
	for (size_t i = 0; read != NULL && i < read->nsteps; i++)
		if (read->step[i].kind == STEP_DNS)
			asked_step(a, tr, STEP_DNS, read->step[i].arg,
				   read->step[i].nargs);
	rules_free(r);
	return read != NULL;
}

static bool
file_steps(const char *path, struct arena *a, struct transcript *tr)
{
	struct diag *d = diag_new(a);
	struct source *file =
	    source_read(d, a, (struct span){NULL, 0, 0}, str_of(path), 1 << 20);

	diag_print(d, stderr);
	return file != NULL && asked_dns_steps(path, file->text, a, tr, stderr);
}

bool
asked_dns(const struct options *o, const char *fallback,
	  const struct rules *rules, struct arena *a, struct transcript *tr,
	  struct asked_dns *out)
{
	const char *which = o->dns != NULL ? o->dns : fallback;
	const char *why;

	*out = (struct asked_dns){.live = NULL};
	if (which == NULL)
		return true;
	if (strcmp(which, "none") == 0) {
		add(a, tr, STEP_DNS, "default", "fails");
		return true;
	}
	if (strcmp(which, "live") != 0)
		return file_steps(which, a, tr);
	why = live_start(rules_settings(rules));
	if (why != NULL) {
		fprintf(stderr, "heloctl: no resolver: %s\n", why);
		return false;
	}
	out->live = live_session(a);
	out->dns = resolver_session_dns(out->live);
	return true;
}

bool
asked_wait(struct asked_dns *d)
{
	return d->live != NULL && resolver_wait(d->live);
}
