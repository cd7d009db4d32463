#include "target.h"

#include "rules.h"

/*
 * A byte says what happens next, pieces behind it what is said; after each the
 * rules are run, and now and then every fact is asked for.
 */

static const char rules_text[] =
    "set mode enforce\n"
    "set rdns dns\n"
    "table own { mx.example.org 203.0.113.9 }\n"
    "score 1 a if helo.generic or client.ptr_generic\n"
    "observe reject b if helo.matches_ptr\n"
    "header c \"X-A\" \"%{helo.name} %{client.rdns} %{score}\"\n"
    "log d \"%{mail.from} %{rcpt.to} %{mail.params}\"\n"
    "discard e if rcpt.local begins \"z\"\n"
    "reject f if helo.own with 550 \"%{helo.raw}\"\n"
    "defer g if not helo.resolves with 450 \"%{helo.address_class}\"\n"
    "reject h if dnsbl(\"l.example\", client.address) exists\n"
    "reject i if mail.null_mx or rcpt.mx_address_class is \"loopback\"\n"
    "reject j if mail.params_malformed exists and score > 0\n"
    "score 1 l if header(\"Subject\") contains \"hi\"\n"
    "reject m if header.count(\"From\") > 1 and message.has_nul\n"
    "reject k if message.size > 100 with 552 \"%{message.size}\"\n";

struct play {
	const struct rules *rules;
	struct session *s;
	struct arena *arena;
	struct str in;
};

static void
judge(struct play *p, enum stage stage)
{
	struct verdict v;

	rules_ask(p->rules, p->s, stage);
	rules_waits(p->rules, p->s, stage);
	rules_run(p->rules, p->s, stage, &v);
	fuzz_check_verdict(&v);
	rules_tells(p->rules, stage, &v);
}

static void
ask_all(struct play *p)
{
	for (size_t i = 0; i < FACT_COUNT; i++)
		if (i != FACT_score)
			rules_fact(p->rules, p->s, fact_rows[i].name, p->arena);
}

static size_t
pieces(struct play *p, struct str arg[4])
{
	size_t n = 0;

	do
		arg[n++] = fuzz_piece(&p->in);
	while (n < 4 && p->in.n > 0 && p->in.p[0] != '\0');
	return n;
}

static void
connect(struct play *p)
{
	struct str host = fuzz_piece(&p->in), text = fuzz_piece(&p->in);
	struct addr addr;
	bool known = addr_parse(text, &addr);

	session_connect(p->s, host, known ? &addr : NULL, 25);
	session_hide_peer(p->s, text.n == 0);
	judge(p, STAGE_CONNECT);
}

static void
macro(struct play *p)
{
	struct str name = fuzz_piece(&p->in);

	session_macro(p->s, name, fuzz_piece(&p->in));
}

static void
path(struct play *p, bool mail)
{
	struct str arg[4];
	size_t n = pieces(p, arg);

	if (!mail && !session_in_message(p->s))
		return;
	if (mail)
		session_mail(p->s, arg, n);
	else
		session_rcpt(p->s, arg, n);
	judge(p, mail ? STAGE_MAIL : STAGE_RCPT);
	if (!mail)
		session_rcpt_end(p->s, n & 1);
}

static void
message(struct play *p)
{
	struct str name = fuzz_piece(&p->in);

	if (!session_in_message(p->s))
		return;
	session_header(p->s, name, fuzz_piece(&p->in));
	session_header(p->s, STR("From"), name);
	session_headers_end(p->s);
	judge(p, STAGE_HEADERS);
	session_body(p->s, fuzz_piece(&p->in));
	session_body(p->s, fuzz_piece(&p->in));
	judge(p, STAGE_MESSAGE);
	ask_all(p);
	session_reset(p->s);
}

static void
happen(struct play *p, uint8_t what)
{
	switch (what % 8) {
	case 0:
		connect(p);
		break;
	case 1:
	case 2:
		session_helo(p->s, fuzz_piece(&p->in));
		judge(p, STAGE_HELO);
		break;
	case 3:
		path(p, true);
		break;
	case 4:
		path(p, false);
		break;
	case 5:
		message(p);
		break;
	case 6:
		macro(p);
		break;
	default:
		if (what & 8)
			session_reset(p->s);
		else
			ask_all(p);
	}
}

int
fuzz_session(const uint8_t *data, size_t size)
{
	static const struct rules *rules;
	struct play p = {.in = fuzz_input(data, size)};

	if (size == 0)
		return 0;
	if (rules == NULL)
		rules = fuzz_rules_of(rules_text);
	p.rules = rules;
	p.arena = arena_new();
	p.s = session_new();
	session_set_today(p.s, 20000);
	session_set_dns(p.s, fuzz_dns(p.arena, data[0]));
	p.in = str_from(p.in, 1);
	session_connect(p.s, STR("unknown"), NULL, 0);
	while (p.in.n > 0) {
		uint8_t what = (uint8_t)p.in.p[0];

		p.in = str_from(p.in, 1);
		happen(&p, what);
	}
	session_free(p.s);
	arena_free(p.arena);
	return 0;
}
