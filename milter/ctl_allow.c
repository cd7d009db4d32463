#include "ctl_allow.h"

#include "ctl_ask.h"
#include "escape.h"
#include "exceptions_file.h"
#include "limits.h"
#include "value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	DAY_MS = 86400000,
	DAYS_MOST = 3650,
	REASON_MOST = 200,
	/* What a network has at least, or it is as good as everybody. */
	BITS_V4 = 96 + 8,
	BITS_V6 = 16
};

static struct span
option(struct arena *a, const char *name, const char *value)
{
	struct source *s = ARENA_NEW(a, struct source);

	s->name = str_of(name);
	s->text = str_of(value);
	return (struct span){s, 0, s->text.n};
}

static bool
is_everybody(const struct exception *x)
{
	return x->any_client ||
	       x->client.bits <
		   (addr_is_v4(&x->client.addr) ? BITS_V4 : BITS_V6);
}

/* Who: --helo and --client. */
static bool
read_who(struct arena *a, const struct options *o, struct exception *x,
	 struct diag *d)
{
	const char *client = o->client != NULL ? o->client : "any";
	const char *helo = o->helo != NULL ? o->helo : "any";

	if (!exception_helo(str_of(helo), x, d, option(a, "--helo", helo)) ||
	    !exception_client(str_of(client), x, d,
			      option(a, "--client", client)))
		return false;
	if (x->helo.p == NULL && is_everybody(x)) {
		diag_error(d, (struct span){NULL, 0, 0},
			   "that would be everybody: give --helo NAME with "
			   "--client NETWORK, or the network alone");
		return false;
	}
	return true;
}

static void
read_end(struct arena *a, const struct options *o, struct exception *x,
	 struct diag *d)
{
	union datum span;

	if (o->lasts == NULL) {
		diag_error(d, (struct span){NULL, 0, 0},
			   "an exception has an end: --for 14d");
		return;
	}
	if (value_parse(str_of(o->lasts), VALUE_TIME, &span) &&
	    span.number > 0 && span.number <= (int64_t)DAYS_MOST * DAY_MS)
		x->until = ctl_today() +
			   (uint32_t)((span.number + DAY_MS - 1) / DAY_MS);
	else
		diag_error(d, option(a, "--for", o->lasts),
			   "expected a time span such as 14d, at most %dd",
			   DAYS_MOST);
}

static void
read_reason(struct arena *a, const struct options *o, struct exception *x,
	    struct diag *d)
{
	bool good;

	x->reason = str_trim(str_of(o->reason != NULL ? o->reason : ""));
	good = x->reason.n <= REASON_MOST;
	for (size_t i = 0; i < x->reason.n; i++)
		good = good && (unsigned char)x->reason.p[i] >= ' ' &&
		       x->reason.p[i] != 0x7f;
	if (x->reason.n == 0)
		diag_error(d, (struct span){NULL, 0, 0},
			   "an exception has a reason: --reason \"their new "
			   "server, ticket 4711\"");
	else if (!good)
		diag_error(d, option(a, "--reason", o->reason),
			   "a reason is one line of at most %d bytes",
			   REASON_MOST);
}

static bool
read_all(struct arena *a, const struct options *o, struct exception *x,
	 struct diag *d)
{
	if (read_who(a, o, x, d) && is_everybody(x) && !o->forgeable)
		diag_error(d, (struct span){NULL, 0, 0},
			   "a greeting alone can be said by anybody: add "
			   "--client NETWORK, or --forgeable if that is meant");
	read_end(a, o, x, d);
	read_reason(a, o, x, d);
	return diag_errors(d) == 0;
}

/* The daemon takes notice, if there is one. */
static bool
tell_daemon(struct arena *a, const struct options *o)
{
	struct str answer;

	if (ctl_ask_for(a, o, "exceptions", &answer)) {
		printf("heloctl: %.*s\n", STR_ARG(answer));
		return true;
	}
	fprintf(stderr, "heloctl: written, but not in force: %.*s\n",
		STR_ARG(answer));
	return false;
}

static int
fail(struct arena *a, const struct config *c, const char *why)
{
	struct str path = exceptions_file_path(c->rules);

	fprintf(stderr, "heloctl: cannot write %.*s: %s\n",
		STR_ARG(escape(a, path, NULL, LIMIT_SHOWN)), why);
	return EXIT_FAILURE;
}

static int
add(struct arena *a, const struct options *o, const struct config *c,
    struct diag *d)
{
	struct exception x = {.any_client = false};
	char day[CTL_ALLOW_DAY];
	const char *why;
	bool dropped;

	if (!read_all(a, o, &x, d))
		return EXIT_FAILURE;
	why = ctl_allow_write(c, &x, NULL, &dropped);
	if (why != NULL)
		return fail(a, c, why);
	printf("heloctl: allowed until %s: %.*s\n", ctl_allow_day(x.until, day),
	       STR_ARG(exception_show(a, &x)));
	return tell_daemon(a, o) ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
drop(struct arena *a, const struct options *o, const struct config *c,
     struct diag *d)
{
	struct exception x = {.any_client = false};
	const char *why;
	bool dropped;

	if (!read_who(a, o, &x, d))
		return EXIT_FAILURE;
	why = ctl_allow_write(c, NULL, &x, &dropped);
	if (why != NULL)
		return fail(a, c, why);
	if (!dropped) {
		fprintf(stderr, "heloctl: there is no such exception: %.*s\n",
			STR_ARG(exception_show(a, &x)));
		return EXIT_FAILURE;
	}
	printf("heloctl: no longer allowed: %.*s\n",
	       STR_ARG(exception_show(a, &x)));
	return tell_daemon(a, o) ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* One line of the daemon's: HITS LAST GREETING CLIENT */
static bool
find_hits(struct str lines, struct str who, int64_t *hits, int64_t *last)
{
	while (lines.n > 0) {
		size_t end = str_find(lines, '\n');
		struct str line = str_slice(lines, 0, end);
		int used = 0;

		if (sscanf(line.p, "%" SCNd64 " %" SCNd64 " %n", hits, last,
			   &used) == 2 &&
		    str_eq(str_from(line, (size_t)used), who))
			return true;
		lines = str_from(lines, end < lines.n ? end + 1 : end);
	}
	return false;
}

static const char *
show_time(int64_t seconds, char out[32])
{
	const time_t when = (time_t)seconds;
	struct tm tm;

	localtime_r(&when, &tm);
	strftime(out, 32, "%Y-%m-%d %H:%M", &tm);
	return seconds == 0 ? "never" : out;
}

static void
print_one(struct arena *a, const struct exception *x, bool known,
	  struct str counted)
{
	struct str who = exception_show(a, x);
	const size_t blank = str_find(who, ' ');
	int64_t hits = 0, last = 0;
	char day[CTL_ALLOW_DAY], when[32], number[32] = "-";

	if (known && find_hits(counted, who, &hits, &last))
		snprintf(number, sizeof number, "%" PRId64, hits);
	printf("%-30.*s %-18.*s %s %6s  %-16s %.*s\n",
	       STR_ARG(str_slice(who, 0, blank)),
	       STR_ARG(str_from(who, blank + 1)), ctl_allow_day(x->until, day),
	       number, known ? show_time(last, when) : "-",
	       STR_ARG(escape(a, x->reason, "", LIMIT_SHOWN)));
}

static int
list(struct arena *a, const struct options *o, const struct config *c)
{
	struct str counted = {NULL, 0};
	const bool known = ctl_ask_for(a, o, "hits", &counted);
	const struct exceptions *all = c->exceptions;

	if (!known)
		fprintf(stderr, "heloctl: no hits: %.*s\n", STR_ARG(counted));
	printf("%-30s %-18s %-10s %6s  %-16s %s\n", "GREETING", "CLIENT",
	       "UNTIL", "HITS", "LAST", "REASON");
	for (size_t i = 0; all != NULL && i < all->n; i++)
		if (all->item[i].until >= ctl_today())
			print_one(a, &all->item[i], known, counted);
	return EXIT_SUCCESS;
}

static bool
can_work(const struct config *c)
{
	if (exceptions_file_path(c->rules).p == NULL)
		fputs("heloctl: the setting exceptions is none\n", stderr);
	else if (!exceptions_file_asked(c->rules))
		fputs("heloctl: no rule asks for exceptions; write above those "
		      "that refuse:\n"
		      "    accept excepted if session.allowed\n",
		      stderr);
	else
		return true;
	return false;
}

int
ctl_allow(const struct options *o)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct config *c =
	    config_load(o->config, o->override, o->noverrides, d);
	int status = EXIT_FAILURE;

	if (c != NULL && can_work(c))
		status = o->list     ? list(a, o, c)
			 : o->remove ? drop(a, o, c, d)
				     : add(a, o, c, d);
	diag_print(d, stderr);
	config_free(c);
	arena_free(a);
	return status;
}
