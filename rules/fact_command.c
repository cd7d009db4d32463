#include "fact.h"
#include "session_private.h"

/* Facts about a command that the MTA does not know: command.* */

struct command {
	struct str verb, argument;
};

/*
 * "VRFY root". Postfix's smtpd_command_filter makes X-VRFY=root of it, that we
 * hear of it at all: see heloward-postfix(7).
 */
static struct command
command_of(struct str line)
{
	const struct str all = str_trim(line), plain = str_from(all, 2);
	const size_t equals = str_find(plain, '=');
	size_t end = 0;

	while (end < all.n && !str_is_blank(all.p[end]))
		end++;
	if (str_ibegins(all, STR("X-")) && equals + 2 < end)
		return (struct command){str_slice(plain, 0, equals),
					str_trim(str_from(plain, equals + 1))};
	return (struct command){str_slice(all, 0, end),
				str_trim(str_from(all, end))};
}

static struct value
text(struct session *s, struct str part)
{
	if (part.n == 0)
		return value_absent(VALUE_TEXT);
	return value_text(session_scratch(s), VALUE_TEXT, part);
}

struct value
fact_command_argument(struct session *s)
{
	return text(s, command_of(s->command).argument);
}

struct value
fact_command_verb(struct session *s)
{
	return text(
	    s, arena_capitals(session_scratch(s), command_of(s->command).verb));
}
