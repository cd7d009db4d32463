#include "player_private.h"

#include "lines.h"
#include "value.h"

/* From DATA to the final dot. */

bool
player_data(struct player *p, const struct step *s)
{
	p->data_said = true;
	if (p->rcpts == 0)
		return player_unsaid(p);
	if (!player_say(p, s))
		return false;
	p->in_data = p->talk.answer.code < 400;
	return player_fair(p);
}

/* Where there is no message because "data" was refused, pieces are dropped. */
static bool
needs_data(struct player *p)
{
	return p->data_said || driver_cannot(&p->talk, "no \"data\" before it");
}

bool
player_header(struct player *p, const struct step *s)
{
	if (!needs_data(p))
		return false;
	if (!p->in_data)
		return true;
	if (p->headers_over)
		return driver_cannot(&p->talk, "a header behind the body");
	p->size += s->arg[0].n + s->arg[1].n + sizeof ": \r\n" - 1;
	return player_say(p, s);
}

static bool
end_headers(struct player *p)
{
	if (p->headers_over)
		return true;
	p->headers_over = true;
	p->size += sizeof "\r\n" - 1;
	return p->talk.driver->headers_end(&p->talk);
}

static bool
body(struct player *p, struct str lines)
{
	p->size += lines.n;
	return p->talk.driver->body(&p->talk, lines);
}

bool
player_body(struct player *p, const struct step *s)
{
	if (!needs_data(p))
		return false;
	if (!p->in_data)
		return true;
	return end_headers(p) && body(p, lines_of(p->talk.arena, s->arg[0]));
}

static bool
fill(void *context, struct str line)
{
	return body(context, line);
}

bool
player_size(struct player *p, const struct step *s)
{
	union datum want;

	if (!needs_data(p))
		return false;
	if (!p->in_data || !value_parse(s->arg[0], VALUE_NUMBER, &want))
		return true;
	if (!end_headers(p))
		return false;
	want.number /= NUMBER_ONE;
	if ((uint64_t)want.number <= p->size ||
	    lines_fill((uint64_t)want.number - p->size, fill, p))
		return true;
	return p->talk.why.p != NULL ||
	       driver_cannot(&p->talk, "no line has one byte");
}

bool
player_finish(struct player *p)
{
	if (!p->in_data)
		return true;
	player_turn(p);
	if (!end_headers(p) || !p->talk.driver->end(&p->talk))
		return false;
	player_forget_message(p);
	p->ended = true;
	return player_fair(p);
}
