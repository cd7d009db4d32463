#include "fact.h"
#include "mailaddr.h"
#include "session_private.h"

/* Facts about the two paths: mail.* and rcpt.*, alike but for the subject. */

struct side {
	struct session *s;
	const struct envelope *e; /* NULL: no such command */
	enum scope scope;
};

static struct side
sender(struct session *s)
{
	return (struct side){s, s->message == NULL ? NULL : &s->message->mail,
			     SCOPE_MESSAGE};
}

static struct side
recipient(struct session *s)
{
	return (struct side){s, s->rcpt, SCOPE_RECIPIENT};
}

static struct value
path(struct side side)
{
	if (side.e == NULL)
		return value_absent(VALUE_MAIL);
	return value_mail(session_scratch(side.s), &side.e->path);
}

/* The path, when it has parts to speak of. */
static const struct mailaddr *
parts(struct side side)
{
	if (side.e == NULL || !side.e->well_formed || side.e->path.null)
		return NULL;
	return &side.e->path;
}

static struct value
text(struct side side, enum value_type type, struct str s)
{
	return value_text(session_scratch(side.s), type, s);
}

static struct value
domain(struct side side)
{
	const struct mailaddr *a = parts(side);

	return a == NULL ? value_absent(VALUE_HOST)
			 : text(side, VALUE_HOST, a->domain);
}

static struct value
local(struct side side)
{
	const struct mailaddr *a = parts(side);

	return a == NULL ? value_absent(VALUE_TEXT)
			 : text(side, VALUE_TEXT, a->local);
}

static struct value
yes_or_no(struct side side, bool yes)
{
	return side.e == NULL ? value_absent(VALUE_BOOL) : value_bool(yes);
}

static struct value
quoted(struct side side)
{
	return yes_or_no(side, side.e != NULL && side.e->path.quoted);
}

static struct value
source_route(struct side side)
{
	return yes_or_no(side, side.e != NULL && side.e->path.route.n > 0);
}

static struct value
utf8(struct side side)
{
	return yes_or_no(side, side.e != NULL && side.e->path.utf8);
}

static struct value
valid(struct side side)
{
	return yes_or_no(side,
			 side.e != NULL && side.e->well_formed &&
			     mailaddr_is_valid(&side.e->path,
					       side.scope == SCOPE_RECIPIENT));
}

#define BOTH(name, function)                             \
	struct value fact_mail_##name(struct session *s) \
	{                                                \
		return function(sender(s));              \
	}                                                \
	struct value fact_rcpt_##name(struct session *s) \
	{                                                \
		return function(recipient(s));           \
	}

/* clang-format off */
BOTH(domain, domain)
BOTH(local, local)
BOTH(quoted, quoted)
BOTH(source_route, source_route)
BOTH(utf8, utf8)
BOTH(valid, valid)
/* clang-format on */

struct value
fact_mail_from(struct session *s)
{
	return path(sender(s));
}

struct value
fact_rcpt_to(struct session *s)
{
	return path(recipient(s));
}

struct value
fact_mail_null(struct session *s)
{
	struct side side = sender(s);

	return yes_or_no(side, side.e != NULL && side.e->path.null);
}

struct value
fact_rcpt_postmaster(struct session *s)
{
	struct side side = recipient(s);

	return yes_or_no(side, side.e != NULL && side.e->well_formed &&
				   mailaddr_is_postmaster(&side.e->path));
}
