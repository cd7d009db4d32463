#include "talk.h"

#include "mailaddr.h"
#include "nearest.h"

#include <stdlib.h>

/* The commands of SMTP (RFC 5321, 4.1), as far as an MTA would answer them. */

static bool
greets(struct talk *t, struct str rest, enum step_kind kind)
{
	if (rest.n == 0) {
		talk_reply(t, "501 5.5.4 a greeting has a name: EHLO "
			      "mx.example.org");
		return false;
	}
	t->mail = false;
	t->recipients = 0;
	t->greeting = arena_str(t->arena, rest);
	return talk_step(t, kind, &rest, 1);
}

static struct str
hostname(const struct talk *t)
{
	struct str name =
	    rules_settings(t->config->rules)->value[SETTING_HOSTNAME].text;

	return name.n > 0 ? name : STR("mx.example.org");
}

static void
do_helo(struct talk *t, struct str rest)
{
	if (greets(t, rest, STEP_HELO))
		fprintf(t->out, "250 %.*s\n", STR_ARG(hostname(t)));
}

static void
do_ehlo(struct talk *t, struct str rest)
{
	if (!greets(t, rest, STEP_EHLO))
		return;
	fprintf(t->out,
		"250-%.*s\n250-STARTTLS\n250-AUTH PLAIN LOGIN\n250-SIZE\n"
		"250-8BITMIME\n250 SMTPUTF8\n",
		STR_ARG(hostname(t)));
}

/* Behind the ">" of a path; a quoted local part may have one of its own. */
static size_t
path_end(struct str text)
{
	bool quoted = false;
	size_t i = 0;

	while (i < text.n && (quoted || text.p[i] != '>')) {
		if (text.p[i] == '"')
			quoted = !quoted;
		i += text.p[i] == '\\' ? 2 : 1;
	}
	return i < text.n ? i + 1 : text.n;
}

/* "<path> parameter..." as arguments of a step; 0: there is nothing. */
static size_t
arguments(struct talk *t, struct str rest, struct str **out)
{
	struct str *arg = NULL;
	size_t n = 0;

	if (rest.n > 0 && rest.p[0] == '<') {
		ARENA_GROW(t->arena, arg, n);
		arg[n++] =
		    arena_str(t->arena, str_slice(rest, 0, path_end(rest)));
		rest = str_trim(str_from(rest, path_end(rest)));
	}
	while (rest.n > 0) {
		ARENA_GROW(t->arena, arg, n);
		arg[n++] = arena_str(t->arena, talk_word(rest, &rest));
	}
	*out = arg;
	return n;
}

/*
 * The path of "FROM:<path>" or "TO:<path>", with its parameters; false when it
 * is none, which has been answered.
 */
static bool
path_of(struct talk *t, struct str rest, const char *keyword, const char *form,
	struct str **arg, size_t *n)
{
	struct str after = str_from(rest, strlen(keyword));
	struct mailaddr mail;

	*n = str_ibegins(rest, str_of(keyword))
		 ? arguments(t, str_trim(after), arg)
		 : 0;
	if (*n == 0) {
		fprintf(t->out, "501 5.5.4 expected %s\n", form);
		return false;
	}
	if (!mailaddr_split((*arg)[0], &mail) || !mail.brackets) {
		fprintf(t->out,
			"501 5.1.7 %.*s is no path; a path is written "
			"<user@example.org>%s\n",
			STR_ARG(talk_clean(t, (*arg)[0])),
			keyword[0] == 'F' ? ", the null path <>" : "");
		return false;
	}
	return true;
}

static void
do_mail(struct talk *t, struct str rest)
{
	struct str *arg;
	size_t n;

	if (t->mail) {
		talk_reply(t, "503 5.5.1 there is a sender already; RSET "
			      "begins anew");
		return;
	}
	if (!path_of(t, rest, "FROM:", "MAIL FROM:<path>", &arg, &n) ||
	    !talk_step(t, STEP_MAIL, arg, n))
		return;
	t->mail = true;
	t->recipients = 0;
	talk_reply(t, "250 2.1.0 sender ok");
}

static void
do_rcpt(struct talk *t, struct str rest)
{
	struct str *arg;
	size_t n;

	if (!t->mail) {
		talk_reply(t, "503 5.5.1 say MAIL FROM:<path> first");
		return;
	}
	if (!path_of(t, rest, "TO:", "RCPT TO:<path>", &arg, &n) ||
	    !talk_step(t, STEP_RCPT, arg, n))
		return;
	t->recipients++;
	talk_reply(t, "250 2.1.5 recipient ok");
}

static void
do_data(struct talk *t, struct str rest)
{
	(void)rest;
	if (t->recipients == 0) {
		talk_reply(t, t->mail ? "554 5.5.1 there is no recipient"
				      : "503 5.5.1 say MAIL and RCPT first");
		return;
	}
	t->in_data = true;
	t->in_body = false;
	t->message = (struct transcript){.name = STR("")};
	t->body = STR("");
	talk_reply(t, "354 go on; a line with a dot alone ends it");
}

static void
message_end(struct talk *t)
{
	t->in_data = t->mail = false;
	t->recipients = 0;
	asked_step(t->arena, &t->tr, STEP_DATA, NULL, 0);
	for (size_t i = 0; i < t->message.nsteps; i++)
		asked_step(t->arena, &t->tr, t->message.step[i].kind,
			   t->message.step[i].arg, t->message.step[i].nargs);
	if (t->body.n > 0)
		asked_step(t->arena, &t->tr, STEP_BODY, &t->body, 1);
	talk_play(t);
	if (!t->refused)
		talk_reply(t, "250 2.0.0 taken (and thrown away)");
}

/* A folded line goes on with the field before it. */
static void
header_add(struct talk *t, struct str line)
{
	const size_t colon = str_find(line, ':');
	struct transcript *m = &t->message;

	if (m->nsteps > 0 && str_is_blank(line.p[0])) {
		struct str *value = &m->step[m->nsteps - 1].arg[1];

		*value = arena_printf(t->arena, "%.*s\n%.*s", STR_ARG(*value),
				      STR_ARG(line));
		return;
	}
	asked_step(t->arena, m, STEP_HEADER,
		   (struct str[]){str_slice(line, 0, colon),
				  str_trim(str_from(line, colon + 1))},
		   2);
}

static void
message_line(struct talk *t, struct str line)
{
	if (str_eq(line, STR("."))) {
		message_end(t);
		return;
	}
	if (line.n > 0 && line.p[0] == '.')
		line = str_from(line, 1);
	/* The first line that is no field belongs to the body. */
	if (!t->in_body && line.n > 0 &&
	    (str_find(line, ':') < line.n || str_is_blank(line.p[0]))) {
		header_add(t, line);
		return;
	}
	if (t->in_body || line.n > 0)
		t->body = arena_printf(t->arena, "%.*s%.*s\n", STR_ARG(t->body),
				       STR_ARG(line));
	t->in_body = true;
}

static void
do_rset(struct talk *t, struct str rest)
{
	(void)rest;
	t->mail = false;
	t->recipients = 0;
	talk_step(t, STEP_RSET, NULL, 0);
	talk_reply(t, "250 2.0.0 the message is forgotten");
}

static void
do_noop(struct talk *t, struct str rest)
{
	(void)rest;
	talk_reply(t, "250 2.0.0 ok");
}

static void
do_vrfy(struct talk *t, struct str rest)
{
	(void)rest;
	talk_reply(t, "252 2.0.0 send mail to see; a milter does not see VRFY");
}

static void
do_starttls(struct talk *t, struct str rest)
{
	(void)rest;
	if (t->tls) {
		talk_reply(t, "503 5.5.1 TLS is on already");
		return;
	}
	t->tls = true;
	t->mail = false;
	t->recipients = 0;
	talk_step(t, STEP_STARTTLS, NULL, 0);
	talk_reply(t, "220 2.0.0 go on (pretended; the greeting is forgotten, "
		      "greet again)");
}

static int
sextet(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
				     "pqrstuvwxyz0123456789+/";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* The user in the initial response of PLAIN: [who] NUL user NUL password. */
static struct str
plain_user(struct talk *t, struct str base64)
{
	char *out = arena_alloc(t->arena, base64.n + 1);
	unsigned bits = 0, have = 0;
	struct str all, user;
	size_t n = 0;

	for (size_t i = 0; i < base64.n && base64.p[i] != '='; i++) {
		int v = sextet(base64.p[i]);

		if (v < 0)
			return (struct str){NULL, 0};
		bits = bits << 6 | (unsigned)v;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[n++] = (char)(bits >> have & 0xff);
		}
	}
	all = str_make(out, n);
	user = str_from(all, str_find(all, '\0') + 1);
	return str_slice(user, 0, str_find(user, '\0'));
}

/* AUTH PLAIN base64, or, for people, AUTH user [mechanism]. */
static void
do_auth(struct talk *t, struct str rest)
{
	struct str second, first = talk_word(rest, &second);
	struct str user = first;

	if (str_ieq(first, STR("PLAIN")) && second.n > 0) {
		user = plain_user(t, second);
		second = STR("PLAIN");
	}
	if (user.n == 0 || str_ieq(user, STR("PLAIN")) ||
	    str_ieq(user, STR("LOGIN"))) {
		talk_reply(t, "501 5.5.4 here a login is only pretended: AUTH "
			      "user [mechanism]");
		return;
	}
	talk_step(t, STEP_AUTH, (struct str[]){user, second},
		  second.n > 0 ? 2 : 1);
	talk_say(t, "the MTA tells of the login %.*s with the next MAIL",
		 STR_ARG(talk_clean(t, user)));
	talk_reply(t, "235 2.7.0 logged in (pretended)");
}

static void
do_quit(struct talk *t, struct str rest)
{
	(void)rest;
	talk_reply(t, "221 2.0.0 goodbye");
	t->over = true;
}

static void do_help(struct talk *t, struct str rest);

static const struct command {
	const char *name, *usage;
	bool anybody; /* without a client, too */
	void (*run)(struct talk *t, struct str rest);
} commands[] = {
    {"HELO", "HELO name", false, do_helo},
    {"EHLO", "EHLO name", false, do_ehlo},
    {"STARTTLS", "STARTTLS (pretended)", false, do_starttls},
    {"AUTH", "AUTH user [mechanism], or AUTH PLAIN base64 (pretended)", false,
     do_auth},
    {"MAIL", "MAIL FROM:<path> [parameter...]", false, do_mail},
    {"RCPT", "RCPT TO:<path> [parameter...]", false, do_rcpt},
    {"DATA", "DATA, then the message, then a line with a dot", false, do_data},
    {"RSET", "RSET", false, do_rset},
    {"NOOP", "NOOP", false, do_noop},
    {"VRFY", "VRFY user", false, do_vrfy},
    {"HELP", "HELP", true, do_help},
    {"QUIT", "QUIT", true, do_quit},
};

static void
do_help(struct talk *t, struct str rest)
{
	(void)rest;
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		fprintf(t->out, "214-%s\n", commands[i].usage);
	talk_reply(t, "214 .help for what is not SMTP");
}

static void
unknown(struct talk *t, struct str line, struct str word)
{
	struct nearest near = nearest_to(word);

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		nearest_try(&near, str_of(commands[i].name));
	if (t->connected)
		talk_step(t, STEP_UNKNOWN, &line, 1);
	fprintf(t->out, "500 5.5.2 there is no command \"%.*s\"",
		STR_ARG(talk_clean(t, word)));
	if (near.best.p != NULL)
		fprintf(t->out, "; did you mean %.*s?\n", STR_ARG(near.best));
	else
		fputs("; HELP lists them\n", t->out);
}

void
talk_smtp(struct talk *t, struct str line)
{
	struct str rest, word;

	if (t->in_data) {
		message_line(t, line);
		return;
	}
	word = talk_word(line, &rest);
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		const struct command *c = &commands[i];

		if (!str_ieq(word, str_of(c->name)))
			continue;
		if (!c->anybody && !t->connected)
			talk_say(t, "nobody has connected: .client ADDRESS "
				    "[NAME]");
		else
			c->run(t, rest);
		return;
	}
	unknown(t, line, word);
}
