#include "judge.h"
#include "zone.h"
#include "zone_file.h"

#include "escape.h"
#include "moment.h"
#include "rules.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * play --milter SOCKET | --smtp HOST:PORT | --sendmail NAME
 *      --log FILE [--only N] [--timeout N] CASE...
 * play --zones DIRECTORY CASE
 *
 * Plays the transcripts of rules files against the milter socket of a daemon
 * that runs these rules, or through a Postfix before it, or through the
 * Sendmail of the name. FILE is where the
 * daemon writes its log. Prints TAP: one line an "expect".
 *
 * Transcripts with "dns" steps are skipped. With --only, the Nth is played
 * whatever it says of names: whoever asks for it has the daemon ask a name
 * server that knows them. --zones writes what that has to know of the Nth, as
 * lines for dnsd, into DIRECTORY/N, and for others as zone_file.h says.
 */

enum { SHOWN = 1000, TIMEOUT = 5, WAIT_MOST = 5000 /* milliseconds */ };

struct options {
	const struct driver *driver;
	const char *target, *log, *zones;
	unsigned long only; /* 0: all */
	int timeout;	    /* seconds */
};

struct tap {
	unsigned run, failed;
};

static const struct driver *const drivers[] = {&driver_milter, &driver_postfix,
					       &driver_sendmail};

static void
comment(struct arena *a, const char *what, struct str text)
{
	printf("# %s: %.*s\n", what, STR_ARG(escape(a, text, NULL, SHOWN)));
}

/* "ok 3 - FILE:LINE: TEXT (NAME OF THE TRANSCRIPT)" */
static bool
result(struct tap *tap, struct arena *a, bool good, struct span at,
       struct str text, const struct transcript *tr)
{
	size_t line, column;

	source_place(at, &line, &column);
	printf("%sok %u - %.*s:%zu: %.*s (%.*s)\n", good ? "" : "not ",
	       ++tap->run, STR_ARG(at.source->name), line,
	       STR_ARG(escape(a, text, "#", SHOWN)),
	       STR_ARG(escape(a, tr->name, "#", SHOWN)));
	tap->failed += !good;
	return good;
}

/* The step as it stands in its file. */
static struct str
step_text(const struct step *s)
{
	return str_slice(s->span.source->text, s->span.start, s->span.end);
}

static void
judge(struct tap *tap, struct player *p, const struct step *s,
      const struct transcript *tr)
{
	struct arena *a = p->talk.arena;

	if (result(tap, a, judge_holds(p, &s->expect), s->span, step_text(s),
		   tr))
		return;
	comment(a, "expected", step_text(s));
	comment(a, "the client was told", judge_told(p));
	comment(a, "the log says", judge_logged(p));
}

/* Does the step part the way of the MTA that we talk to from the others'? */
static bool
is_except(const struct player *p, const struct transcript *tr, size_t at)
{
	return at < tr->nsteps && tr->step[at].kind == STEP_EXCEPT &&
	       str_eq(tr->step[at].except.mta, str_of(p->talk.driver->mta));
}

/* Will the command at "at" be answered by the MTA itself? */
static bool
is_excepted(const struct player *p, const struct transcript *tr, size_t at)
{
	while (++at < tr->nsteps && tr->step[at].kind == STEP_EXCEPT)
		if (is_except(p, tr, at))
			return tr->step[at].except.code != 0;
	return false;
}

/* Seconds go by as in the transcript; days do not. */
static void
at(int64_t *clock, const struct step *s)
{
	const int64_t before = *clock;

	moment_parse(s->arg[0], clock);
	if (before != 0 && *clock > before && *clock - before <= WAIT_MOST)
		poll(NULL, 0, (int)(*clock - before));
}

/* The answer is the MTA's own, and the rest is not for it. */
static bool
part(struct tap *tap, struct player *p, const struct step *s,
     const struct transcript *tr)
{
	struct arena *a = p->talk.arena;

	comment(a, "not for this MTA", s->except.reason);
	if (s->except.code == 0)
		return true;
	if (!player_answer(p))
		return false;
	if (!result(tap, a,
		    p->talk.answer.code == s->except.code && !judge_spoke(p),
		    s->span, step_text(s), tr))
		comment(a, "the client was told", judge_told(p));
	return true;
}

static bool
step(struct tap *tap, struct player *p, const struct step *s,
     const struct transcript *tr)
{
	if (s->kind == STEP_AT)
		at(&p->clock, s);
	if (s->kind == STEP_DNS || s->kind == STEP_EXCEPT ||
	    s->kind == STEP_AT || s->kind == STEP_EXCEPTION)
		return true;
	if (s->kind != STEP_EXPECT)
		return player_play(p, s);
	if (!player_answer(p))
		return false;
	judge(tap, p, s, tr);
	return true;
}

/* The transcript cannot go on: that fails, and so does each expect left. */
static void
stuck(struct tap *tap, struct player *p, const struct transcript *tr, size_t at)
{
	struct arena *a = p->talk.arena;
	const struct step *s = &tr->step[at < tr->nsteps ? at : tr->nsteps - 1];

	result(tap, a, false, s->span, step_text(s), tr);
	comment(a, "cannot go on", p->talk.why);
	for (size_t i = at + 1; i < tr->nsteps; i++)
		if (tr->step[i].kind == STEP_EXPECT)
			result(tap, a, false, tr->step[i].span,
			       STR("not reached"), tr);
}

static bool
has_dns(const struct transcript *tr)
{
	for (size_t i = 0; i < tr->nsteps; i++)
		if (tr->step[i].kind == STEP_DNS)
			return true;
	return false;
}

/* Another run, with a name server, is for those. */
static void
leave_out(const struct transcript *tr)
{
	printf("# left out, for it needs names: %.*s\n", STR_ARG(tr->name));
}

static void
play(struct tap *tap, const struct options *o, struct watch *watch,
     const struct rules *rules, const struct transcript *tr)
{
	struct str server = rules_settings(rules)->value[SETTING_HOSTNAME].text;
	struct arena *a = arena_new();
	struct player p;
	size_t i = 0;
	bool good = true, parted = false;

	player_init(&p, o->driver, o->target, o->timeout * 1000, watch, a, tr,
		    server.n > 0 ? server : STR("mx.example.org"));
	while (good && !parted && i < tr->nsteps) {
		parted = is_except(&p, tr, i);
		p.excepted = p.excepted || is_excepted(&p, tr, i);
		good = parted ? part(tap, &p, &tr->step[i], tr)
			      : step(tap, &p, &tr->step[i], tr);
		i += good;
	}
	good = player_end(&p, good && !parted) && good;
	if (!good)
		stuck(tap, &p, tr, i);
	arena_free(a);
}

static bool
write_zone(const char *directory, unsigned long number,
	   const struct transcript *tr)
{
	struct arena *a = arena_new();
	struct str path = arena_printf(a, "%s/%lu", directory, number);
	FILE *to = fopen(path.p, "w");
	bool good;

	if (to == NULL)
		perror(path.p);
	else
		zone_write(to, tr);
	good = to != NULL && fclose(to) == 0 && zone_file_write(path.p, tr);
	arena_free(a);
	return good;
}

/* One transcript, the Nth of its file: play it, skip it or write its zone. */
static void
transcript(struct tap *tap, const struct options *o, struct watch *watch,
	   const struct rules *rules, const struct transcript *tr,
	   unsigned long number)
{
	if (o->zones != NULL)
		tap->failed += !write_zone(o->zones, number, tr);
	else if (o->only != 0 && o->only != number)
		return;
	else if (o->only == 0 && has_dns(tr))
		leave_out(tr);
	else if (tr->nsteps > 0)
		play(tap, o, watch, rules, tr);
}

static void
file(struct tap *tap, const struct options *o, struct watch *watch,
     const char *path)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules *rules = rules_load(path, NULL, d);
	const struct transcript *tr =
	    rules == NULL ? NULL : rules_transcripts(rules);

	if (rules == NULL) {
		printf("not ok %u - %s cannot be loaded\n", ++tap->run, path);
		tap->failed++;
		diag_print(d, stderr);
	}
	for (unsigned long n = 1; tr != NULL; tr = tr->next)
		transcript(tap, o, watch, rules, tr, n++);
	rules_free(rules);
	arena_free(a);
}

static int
usage(void)
{
	fprintf(stderr,
		"usage: play --milter SOCKET | --smtp HOST:PORT | --sendmail "
		"NAME --log FILE [--only N] [--timeout SECONDS] CASE...\n"
		"       play --zones DIRECTORY CASE\n");
	return 2;
}

static bool
option(struct options *o, const char *name, const char *value)
{
	for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++)
		if (strcmp(name, drivers[i]->option) == 0) {
			o->driver = drivers[i];
			o->target = value;
			return true;
		}
	if (strcmp(name, "--log") == 0)
		o->log = value;
	else if (strcmp(name, "--zones") == 0)
		o->zones = value;
	else if (strcmp(name, "--timeout") == 0)
		o->timeout = atoi(value);
	else if (strcmp(name, "--only") == 0)
		o->only = strtoul(value, NULL, 10);
	else
		return false;
	return true;
}

static bool
complete(const struct options *o)
{
	return o->zones != NULL ||
	       (o->driver != NULL && o->log != NULL && o->timeout > 0);
}

int
main(int argc, char **argv)
{
	struct options o = {.timeout = TIMEOUT};
	struct tap tap = {0, 0};
	struct arena *a;
	struct watch watch = {.fd = -1};
	int i = 1;

	/* OpenSSL writes without MSG_NOSIGNAL. */
	signal(SIGPIPE, SIG_IGN);
	for (; i + 1 < argc && argv[i][0] == '-'; i += 2)
		if (!option(&o, argv[i], argv[i + 1]))
			return usage();
	if (!complete(&o) || i == argc)
		return usage();
	a = arena_new();
	if (o.zones == NULL && !watch_open(&watch, a, o.log)) {
		fprintf(stderr, "play: %s: %s\n", o.log, strerror(errno));
		return 2;
	}
	for (; i < argc; i++)
		file(&tap, &o, &watch, argv[i]);
	if (o.zones == NULL) {
		printf("1..%u\n", tap.run);
		close(watch.fd);
	}
	arena_free(a);
	return tap.failed > 0;
}
