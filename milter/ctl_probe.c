#include "ctl.h"

#include "escape.h"
#include "json.h"
#include "mailaddr.h"
#include "nearest.h"
#include "probe.h"
#include "probe_reach.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { TIMEOUT = 15 /* s */, TIMEOUT_MOST = 600, TEXT_MOST = 300 };

struct report {
	const struct options *o;
	struct arena *arena;
	struct json json;
	size_t count[PROBE_VERDICTS];
};

static bool
complain(const char *what, const char *text)
{
	fprintf(stderr, "heloctl: %s, not \"%s\"\n", what, text);
	return false;
}

/* ---- What is asked ---------------------------------------------------------
 */

static bool
is_word(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return *text != '\0';
}

static bool
read_deliver(const char *text, struct probe *p)
{
	struct mailaddr m;

	if (text == NULL)
		return true;
	if (!is_word(text) || !mailaddr_split(str_of(text), &m) ||
	    !mailaddr_is_valid(&m, true) || m.null || m.brackets)
		return complain("--deliver takes an address such as "
				"you@example.org",
				text);
	p->deliver = str_of(text);
	return true;
}

static bool
read_options(const struct options *o, struct probe *p)
{
	char *end;
	long seconds = TIMEOUT;

	if (o->timeout != NULL) {
		seconds = strtol(o->timeout, &end, 10);
		if (end == o->timeout || *end != '\0' || seconds < 1 ||
		    seconds > TIMEOUT_MOST)
			return complain("--timeout takes 1 to 600 seconds",
					o->timeout);
	}
	p->timeout = (int)seconds * 1000;
	if (o->helo != NULL && !is_word(o->helo))
		return complain("--helo takes a name", o->helo);
	p->helo = str_of(o->helo);
	return read_deliver(o->deliver, p);
}

/* Are all checks that were named ones that there are? */
static bool
are_checks(const struct options *o)
{
	for (int i = 1; i < o->argc; i++) {
		struct nearest near = nearest_to(str_of(o->argv[i]));
		bool found = false;

		for (size_t k = 0; k < PROBE_CHECKS; k++) {
			const struct str name = str_of(probe_rows[k].name);

			nearest_try(&near, name);
			found = found || str_eq(name, str_of(o->argv[i]));
		}
		if (found)
			continue;
		fprintf(stderr, "heloctl: there is no check \"%s\"",
			o->argv[i]);
		if (near.best.n > 0)
			fprintf(stderr, "; did you mean \"%.*s\"?",
				STR_ARG(near.best));
		fputc('\n', stderr);
		return false;
	}
	return true;
}

static bool
is_asked(const struct options *o, const char *name)
{
	for (int i = 1; i < o->argc; i++)
		if (str_eq(str_of(o->argv[i]), str_of(name)))
			return true;
	return o->argc == 1;
}

/* ---- The report ------------------------------------------------------------
 */

static const char *const marks[] = {
    [PROBE_CLIENT] = "C: ", [PROBE_SERVER] = "S: ", [PROBE_NOTE] = "-- "};

static void
print_said(struct report *r, const struct probe_talk *t)
{
	for (size_t i = 0; i < t->nsaid; i++)
		printf("            %s%.*s\n", marks[t->said[i].who],
		       STR_ARG(escape(r->arena, t->said[i].text, NULL, 2000)));
}

static void
print_text(struct report *r, const struct probe *p, const struct probe_row *row,
	   const struct probe_finding *f)
{
	printf("%-11s %-18s %s\n", probe_verdict_name(f->verdict), row->name,
	       row->rfc);
	if (r->o->verbose)
		print_said(r, &p->talk);
	if (f->seen.p != NULL)
		printf("            %.*s\n",
		       STR_ARG(escape(r->arena, f->seen, NULL, TEXT_MOST)));
	if (f->why != NULL)
		printf("            %s\n", f->why);
	if (f->remedy != NULL)
		printf("            remedy: %s\n", f->remedy);
}

static void
print_json(struct report *r, const struct probe *p, const struct probe_row *row,
	   const struct probe_finding *f)
{
	struct json *j = &r->json;

	json_object(j, NULL);
	json_text(j, "check", str_of(row->name));
	json_text(j, "expected", str_of(row->summary));
	json_text(j, "rfc", str_of(row->rfc));
	json_text(j, "result", str_of(probe_verdict_name(f->verdict)));
	json_text(j, "seen", f->seen);
	json_text(j, "why", str_of(f->why));
	json_text(j, "remedy", str_of(f->remedy));
	if (r->o->verbose) {
		json_list(j, "dialogue");
		for (size_t i = 0; i < p->talk.nsaid; i++) {
			json_object(j, NULL);
			json_text(
			    j,
			    marks[p->talk.said[i].who][0] == 'C'   ? "client"
			    : marks[p->talk.said[i].who][0] == 'S' ? "server"
								   : "note",
			    p->talk.said[i].text);
			json_end_object(j);
		}
		json_end_list(j);
	}
	json_end_object(j);
}

static void
probe_all(struct report *r, struct probe *p)
{
	for (size_t i = 0; i < PROBE_CHECKS; i++) {
		struct probe_finding f;

		if (!is_asked(r->o, probe_rows[i].name))
			continue;
		f = probe_run(p, &probe_rows[i]);
		r->count[f.verdict]++;
		if (r->o->json)
			print_json(r, p, &probe_rows[i], &f);
		else
			print_text(r, p, &probe_rows[i], &f);
		fflush(stdout);
		/* Without a greeting there is nothing to find out. */
		if (i == 0 && f.verdict != PROBE_PASS &&
		    p->greeting.code != 220)
			break;
	}
}

static void
report(struct report *r, struct probe *p, const struct probe_reach *where)
{
	const struct str host = escape(r->arena, where->text, NULL, TEXT_MOST);

	if (!r->o->json) {
		printf("%.*s\n\n", STR_ARG(host));
		probe_all(r, p);
		printf("\n%zu passed, %zu failed, %zu unwise, %zu not "
		       "tested\n",
		       r->count[PROBE_PASS], r->count[PROBE_FAIL],
		       r->count[PROBE_UNWISE], r->count[PROBE_UNTESTED]);
		return;
	}
	json_object(&r->json, NULL);
	json_text(&r->json, "server", host);
	json_list(&r->json, "checks");
	probe_all(r, p);
	json_end_list(&r->json);
	json_number(&r->json, "passed", (int64_t)r->count[PROBE_PASS]);
	json_number(&r->json, "failed", (int64_t)r->count[PROBE_FAIL]);
	json_number(&r->json, "unwise", (int64_t)r->count[PROBE_UNWISE]);
	json_number(&r->json, "not tested", (int64_t)r->count[PROBE_UNTESTED]);
	json_end_object(&r->json);
	putchar('\n');
}

int
ctl_probe(const struct options *o)
{
	struct arena *a = arena_new();
	struct report r = {.o = o, .arena = a, .json = {.to = stdout}};
	struct probe p = {.arena = a};
	struct probe_reach where;
	bool good = false;

	/* A server that hangs up is a finding, not our end. */
	signal(SIGPIPE, SIG_IGN);
	if (o->argc < 1)
		fputs("heloctl: probe whom? Say HOST or HOST:PORT\n", stderr);
	else if (read_options(o, &p) && are_checks(o) &&
		 probe_reach(a, o->argv[0], o->mine, &where)) {
		p.to = where.addr;
		p.tolength = where.length;
		report(&r, &p, &where);
		good = r.count[PROBE_FAIL] == 0 &&
		       r.count[PROBE_PASS] + r.count[PROBE_UNWISE] > 0;
	}
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
