#include "engine.h"

#include "limits.h"

/* What the client, the log and the MTA are told. */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define START "client 203.0.113.9 c.example.net ehlo h.example "
#define MESSAGE "mail <a@one.example> rcpt <u@example.org> "
#define END "data size 2000"

/* "550 5.7.1 line|line"; what is not refused has no text. */
static const char *
reply_of(struct engine *e)
{
	const struct verdict *v = &e->v;
	struct str all =
	    arena_printf(e->a, "%s %u %.*s", action_rows[v->action].name,
			 v->code, STR_ARG(v->dsn));

	for (size_t i = 0; i < v->nlines; i++)
		all = arena_printf(e->a, "%.*s%s%.*s", STR_ARG(all),
				   i == 0 ? " " : "|", STR_ARG(v->line[i]));
	return all.p;
}

static const struct {
	const char *rules, *reply;
} replies[] = {
    {"reject r", "reject 550 5.7.1 rejected by local policy (r s1)"},
    {"defer r",
     "defer 450 4.7.1 deferred by local policy, try again later (r s1)"},
    {"close r", "close 421 4.7.1 closing connection (r s1)"},
    {"accept r", "accept 250 "},
    {"discard r", "discard 250 "},
    {"quarantine r \"odd\"", "quarantine 250 "},
    {"", "accept 250 "},
    {"reject r with 550", "reject 550 5.7.1 rejected by local policy (r s1)"},
    {"reject r with 501 \"no\"", "reject 501 5.5.4 no (r s1)"},
    {"reject r with 503 \"no\"", "reject 503 5.5.1 no (r s1)"},
    {"reject r with 554 \"no\"", "reject 554 5.7.1 no (r s1)"},
    {"reject r with 599 \"no\"", "reject 599 5.7.1 no (r s1)"},
    {"defer r with 451 \"no\"", "defer 451 4.7.1 no (r s1)"},
    {"defer r with 452 \"no\"", "defer 452 4.5.3 no (r s1)"},
    {"reject r with 5.1.1", "reject 550 5.1.1 rejected by local policy (r s1)"},
    {"reject r with 553 5.1.3 \"no\"", "reject 553 5.1.3 no (r s1)"},
    {"reject r with 5.123.999 \"no\"", "reject 550 5.123.999 no (r s1)"},
    {"close r with 421 4.3.2 \"bye\"", "close 421 4.3.2 bye (r s1)"},
    {"reject r with \"one\" \"two\"", "reject 550 5.7.1 one|two (r s1)"},
    {"reject r with \"one\\ntwo\" \"three\"",
     "reject 550 5.7.1 one|two|three (r s1)"},
    {"reject r with \"one\\n\\nthree\"", "reject 550 5.7.1 one||three (r s1)"},
    {"reject r with \"one\\n\"", "reject 550 5.7.1 one (r s1)"},
    {"reject r with \"%{helo.name} %{client.address} %{auth.user}\"",
     "reject 550 5.7.1 h.example 203.0.113.9 - (r s1)"},
    {"reject r with \"%{mail.from} %{rcpt.to} %{helo.labels} %{helo.fqdn}\"",
     "reject 550 5.7.1 <a@one.example> <u@example.org> 2 yes (r s1)"},
    {"score 2.5 s if helo.name exists reject r if score > 1 with \"%{score} "
     "%{session.id}\"",
     "reject 550 5.7.1 2.5 s1 (r s1)"},
    {"tag t reject r if tag.t with \"%{tag.t}\"",
     "reject 550 5.7.1 yes (r s1)"},
    {"reject r with \"5% of 100%% and %x\"",
     "reject 550 5.7.1 5% of 100% and %x (r s1)"},
};

static void
test_replies(void)
{
	for (size_t i = 0; i < COUNT(replies); i++) {
		struct engine e;

		engine_open(&e, replies[i].rules);
		engine_say(&e, START MESSAGE);
		is_text(reply_of(&e), replies[i].reply, replies[i].rules);
		ok(e.v.settled && !e.v.open, "it is settled");
		engine_close(&e);
	}
}

/* The classes of code, enhanced code and action agree, whatever the code. */
static void
test_classes(void)
{
	size_t wrong = 0, tried = 0;

	for (unsigned code = 400; code < 600; code++) {
		const bool defer = code < 500;
		struct engine e;
		char rule[64];

		if (code == 421)
			continue;
		snprintf(rule, sizeof rule, "%s r with %u",
			 defer ? "defer" : "reject", code);
		engine_open(&e, rule);
		engine_run(&e, STAGE_CONNECT);
		wrong += e.v.code != code || e.v.dsn.n < 5 ||
			 e.v.dsn.p[0] != (defer ? '4' : '5');
		tried++;
		engine_close(&e);
	}
	ok(wrong == 0, "%zu codes, %zu without an enhanced code of their class",
	   tried, wrong);
}

static bool
is_clean(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return true;
}

/* With code, enhanced code and CRLF: RFC 5321, 4.5.3.1.5. */
static bool
fits(const struct verdict *v, size_t line)
{
	return sizeof "550 " - 1 + v->dsn.n + 1 + v->line[line].n +
		   sizeof "\r\n" - 1 <=
	       512;
}

static const char long_text[] =
    "reject a-rule-with-a-rather-long-name-as-rules-may-have-them-64-bytes "
    "with \"%{helo.raw} %{helo.raw} %{helo.raw}\" \"%{helo.name}%{helo.raw}\"";

/* Whatever bytes the client sends: clean lines, none too long. */
static void
test_hostile(void)
{
	uint64_t random = 4711;
	size_t dirty = 0, longer = 0;

	for (size_t i = 0; i < 2000; i++) {
		struct engine e;
		char bytes[900];
		size_t n = 0;

		random = random * 6364136223846793005u + 1442695040888963407u;
		while (n < (random >> 40) % sizeof bytes) {
			random = random * 6364136223846793005u +
				 1442695040888963407u;
			bytes[n++] = (char)(random >> 56);
		}
		engine_open(&e, long_text);
		session_helo(e.s, str_make(bytes, n));
		engine_run(&e, STAGE_MAIL);
		for (size_t k = 0; k < e.v.nlines; k++) {
			dirty += !is_clean(e.v.line[k]);
			longer += !fits(&e.v, k);
		}
		engine_close(&e);
	}
	ok(dirty == 0, "%zu lines with other bytes than printable ASCII",
	   dirty);
	ok(longer == 0, "%zu lines of more than 512 bytes", longer);
}

static const struct {
	const char *helo, *shown;
	size_t n;
} escapes[] = {
    {"a\r\nb", "a\\x0d\\x0ab", 4}, {"a\\b", "a\\x5cb", 3},
    {"\xff\x01", "\\xff\\x01", 2}, {"a\0b", "a\\x00b", 3},
    {"a\"b", "a\"b", 3},	   {"%{helo.name}", "%{helo.name}", 12},
    {"%s%n", "%s%n", 4},	   {"\\x41", "\\x5cx41", 4},
};

static void
test_escapes(void)
{
	for (size_t i = 0; i < COUNT(escapes); i++) {
		struct engine e;
		struct str want;

		engine_open(&e, "reject r with \"<%{helo.raw}>\"");
		want = arena_printf(e.a, "<%s> (r s1)", escapes[i].shown);
		session_helo(e.s, str_make(escapes[i].helo, escapes[i].n));
		engine_run(&e, STAGE_RCPT);
		is_text(arena_str(e.a, e.v.line[0]).p, want.p,
			escapes[i].shown);
		engine_close(&e);
	}
}

/* One value is bounded by itself, so that it cannot push out the rest. */
static void
test_bounds(void)
{
	struct engine e;
	char much[LIMIT_HELO];
	struct str line;

	memset(much, 'x', sizeof much);
	engine_open(&e, "reject r with \"<%{helo.raw}> is too long\"");
	session_helo(e.s, str_make(much, sizeof much));
	engine_run(&e, STAGE_RCPT);
	line = arena_str(e.a, e.v.line[0]);
	ok(strstr(line.p, "xxx...> is too long (r s1)") != NULL,
	   "a long value ends in \"...\", what stands behind it is there");
	ok(line.n < LIMIT_SHOWN + 40, "%zu bytes of it", line.n);
	memset(much, 1, sizeof much);
	session_helo(e.s, str_make(much, sizeof much));
	engine_run(&e, STAGE_RCPT);
	line = arena_str(e.a, e.v.line[0]);
	ok(strstr(line.p, "\\x01...> is too long") != NULL,
	   "no escape is cut in two: %s", line.p + line.n - 40);
	engine_close(&e);
}

/* Other facts of a verdict. */
static void
test_rest(void)
{
	struct engine e;

	engine_open(&e, "\nscore -1.5 s if helo.name exists\n"
			"quarantine held \"for %{helo.name}\" if score < 0");
	engine_say(&e, START MESSAGE);
	is_text(arena_str(e.a, e.v.why).p, "for h.example",
		"the reason of a quarantine");
	is_text(arena_str(e.a, e.v.rule.place).p, "test.rules:3",
		"the place of the rule");
	ok(e.v.score_least == -1500 && e.v.score_most == -1500, "the score");
	ok(e.v.moment == STAGE_HELO, "the moment of the rule");
	engine_close(&e);

	engine_open(&e, "quarantine held");
	engine_say(&e, START MESSAGE);
	is_text(arena_str(e.a, e.v.why).p, "held",
		"without a reason, the rule's name");
	engine_close(&e);

	engine_open(&e, "score 2 a if not helo.resolves "
			"score -1 b if helo.resolves reject r if score > 1");
	engine_say(&e, "dns default fails " START MESSAGE);
	is_text(reply_of(&e),
		"defer 451 4.4.3 cannot be decided for now, try again later: "
		"the score (r s1)",
		"an open score");
	ok(e.v.score_least == -1000 && e.v.score_most == 2000,
	   "is told as an interval");
	engine_close(&e);

	engine_open(&e, "reject r if not helo.resolves");
	engine_say(
	    &e, "dns h.example MX fails dns h.example A none " START MESSAGE);
	is_text(reply_of(&e),
		"defer 451 4.4.3 cannot be decided for now, try again later: "
		"MX h.example: no answer (r s1)",
		"an open question is named");
	ok(e.v.open && strcmp(engine_verdict(&e), "defer r 451") == 0,
	   "and so is the rule");
	engine_close(&e);
}

/* "log a:text, header b:X=text, delay c:20": what one event brought. */
static const char *
effects_of(struct engine *e)
{
	static const char *const kinds[] = {
	    [EFFECT_WOULD] = "would",	  [EFFECT_LOG] = "log",
	    [EFFECT_HEADER] = "header",	  [EFFECT_DELAY] = "delay",
	    [EFFECT_OVERRUN] = "overrun", [EFFECT_MAYBE] = "maybe",
	    [EFFECT_MATCHED] = "matched"};
	struct str all = STR("");

	for (size_t i = 0; i < e->v.neffects; i++) {
		const struct effect *f = &e->v.effect[i];

		all = arena_printf(e->a, "%.*s%s%s %.*s", STR_ARG(all),
				   i > 0 ? ", " : "", kinds[f->kind],
				   STR_ARG(f->rule.name));
		if (f->kind == EFFECT_WOULD)
			all = arena_printf(e->a, "%.*s %s", STR_ARG(all),
					   action_rows[f->action].name);
		if (f->kind == EFFECT_DELAY)
			all = arena_printf(e->a, "%.*s %d", STR_ARG(all),
					   (int)f->delay_ms);
		if (f->name.n > 0)
			all = arena_printf(e->a, "%.*s %.*s:", STR_ARG(all),
					   STR_ARG(f->name));
		if (f->text.n > 0)
			all = arena_printf(e->a, "%.*s %.*s", STR_ARG(all),
					   STR_ARG(f->text));
	}
	return arena_str(e->a, all).p;
}

/* Events in turn, and what each is told. */
static const struct told {
	const char *what, *rules, *steps[4], *effects[4];
	enum stage late[4]; /* run also, when not STAGE_CONNECT */
} tellings[] = {
    {"a log line once a message",
     "log l \"hi %{helo.name}\"",
     {START, "mail <>", "rcpt <a@b.example>", "rcpt <c@d.example>"},
     {"", "", "log l hi h.example", ""},
     {0}},
    {"about recipients, once for each",
     "log l \"to %{rcpt.to}\"",
     {START, "mail <>", "rcpt <a@b.example>", "rcpt <c@d.example>"},
     {"", "", "log l to <a@b.example>", "log l to <c@d.example>"},
     {0}},
    {"again for the next message",
     "log l if helo.fqdn",
     {START MESSAGE, "rset mail <>", "rcpt <a@b.example>", "data"},
     {"log l", "", "log l", "log l"},
     {0}},
    {"a header at the end of the message",
     "header h \"X-Seen\" \"%{helo.name}\"",
     {START MESSAGE, "rcpt <a@b.example>", "data", "data"},
     {"", "", "", "header h X-Seen: h.example"},
     {STAGE_CONNECT, STAGE_CONNECT, STAGE_HEADERS, STAGE_MESSAGE}},
    {"what an observed rule would do",
     "observe reject r if helo.fqdn observe header h \"X-A\" \"b\" "
     "observe score 5 s observe tag t observe delay d 3s",
     {START MESSAGE, "data", "data", ""},
     {"would r reject, would h header X-A: b, would s score, would t tag, "
      "would d delay",
      "", "", ""},
     {STAGE_CONNECT, STAGE_HEADERS, STAGE_MESSAGE}},
    {"delays in milliseconds",
     "delay d 1.5s delay e 20ms if helo.literal delay f 2s",
     {START, "mail <>", "rcpt <a@b.example>", ""},
     {"", "", "delay d 1500, delay f 2000", ""},
     {0}},
    {"nothing behind the rule that decides",
     "log a reject r if helo.fqdn log b",
     {START, "mail <>", "rcpt <a@b.example>", ""},
     {"", "", "log a", ""},
     {0}},
    {"what stays open, when it is over",
     "score 1 s if helo.resolves log l if not helo.resolves tag t",
     {"dns default fails " START MESSAGE, "data", "data", ""},
     {"matched t", "",
      "maybe s A h.example: no answer, maybe l A h.example: no answer", ""},
     {STAGE_CONNECT, STAGE_HEADERS, STAGE_MESSAGE}},
    {"at MAIL, when replies are given there",
     "set reply-at mail log l if helo.fqdn",
     {START, "mail <>", "rcpt <a@b.example>", ""},
     {"", "log l", "", ""},
     {0}},
};

static void
test_telling(const struct told *t)
{
	struct engine e;

	engine_open(&e, t->rules);
	for (size_t i = 0; i < 4; i++) {
		engine_say(&e, t->steps[i]);
		if (t->late[i] != STAGE_CONNECT)
			engine_run(&e, t->late[i]);
		if (t->steps[i][0] != '\0')
			is_text(effects_of(&e), t->effects[i], t->what);
	}
	engine_close(&e);
}

/* A pattern at its limit: no match, and told once. */
static void
test_overrun(void)
{
	struct engine e;
	char hard[64];

	memset(hard, 'a', sizeof hard);
	hard[sizeof hard - 1] = '!';
	engine_open(&e, "reject r if helo.raw matches /(a+)+[bc]/ accept rest");
	session_helo(e.s, str_make(hard, sizeof hard));
	engine_run(&e, STAGE_HELO);
	engine_say(&e, "mail <> rcpt <a@b.example>");
	is_text(engine_verdict(&e), "accept rest 250",
		"a pattern at its limit does not match");
	is_text(effects_of(&e), "overrun r", "and is told");
	engine_say(&e, "rcpt <c@b.example>");
	is_text(effects_of(&e), "", "once a message");
	engine_close(&e);
}

/* A question that stays open has the client's bytes in it. */
static void
test_open_hostile(void)
{
	struct str paths[] = {STR("<>"), STR("<u@b.example>")};
	struct engine e;
	const char *told;

	engine_open(&e, "score 1 s if helo.resolves "
			"reject r if not helo.resolves");
	session_helo(e.s, STR("a\1\xffrule=none\\.example"));
	session_mail(e.s, &paths[0], 1);
	session_rcpt(e.s, &paths[1], 1);
	engine_run(&e, STAGE_RCPT);
	told = effects_of(&e);
	is_text(told,
		"maybe s A a\\x01\\xffrule=none\\x5c.example: "
		"no resolver",
		"its bytes are escaped");
	ok(e.v.nlines == 1 && is_clean(e.v.line[0]) && is_clean(e.v.why),
	   "in the reply too");
	engine_close(&e);
}

/* When the client hears of it. */
static void
test_tells(void)
{
	static const struct {
		const char *rules;
		enum stage at;
		bool tells[STAGE_MESSAGE + 1];
	} cases[] = {
	    {"reject r", STAGE_RCPT, {0, 0, 0, 1, 1, 1}},
	    {"set reply-at mail reject r", STAGE_MAIL, {0, 0, 1, 1, 1, 1}},
	    {"close r", STAGE_RCPT, {1, 1, 1, 1, 1, 1}},
	    {"accept r", STAGE_RCPT, {0, 0, 0, 1, 1, 1}},
	    {"reject r if message.size > 1", STAGE_RCPT, {0, 0, 0, 0, 0, 1}},
	    {"", STAGE_RCPT, {0, 0, 0, 1, 1, 1}},
	};

	for (size_t i = 0; i < COUNT(cases); i++)
		for (enum stage st = STAGE_CONNECT; st <= STAGE_MESSAGE; st++) {
			struct engine e;

			engine_open(&e, cases[i].rules);
			engine_run(&e, st);
			ok(rules_tells(e.r, st, &e.v) == cases[i].tells[st],
			   "%s: %s", cases[i].rules, stage_name(st));
			ok(rules_gives_at(e.r, st) == (st >= cases[i].at),
			   "given from %s on", stage_name(cases[i].at));
			engine_close(&e);
		}
}

/* One recipient's mail discarded, the other's not. */
static void
test_drops(void)
{
	struct engine e;

	engine_open(&e, "discard d if rcpt.domain is bad.example");
	engine_say(&e, START "mail <> rcpt <a@bad.example> rcpt <b@c.example> "
			     "rcpt <d@bad.example> " END);
	engine_run(&e, STAGE_HEADERS);
	engine_run(&e, STAGE_MESSAGE);
	is_text(engine_verdict(&e), "accept - 250", "the message goes on");
	ok(e.v.ndrops == 2 && str_eq(e.v.drop[0], STR("<a@bad.example>")) &&
	       str_eq(e.v.drop[1], STR("<d@bad.example>")),
	   "without the two that are discarded");
	engine_close(&e);

	engine_open(&e, "discard d if rcpt.domain is bad.example");
	engine_say(&e, START "mail <> rcpt <a@bad.example> " END);
	engine_run(&e, STAGE_MESSAGE);
	is_text(engine_verdict(&e), "discard d 250", "all are discarded");
	engine_close(&e);
}

int
main(void)
{
	test_replies();
	test_classes();
	test_hostile();
	test_escapes();
	test_bounds();
	test_rest();
	for (size_t i = 0; i < COUNT(tellings); i++)
		test_telling(&tellings[i]);
	test_overrun();
	test_open_hostile();
	test_tells();
	test_drops();
	return tap_done();
}
