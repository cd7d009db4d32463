#include "engine.h"

#include "limits.h"

/* What a session forgets, and what it keeps. */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define CLIENT "client 203.0.113.9 c.example.net "
#define MESSAGE "mail <a@one.example> rcpt <u@example.org> "

/* "fact=value" pairs that hold behind the steps. */
static const struct {
	const char *what, *steps, *facts;
} memories[] = {
    {"a new connection knows no greeting", CLIENT,
     "client.address=203.0.113.9 client.name=c.example.net helo.name=- "
     "helo.valid=- helo.labels=- mail.from=- mail.null=- rcpt.to=- "
     "tls.version=- auth.user=-"},
    {"a greeting", CLIENT "ehlo a.example",
     "helo.name=a.example helo.labels=2 mail.from=- rcpt.to=-"},
    {"a second greeting replaces the first", CLIENT "ehlo a.example ehlo b",
     "helo.name=b helo.labels=1 helo.raw=b helo.fqdn=no"},
    {"nothing of a longer greeting is left",
     CLIENT "ehlo \"a.example two words\" ehlo b.example",
     "helo.raw=b.example helo.extra_words=no helo.valid=yes"},
    {"a greeting without a name", CLIENT "ehlo a.example helo \"\"",
     "helo.raw= helo.name= helo.valid=no helo.class=malformed"},
    {"a greeting ends the message (RFC 5321, 4.1.4)",
     CLIENT "ehlo a.example " MESSAGE "auth alice ehlo a.example",
     "mail.from=- mail.domain=- rcpt.to=- auth.user=- message.size=-"},
    {"a greeting keeps the client", CLIENT "ehlo a.example ehlo b.example",
     "client.address=203.0.113.9 client.name=c.example.net client.port=4321"},
    {"RSET ends the message alone (RFC 5321, 4.1.1.5)",
     CLIENT "ehlo a.example " MESSAGE "rset",
     "helo.name=a.example mail.from=- rcpt.to=- message.size=-"},
    {"RSET without a message", CLIENT "ehlo a.example rset",
     "helo.name=a.example mail.from=-"},
    {"STARTTLS forgets the greeting (RFC 3207, 4.2)",
     CLIENT "ehlo a.example starttls",
     "helo.name=- helo.raw=- helo.valid=- helo.resolves=- "
     "client.address=203.0.113.9 client.name=c.example.net"},
    {"so it does when nobody greets again",
     CLIENT "ehlo a.example starttls mail <x@one.example>",
     "helo.name=- mail.domain=one.example tls.version=TLSv1.3"},
    {"the greeting behind STARTTLS counts",
     CLIENT "ehlo a.example starttls ehlo b.example mail <x@one.example>",
     "helo.name=b.example tls.version=TLSv1.3"},
    {"TLS lasts for the connection",
     CLIENT "ehlo a.example starttls TLSv1.2 AES 128 ehlo b.example " MESSAGE
	    "rset mail <>",
     "tls.version=TLSv1.2 tls.cipher=AES tls.bits=128 tls.verified=no"},
    {"a second MAIL is another message",
     CLIENT "ehlo a.example mail <a@one.example> SIZE=1 rcpt <u@example.org> "
	    "data size 1000 mail <>",
     "mail.null=yes mail.domain=- rcpt.to=- message.size=0"},
    {"the login is told with each message",
     CLIENT "ehlo a.example mail <> auth alice PLAIN",
     "auth.user=alice auth.mechanism=PLAIN"},
    {"and ends with it",
     CLIENT "ehlo a.example mail <> auth alice PLAIN rset mail <>",
     "auth.user=- auth.mechanism=-"},
    {"each RCPT is about another recipient",
     CLIENT "ehlo a.example " MESSAGE "rcpt <Postmaster@two.example>",
     "rcpt.domain=two.example rcpt.postmaster=yes mail.domain=one.example"},
    {"behind DATA there is no recipient",
     CLIENT "ehlo a.example " MESSAGE "data",
     "rcpt.to=- mail.domain=one.example message.size=0"},
    {"headers and body make the size",
     CLIENT "ehlo a.example " MESSAGE "data header Subject hello size 100",
     "message.size=118"},
};

static void
test_memories(void)
{
	for (size_t i = 0; i < COUNT(memories); i++) {
		struct engine e;
		char facts[1024], *rest = NULL;

		engine_open(&e, "");
		engine_say(&e, memories[i].steps);
		snprintf(facts, sizeof facts, "%s", memories[i].facts);
		for (char *pair = strtok_r(facts, " ", &rest); pair != NULL;
		     pair = strtok_r(NULL, " ", &rest)) {
			char *value = strchr(pair, '=');

			*value++ = '\0';
			if (!ok(strcmp(engine_fact(&e, pair), value) == 0,
				"%s: %s is %s", memories[i].what, pair, value))
				printf("# got %s\n", engine_fact(&e, pair));
		}
		engine_close(&e);
	}
}

/* The last verdict behind the steps, under the rules. */
static const struct {
	const char *what, *rules, *steps, *verdict;
} verdicts[] = {
    {"a refused name repeated is refused again",
     "reject bad if helo.name is bad.example",
     CLIENT "ehlo bad.example " MESSAGE "rset ehlo bad.example " MESSAGE,
     "reject bad 550"},
    {"and again without a message between",
     "reject bad if helo.name is bad.example",
     CLIENT "ehlo bad.example ehlo bad.example ehlo bad.example " MESSAGE,
     "reject bad 550"},
    {"another name is judged afresh", "reject bad if helo.name is bad.example",
     CLIENT "ehlo bad.example " MESSAGE "rset ehlo good.example " MESSAGE,
     "accept - 250"},
    {"an accepted name does not cover the next",
     "accept good if helo.name is good.example reject rest",
     CLIENT "ehlo good.example " MESSAGE "ehlo bad.example " MESSAGE,
     "reject rest 550"},
    {"what was accepted before STARTTLS is not any more",
     "accept good if helo.name is good.example reject rest",
     CLIENT "ehlo good.example starttls " MESSAGE, "reject rest 550"},
    {"what was refused before STARTTLS is not any more",
     "reject bad if helo.name is bad.example",
     CLIENT "ehlo bad.example starttls ehlo good.example " MESSAGE,
     "accept - 250"},
    {"no greeting behind STARTTLS is none",
     "reject none if mail.from exists and helo.name absent with 503 5.5.1",
     CLIENT "ehlo good.example starttls " MESSAGE, "reject none 503"},
    {"a verdict about the client stays",
     "reject client if client.address is 203.0.113.9",
     CLIENT "ehlo a.example starttls ehlo b.example rset " MESSAGE,
     "reject client 550"},
    {"the score begins again with each message",
     "score 3 odd if mail.null reject many if score >= 4",
     CLIENT "ehlo a.example mail <> rcpt <a@b.example> rset mail <> "
	    "rcpt <a@b.example> rset " MESSAGE,
     "accept - 250"},
    {"and with each recipient",
     "score 3 odd if rcpt.postmaster reject many if score >= 4",
     CLIENT "ehlo a.example mail <> rcpt <postmaster> rcpt <postmaster>",
     "accept - 250"},
    {"the score of a greeting holds for all its messages",
     "score 5 odd if not helo.fqdn reject many if mail.null and score >= 4",
     CLIENT "ehlo odd " MESSAGE "rset mail <> rcpt <a@b.example>",
     "reject many 550"},
    {"a tag ends with its message",
     "tag t if mail.null reject tagged if tag.t and rcpt.to exists",
     CLIENT "ehlo a.example mail <> rcpt <a@b.example> rset " MESSAGE,
     "accept - 250"},
    {"another recipient, another verdict",
     "reject bad if rcpt.domain is bad.example",
     CLIENT "ehlo a.example mail <> rcpt <u@bad.example> rcpt <u@b.example>",
     "accept - 250"},
    {"a login lifts what the greeting brought",
     "accept known if auth.user exists reject bad if not helo.fqdn",
     CLIENT "ehlo odd mail <> auth alice rcpt <a@b.example>",
     "accept known 250"},
    {"and not for the next message",
     "accept known if auth.user exists reject bad if not helo.fqdn",
     CLIENT "ehlo odd mail <> auth alice rcpt <a@b.example> rset mail <> "
	    "rcpt <a@b.example>",
     "reject bad 550"},
    {"without a greeting: mail is judged all the same",
     "reject none if helo.name absent", CLIENT MESSAGE, "reject none 550"},
};

static void
test_verdicts(void)
{
	for (size_t i = 0; i < COUNT(verdicts); i++) {
		struct engine e;

		engine_open(&e, verdicts[i].rules);
		engine_say(&e, verdicts[i].steps);
		is_text(engine_verdict(&e), verdicts[i].verdict,
			verdicts[i].what);
		engine_close(&e);
	}
}

/* Calls in an order that no MTA would make do no harm. */
static void
test_disorder(void)
{
	struct str path = STR("<a@b.example>");
	struct engine e;

	session_free(NULL);
	engine_open(&e, "reject a if helo.literal and message.size > 1");
	session_rcpt_end(e.s, true);
	session_header(e.s, STR("A"), STR("b"));
	session_body(e.s, STR("hello\r\n"));
	session_reset(e.s);
	ok(!session_in_message(e.s) && session_recipients(e.s) == 0,
	   "no message");
	engine_run(&e, STAGE_MESSAGE);
	ok(e.v.settled, "a verdict without a message");
	session_rcpt(e.s, &path, 1);
	ok(session_in_message(e.s), "RCPT without MAIL begins a message");
	session_rcpt_end(e.s, true);
	session_rcpt_end(e.s, true);
	ok(session_recipients(e.s) == 1, "a recipient ends once");
	session_rcpt(e.s, &path, 1);
	session_rcpt_end(e.s, false);
	ok(session_recipients(e.s) == 1, "one that was refused is not kept");
	session_mail(e.s, NULL, 0);
	is_text(engine_fact(&e, "mail.valid"), "no", "MAIL without a path");
	is_text(engine_fact(&e, "mail.null"), "no", "is not the null path");
	session_connect(e.s, STR("localhost"), NULL, 0);
	is_text(engine_fact(&e, "client.address"), "-", "no address");
	is_text(engine_fact(&e, "client.class"), "-", "of no class");
	is_text(engine_fact(&e, "client.ptr"), "-", "no reverse name");
	is_text(engine_fact(&e, "client.name"), "localhost", "but a name");
	session_helo(e.s, (struct str){NULL, 0});
	is_text(engine_fact(&e, "helo.is_client"), "-", "nobody to be");
	is_text(engine_fact(&e, "helo.valid"), "no", "an absent greeting");
	engine_run(&e, STAGE_HELO);
	engine_close(&e);
}

/* What a client sends beyond a limit is cut, and the memory stays bounded. */
static void
test_limits(void)
{
	enum { MUCH = 100000 };
	struct str many[LIMIT_PARAMS * 2];
	struct engine e;
	char *much;
	size_t size;

	engine_open(&e, "reject a if rcpt.domain is b.example");
	much = arena_alloc(e.a, MUCH + 1);
	memset(much, 'x', MUCH);
	session_helo(e.s, str_make(much, MUCH));
	ok(strlen(engine_fact(&e, "helo.raw")) == LIMIT_HELO,
	   "a greeting is cut at %d bytes", LIMIT_HELO);
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = str_make(much, MUCH);
	session_mail(e.s, many, COUNT(many));
	ok(strlen(engine_fact(&e, "mail.from")) == LIMIT_ADDRESS,
	   "a path is cut at %d bytes", LIMIT_ADDRESS);
	session_macro(e.s, STR("{auth_authen}"), str_make(much, MUCH));
	ok(strlen(engine_fact(&e, "auth.user")) == LIMIT_MACRO,
	   "a macro is cut at %d bytes", LIMIT_MACRO);
	session_macro(e.s, STR("{no_such_macro}"), str_make(much, MUCH));
	size = session_size(e.s);
	ok(size < (size_t)2 * LIMIT_PARAMS * LIMIT_PARAM + 65536,
	   "a greedy client holds %zu bytes", size);
	for (size_t i = 0; i < 20000; i++) {
		session_helo(e.s, str_make(much, MUCH));
		session_mail(e.s, many, 2);
		engine_run(&e, STAGE_MAIL);
		session_rcpt(e.s, many, 2);
		engine_run(&e, STAGE_RCPT);
		session_rcpt_end(e.s, true);
	}
	ok(session_size(e.s) < size + 65536,
	   "20,000 greetings and messages later: %zu bytes", session_size(e.s));
	engine_close(&e);
}

/* Macros that are set again and again: kept once or forgotten in time. */
static void
test_macros(void)
{
	struct engine e;
	size_t size;

	engine_open(&e, "reject a if client.ptr absent");
	session_macro(e.s, STR("{client_ptr}"), STR("a.example"));
	size = session_size(e.s);
	for (size_t i = 0; i < 100000; i++)
		session_macro(e.s, STR("{client_ptr}"), STR("a.example"));
	ok(session_size(e.s) == size, "the same value costs nothing");
	session_macro(e.s, STR("{tls_version}"), (struct str){NULL, 0});
	session_mail(e.s, NULL, 0);
	is_text(engine_fact(&e, "tls.version"), "-", "an absent macro");
	session_macro(e.s, STR("{tls_version}"), STR(""));
	is_text(engine_fact(&e, "tls.version"), "-", "an empty macro");
	engine_close(&e);
}

/* New rules in the middle of a session judge all anew. */
static void
test_reload(void)
{
	struct engine e;
	struct rules *before, *after;

	engine_open(&e, "reject old if helo.name is a.example");
	engine_say(&e, CLIENT "ehlo a.example " MESSAGE);
	is_text(engine_verdict(&e), "reject old 550", "under the old rules");
	before = e.r;
	after = engine_load(e.a, "tag none reject new if helo.fqdn");
	e.r = after;
	session_reset(e.s);
	engine_say(&e, MESSAGE);
	is_text(engine_verdict(&e), "reject new 550", "under the new ones");
	rules_free(before);
	engine_close(&e);
}

int
main(void)
{
	test_memories();
	test_verdicts();
	test_disorder();
	test_limits();
	test_macros();
	test_reload();
	return tap_done();
}
