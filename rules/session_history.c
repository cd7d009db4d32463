#include "session_private.h"

#include "limits.h"

/* What the client has done besides saying mail: see struct history. */

void
session_refused(struct session *s)
{
	s->history.refused++;
}

void
session_unknown(struct session *s, struct str line)
{
	session_forget(s, SCOPE_RECIPIENT);
	s->history.unknown++;
	s->command = arena_str(session_arena(s, SCOPE_RECIPIENT),
			       str_slice(line, 0, LIMIT_COMMAND));
}

void
session_heard(struct session *s, int64_t ms)
{
	struct history *h = &s->history;

	if (!h->answered)
		return;
	h->thought += ms - h->answered_at;
	h->timed++;
	h->answered_at = ms;
}

void
session_answered(struct session *s, int64_t ms)
{
	s->history.answered = true;
	s->history.answered_at = ms;
}

int64_t
session_thought(const struct session *s)
{
	return s->history.thought;
}

void
session_end(struct session *s)
{
	session_forget(s, SCOPE_RECIPIENT);
}
