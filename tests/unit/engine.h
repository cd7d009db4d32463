#ifndef TESTS_ENGINE_H
#define TESTS_ENGINE_H

#include "canned_dns.h"
#include "lines.h"
#include "moment.h"
#include "rules.h"
#include "tap.h"
#include "value.h"

#include <stdlib.h>

/*
 * A configuration and one connection, driven through the facade step by step
 * with the words of transcripts; include once per program.
 */
struct engine {
	struct arena *a;
	struct rules *r;
	struct session *s;
	struct verdict v; /* of the last event */
	enum stage stage; /* that event */
	int64_t clock;	  /* milliseconds */
	bool dns;	  /* it has been told of */
};

/* What rules are loaded with; NULL: nothing. */
__attribute__((unused)) static const struct rules_options *engine_options;

/* A mistake in the test's own text is printed and ends the program. */
__attribute__((unused)) static struct rules *
engine_load(struct arena *a, const char *text)
{
	struct diag *d = diag_new(a);
	struct rules *r =
	    rules_load_text("test.rules", str_of(text), engine_options, d);

	if (r == NULL) {
		printf("# %s\n", text);
		diag_print(d, stdout);
		printf("Bail out! the test's own rules do not load\n");
		exit(1);
	}
	return r;
}

__attribute__((unused)) static void
engine_open(struct engine *e, const char *text)
{
	memset(e, 0, sizeof *e);
	e->a = arena_new();
	e->r = engine_load(e->a, text);
	e->s = session_new();
	session_set_id(e->s, STR("s1"));
}

__attribute__((unused)) static void
engine_close(struct engine *e)
{
	session_free(e->s);
	rules_free(e->r);
	arena_free(e->a);
}

static inline void
engine_run(struct engine *e, enum stage stage)
{
	e->stage = stage;
	rules_run(e->r, e->s, stage, &e->v);
}

static inline void
engine_client(struct engine *e, const struct step *s)
{
	struct addr addr = {{0}};
	bool known = addr_parse(s->arg[0], &addr);

	session_connect(e->s, s->nargs > 1 ? s->arg[1] : STR("unknown"),
			known ? &addr : NULL, 4321);
	engine_run(e, STAGE_CONNECT);
}

static inline void
engine_server(struct engine *e, const struct step *s)
{
	static const char *const macro[] = {"{daemon_name}", "{daemon_addr}",
					    "{daemon_port}"};

	for (size_t i = 0; i < s->nargs; i++)
		session_macro(e->s, str_of(macro[i]), s->arg[i]);
}

static inline void
engine_starttls(struct engine *e, const struct step *s)
{
	session_macro(e->s, STR("{tls_version}"),
		      s->nargs > 0 ? s->arg[0] : STR("TLSv1.3"));
	if (s->nargs > 1)
		session_macro(e->s, STR("{cipher}"), s->arg[1]);
	if (s->nargs > 2)
		session_macro(e->s, STR("{cipher_bits}"), s->arg[2]);
}

static inline void
engine_auth(struct engine *e, const struct step *s)
{
	session_macro(e->s, STR("{auth_authen}"), s->arg[0]);
	if (s->nargs > 1)
		session_macro(e->s, STR("{auth_type}"), s->arg[1]);
}

static inline bool
engine_body(void *context, struct str piece)
{
	session_body(context, piece);
	return true;
}

static inline void
engine_size(struct engine *e, const struct step *s)
{
	union datum d = {.number = 0};

	value_parse(s->arg[0], VALUE_NUMBER, &d);
	lines_fill((uint64_t)(d.number / NUMBER_ONE), engine_body, e->s);
}

/* Time stands still, but for "at". */
static inline void
engine_clock(struct engine *e, const struct step *s)
{
	if (s->kind == STEP_AT) {
		moment_parse(s->arg[0], &e->clock);
		return;
	}
	if (s->kind == STEP_HELO || s->kind == STEP_EHLO ||
	    s->kind == STEP_MAIL || s->kind == STEP_RCPT ||
	    s->kind == STEP_UNKNOWN)
		session_heard(e->s, e->clock);
	session_answered(e->s, e->clock);
}

static inline void
engine_step(struct engine *e, const struct step *s)
{
	engine_clock(e, s);
	switch (s->kind) {
	case STEP_SERVER:
		engine_server(e, s);
		break;
	case STEP_CLIENT:
		engine_client(e, s);
		break;
	case STEP_MACRO:
		session_macro(e->s, s->arg[0], s->arg[1]);
		break;
	case STEP_HELO:
	case STEP_EHLO:
		session_helo(e->s, s->nargs > 0 ? s->arg[0] : STR(""));
		engine_run(e, STAGE_HELO);
		break;
	case STEP_STARTTLS:
		engine_starttls(e, s);
		break;
	case STEP_AUTH:
		engine_auth(e, s);
		break;
	case STEP_MAIL:
		session_mail(e->s, s->arg, s->nargs);
		engine_run(e, STAGE_MAIL);
		break;
	case STEP_RCPT:
		session_rcpt_end(e->s, true);
		session_rcpt(e->s, s->arg, s->nargs);
		engine_run(e, STAGE_RCPT);
		break;
	case STEP_REFUSED:
		session_rcpt_end(e->s, true);
		session_rcpt_rejected(e->s);
		break;
	case STEP_DATA:
		session_rcpt_end(e->s, true);
		break;
	case STEP_HEADER:
		session_header(e->s, s->arg[0], s->arg[1]);
		break;
	case STEP_SIZE:
		engine_size(e, s);
		break;
	case STEP_BODY:
		session_body(e->s, s->arg[0]);
		break;
	case STEP_RSET:
		session_abort(e->s);
		break;
	case STEP_UNKNOWN:
		session_unknown(e->s, s->arg[0]);
		break;
	default:
		break;
	}
}

/*
 * Play the steps, written as in a transcript. "auth" stands behind "mail": the
 * MTA tells the login with every message. The DNS is as the
 * first steps say it, until others do.
 */
__attribute__((unused)) static void
engine_say(struct engine *e, const char *steps)
{
	struct str text =
	    arena_printf(e->a, "test steps %s expect accept", steps);
	struct rules *r = engine_load(e->a, text.p);
	const struct transcript *t = rules_transcripts(r);

	/* Copied: the steps die with the rules they were read into. */
	for (size_t i = 0; i < t->nsteps; i++) {
		struct step *step = &t->step[i];

		for (size_t k = 0; k < step->nargs; k++)
			step->arg[k] = arena_str(e->a, step->arg[k]);
	}
	for (size_t i = 0; i < t->nsteps; i++)
		if (t->step[i].kind == STEP_DNS || !e->dns) {
			session_set_dns(e->s, canned_dns_new(e->a, t));
			e->dns = true;
		}
	for (size_t i = 0; i < t->nsteps; i++)
		engine_step(e, &t->step[i]);
	rules_free(r);
}

/* The fact as text; "-" when absent, "unknown" when open. */
__attribute__((unused)) static const char *
engine_fact(struct engine *e, const char *name)
{
	struct str text = rules_fact(e->r, e->s, name, e->a);

	return text.p == NULL ? "-" : arena_str(e->a, text).p;
}

/* "reject nope 550": the last verdict, "-" when it is not settled. */
__attribute__((unused)) static const char *
engine_verdict(struct engine *e)
{
	const struct verdict *v = &e->v;

	if (!v->settled)
		return "-";
	return arena_printf(e->a, "%s %.*s %u", action_rows[v->action].name,
			    v->rule.name.p == NULL ? 1 : (int)v->rule.name.n,
			    v->rule.name.p == NULL ? "-" : v->rule.name.p,
			    v->code)
	    .p;
}

#endif
