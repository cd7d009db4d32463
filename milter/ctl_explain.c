#include "ctl.h"

#include "asked.h"
#include "ctl_play.h"
#include "escape.h"
#include "explain_json.h"
#include "explain_print.h"
#include "journal_read.h"
#include "lookup.h"
#include "replay_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct teller {
	const struct config *config;
	const struct exceptions *exceptions; /* NULL: none */
	const struct options *o;
	struct arena *arena;
	struct json json;
	struct asked_dns dns;
	bool enforce;
	/* of the session at hand */
	const struct transcript *kept; /* by the journal; NULL: it is not */
	bool unheard;
	struct outcome would;
	const struct explanation *last; /* not told yet */
	bool last_told;
	size_t refusals, blocks;
};

static void
tell(struct teller *t, const struct explanation *e, bool told)
{
	struct str to = escape(t->arena, e->recipient, NULL, 256);

	if (t->o->json) {
		explain_json(&t->json, e, told, t->enforce);
		return;
	}
	if (e->recipient.p != NULL)
		printf("\n%s, recipient %.*s\n\n", stage_name(e->stage),
		       STR_ARG(to));
	else
		printf("\n%s\n\n", stage_name(e->stage));
	explain_print_rules(stdout, e);
	putchar('\n');
	explain_print_verdict(stdout, e, told, t->enforce);
}

/* Each refusal is told of; else what was last. */
static void
judged(void *context, const struct step *step, struct session *s,
       enum stage stage, const struct verdict *v, bool told)
{
	struct teller *t = context;

	(void)step;
	(void)stage;
	t->last = explain_last(s);
	t->last_told = told;
	if (told)
		outcome_add(&t->would, v->action, v->rule.name, v->code);
	if (!told || !verdict_refuses(v))
		return;
	t->refusals++;
	tell(t, t->last, told);
}

static bool
wait_for_answers(void *context)
{
	struct teller *t = context;

	return asked_wait(&t->dns);
}

/* What happened, as the transcript has it. */
static void
print_step(struct arena *a, const struct step *s)
{
	if (s->kind == STEP_DNS || s->kind == STEP_EXPECT ||
	    s->kind == STEP_HEADER || s->kind == STEP_BODY)
		return;
	printf("    %-8s", step_rows[s->kind].word);
	for (size_t i = 0; i < s->nargs; i++)
		printf(" %.*s", STR_ARG(escape(a, s->arg[i], NULL, 256)));
	putchar('\n');
}

static void
begin(struct teller *t, const struct transcript *tr)
{
	t->last = NULL;
	t->refusals = 0;
	t->would = (struct outcome){.action = ACTION_ACCEPT};
	if (t->o->json) {
		json_object(&t->json, NULL);
		json_text(&t->json, "session", tr->name);
		json_list(&t->json, "judgements");
		return;
	}
	if (tr->name.n > 0)
		printf("session %.*s\n",
		       STR_ARG(escape(t->arena, tr->name, NULL, 256)));
	for (size_t i = 0; i < tr->nsteps; i++)
		print_step(t->arena, &tr->step[i]);
}

/* What the client was told when the journal was written. */
static void
tell_then(struct teller *t)
{
	const struct outcome was = outcome_recorded(t->kept);
	const struct str then = outcome_show(t->arena, &was);

	if (t->o->json)
		json_text(&t->json, "recorded", then);
	else if (!outcome_equal(&was, &t->would))
		printf("\nThen the client was told otherwise: %.*s\n",
		       STR_ARG(escape(t->arena, then, NULL, 256)));
}

static void
end(struct teller *t)
{
	if (t->last != NULL && t->refusals == 0)
		tell(t, t->last, t->last_told);
	if (t->o->json)
		json_end_list(&t->json);
	if (t->kept != NULL)
		tell_then(t);
	if (!t->o->json)
		return;
	json_end_object(&t->json);
	putchar('\n');
	t->json.comma = false;
}

static void
explain(struct teller *t, const struct rules *rules,
	const struct transcript *tr)
{
	const struct transcript_way way = {
	    .rules = rules,
	    .today = ctl_today(),
	    .exceptions = t->exceptions,
	    .id = t->kept == NULL ? (struct str){NULL, 0} : tr->name,
	    .unheard = t->unheard,
	    .dns = t->dns.dns,
	    .wait = wait_for_answers,
	    .reasons = t->arena,
	    .judged = judged,
	    .context = t};
	struct transcript_end e;

	begin(t, tr);
	transcript_play_so(&way, tr, &e);
	end(t);
}

/* ---- What is to be explained -----------------------------------------------
 */

static bool
explain_asked(struct teller *t, const struct config *c, struct transcript *tr)
{
	struct str why;

	if (!asked_steps(t->o, t->arena, tr, &why)) {
		fprintf(stderr, "heloctl: %.*s\n", STR_ARG(why));
		return false;
	}
	if (!asked_dns(t->o, "live", c->rules, t->arena, tr, &t->dns))
		return false;
	explain(t, c->rules, tr);
	return true;
}

/* What the session was made of, when it is not all of what there was. */
static void
tell_source(const struct found *f)
{
	if (f->many > 1)
		fprintf(stderr,
			"heloctl: %zu sessions fit; this is the last of them\n",
			f->many);
	if (f->kept == NULL)
		fprintf(stderr,
			"heloctl: not in the journal, so judged anew with what "
			"the log tells; it does not tell what the DNS said "
			"then, nor TLS, macros and the message%s\n",
			f->unheard ? ", nor how the client greeted" : "");
}

static bool
explain_found(struct teller *t, const struct config *c)
{
	struct found f;
	struct str why;
	bool good;

	if (!lookup(t->o, c, t->arena, &f, &why)) {
		fprintf(stderr, "heloctl: %.*s\n",
			STR_ARG(escape(t->arena, why, NULL, 1000)));
		return false;
	}
	tell_source(&f);
	t->kept = f.kept == NULL ? NULL : &f.tr;
	t->unheard = f.unheard;
	good = asked_dns(t->o, f.kept == NULL ? "live" : NULL, c->rules,
			 t->arena, &f.tr, &t->dns);
	if (good)
		explain(t, c->rules, &f.tr);
	rules_free(f.kept);
	return good;
}

static void
explain_block(void *context, const char *file, const struct rules *rules,
	      const struct transcript *tr)
{
	struct teller *t = context;

	(void)file;
	if (t->o->argc > 0 && !str_eq(tr->name, str_of(t->o->argv[0])))
		return;
	if (t->blocks++ > 0 && !t->o->json)
		putchar('\n');
	explain(t, rules, tr);
}

static bool
blocks_told(const struct teller *t)
{
	const struct options *o = t->o;

	if (t->blocks == 0)
		fprintf(stderr, "heloctl: %s has no %s%s%s\n", o->in,
			o->argc > 0 ? "block called \"" : "blocks",
			o->argc > 0 ? o->argv[0] : "", o->argc > 0 ? "\"" : "");
	return t->blocks > 0;
}

/* Blocks of a file are judged as tests are: enforced, and without network. */
static bool
explain_in(struct teller *t)
{
	char *file[] = {NULL};
	struct options o = *t->o;
	struct arena *a = arena_new();
	bool good;

	file[0] = arena_alloc(a, strlen(o.in) + 1);
	memcpy(file[0], o.in, strlen(o.in));
	o.argc = 1;
	o.argv = file;
	t->enforce = true;
	good = ctl_play(&o, explain_block, t) && blocks_told(t);
	arena_free(a);
	return good;
}

/* One of many: what it took is given back. */
static bool
explain_record(void *context, const char *file, size_t line, struct str text)
{
	struct teller *t = context;
	struct arena *whole = t->arena;
	struct rules *r;

	(void)line;
	t->arena = arena_new();
	r = rules_load_text(file, text, NULL, diag_new(t->arena));
	if (r != NULL) {
		t->kept = rules_transcripts(r);
		explain_block(t, file, t->config->rules, t->kept);
	}
	rules_free(r);
	arena_free(t->arena);
	t->arena = whole;
	return true;
}

static bool
explain_journal(struct teller *t)
{
	const char *why;

	if (journal_read(t->o->in, explain_record, t, &why))
		return blocks_told(t);
	fprintf(stderr, "heloctl: cannot read %s: %s\n", t->o->in, why);
	return false;
}

static bool
explain_configured(struct teller *t)
{
	const struct options *o = t->o;
	struct transcript tr = {.name = STR("")};
	struct diag *d = diag_new(t->arena);
	struct config *c =
	    config_load(o->config, o->override, o->noverrides, d);
	bool good = c != NULL;

	if (!good)
		diag_print(d, stderr);
	t->enforce = good && c->enforce;
	t->exceptions = good ? c->exceptions : NULL;
	t->config = c;
	if (good && o->in != NULL)
		good = explain_journal(t);
	else if (good && o->argc > 0)
		good = explain_found(t, c);
	else if (good)
		good = explain_asked(t, c, &tr);
	config_free(c);
	return good;
}

int
ctl_explain(const struct options *o)
{
	struct arena *a = arena_new();
	struct teller t = {.o = o, .arena = a, .json = {.to = stdout}};
	bool good = o->in != NULL && !journal_is(o->in)
			? explain_in(&t)
			: explain_configured(&t);

	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
