#include "esmtp.h"
#include "fact.h"
#include "session_private.h"

/* Facts about the parameters of MAIL and RCPT: mail.param*, rcpt.param*. */

struct side {
	struct session *s;
	const struct envelope *e; /* NULL: no such command */
	enum esmtp_command command;
};

static struct side
sender(struct session *s)
{
	return (struct side){s, s->message == NULL ? NULL : &s->message->mail,
			     ESMTP_MAIL};
}

static struct side
recipient(struct session *s)
{
	return (struct side){s, s->rcpt, ESMTP_RCPT};
}

/* Which parameters a list holds, by their places. */
typedef bool picks(const struct side *side, size_t at);

/* Their keywords, in capitals: two spellings of one are one. */
static struct value
keywords(struct side side, picks *pick)
{
	struct arena *a = session_scratch(side.s);
	struct value v = {.type = VALUE_TEXT, .list = true};
	size_t n = side.e == NULL ? 0 : side.e->nparams;
	union datum *item = ARENA_ARRAY(a, union datum, n + 1);

	for (size_t i = 0; i < n; i++)
		if (pick(&side, i))
			item[v.n++].text =
			    arena_capitals(a, esmtp_keyword(side.e->param[i]));
	v.item = item;
	return v;
}

static bool
pick_all(const struct side *side, size_t at)
{
	(void)side;
	(void)at;
	return true;
}

static bool
pick_malformed(const struct side *side, size_t at)
{
	return esmtp_state(side->command, side->e->param[at]) ==
	       ESMTP_MALFORMED;
}

static bool
pick_unknown(const struct side *side, size_t at)
{
	return esmtp_state(side->command, side->e->param[at]) == ESMTP_UNKNOWN;
}

size_t
envelope_param(const struct envelope *e, struct str keyword)
{
	size_t i = 0;

	while (i < e->nparams && !str_ieq(esmtp_keyword(e->param[i]), keyword))
		i++;
	return i;
}

/* The second of two and those behind it. */
static bool
pick_repeated(const struct side *side, size_t at)
{
	return envelope_param(side->e, esmtp_keyword(side->e->param[at])) < at;
}

/* Its value as written; the empty text when it has none. */
static struct value
param(struct side side, struct str keyword)
{
	size_t at = side.e == NULL ? 0 : envelope_param(side.e, keyword);
	struct str value;

	if (side.e == NULL || at == side.e->nparams)
		return value_absent(VALUE_TEXT);
	value = esmtp_value(side.e->param[at]);
	if (value.p == NULL)
		value = STR("");
	return value_text(session_scratch(side.s), VALUE_TEXT, value);
}

#define BOTH(side_name, side)                                               \
	struct value fact_##side_name##_params(struct session *s)           \
	{                                                                   \
		return keywords(side(s), pick_all);                         \
	}                                                                   \
	struct value fact_##side_name##_params_malformed(struct session *s) \
	{                                                                   \
		return keywords(side(s), pick_malformed);                   \
	}                                                                   \
	struct value fact_##side_name##_params_repeated(struct session *s)  \
	{                                                                   \
		return keywords(side(s), pick_repeated);                    \
	}                                                                   \
	struct value fact_##side_name##_params_unknown(struct session *s)   \
	{                                                                   \
		return keywords(side(s), pick_unknown);                     \
	}                                                                   \
	struct value fact_##side_name##_param(                              \
	    struct session *s, struct str keyword, struct value of)         \
	{                                                                   \
		(void)of;                                                   \
		return param(side(s), keyword);                             \
	}

/* clang-format off */
BOTH(mail, sender)
BOTH(rcpt, recipient)
/* clang-format on */

struct value
fact_mail_param_count(struct session *s)
{
	if (s->message == NULL)
		return value_absent(VALUE_NUMBER);
	return value_number(session_scratch(s),
			    (int64_t)s->message->mail.nparams);
}
