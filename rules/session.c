#include "session_private.h"

#include "limits.h"
#include "table.h"

#include <stdlib.h>

static const struct {
	struct str name;
	enum scope scope;
} macros[MACRO_COUNT] = {
#define MACRO(id, name, scope) {STR(name), SCOPE_##scope},
#include "macros.def"
#undef MACRO
};

struct session *
session_new(void)
{
	struct arena *a = arena_new();
	struct session *s = ARENA_NEW(a, struct session);

	s->arena[SCOPE_CONNECTION] = a;
	return s;
}

void
session_free(struct session *s)
{
	if (s == NULL)
		return;
	pattern_scratch_fini(&s->scratch);
	for (size_t i = SCOPE_COUNT; i > 0; i--)
		arena_free(s->arena[i - 1]);
}

struct arena *
session_arena(struct session *s, enum scope scope)
{
	if (s->arena[scope] == NULL)
		s->arena[scope] = arena_new();
	return s->arena[scope];
}

struct arena *
session_scratch(struct session *s)
{
	return session_arena(s, SCOPE_RECIPIENT);
}

size_t
session_size(const struct session *s)
{
	size_t size = 0;

	for (size_t i = 0; i < SCOPE_COUNT; i++)
		if (s->arena[i] != NULL)
			size += arena_size(s->arena[i]);
	return size;
}

static struct str
keep(struct session *s, enum scope scope, struct str text, size_t most)
{
	return arena_str(session_arena(s, scope), str_slice(text, 0, most));
}

void
session_set_id(struct session *s, struct str id)
{
	s->id = keep(s, SCOPE_CONNECTION, id, LIMIT_SHOWN);
}

struct str
session_id(const struct session *s)
{
	return s->id;
}

void
session_set_dns(struct session *s, struct dns *dns)
{
	s->dns = dns;
}

void
session_set_today(struct session *s, uint32_t today)
{
	s->today = today;
}

void
session_set_exceptions(struct session *s, const struct exceptions *x)
{
	if (s->exceptions == x)
		return;
	s->exceptions = x;
	s->exception = NULL;
	session_doubt(s, FACT_session_allowed);
	memset(s->result, 0, sizeof s->result);
}

const struct exception *
session_take_exception(struct session *s)
{
	const struct exception *x = s->exception;

	s->exception = NULL;
	return x;
}

void
session_forget(struct session *s, enum scope from)
{
	session_forget_facts(s, from);
	for (size_t i = 0; i < MACRO_COUNT; i++)
		if (macros[i].scope >= from)
			s->macro[i] = (struct str){NULL, 0};
	for (size_t i = from; i < SCOPE_COUNT; i++) {
		s->result[i] = NULL;
		if (s->arena[i] != NULL)
			arena_reset(s->arena[i]);
	}
	s->rcpt = NULL;
	s->to_postmaster = false;
	s->command = (struct str){NULL, 0};
	if (from <= SCOPE_MESSAGE)
		s->message = NULL;
	if (from <= SCOPE_GREETING) {
		s->greeting = NULL;
		s->exception = NULL;
	}
}

void
session_use(struct session *s, const struct setup *setup)
{
	if (s->setup == setup)
		return;
	s->setup = setup;
	pattern_scratch_forget(&s->scratch);
	memset(s->result, 0, sizeof s->result);
	session_forget_facts(s, SCOPE_CONNECTION);
	if (s->message != NULL)
		s->message->reported = NULL;
}

void
session_connect(struct session *s, struct str host, const struct addr *addr,
		uint16_t port)
{
	s->host = keep(s, SCOPE_CONNECTION, host, LIMIT_HELO);
	s->has_addr = addr != NULL;
	if (addr != NULL)
		s->addr = *addr;
	s->port = port;
}

static void
greeting_read(struct greeting *g)
{
	struct str raw = str_trim(g->raw);
	size_t blank = 0;

	while (blank < raw.n && !str_is_blank(raw.p[blank]))
		blank++;
	g->name = str_slice(raw, 0, blank);
	g->extra_words = blank < raw.n;
	g->literal = hostname_literal(g->name, &g->addr);
	g->bare_ip = hostname_bare_ip(g->name, &g->addr);
}

void
session_hide_peer(struct session *s, bool hidden)
{
	s->peer_hidden = hidden;
}

void
session_unheard(struct session *s)
{
	s->unheard = true;
}

/* Before the old greeting is forgotten. */
static void
note_greeting(struct session *s, struct str argument)
{
	struct history *h = &s->history;
	const struct greeting *old = s->greeting;
	struct greeting new = {.raw = str_slice(argument, 0, LIMIT_HELO)};

	greeting_read(&new);
	h->greetings++;
	h->resets += s->message != NULL;
	h->changed = old != NULL && !str_ieq(old->name, new.name);
	if (old != NULL && !old->under_tls && h->before_tls.p == NULL &&
	    s->macro[MACRO_TLS_VERSION].n > 0)
		h->before_tls =
		    keep(s, SCOPE_CONNECTION, old->name, LIMIT_HELO);
}

void
session_helo(struct session *s, struct str argument)
{
	struct greeting *g;

	note_greeting(s, argument);
	session_forget(s, SCOPE_GREETING);
	g = ARENA_NEW(session_arena(s, SCOPE_GREETING), struct greeting);
	g->raw = keep(s, SCOPE_GREETING, argument, LIMIT_HELO);
	greeting_read(g);
	s->greeting = g;
	s->unheard = false;
	g->under_tls = s->macro[MACRO_TLS_VERSION].n > 0;
}

static void
envelope_read(struct session *s, enum scope scope, struct envelope *e,
	      const struct str *arg, size_t n)
{
	struct str path = n > 0 ? arg[0] : STR("");

	e->well_formed =
	    mailaddr_split(keep(s, scope, path, LIMIT_ADDRESS), &e->path);
	e->nparams = n > LIMIT_PARAMS + 1 ? LIMIT_PARAMS : n > 0 ? n - 1 : 0;
	e->param = ARENA_ARRAY(session_arena(s, scope), struct str, e->nparams);
	for (size_t i = 0; i < e->nparams; i++)
		e->param[i] = keep(s, scope, arg[i + 1], LIMIT_PARAM);
}

void
session_mail(struct session *s, const struct str *arg, size_t n)
{
	struct message *m;

	session_forget(s, SCOPE_MESSAGE);
	s->history.mails++;
	m = ARENA_NEW(session_arena(s, SCOPE_MESSAGE), struct message);
	envelope_read(s, SCOPE_MESSAGE, &m->mail, arg, n);
	s->message = m;
}

void
session_rest(struct session *s)
{
	session_forget(s, SCOPE_MESSAGE);
	for (size_t i = SCOPE_MESSAGE; i < SCOPE_COUNT; i++) {
		arena_free(s->arena[i]);
		s->arena[i] = NULL;
	}
}

static void
rcpt_begin(struct session *s, const struct str *arg, size_t n)
{
	session_forget(s, SCOPE_RECIPIENT);
	s->rcpt = ARENA_NEW(session_arena(s, SCOPE_RECIPIENT), struct envelope);
	envelope_read(s, SCOPE_RECIPIENT, s->rcpt, arg, n);
	s->to_postmaster =
	    s->rcpt->well_formed && mailaddr_is_postmaster(&s->rcpt->path);
}

void
session_rcpt(struct session *s, const struct str *arg, size_t n)
{
	struct message *m;

	if (s->message == NULL)
		session_mail(s, NULL, 0);
	rcpt_begin(s, arg, n);
	m = s->message;
	m->now = (struct rank){++m->said, m->recipients, m->rejected};
}

void
session_rcpt_again(struct session *s, const struct kept *k)
{
	rcpt_begin(s, k->arg, k->nargs);
	s->message->now = k->rank;
}

void
session_rcpt_rejected(struct session *s)
{
	if (s->message != NULL)
		s->message->rejected++;
}

/* Recipients mostly fare alike: equal results are kept once. */
static const unsigned char *
kept_result(struct session *s, const struct kept *before)
{
	const unsigned char *now = s->result[SCOPE_RECIPIENT];
	size_t n = s->setup == NULL ? 0 : s->setup->nrules;
	unsigned char *copy;

	if (now == NULL || n == 0)
		return NULL;
	if (before != NULL && before->result != NULL &&
	    memcmp(before->result, now, n) == 0)
		return before->result;
	copy = ARENA_ARRAY(session_arena(s, SCOPE_MESSAGE), unsigned char, n);
	return memcpy(copy, now, n);
}

static void
kept_arguments(struct session *s, struct kept *k)
{
	const struct envelope *e = s->rcpt;

	k->rank = s->message->now;
	k->nargs = e->nparams + 1;
	k->arg =
	    ARENA_ARRAY(session_arena(s, SCOPE_MESSAGE), struct str, k->nargs);
	k->arg[0] = keep(s, SCOPE_MESSAGE, e->path.text, LIMIT_ADDRESS);
	for (size_t i = 0; i < e->nparams; i++)
		k->arg[i + 1] =
		    keep(s, SCOPE_MESSAGE, e->param[i], LIMIT_PARAM);
}

static void
kept_add(struct session *s)
{
	struct message *m = s->message;
	const struct kept *last = m->last;
	const unsigned char *result = kept_result(s, last);
	bool paths =
	    s->explain != NULL || (s->setup != NULL && s->setup->keep_paths);
	struct kept *k;

	if (last != NULL && !paths && last->result == result &&
	    last->postmaster == s->to_postmaster)
		return;
	k = ARENA_NEW(session_arena(s, SCOPE_MESSAGE), struct kept);
	k->result = result;
	k->postmaster = s->to_postmaster;
	if (paths)
		kept_arguments(s, k);
	if (m->last == NULL)
		m->first = k;
	else
		m->last->next = k;
	m->last = k;
}

void
session_rcpt_end(struct session *s, bool kept)
{
	if (s->rcpt == NULL)
		return;
	if (kept && s->message->recipients == 0)
		s->message->first_path =
		    keep(s, SCOPE_MESSAGE, s->rcpt->path.text, LIMIT_ADDRESS);
	if (kept && s->message->recipients < LIMIT_RECIPIENTS)
		kept_add(s);
	s->message->recipients += kept;
	session_forget(s, SCOPE_RECIPIENT);
}

void
session_reset(struct session *s)
{
	session_forget(s, SCOPE_MESSAGE);
}

void
session_taken(struct session *s)
{
	s->history.messages += s->message != NULL;
	session_reset(s);
}

void
session_abort(struct session *s)
{
	s->history.resets += s->message != NULL;
	session_reset(s);
}

int
session_macro_number(struct str name)
{
	for (int i = 0; i < MACRO_COUNT; i++)
		if (str_eq(name, macros[i].name))
			return i;
	return -1;
}

void
session_macro_set(struct session *s, int number, struct str value)
{
	struct str *macro;

	if (number < 0)
		return;
	macro = &s->macro[number];
	if (str_eq(*macro, value) && (macro->p == NULL) == (value.p == NULL))
		return;
	*macro = keep(s, macros[number].scope, value, LIMIT_MACRO);
	session_forget_facts(s, macros[number].scope);
	/* What rules made of the old value is over: RFC 3207, 4.2 for one. */
	for (size_t i = macros[number].scope; i < SCOPE_COUNT; i++)
		s->result[i] = NULL;
}

void
session_macro(struct session *s, struct str name, struct str value)
{
	session_macro_set(s, session_macro_number(name), value);
}

bool
session_in_message(const struct session *s)
{
	return s->message != NULL;
}

size_t
session_recipients(const struct session *s)
{
	return s->message == NULL ? 0 : s->message->recipients;
}

struct str
session_first_recipient(const struct session *s)
{
	return s->message == NULL ? (struct str){NULL, 0}
				  : s->message->first_path;
}

const struct greeting *
session_greeting(const struct session *s)
{
	const bool tls = s->macro[MACRO_TLS_VERSION].n > 0;

	if (s->greeting == NULL || (tls && !s->greeting->under_tls))
		return NULL;
	return s->greeting;
}

bool
session_reached(const struct session *s, enum macro_id id, struct addr *out)
{
	struct str text = s->macro[id];

	/* Sendmail writes IPv6 addresses with their tag. */
	if (str_ibegins(text, STR("IPv6:")))
		text = str_from(text, sizeof "IPv6:" - 1);
	return addr_parse(text, out) &&
	       strcmp(addr_class(out), "unspecified") != 0;
}

bool
session_is_own_addr(struct session *s, const struct addr *addr)
{
	static const enum macro_id reached[] = {MACRO_DAEMON_ADDR,
						MACRO_IF_ADDR};
	struct addr ours;

	if (s->setup != NULL && s->setup->own != NULL &&
	    table_find_addr(s->setup->own, addr, s->today, &s->scratch, s->hit))
		return true;
	for (size_t i = 0; i < sizeof reached / sizeof reached[0]; i++)
		if (session_reached(s, reached[i], &ours) &&
		    addr_equal(&ours, addr))
			return true;
	return false;
}

bool
session_is_own_host(struct session *s, struct str name)
{
	struct addr addr;

	if (s->setup != NULL && s->setup->own != NULL &&
	    table_find_host(s->setup->own, name, s->today, &s->scratch, s->hit))
		return true;
	if (name.n > 0 && hostname_equal(name, s->macro[MACRO_J]))
		return true;
	if (hostname_literal(name, &addr) == LITERAL_NONE &&
	    !hostname_bare_ip(name, &addr))
		return false;
	return session_is_own_addr(s, &addr);
}
