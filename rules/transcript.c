#include "transcript.h"

#include "arena.h"
#include "canned_dns.h"
#include "expect.h"
#include "explain.h"
#include "limits.h"
#include "lines.h"
#include "macros.h"
#include "moment.h"
#include "rules.h"
#include "table.h"
#include "value.h"

/* Plays a transcript as the milter plays a client: see milter/bridge.c. */

enum { CLIENT_PORT = 41233 };

struct player {
	const struct transcript_way *way;
	const struct rules *rules;
	const struct step *step; /* the last command */
	struct arena *arena;
	struct session *s;
	struct dns *dns;
	struct macros macros;
	uint32_t today;
	int64_t clock; /* milliseconds; stands still but for "at" */
	bool closed;   /* told 421, or quit */
	bool left;     /* and it has been judged that it has ended */
	bool in_data, headers_done;
	uint64_t size;
	struct heard heard;
	struct transcript_end *end;
};

static void
wait_for(const struct player *p, enum stage stage)
{
	if (p->way->wait == NULL)
		return;
	rules_ask(p->rules, p->s, stage);
	if (rules_gives_at(p->rules, stage))
		while (rules_waits(p->rules, p->s, stage) &&
		       p->way->wait(p->way->context))
			;
}

/* True when the client is told something other than "go on". */
static bool
judge(struct player *p, enum stage stage)
{
	const struct transcript_way *way = p->way;

	wait_for(p, stage);
	rules_run(p->rules, p->s, stage, &p->heard.reached);
	expect_note(&p->heard, &p->heard.reached, p->arena);
	session_answered(p->s, p->clock);
	p->heard.told = rules_tells(p->rules, stage, &p->heard.reached);
	if (way->judged != NULL)
		way->judged(way->context, p->step, p->s, stage,
			    &p->heard.reached, p->heard.told);
	if (p->heard.told && p->heard.reached.action == ACTION_CLOSE)
		p->closed = true;
	if (!p->heard.told || !verdict_refuses(&p->heard.reached))
		return false;
	session_refused(p->s);
	return true;
}

/* The client has left: nobody is told of what rules do then. */
static void
leave(struct player *p)
{
	struct verdict v;

	p->closed = true;
	if (p->s == NULL || p->left)
		return;
	p->left = true;
	session_end(p->s);
	rules_run(p->rules, p->s, STAGE_END, &v);
	expect_note(&p->heard, &v, p->arena);
}

static void
play_server(struct player *p, const struct step *s)
{
	macros_put(&p->macros, "j", s->arg[0], false);
	macros_put(&p->macros, "{daemon_name}", s->arg[0], false);
	if (s->nargs > 1)
		macros_put(&p->macros, "{daemon_addr}", s->arg[1], false);
	if (s->nargs > 2)
		macros_put(&p->macros, "{daemon_port}", s->arg[2], false);
}

static void
server_default(struct player *p)
{
	struct str name =
	    rules_settings(p->rules)->value[SETTING_HOSTNAME].text;

	if (name.n == 0)
		name = STR("mx.example.org");
	macros_put(&p->macros, "j", name, false);
	macros_put(&p->macros, "{daemon_name}", name, false);
	macros_put(&p->macros, "{daemon_addr}", STR("192.0.2.25"), false);
	macros_put(&p->macros, "{daemon_port}", STR("25"), false);
}

static uint16_t
client_port(const struct player *p)
{
	struct str port = macros_find(&p->macros, "{client_port}");
	union datum d;

	if (port.p != NULL && value_parse(port, VALUE_NUMBER, &d))
		return (uint16_t)(d.number / NUMBER_ONE);
	return CLIENT_PORT;
}

/* A new connection; what the MTA knows of the client becomes its macros. */
static void
play_client(struct player *p, const struct step *s)
{
	const bool named = s->nargs > 1;
	struct addr addr;
	struct str host =
	    named ? s->arg[1]
		  : arena_printf(p->arena, "[%.*s]", STR_ARG(s->arg[0]));
	struct str name = named ? s->arg[1] : STR("unknown");

	if (!addr_parse(s->arg[0], &addr))
		return;
	leave(p);
	if (p->s != NULL)
		macros_forget(&p->macros);
	session_free(p->s);
	p->s = session_new();
	p->closed = p->left = false;
	session_set_today(p->s, p->today);
	session_set_exceptions(p->s, p->way->exceptions);
	if (p->way->id.p != NULL)
		session_set_id(p->s, p->way->id);
	if (p->way->reasons != NULL)
		explain_start(p->s, p->way->reasons);
	session_set_dns(p->s, p->dns);
	macros_default(&p->macros, "{client_name}", name);
	macros_default(&p->macros, "{client_ptr}", name);
	macros_default(&p->macros, "{client_resolve}",
		       named ? STR("OK") : STR("FAIL"));
	session_connect(p->s, host, &addr, client_port(p));
	if (p->way->unheard)
		session_unheard(p->s);
	macros_send(&p->macros, p->s);
	judge(p, STAGE_CONNECT);
}

static void
play_helo(struct player *p, const struct step *s)
{
	session_helo(p->s, s->arg[0]);
	macros_send(&p->macros, p->s);
	judge(p, STAGE_HELO);
}

static void
play_starttls(struct player *p, const struct step *s)
{
	macros_put(&p->macros, "{tls_version}",
		   s->nargs > 0 ? s->arg[0] : STR("TLSv1.3"), true);
	macros_put(&p->macros, "{cipher}",
		   s->nargs > 1 ? s->arg[1] : STR("TLS_AES_256_GCM_SHA384"),
		   true);
	macros_put(&p->macros, "{cipher_bits}",
		   s->nargs > 2 ? s->arg[2] : STR("256"), true);
	macros_send(&p->macros, p->s);
}

static void
play_mail(struct player *p, const struct step *s)
{
	session_mail(p->s, s->arg, s->nargs);
	macros_send(&p->macros, p->s);
	if (judge(p, STAGE_MAIL))
		session_reset(p->s);
}

static void
play_rcpt(struct player *p, const struct step *s)
{
	session_rcpt(p->s, s->arg, s->nargs);
	macros_send(&p->macros, p->s);
	session_rcpt_end(p->s, !judge(p, STAGE_RCPT));
}

/* Those that the MTA asks its filter about: see bridge.c. */
static bool
is_command(const struct player *p, enum step_kind kind)
{
	if (kind == STEP_REFUSED)
		return rules_needs(p->rules).refused;
	return kind == STEP_HELO || kind == STEP_EHLO || kind == STEP_MAIL ||
	       kind == STEP_RCPT || kind == STEP_UNKNOWN;
}

/* Nobody asks us, we only hear of it. */
static void
play_refused(struct player *p, const struct step *s)
{
	(void)s;
	session_rcpt_rejected(p->s);
	if (is_command(p, STEP_REFUSED))
		session_answered(p->s, p->clock);
	p->heard.told = false;
}

static void
headers_end(struct player *p)
{
	if (!p->headers_done)
		p->size += sizeof "\r\n" - 1;
	p->headers_done = true;
	session_headers_end(p->s);
}

static bool
body(void *context, struct str piece)
{
	struct player *p = context;

	session_body(p->s, piece);
	p->size += piece.n;
	return true;
}

static void
play_header(struct player *p, const struct step *s)
{
	session_header(p->s, s->arg[0], s->arg[1]);
	p->size += s->arg[0].n + s->arg[1].n + sizeof ": \r\n" - 1;
}

static void
play_body(struct player *p, const struct step *s)
{
	headers_end(p);
	body(p, lines_of(p->arena, s->arg[0]));
}

static void
play_size(struct player *p, const struct step *s)
{
	union datum d;
	uint64_t want;

	headers_end(p);
	if (!value_parse(s->arg[0], VALUE_NUMBER, &d))
		return;
	want = (uint64_t)(d.number / NUMBER_ONE);
	if (want > p->size && !lines_fill(want - p->size, body, p))
		body(p, STR("x"));
}

/* The final dot: what the client is told of the whole message. */
static void
message_end(struct player *p)
{
	if (!p->in_data)
		return;
	headers_end(p);
	p->in_data = false;
	if (judge(p, STAGE_HEADERS) || judge(p, STAGE_MESSAGE))
		session_reset(p->s);
	else
		session_taken(p->s);
}

static void
play_data(struct player *p, const struct step *s)
{
	(void)s;
	p->in_data = session_recipients(p->s) > 0;
	p->headers_done = false;
	p->size = 0;
}

static void
play_rset(struct player *p, const struct step *s)
{
	(void)s;
	session_abort(p->s);
	p->heard.told = false;
}

static void
play_quit(struct player *p, const struct step *s)
{
	play_rset(p, s);
	leave(p);
}

static void
play_unknown(struct player *p, const struct step *s)
{
	const struct verdict before = p->heard.reached;

	session_unknown(p->s, s->arg[0]);
	if (judge(p, STAGE_COMMAND))
		return;
	p->heard.reached = before;
	p->heard.told = false;
}

static void
play_macro(struct player *p, const struct step *s)
{
	macros_put_str(&p->macros, s->arg[0], step_arg(s, 1));
}

static void
play_at(struct player *p, const struct step *s)
{
	moment_parse(s->arg[0], &p->clock);
	p->today = (uint32_t)(p->clock / MOMENT_DAY);
	if (p->s != NULL)
		session_set_today(p->s, p->today);
}

static void
play_auth(struct player *p, const struct step *s)
{
	macros_put(&p->macros, "{auth_authen}", s->arg[0], true);
	macros_put(&p->macros, "{auth_type}",
		   s->nargs > 1 ? s->arg[1] : STR("PLAIN"), true);
}

static void
play_expect(struct player *p, const struct step *s)
{
	message_end(p);
	p->end->expects++;
	if (!expect_holds(&p->heard, &s->expect)) {
		p->end->failed++;
		if (p->way->fails != NULL)
			p->way->fails(
			    p->way->context, s,
			    expect_told(&p->heard, &s->expect, p->arena));
	}
	p->heard.asked = true;
}

typedef void play_step(struct player *p, const struct step *s);

static play_step *const plays[STEP_COUNT] = {
    [STEP_SERVER] = play_server,
    [STEP_CLIENT] = play_client,
    [STEP_AT] = play_at,
    [STEP_MACRO] = play_macro,
    [STEP_HELO] = play_helo,
    [STEP_EHLO] = play_helo,
    [STEP_STARTTLS] = play_starttls,
    [STEP_AUTH] = play_auth,
    [STEP_MAIL] = play_mail,
    [STEP_RCPT] = play_rcpt,
    [STEP_DATA] = play_data,
    [STEP_HEADER] = play_header,
    [STEP_BODY] = play_body,
    [STEP_SIZE] = play_size,
    [STEP_RSET] = play_rset,
    [STEP_QUIT] = play_quit,
    [STEP_UNKNOWN] = play_unknown,
    [STEP_EXPECT] = play_expect,
    [STEP_REFUSED] = play_refused,
};

static bool
goes_on_message(enum step_kind kind)
{
	return kind == STEP_HEADER || kind == STEP_BODY || kind == STEP_SIZE ||
	       kind == STEP_AT || kind == STEP_EXPECT;
}

static bool
needs_client(enum step_kind kind)
{
	return kind != STEP_SERVER && kind != STEP_CLIENT &&
	       kind != STEP_MACRO && kind != STEP_AUTH && kind != STEP_DNS &&
	       kind != STEP_AT;
}

static void
play(struct player *p, const struct step *s)
{
	if (plays[s->kind] == NULL)
		return;
	if (needs_client(s->kind) && p->s == NULL) {
		p->end->failed++;
		if (p->way->fails != NULL)
			p->way->fails(
			    p->way->context, s,
			    STR("no client has connected: write \"client "
				"ADDRESS\" before"));
		return;
	}
	if (!goes_on_message(s->kind))
		message_end(p);
	p->step = s;
	if (p->closed && s->kind != STEP_CLIENT && s->kind != STEP_EXPECT)
		return;
	if (is_command(p, s->kind))
		session_heard(p->s, p->clock);
	plays[s->kind](p, s);
}

void
transcript_play_so(const struct transcript_way *way,
		   const struct transcript *tr, struct transcript_end *end)
{
	struct arena *a = arena_new();
	struct player p = {.way = way,
			   .rules = way->rules,
			   .arena = a,
			   .dns = way->dns != NULL ? way->dns
						   : canned_dns_new(a, tr),
			   .today = way->today,
			   .heard = {.would = STR("")},
			   .end = end};

	*end = (struct transcript_end){.action = ACTION_ACCEPT, .code = 250};
	server_default(&p);
	for (size_t i = 0; i < tr->nsteps; i++)
		play(&p, &tr->step[i]);
	message_end(&p);
	end->action = p.heard.reached.action;
	end->rule = p.heard.reached.rule.name;
	end->code = p.s == NULL ? 250 : p.heard.reached.code;
	end->score_least = p.heard.reached.score_least;
	end->score_most = p.heard.reached.score_most;
	session_free(p.s);
	arena_free(a);
}

void
transcript_play(const struct rules *rules, const struct transcript *tr,
		uint32_t today, transcript_fails *fails, void *context,
		struct transcript_end *end)
{
	const struct transcript_way way = {
	    .rules = rules, .today = today, .fails = fails, .context = context};

	transcript_play_so(&way, tr, end);
}
