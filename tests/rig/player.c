#include "player_private.h"

#include "judge.h"

void
player_init(struct player *p, const struct driver *driver, const char *target,
	    int timeout, struct watch *watch, struct arena *a,
	    const struct transcript *tr, struct str server)
{
	*p = (struct player){.watch = watch};
	p->talk = (struct talk){.driver = driver,
				.target = target,
				.timeout = timeout,
				.arena = a,
				.transcript = tr,
				.state = arena_alloc(a, driver->state)};
	scene_init(&p->talk.scene, a, server);
	p->first = p->window = watch_read(watch);
}

bool
player_fair(struct player *p)
{
	const struct answer *a = &p->talk.answer;

	if (a->code < 400 || p->excepted || judge_refused(p))
		return true;
	return driver_cannot(&p->talk, "no rule said so, but the MTA: %.*s",
			     STR_ARG(a->text));
}

static bool
opened(struct player *p)
{
	if (p->open)
		return true;
	if (p->talk.scene.client.p == NULL)
		return driver_cannot(&p->talk, "no client has connected");
	p->tried = p->open = true;
	if (!p->talk.driver->open(&p->talk))
		return false;
	/* A refusal of the connection is told later, and judged then. */
	return !p->talk.answer.over || player_fair(p);
}

void
player_turn(struct player *p)
{
	size_t lines = watch_read(p->watch);

	if (p->judged)
		p->window = lines;
	p->judged = p->own = p->ended = false;
}

bool
player_unsaid(struct player *p)
{
	player_turn(p);
	p->own = true;
	return true;
}

bool
player_say(struct player *p, const struct step *s)
{
	player_turn(p);
	return p->talk.driver->say[s->kind](&p->talk, s);
}

void
player_forget_message(struct player *p)
{
	p->in_mail = p->in_data = p->headers_over = false;
	p->data_said = false;
	p->rcpts = 0;
	p->size = 0;
}

/* Commands that end a message and begin nothing. */
static bool
play_plain(struct player *p, const struct step *s)
{
	if (!player_say(p, s))
		return false;
	player_forget_message(p);
	return player_fair(p);
}

static bool
play_session(struct player *p, const struct step *s)
{
	return player_say(p, s) && player_fair(p);
}

/* The MTA refuses it anyway: it counts what the filter says. */
static bool
play_unknown(struct player *p, const struct step *s)
{
	if (!player_say(p, s))
		return false;
	if (str_begins(p->talk.answer.text, STR("500 5.5.2")) ||
	    str_begins(p->talk.answer.text, STR("502 5.5.2")) ||
	    str_begins(p->talk.answer.text, STR("500 5.5.1")))
		return driver_answer(&p->talk, STR("250 (not known)"));
	return player_fair(p);
}

static bool
play_mail(struct player *p, const struct step *s)
{
	if (!player_say(p, s))
		return false;
	p->in_mail = p->talk.answer.code < 400;
	return player_fair(p);
}

static bool
play_rcpt(struct player *p, const struct step *s)
{
	if (!p->in_mail)
		return player_unsaid(p);
	if (!player_say(p, s))
		return false;
	p->rcpts += p->talk.answer.code < 400;
	return player_fair(p);
}

/* The MTA refuses it, and not because of us. */
static bool
play_refused(struct player *p, const struct step *s)
{
	if (!p->in_mail)
		return player_unsaid(p);
	if (!player_say(p, s))
		return false;
	if (p->talk.answer.code < 500 || judge_spoke(p))
		return driver_cannot(&p->talk,
				     "the MTA does not refuse it: %.*s",
				     STR_ARG(p->talk.answer.text));
	return driver_answer(&p->talk, STR("250 (refused by the MTA)"));
}

/* A new connection, made when the first command is said. */
static bool
play_client(struct player *p, const struct step *s)
{
	if (p->open)
		scene_again(&p->talk.scene);
	if (p->tried)
		p->talk.driver->close(&p->talk);
	p->tried = p->open = false;
	p->talk.answer = (struct answer){.code = 0};
	if (s->kind == STEP_CLIENT)
		scene_client(&p->talk.scene, s);
	else
		scene_server(&p->talk.scene, s);
	return true;
}

static bool
play_macro(struct player *p, const struct step *s)
{
	driver_says *says = p->talk.driver->say[STEP_MACRO];

	scene_macro(&p->talk.scene, s);
	return !p->open || says == NULL || says(&p->talk, s);
}

/* How a step is played, and what it needs. */
static const struct {
	bool (*play)(struct player *p, const struct step *s);
	bool piece;    /* of a message, which goes on */
	bool unopened; /* needs no connection */
} plays[STEP_COUNT] = {
    [STEP_SERVER] = {play_client, false, true},
    [STEP_CLIENT] = {play_client, false, true},
    [STEP_MACRO] = {play_macro, false, true},
    [STEP_HELO] = {play_plain, false, false},
    [STEP_EHLO] = {play_plain, false, false},
    [STEP_STARTTLS] = {play_session, false, false},
    [STEP_AUTH] = {play_session, false, false},
    [STEP_MAIL] = {play_mail, false, false},
    [STEP_RCPT] = {play_rcpt, false, false},
    [STEP_REFUSED] = {play_refused, false, false},
    [STEP_DATA] = {player_data, false, false},
    [STEP_HEADER] = {player_header, true, false},
    [STEP_BODY] = {player_body, true, false},
    [STEP_SIZE] = {player_size, true, false},
    [STEP_RSET] = {play_plain, false, false},
    [STEP_QUIT] = {play_plain, false, false},
    [STEP_UNKNOWN] = {play_unknown, false, false},
};

static bool
speakable(struct player *p, const struct step *s)
{
	for (size_t i = 0; i < s->nargs && s->kind != STEP_BODY; i++)
		if (str_find(s->arg[i], '\0') < s->arg[i].n)
			return driver_cannot(&p->talk,
					     "neither protocol has NUL bytes");
	return true;
}

bool
player_play(struct player *p, const struct step *s)
{
	if (!speakable(p, s) || (!plays[s->kind].piece && !player_finish(p)))
		return false;
	if (plays[s->kind].unopened)
		return plays[s->kind].play(p, s);
	/* Behind the end of the connection nobody listens. */
	if (p->talk.answer.over)
		return true;
	p->data_said = p->data_said && plays[s->kind].piece;
	return opened(p) && (p->talk.answer.over || plays[s->kind].play(p, s));
}

bool
player_answer(struct player *p)
{
	return opened(p) && player_finish(p);
}

bool
player_end(struct player *p, bool finish)
{
	const bool good = !finish || player_finish(p);

	if (p->tried)
		p->talk.driver->close(&p->talk);
	p->tried = false;
	watch_forget(p->watch);
	return good;
}
