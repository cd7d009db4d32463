#include "fact.h"
#include "session_private.h"

/* What the client has done so far: helo.count and the like, session.* */

static struct value
count(struct session *s, size_t n)
{
	return value_number(session_scratch(s), (int64_t)n);
}

struct value
fact_helo_count(struct session *s)
{
	return count(s, s->history.greetings);
}

struct value
fact_helo_changed(struct session *s)
{
	if (s->greeting == NULL)
		return value_absent(VALUE_BOOL);
	return value_bool(s->history.changed);
}

/* RFC 3207, 4.2: what was said before STARTTLS does not count. */
struct value
fact_helo_before_tls(struct session *s)
{
	struct str name = s->history.before_tls;

	if (name.p == NULL && s->greeting != NULL &&
	    session_greeting(s) == NULL)
		name = s->greeting->name;
	if (name.p == NULL)
		return value_absent(VALUE_HOST);
	return value_text(session_scratch(s), VALUE_HOST, name);
}

/*
 * Sendmail's {r} is the "with" of Received (RFC 3848). Parameters and a login
 * can only come behind EHLO (RFC 5321, 4.1.1.11; RFC 4954, 4).
 */
struct value
fact_helo_verb(struct session *s)
{
	const struct str with = s->macro[MACRO_R];
	struct str verb = {NULL, 0};

	if (str_ibegins(with, STR("ESMTP")) || s->macro[MACRO_AUTH_TYPE].n > 0)
		verb = STR("EHLO");
	else if (str_ibegins(with, STR("SMTP")))
		verb = STR("HELO");
	else if (s->message != NULL && s->message->mail.nparams > 0)
		verb = STR("EHLO");
	if (verb.p == NULL)
		return value_absent(VALUE_TEXT);
	return value_text(session_scratch(s), VALUE_TEXT, verb);
}

struct value
fact_session_messages(struct session *s)
{
	return count(s, s->history.messages);
}

struct value
fact_session_pace(struct session *s)
{
	const struct history *h = &s->history;

	if (h->timed == 0)
		return value_absent(VALUE_TIME);
	return value_time(session_scratch(s), h->thought / (int64_t)h->timed);
}

struct value
fact_session_refused(struct session *s)
{
	return count(s, s->history.refused);
}

struct value
fact_session_resets(struct session *s)
{
	return count(s, s->history.resets);
}

struct value
fact_session_silent(struct session *s)
{
	return value_bool(s->history.mails == 0);
}

struct value
fact_session_unknown_commands(struct session *s)
{
	return count(s, s->history.unknown);
}
