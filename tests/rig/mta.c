#include "mta.h"

/* The reply of the client for one of the filter; NULL: the usual one. */
static const struct {
	char letter;
	const char *text;
} replies[] = {
    {SMFIR_REJECT, "550 5.7.1 Command rejected"},
    {SMFIR_TEMPFAIL, "451 4.7.1 Service unavailable - try again later"},
    {SMFIR_SHUTDOWN, "421 4.7.0 Service unavailable"},
    {SMFIR_CONN_FAIL, "421 4.7.0 Service unavailable"},
};

/* MTAs read the text as a format: "%%" is a "%". */
static struct str
formatted(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '%')
			i++;
		if (i < text.n)
			out[n++] = text.p[i];
	}
	return str_make(out, n);
}

static struct str
reply_text(const struct mta *m, const char *usual)
{
	if (m->letter == SMFIR_REPLYCODE)
		return formatted(m->wire.packets.arena, m->wire.text);
	for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++)
		if (replies[i].letter == m->letter)
			return str_of(replies[i].text);
	return str_of(usual);
}

/* 4yz or 5yz, and an enhanced code, if there is one, of the same class: what
 * is not so, Postfix takes for a broken filter. */
static bool
is_well_formed(struct str text)
{
	if (text.n < 5 || (text.p[0] != '4' && text.p[0] != '5') ||
	    !str_is_digit(text.p[1]) || !str_is_digit(text.p[2]))
		return false;
	return !str_is_digit(text.p[4]) || text.p[4] == text.p[0];
}

/* The client's reply for the filter's, which may end the connection. */
static bool
reply(struct talk *t, const char *usual)
{
	struct mta *m = t->state;

	if (m->letter == 0)
		return driver_cannot(t, "%s", m->wire.packets.why);
	if (m->letter == SMFIR_REPLYCODE && !is_well_formed(m->wire.text))
		return driver_cannot(t,
				     "the filter's reply makes no sense: "
				     "%.*s",
				     STR_ARG(m->wire.text));
	driver_answer(t, reply_text(m, usual));
	if (t->answer.over)
		wire_drop(&m->wire);
	return true;
}

void
mta_message_over(struct talk *t)
{
	struct mta *m = t->state;

	m->message = m->skip = m->discard = m->body_over = false;
	m->nchunk = 0;
	m->early = (struct str){NULL, 0};
	scene_set(&t->scene, "i", m->early);
}

bool
mta_ask(struct talk *t, char command, const struct str *arg, size_t n,
	const char *usual)
{
	struct mta *m = t->state;

	m->letter = SMFIR_CONTINUE;
	if (m->deaf || m->skip)
		return driver_answer(t, str_of(usual));
	wire_macros(&m->wire, command, t->scene.macro, t->scene.nmacros);
	m->letter = wire_say(&m->wire, command, arg, n);
	return reply(t, usual);
}

bool
mta_refused(const struct talk *t)
{
	return t->answer.code >= 400;
}

void
mta_stick(struct talk *t, const char *usual)
{
	struct mta *m = t->state;

	if (t->answer.over || (!mta_refused(t) && m->letter != SMFIR_ACCEPT))
		return;
	if (mta_refused(t))
		m->sticky = t->answer.text;
	m->deaf = true;
	wire_close(&m->wire);
	driver_answer(t, str_of(usual));
}

/* Postfix: a connection that is to be refused gets 554 in place of 220. */
bool
mta_connected(struct talk *t)
{
	if (!reply(t, "220 mx ESMTP"))
		return false;
	mta_stick(t, t->answer.code >= 500
			 ? "554 mx ESMTP not accepting connections"
			 : "220 mx ESMTP");
	return true;
}

bool
mta_ask_message(struct talk *t, char command, const struct str *arg, size_t n,
		const char *usual)
{
	struct mta *m = t->state;

	if (m->sticky.p != NULL)
		return driver_answer(t, m->sticky);
	if (!mta_ask(t, command, arg, n, usual))
		return false;
	if (m->letter == SMFIR_DISCARD)
		m->discard = true;
	if (m->letter == SMFIR_DISCARD || m->letter == SMFIR_ACCEPT)
		m->skip = true;
	return true;
}

bool
mta_ask_piece(struct talk *t, char command, const struct str *arg, size_t n)
{
	struct mta *m = t->state;

	if (!mta_ask_message(t, command, arg, n, "250 2.0.0 Ok"))
		return false;
	if (m->letter == SMFIR_SKIP)
		m->body_over = true;
	if (mta_refused(t) && m->early.p == NULL) {
		m->early = t->answer.text;
		m->skip = true;
	}
	return true;
}

void
mta_abort(struct talk *t)
{
	struct mta *m = t->state;

	if (!m->deaf && !t->answer.over)
		wire_say(&m->wire, SMFIC_ABORT, NULL, 0);
}

void
mta_bye(struct talk *t)
{
	struct mta *m = t->state;

	if (m->message)
		mta_abort(t);
	mta_abort(t);
	mta_message_over(t);
	wire_close(&m->wire);
}
