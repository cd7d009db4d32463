#include "esmtp.h"
#include "fact.h"
#include "hostname.h"
#include "session_private.h"

/* Facts about what stands behind DATA: message.*, header() */

static struct value
number(struct session *s, uint64_t n)
{
	const uint64_t most = INT64_MAX / NUMBER_ONE;

	if (s->message == NULL)
		return value_absent(VALUE_NUMBER);
	return value_number(session_scratch(s), (int64_t)(n > most ? most : n));
}

static struct value
yes_or_no(const struct session *s, bool yes)
{
	return s->message == NULL ? value_absent(VALUE_BOOL) : value_bool(yes);
}

struct value
fact_message_size(struct session *s)
{
	return number(s, s->message == NULL ? 0 : s->message->size);
}

struct value
fact_message_recipients(struct session *s)
{
	return number(s, s->message == NULL ? 0 : s->message->recipients);
}

struct value
fact_message_longest_line(struct session *s)
{
	return number(s, s->message == NULL ? 0 : s->message->longest_line);
}

struct value
fact_message_has_nul(struct session *s)
{
	return yes_or_no(s, s->message != NULL && s->message->nul);
}

struct value
fact_message_eight_bit(struct session *s)
{
	return yes_or_no(s, s->message != NULL && s->message->eight_bit);
}

/* RFC 6152, 3 for the body, RFC 6531, 3.6 for both. */
static bool
may_be_eight_bit(const struct message *m)
{
	size_t body = envelope_param(&m->mail, STR("BODY"));

	if (envelope_param(&m->mail, STR("SMTPUTF8")) < m->mail.nparams)
		return true;
	return !m->eight_bit_field && body < m->mail.nparams &&
	       !str_ieq(esmtp_value(m->mail.param[body]), STR("7BIT"));
}

struct value
fact_message_eight_bit_undeclared(struct session *s)
{
	const struct message *m = s->message;

	return yes_or_no(s, m != NULL && m->eight_bit && !may_be_eight_bit(m));
}

static bool
declared(const struct session *s, uint64_t *bytes)
{
	const struct envelope *e;
	size_t at;

	if (s->message == NULL)
		return false;
	e = &s->message->mail;
	at = envelope_param(e, STR("SIZE"));
	return at < e->nparams && esmtp_size(esmtp_value(e->param[at]), bytes);
}

struct value
fact_message_size_declared(struct session *s)
{
	uint64_t n;

	if (!declared(s, &n))
		return value_absent(VALUE_NUMBER);
	return number(s, n);
}

/* A quotient has its thousandths. */
struct value
fact_message_size_ratio(struct session *s)
{
	const uint64_t most = INT64_MAX / NUMBER_ONE / NUMBER_ONE;
	union datum *d;
	uint64_t n, size;

	if (!declared(s, &n) || n == 0)
		return value_absent(VALUE_NUMBER);
	size = s->message->size < most ? s->message->size : most;
	d = ARENA_NEW(session_scratch(s), union datum);
	d->number = (int64_t)(size * NUMBER_ONE / n);
	return (struct value){.type = VALUE_NUMBER, .n = 1, .item = d};
}

static size_t
count(const struct session *s, struct str name)
{
	size_t n = 0;

	for (size_t i = 0; s->message != NULL && i < s->message->nfields; i++)
		n += str_ieq(s->message->field[i].name, name);
	return n;
}

struct value
fact_message_received_count(struct session *s)
{
	return number(s, count(s, STR("Received")));
}

struct value
fact_header_count(struct session *s, struct str name, struct value of)
{
	(void)of;
	return number(s, count(s, name));
}

struct value
fact_header(struct session *s, struct str name, struct value of)
{
	struct value v = {.type = VALUE_TEXT, .list = true};
	const struct message *m = s->message;
	union datum *item;

	(void)of;
	item = ARENA_ARRAY(session_scratch(s), union datum, count(s, name) + 1);
	for (size_t i = 0; m != NULL && i < m->nfields; i++)
		if (str_ieq(m->field[i].name, name))
			item[v.n++].text = m->field[i].value;
	v.item = item;
	return v;
}

/* RFC 5322, 3.6: fields of which there is one at most, or exactly one. */
static const struct {
	struct str name;
	bool required;
} single[] = {
#define SINGLE(name, required)                    \
	{                                         \
		{name, sizeof name - 1}, required \
	}
    SINGLE("Date", true),	  SINGLE("From", true),
    SINGLE("Sender", false),	  SINGLE("Reply-To", false),
    SINGLE("To", false),	  SINGLE("Cc", false),
    SINGLE("Bcc", false),	  SINGLE("Message-ID", false),
    SINGLE("In-Reply-To", false), SINGLE("References", false),
    SINGLE("Subject", false),
#undef SINGLE
};

enum { SINGLE_COUNT = sizeof single / sizeof single[0] };

static bool
is_missing(size_t i, size_t n)
{
	return single[i].required && n == 0;
}

static bool
is_repeated(size_t i, size_t n)
{
	(void)i;
	return n > 1;
}

static struct value
those(struct session *s, bool (*pick)(size_t i, size_t n))
{
	struct value v = {.type = VALUE_TEXT, .list = true};
	union datum *item =
	    ARENA_ARRAY(session_scratch(s), union datum, SINGLE_COUNT);

	for (size_t i = 0; s->message != NULL && i < SINGLE_COUNT; i++)
		if (pick(i, count(s, single[i].name)))
			item[v.n++].text = single[i].name;
	v.item = item;
	return v;
}

struct value
fact_message_fields_missing(struct session *s)
{
	return those(s, is_missing);
}

struct value
fact_message_fields_repeated(struct session *s)
{
	return those(s, is_repeated);
}

/* RFC 8601, 5: nobody outside may speak in our name. */
struct value
fact_message_forged_results(struct session *s)
{
	const struct message *m = s->message;

	return yes_or_no(s, m != NULL && m->nforged > 0);
}
