#include "fact.h"
#include "session_private.h"

#include <assert.h>

/* Facts that the MTA's macros tell: auth.* listener.* tls.*; session.* */

static struct value
text_macro(struct session *s, enum macro_id id)
{
	struct str text = s->macro[id];

	if (text.n == 0)
		return value_absent(VALUE_TEXT);
	return value_text(session_scratch(s), VALUE_TEXT, text);
}

static struct value
number_macro(struct session *s, enum macro_id id)
{
	struct value v = value_absent(VALUE_NUMBER);
	union datum d;

	if (value_parse(s->macro[id], VALUE_NUMBER, &d))
		v = value_number(session_scratch(s), d.number / NUMBER_ONE);
	return v;
}

struct value
fact_auth_mechanism(struct session *s)
{
	return text_macro(s, MACRO_AUTH_TYPE);
}

struct value
fact_auth_user(struct session *s)
{
	return text_macro(s, MACRO_AUTH_AUTHEN);
}

struct value
fact_listener_address(struct session *s)
{
	static const enum macro_id macros[] = {MACRO_IF_ADDR,
					       MACRO_DAEMON_ADDR};
	struct addr addr;

	for (size_t i = 0; i < sizeof macros / sizeof macros[0]; i++)
		if (session_reached(s, macros[i], &addr))
			return value_addr(session_scratch(s), &addr);
	return value_absent(VALUE_ADDRESS);
}

struct value
fact_listener_name(struct session *s)
{
	return text_macro(s, MACRO_DAEMON_NAME);
}

struct value
fact_listener_port(struct session *s)
{
	return number_macro(s, MACRO_DAEMON_PORT);
}

struct value
fact_tls_bits(struct session *s)
{
	return number_macro(s, MACRO_CIPHER_BITS);
}

struct value
fact_tls_cipher(struct session *s)
{
	return text_macro(s, MACRO_CIPHER);
}

struct value
fact_tls_issuer(struct session *s)
{
	return text_macro(s, MACRO_CERT_ISSUER);
}

struct value
fact_tls_subject(struct session *s)
{
	return text_macro(s, MACRO_CERT_SUBJECT);
}

/* Sendmail says so in {verify}; Postfix names only subjects that it trusts. */
struct value
fact_tls_verified(struct session *s)
{
	struct str verify = s->macro[MACRO_VERIFY];

	if (s->macro[MACRO_TLS_VERSION].n == 0)
		return value_absent(VALUE_BOOL);
	if (verify.n > 0)
		return value_bool(str_eq(verify, STR("OK")));
	return value_bool(s->macro[MACRO_CERT_SUBJECT].n > 0);
}

struct value
fact_tls_version(struct session *s)
{
	return text_macro(s, MACRO_TLS_VERSION);
}

struct value
fact_session_allowed(struct session *s)
{
	const struct greeting *g = session_greeting(s);
	const struct exception *x = NULL;

	if (s->exceptions != NULL && g != NULL)
		x = exceptions_find(s->exceptions, g->name,
				    s->has_addr ? &s->addr : NULL, s->today);
	if (x == NULL)
		return value_bool(false);
	s->exception = x;
	if (s->hit != NULL)
		*s->hit = (struct table_hit){
		    .entry = exception_show(session_scratch(s), x),
		    .source = s->exceptions->source,
		    .line = (uint32_t)x->line};
	return value_bool(true);
}

struct value
fact_session_id(struct session *s)
{
	return value_text(session_scratch(s), VALUE_TEXT, s->id);
}

/* The sum of score rules depends on who asks: eval.c answers. */
struct value
fact_score(struct session *s)
{
	(void)s;
	assert(false && "score is no fact of the session");
	return value_absent(VALUE_NUMBER);
}
