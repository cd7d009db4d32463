#include "smtp.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * say HOST:PORT [FROM] <DIALOGUE: talk to a mail server and look at its
 * replies. Prints TAP without a plan, one line an "is". Lines of a dialogue:
 *
 * - "== NAME": a new connection, whose greeting is the first reply
 * - "TEXT": says TEXT (\r, \n and \\ as in C) and CRLF, takes a reply
 * - "starttls": STARTTLS, and TLS when it is not refused
 * - "auth USER": AUTH PLAIN with an initial response
 * - "is CODE [TEXT]": the last reply begins so, and TEXT is part of it
 * - "gone": the server has hung up
 */

enum { TIMEOUT = 10000, LINE = 2000 };

struct dialogue {
	const char *server;
	struct smtp_from from;
	struct arena *arena;
	struct smtp smtp;
	struct smtp_reply reply;
	struct str name, last;
	bool lost; /* there is no last reply: smtp.why */
	unsigned run, failed;
};

static bool
contains(struct str text, struct str part)
{
	for (size_t i = 0; i + part.n <= text.n; i++)
		if (str_eq(str_slice(text, i, i + part.n), part))
			return true;
	return false;
}

static void
result(struct dialogue *d, bool good, struct str want)
{
	printf("%sok %u - %.*s: %.*s: %.*s\n", good ? "" : "not ", ++d->run,
	       STR_ARG(d->name), STR_ARG(d->last), STR_ARG(want));
	if (good)
		return;
	d->failed++;
	if (d->lost)
		printf("# %s\n", d->smtp.why);
	else
		printf("# %.*s\n", STR_ARG(d->reply.text));
}

static void
is(struct dialogue *d, struct str want)
{
	struct str code = arena_printf(d->arena, "%u", d->reply.code);
	struct str part = str_trim(str_from(want, 3));

	result(d,
	       !d->lost && str_begins(want, code) &&
		   contains(d->reply.text, part),
	       want);
}

static struct str
unescaped(struct arena *a, struct str in)
{
	char *out = arena_alloc(a, in.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] != '\\' || i + 1 == in.n) {
			out[n++] = in.p[i];
			continue;
		}
		i++;
		switch (in.p[i]) {
		case 'r':
			out[n++] = '\r';
			break;
		case 'n':
			out[n++] = '\n';
			break;
		default:
			out[n++] = in.p[i];
		}
	}
	return str_make(out, n);
}

static void
connect_again(struct dialogue *d, struct str name)
{
	smtp_close(&d->smtp);
	d->name = name;
	d->last = STR("the greeting");
	d->lost = !smtp_open(&d->smtp, d->arena, d->server, d->from, TIMEOUT,
			     &d->reply);
}

static void
line(struct dialogue *d, struct str text)
{
	const struct str again = STR("== "), is_ = STR("is "),
			 auth = STR("auth ");
	struct smtp *s = &d->smtp;

	if (str_begins(text, again)) {
		connect_again(d, str_from(text, again.n));
		return;
	}
	if (str_begins(text, is_)) {
		is(d, str_from(text, is_.n));
		return;
	}
	if (str_eq(text, STR("gone"))) {
		result(d, smtp_ended(s), text);
		return;
	}
	d->last = text;
	if (str_eq(text, STR("starttls")))
		d->lost =
		    !smtp_starttls(s, str_of(NULL), str_of(NULL), &d->reply);
	else if (str_begins(text, auth))
		d->lost = !smtp_auth(s, STR("PLAIN"), str_from(text, auth.n),
				     &d->reply);
	else
		d->lost = !smtp_say(s, unescaped(d->arena, text), &d->reply);
}

int
main(int argc, char **argv)
{
	struct dialogue d = {.arena = arena_new(), .smtp = {.fd = -1}};
	char text[LINE];

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: say HOST:PORT [FROM] <DIALOGUE\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	d.server = argv[1];
	d.from.address = argc > 2 ? argv[2] : NULL;
	while (fgets(text, sizeof text, stdin) != NULL) {
		struct str l = str_trim(str_of(text));

		if (l.n > 0 && l.p[0] != '#')
			line(&d, arena_str(d.arena, l));
	}
	smtp_close(&d.smtp);
	arena_free(d.arena);
	return d.failed > 0;
}
