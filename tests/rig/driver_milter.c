#include "driver.h"
#include "mta.h"

#include <stdlib.h>

/* Transcripts against the filter's socket; the part of the MTA is mta.c's. */

static bool
milter_open(struct talk *t)
{
	struct mta *m = t->state;
	const struct scene *s = &t->scene;
	const char family = scene_is_v6(s) ? SMFIA_INET6 : SMFIA_INET;
	struct str port = arena_str(t->arena, scene_get(s, "{client_port}"));

	*m = (struct mta){.letter = SMFIR_CONTINUE};
	if (!wire_open(&m->wire, t->arena, t->target, t->timeout))
		return driver_cannot(t, "%s", m->wire.packets.why);
	wire_macros(&m->wire, SMFIC_CONNECT, s->macro, s->nmacros);
	m->letter =
	    wire_say_connect(&m->wire, scene_host(s), family,
			     (uint16_t)strtoul(port.p, NULL, 10), s->client);
	return mta_connected(t);
}

static bool
milter_helo(struct talk *t, const struct step *step)
{
	struct mta *m = t->state;
	const bool message = m->message;

	mta_message_over(t);
	if (!mta_ask(t, SMFIC_HELO, step->arg, 1, "250 mx"))
		return false;
	if (m->greeted)
		mta_abort(t);
	if (message)
		mta_abort(t);
	m->greeted = true;
	mta_stick(t, "250 mx");
	return true;
}

static bool
milter_mail(struct talk *t, const struct step *step)
{
	struct mta *m = t->state;

	if (!mta_ask_message(t, SMFIC_MAIL, step->arg, step->nargs,
			     "250 2.1.0 Ok"))
		return false;
	m->message = !mta_refused(t);
	if (!m->message)
		mta_abort(t);
	return true;
}

static bool
milter_rcpt(struct talk *t, const struct step *step)
{
	if (!mta_ask_message(t, SMFIC_RCPT, step->arg, step->nargs,
			     "250 2.1.5 Ok"))
		return false;
	/* Postfix has a queue file from the first recipient on. */
	if (!mta_refused(t))
		scene_set(&t->scene, "i", STR("4RIGqueueID"));
	return true;
}

/* Of which a filter hears only when it wants to. */
static bool
milter_refused(struct talk *t, const struct step *step)
{
	struct mta *m = t->state;

	if ((m->wire.steps & SMFIP_RCPT_REJ) != 0) {
		scene_set(&t->scene, "{rcpt_mailer}", STR("error"));
		if (!mta_ask_message(t, SMFIC_RCPT, step->arg, step->nargs, ""))
			return false;
		scene_set(&t->scene, "{rcpt_mailer}", STR("discard"));
	}
	return driver_answer(t, STR("550 5.1.1 User unknown"));
}

static bool
milter_data(struct talk *t, const struct step *step)
{
	return mta_ask_message(t, SMFIC_DATA, step->arg, 0,
			       "354 End data with <CR><LF>.<CR><LF>");
}

static bool
milter_header(struct talk *t, const struct step *step)
{
	const struct mta *m = t->state;
	struct str arg[2] = {step->arg[0], step->arg[1]};

	if (wire_keeps_blank(&m->wire))
		arg[1] = arena_printf(t->arena, " %.*s", STR_ARG(arg[1]));
	return mta_ask_piece(t, SMFIC_HEADER, arg, 2);
}

static bool
milter_headers_end(struct talk *t)
{
	return mta_ask_piece(t, SMFIC_EOH, NULL, 0);
}

static bool
chunk_end(struct talk *t)
{
	struct mta *m = t->state;
	const struct str piece = str_make(m->chunk, m->nchunk);

	m->nchunk = 0;
	return piece.n == 0 || m->body_over ||
	       mta_ask_piece(t, SMFIC_BODY, &piece, 1);
}

/* Postfix fills its packets. */
static bool
milter_body(struct talk *t, struct str lines)
{
	struct mta *m = t->state;

	while (lines.n > 0) {
		struct str part =
		    str_slice(lines, 0, sizeof m->chunk - m->nchunk);

		memcpy(m->chunk + m->nchunk, part.p, part.n);
		m->nchunk += part.n;
		lines = str_from(lines, part.n);
		if (m->nchunk == sizeof m->chunk && !chunk_end(t))
			return false;
	}
	return true;
}

static bool
is_quarantined(const struct wire *w)
{
	for (size_t i = 0; i < w->nedits; i++)
		if (w->edit[i].letter == SMFIR_QUARANTINE)
			return true;
	return false;
}

static bool
milter_end(struct talk *t)
{
	struct mta *m = t->state;

	if (!chunk_end(t))
		return false;
	if (!mta_ask_message(t, SMFIC_BODYEOB, NULL, 0, "250 2.0.0 Ok: queued"))
		return false;
	if (m->early.p != NULL)
		driver_answer(t, m->early);
	t->answer.fate = m->discard		    ? "discard"
			 : is_quarantined(&m->wire) ? "quarantine"
						    : "accept";
	mta_abort(t);
	mta_message_over(t);
	return true;
}

static bool
milter_rset(struct talk *t, const struct step *step)
{
	(void)step;
	mta_abort(t);
	mta_message_over(t);
	return driver_answer(t, STR("250 2.0.0 Ok"));
}

static bool
milter_quit(struct talk *t, const struct step *step)
{
	(void)step;
	mta_bye(t);
	driver_answer(t, STR("221 2.0.0 Bye"));
	t->answer.over = true;
	return true;
}

static bool
milter_unknown(struct talk *t, const struct step *step)
{
	return mta_ask(t, SMFIC_UNKNOWN, step->arg, step->nargs,
		       "500 5.5.2 Error: command not recognized");
}

static bool
milter_starttls(struct talk *t, const struct step *step)
{
	struct mta *m = t->state;

	mta_abort(t);
	m->greeted = false;
	scene_starttls(&t->scene, step);
	return driver_answer(t, STR("220 2.0.0 Ready to start TLS"));
}

static bool
milter_auth(struct talk *t, const struct step *step)
{
	scene_auth(&t->scene, step);
	return driver_answer(t, STR("235 2.7.0 Authentication successful"));
}

const struct driver driver_milter = {
    .option = "--milter",
    .mta = "",
    .state = sizeof(struct mta),
    .open = milter_open,
    .say =
	{
	    [STEP_HELO] = milter_helo,
	    [STEP_EHLO] = milter_helo,
	    [STEP_STARTTLS] = milter_starttls,
	    [STEP_AUTH] = milter_auth,
	    [STEP_MAIL] = milter_mail,
	    [STEP_RCPT] = milter_rcpt,
	    [STEP_REFUSED] = milter_refused,
	    [STEP_DATA] = milter_data,
	    [STEP_HEADER] = milter_header,
	    [STEP_RSET] = milter_rset,
	    [STEP_QUIT] = milter_quit,
	    [STEP_UNKNOWN] = milter_unknown,
	},
    .headers_end = milter_headers_end,
    .body = milter_body,
    .end = milter_end,
    .close = mta_bye,
};
