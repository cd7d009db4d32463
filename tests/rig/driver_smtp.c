#include "driver_smtp.h"

#include "smtp.h"

/* Transcripts through a mail server: each step a command, or part of one. */

bool
driver_smtp_leave(struct talk *t, const struct smtp_reply *r)
{
	struct smtp *s = t->state;

	driver_answer(t, r->text);
	if (r->code != 421)
		return true;
	if (!smtp_ended(s))
		return driver_cannot(t, "421, but the connection goes on");
	smtp_close(s);
	return true;
}

bool
driver_smtp_gone(struct talk *t)
{
	const struct smtp *s = t->state;

	return driver_cannot(t, "%s", s->why);
}

static bool
say(struct talk *t, struct str line)
{
	struct smtp *s = t->state;
	struct smtp_reply r;

	if (str_find(line, '\n') < line.n || str_find(line, '\r') < line.n)
		return driver_cannot(t, "SMTP has no lines with a line end");
	return smtp_say(s, line, &r) ? driver_smtp_leave(t, &r)
				     : driver_smtp_gone(t);
}

/* "VERB[:]ARG ARG ..." */
static bool
say_words(struct talk *t, const char *verb, const struct step *step)
{
	struct str line = str_of(verb);

	for (size_t i = 0; i < step->nargs; i++)
		line = arena_printf(t->arena, "%.*s%s%.*s", STR_ARG(line),
				    i > 0 ? " " : "", STR_ARG(step->arg[i]));
	return say(t, line);
}

bool
driver_smtp_helo(struct talk *t, const struct step *step)
{
	return say_words(t, "HELO ", step);
}

bool
driver_smtp_ehlo(struct talk *t, const struct step *step)
{
	return say_words(t, "EHLO ", step);
}

bool
driver_smtp_mail(struct talk *t, const struct step *step)
{
	return say_words(t, "MAIL FROM:", step);
}

bool
driver_smtp_rcpt(struct talk *t, const struct step *step)
{
	return say_words(t, "RCPT TO:", step);
}

bool
driver_smtp_data(struct talk *t, const struct step *step)
{
	return say_words(t, "DATA", step);
}

bool
driver_smtp_rset(struct talk *t, const struct step *step)
{
	return say_words(t, "RSET", step);
}

bool
driver_smtp_unknown(struct talk *t, const struct step *step)
{
	return say_words(t, "", step);
}

bool
driver_smtp_quit(struct talk *t, const struct step *step)
{
	if (!say_words(t, "QUIT", step))
		return false;
	t->answer.over = true;
	smtp_close(t->state);
	return true;
}

/* What the transcript asks for and what TLS came to. */
static bool
tls_is(struct talk *t, const char *what, struct str want, struct str got)
{
	if (want.p == NULL || str_eq(want, got))
		return true;
	return driver_cannot(t, "TLS came to %s %.*s, not %.*s", what,
			     STR_ARG(got), STR_ARG(want));
}

bool
driver_smtp_starttls(struct talk *t, const struct step *step)
{
	struct smtp *s = t->state;
	struct str version = STR("TLSv1.3"), cipher = {NULL, 0}, bits = cipher;
	struct smtp_reply r;

	if (step->nargs > 0)
		version = step->arg[0];
	if (step->nargs > 1)
		cipher = step->arg[1];
	else if (str_eq(version, STR("TLSv1.3")))
		cipher = STR("TLS_AES_256_GCM_SHA384");
	if (step->nargs > 2)
		bits = step->arg[2];
	if (!smtp_starttls(s, version, cipher, &r))
		return driver_smtp_gone(t);
	driver_smtp_leave(t, &r);
	if (r.code != 220)
		return true;
	return tls_is(t, "version", version, smtp_tls_version(s)) &&
	       tls_is(t, "cipher", cipher, smtp_tls_cipher(s)) &&
	       tls_is(t, "bits", bits,
		      arena_printf(t->arena, "%d", smtp_tls_bits(s)));
}

bool
driver_smtp_auth(struct talk *t, const struct step *step)
{
	struct str mechanism = step->nargs > 1 ? step->arg[1] : STR("PLAIN");
	struct smtp_reply r;

	if (!smtp_auth(t->state, mechanism, step->arg[0], &r))
		return driver_smtp_gone(t);
	return driver_smtp_leave(t, &r);
}

bool
driver_smtp_body(struct talk *t, struct str lines)
{
	return smtp_data(t->state, lines) || driver_smtp_gone(t);
}

bool
driver_smtp_macro(struct talk *t, const struct step *step)
{
	return driver_cannot(t, "the server sends its own macros, not %.*s",
			     STR_ARG(step->arg[0]));
}

bool
driver_smtp_headers_end(struct talk *t)
{
	return driver_smtp_body(t, STR("\r\n"));
}

bool
driver_smtp_header(struct talk *t, const struct step *step)
{
	struct str text =
	    arena_printf(t->arena, "%.*s: %.*s\r\n", STR_ARG(step->arg[0]),
			 STR_ARG(step->arg[1]));

	return driver_smtp_body(t, text);
}

bool
driver_smtp_end(struct talk *t)
{
	struct smtp_reply r;

	return smtp_dot(t->state, &r) ? driver_smtp_leave(t, &r)
				      : driver_smtp_gone(t);
}

void
driver_smtp_close(struct talk *t)
{
	struct smtp *s = t->state;
	struct smtp_reply r;

	/* In the midst of a message it would be a line of it. */
	if (s->fd >= 0 && !s->in_message)
		smtp_say(s, STR("QUIT"), &r);
	smtp_close(s);
}
