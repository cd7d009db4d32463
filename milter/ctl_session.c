#include "ctl.h"

#include "talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 8192 };

static void
welcome(struct talk *t)
{
	talk_say(t,
		 "a session with the rules of %s; no mail is sent, taken "
		 "or refused",
		 t->o->config);
	if (!t->config->enforce)
		talk_say(t, "its mode is observe; here it is judged as with "
			    "enforce");
	talk_say(t, "type SMTP, or .help");
}

static void
line(struct talk *t, struct str text)
{
	while (text.n > 0 &&
	       (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	if (t->in_data)
		talk_smtp(t, text);
	else if (str_trim(text).n == 0)
		return;
	else if (text.p[0] == '.' || text.p[0] == '?')
		talk_dot(t, text);
	else
		talk_smtp(t, text);
}

static void
read_lines(struct talk *t)
{
	char text[LINE];

	while (!t->over) {
		if (t->prompt) {
			fputs(t->in_data ? "" : "> ", t->out);
			fflush(t->out);
		}
		if (fgets(text, sizeof text, stdin) == NULL) {
			if (t->prompt)
				fputc('\n', t->out);
			break;
		}
		line(t, str_of(text));
	}
}

/* What the options tell is typed for the user. */
static bool
begin(struct talk *t)
{
	const struct options *o = t->o;

	if (!asked_dns(o, "live", t->config->rules, t->arena, &t->tr, &t->dns))
		return false;
	welcome(t);
	if (o->listener_port != NULL)
		line(t, arena_printf(t->arena, ".macro {daemon_port} %s",
				     o->listener_port));
	if (o->client != NULL)
		line(t, arena_printf(t->arena, ".client %s %s", o->client,
				     o->name != NULL ? o->name : ""));
	else
		talk_say(t, "nobody has connected: .client ADDRESS [NAME]");
	return o->client == NULL || t->connected;
}

int
ctl_session(const struct options *o)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct talk t = {.o = o,
			 .arena = a,
			 .out = stdout,
			 .prompt = isatty(STDIN_FILENO) != 0,
			 .tr = {.name = STR("")}};
	bool good;

	t.config = config_load(o->config, o->override, o->noverrides, d);
	if (t.config == NULL)
		diag_print(d, stderr);
	good = t.config != NULL && begin(&t);
	if (good)
		read_lines(&t);
	config_free(t.config);
	arena_free(t.reasons);
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
