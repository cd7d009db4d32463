#include "bridge.h"

#include "conn.h"
#include "delay.h"
#include "guard.h"
#include "journal_take.h"
#include "negotiate.h"
#include "record.h"
#include "reply.h"
#include "socket.h"

enum { PARAMS_MOST = 1024, MICROSECONDS = 1000 /* a millisecond */ };

/* Any callback may be the first one that is heard of a connection. */
static struct conn *
conn_of(SMFICTX *ctx)
{
	struct conn *c = smfi_getpriv(ctx);

	if (c == NULL) {
		c = conn_new();
		smfi_setpriv(ctx, c);
	}
	return c;
}

static struct str
queue_id(void *ctx)
{
	static char name[] = "i";

	return str_of(smfi_getsymval(ctx, name));
}

static struct record
record_of(SMFICTX *ctx, struct conn *c, enum stage stage)
{
	return (struct record){.rules = conn_rules(c),
			       .session = c->session,
			       .metrics = c->set->metrics,
			       .journal = c->journal,
			       .enforce = c->set->config->enforce,
			       .stage = stage,
			       .queue_id = queue_id,
			       .mta = ctx};
}

static int64_t
delay_of(const struct verdict *v)
{
	int64_t ms = 0;

	for (size_t i = 0; i < v->neffects; i++)
		if (v->effect[i].kind == EFFECT_DELAY)
			ms += v->effect[i].delay_ms;
	return ms;
}

/* Run the rules; true when the client is told a refusal now. */
static bool
judge(SMFICTX *ctx, struct conn *c, enum stage stage, struct verdict *v)
{
	const struct rules *rules = conn_rules(c);
	struct record record = record_of(ctx, c, stage);

	conn_ask(c, stage);
	journal_take_run(c->journal);
	rules_run(rules, c->session, stage, v);
	journal_take_verdict(c->journal, stage, c->session, v,
			     rules_tells(rules, stage, v));
	record_effects(&record, v);
	if (stage > STAGE_HELO)
		record_exception(&record);
	if (delay_of(v) > 0 && record.enforce)
		delay_wait(delay_of(v), rules_settings(rules));
	if (!rules_tells(rules, stage, v) || !verdict_refuses(v))
		return false;
	record_verdict(&record, v);
	return true;
}

static sfsistat
refuse(SMFICTX *ctx, struct conn *c, enum scope scope, const struct verdict *v)
{
	session_refused(c->session);
	if (c->set->config->enforce)
		return reply_refuse(ctx, v);
	conn_silence(c, scope);
	return SMFIS_CONTINUE;
}

static sfsistat
answer(SMFICTX *ctx, struct conn *c, enum stage stage)
{
	struct verdict v;

	if (c->local || c->silent || !judge(ctx, c, stage, &v))
		return SMFIS_CONTINUE;
	return refuse(
	    ctx, c, stage >= STAGE_HEADERS ? SCOPE_MESSAGE : stage_scope(stage),
	    &v);
}

static sfsistat
on_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *sa)
{
	struct conn *c = conn_of(ctx);
	struct addr addr;
	uint16_t port = 0;
	bool known = socket_addr(sa, &addr, &port);

	conn_refresh(c);
	c->connected = true;
	session_connect(c->session, str_of(host), known ? &addr : NULL, port);
	negotiate_take_macros(ctx, c, SMFIM_CONNECT);
	session_hide_peer(c->session,
			  known && port != 0 &&
			      guard_saw(conn_rules(c), c->session, &addr));
	/* Postfix' cleanup emulates a session for mail from sendmail(1): a
	 * refusal would become a bounce. */
	c->local = known && port == 0;
	journal_take_client(c->journal, str_of(host), known ? &addr : NULL,
			    port);
	if (c->local)
		journal_take_drop(c->journal);
	metrics_add(METRIC_LOCAL, c->local);
	return answer(ctx, c, STAGE_CONNECT);
}

static sfsistat
on_helo(SMFICTX *ctx, char *argument)
{
	struct conn *c = conn_of(ctx);
	sfsistat status;

	conn_refresh(c);
	conn_speak_again(c, SCOPE_GREETING);
	negotiate_take_macros(ctx, c, SMFIM_HELO);
	session_helo(c->session, str_of(argument));
	journal_take_helo(c->journal, str_of(argument));
	status = answer(ctx, c, STAGE_HELO);
	session_rest(c->session);
	return status;
}

static size_t
arguments(char **argv, struct str arg[PARAMS_MOST])
{
	size_t n = 0;

	while (n < PARAMS_MOST && argv[n] != NULL) {
		arg[n] = str_of(argv[n]);
		n++;
	}
	return n;
}

static sfsistat
on_mail(SMFICTX *ctx, char **argv)
{
	struct conn *c = conn_of(ctx);
	struct str arg[PARAMS_MOST];
	const size_t n = arguments(argv, arg);
	sfsistat status;

	conn_refresh(c);
	conn_speak_again(c, SCOPE_MESSAGE);
	session_mail(c->session, arg, n);
	negotiate_take_macros(ctx, c, SMFIM_ENVFROM);
	journal_take_queue_id(c->journal, queue_id(ctx));
	journal_take_mail(c->journal, arg, n);
	status = answer(ctx, c, STAGE_MAIL);
	if (status != SMFIS_CONTINUE)
		session_reset(c->session);
	return status;
}

/* Heard of only when asked for; there is nothing to say to it. */
static bool
is_refused_already(SMFICTX *ctx, const struct conn *c)
{
	const char *mailer =
	    c->needs.refused ? smfi_getsymval(ctx, "{rcpt_mailer}") : NULL;

	return mailer != NULL && strcmp(mailer, "error") == 0;
}

static sfsistat
on_rcpt(SMFICTX *ctx, char **argv)
{
	struct conn *c = conn_of(ctx);
	struct str arg[PARAMS_MOST];
	size_t n = arguments(argv, arg);
	sfsistat status = SMFIS_CONTINUE;
	struct verdict v;
	bool refused;

	refused = is_refused_already(ctx, c);
	journal_take_queue_id(c->journal, queue_id(ctx));
	journal_take_rcpt(c->journal, arg, n, refused);
	if (refused) {
		session_rcpt_rejected(c->session);
		return SMFIS_CONTINUE;
	}
	session_rcpt(c->session, arg, n);
	refused = !c->local && !c->silent && judge(ctx, c, STAGE_RCPT, &v);
	if (refused)
		status = refuse(ctx, c, SCOPE_RECIPIENT, &v);
	session_rcpt_end(c->session, !refused);
	return status;
}

/*
 * Registered although it need not: without it libmilter loses step at an
 * unknown command before DATA, and on TCP the MTA's packets wait for each
 * other.
 */
static sfsistat
on_data(SMFICTX *ctx)
{
	journal_take_queue_id(conn_of(ctx)->journal, queue_id(ctx));
	return SMFIS_CONTINUE;
}

/* Never accept or discard here: Postfix' smtpd would panic at the next MAIL. */
static sfsistat
on_unknown(SMFICTX *ctx, const char *line)
{
	struct conn *c = conn_of(ctx);
	struct verdict v;

	session_unknown(c->session, str_of(line));
	journal_take_unknown(c->journal, str_of(line));
	if (c->local || c->silent || !judge(ctx, c, STAGE_COMMAND, &v))
		return SMFIS_CONTINUE;
	session_refused(c->session);
	return c->set->config->enforce ? reply_refuse(ctx, &v) : SMFIS_CONTINUE;
}

static sfsistat
on_header(SMFICTX *ctx, char *name, char *value)
{
	struct conn *c = conn_of(ctx);

	session_header(c->session, str_of(name), str_of(value));
	journal_take_header(c->journal, str_of(name), str_of(value));
	return SMFIS_CONTINUE;
}

static sfsistat
on_eoh(SMFICTX *ctx)
{
	struct conn *c = conn_of(ctx);

	session_headers_end(c->session);
	if (session_recipients(c->session) == 0)
		return SMFIS_CONTINUE;
	return answer(ctx, c, STAGE_HEADERS);
}

static sfsistat
on_body(SMFICTX *ctx, unsigned char *bytes, size_t n)
{
	session_body(conn_of(ctx)->session, str_make((char *)bytes, n));
	return SMFIS_CONTINUE;
}

static sfsistat
message_taken(SMFICTX *ctx, struct conn *c, const struct verdict *v)
{
	struct record record = record_of(ctx, c, STAGE_MESSAGE);

	record_verdict(&record, v);
	if (!record.enforce)
		return SMFIS_CONTINUE;
	reply_edit(ctx, v);
	return v->action == ACTION_DISCARD ? SMFIS_DISCARD : SMFIS_CONTINUE;
}

static sfsistat
on_eom(SMFICTX *ctx)
{
	struct conn *c = conn_of(ctx);
	struct verdict v;
	sfsistat status = SMFIS_CONTINUE;

	session_headers_end(c->session);
	journal_take_queue_id(c->journal, queue_id(ctx));
	if (!c->local && !c->silent && session_recipients(c->session) > 0) {
		metrics_add(METRIC_MESSAGES, 1);
		if (judge(ctx, c, STAGE_MESSAGE, &v))
			status = refuse(ctx, c, SCOPE_MESSAGE, &v);
		else
			status = message_taken(ctx, c, &v);
	}
	if (status == SMFIS_CONTINUE || status == SMFIS_DISCARD)
		session_taken(c->session);
	else
		session_reset(c->session);
	if (status == SMFIS_CONTINUE)
		conn_forget_dns(c);
	return status;
}

/* May come without a message, more than once, or not at all. */
static sfsistat
on_abort(SMFICTX *ctx)
{
	struct conn *c = conn_of(ctx);

	if (session_in_message(c->session))
		journal_take_reset(c->journal);
	session_abort(c->session);
	return SMFIS_CONTINUE;
}

/* May come without a connection. */
static sfsistat
on_close(SMFICTX *ctx)
{
	struct conn *c = smfi_getpriv(ctx);
	struct verdict v;

	if (c != NULL && c->connected && !c->local &&
	    rules_needs(conn_rules(c)).end) {
		session_end(c->session);
		judge(ctx, c, STAGE_END, &v);
	}
	smfi_setpriv(ctx, NULL);
	conn_free(c);
	return SMFIS_CONTINUE;
}

static sfsistat
on_negotiate(SMFICTX *ctx, unsigned long f0, unsigned long f1, unsigned long f2,
	     unsigned long f3, unsigned long *pf0, unsigned long *pf1,
	     unsigned long *pf2, unsigned long *pf3)
{
	(void)f2;
	(void)f3;
	*pf2 = *pf3 = 0;
	negotiate(ctx, conn_of(ctx)->needs, f0, f1, pf0, pf1);
	return SMFIS_CONTINUE;
}

/* Not data: how long they take is a matter of their size. */
static bool
is_command(enum stage stage)
{
	return stage == STAGE_HELO || stage == STAGE_MAIL ||
	       stage == STAGE_RCPT || stage == STAGE_COMMAND;
}

/* Nobody looks at the clock but for a rule's sake. */
static void
heard(SMFICTX *ctx, enum stage stage, int64_t now)
{
	const struct conn *c = smfi_getpriv(ctx);

	if (c == NULL || !c->needs.clock || !is_command(stage))
		return;
	session_heard(c->session, now / MICROSECONDS);
	journal_take_thought(c->journal, session_thought(c->session));
}

static void
answered(SMFICTX *ctx)
{
	const struct conn *c = smfi_getpriv(ctx);

	if (c != NULL && c->needs.clock)
		session_answered(c->session, metrics_now() / MICROSECONDS);
}

/* How long the MTA waits for each answer. */
#define TIMED(callback, stage, parameters, arguments)                      \
	static sfsistat timed_##callback parameters                        \
	{                                                                  \
		const int64_t since = metrics_now();                       \
		sfsistat status;                                           \
                                                                           \
		heard(ctx, stage, since);                                  \
		status = on_##callback arguments;                          \
		answered(ctx);                                             \
		metrics_time(METRICS_CALLBACK + (unsigned)(stage), since); \
		return status;                                             \
	}

TIMED(connect, STAGE_CONNECT, (SMFICTX * ctx, char *host, _SOCK_ADDR *sa),
      (ctx, host, sa))
TIMED(helo, STAGE_HELO, (SMFICTX * ctx, char *argument), (ctx, argument))
TIMED(mail, STAGE_MAIL, (SMFICTX * ctx, char **argv), (ctx, argv))
TIMED(rcpt, STAGE_RCPT, (SMFICTX * ctx, char **argv), (ctx, argv))
TIMED(unknown, STAGE_COMMAND, (SMFICTX * ctx, const char *line), (ctx, line))
TIMED(close, STAGE_END, (SMFICTX * ctx), (ctx))
TIMED(eoh, STAGE_HEADERS, (SMFICTX * ctx), (ctx))
TIMED(eom, STAGE_MESSAGE, (SMFICTX * ctx), (ctx))

static char bridge_name[] = "heloward";

struct smfiDesc bridge_desc = {
    .xxfi_name = bridge_name,
    .xxfi_version = SMFI_VERSION,
    .xxfi_flags =
	SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE | SMFIF_DELRCPT,
    .xxfi_connect = timed_connect,
    .xxfi_helo = timed_helo,
    .xxfi_envfrom = timed_mail,
    .xxfi_envrcpt = timed_rcpt,
    .xxfi_header = on_header,
    .xxfi_eoh = timed_eoh,
    .xxfi_body = on_body,
    .xxfi_eom = timed_eom,
    .xxfi_abort = on_abort,
    .xxfi_close = timed_close,
    .xxfi_unknown = timed_unknown,
    .xxfi_data = on_data,
    .xxfi_negotiate = on_negotiate,
};
