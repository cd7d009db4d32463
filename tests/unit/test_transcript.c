#include "engine.h"

/* Transcripts: what is played, and what is said of an "expect" that fails. */

#define START "client 203.0.113.9 c.example.net\nehlo a.example\n"
#define SENT "mail <a@b.example>\nrcpt <u@example.org>\n"

static const struct {
	const char *what, *rules, *steps, *said;
} cases[] = {
    {"nothing is expected", "reject r", START SENT, ""},
    {"a verdict", "reject r", START SENT "expect reject", ""},
    {"with rule and code", "reject r", START SENT "expect reject r 550", ""},
    {"with a code alone", "reject r with 554", START SENT "expect reject 554",
     ""},
    {"another verdict", "reject r", START SENT "expect accept",
     "reject r 550\n"},
    {"another rule", "reject r", START SENT "expect reject s",
     "reject r 550\n"},
    {"another code", "reject r", START SENT "expect reject r 554",
     "reject r 550\n"},
    {"before it is given", "reject r", START "expect reject",
     "accept (nothing given so far; reject r is given at RCPT)\n"},
    {"the same, expected", "reject r", START "expect accept", ""},
    {"nothing decided so far", "reject r if rcpt.postmaster",
     START "expect reject", "accept (nothing given so far)\n"},
    {"an open question", "reject r if not helo.resolves",
     "dns a.example fails\n" START SENT "expect reject",
     "defer r 451: A a.example: no answer\n"},
    {"an observed rule", "observe reject r",
     START SENT "expect would-reject r\nexpect accept", ""},
    {"one that did not match", "observe reject r if helo.literal",
     START SENT "expect would-reject r", "that rule did not match\n"},
    {"one that would do something else", "observe defer r",
     START SENT "expect would-reject r", "that rule did not match\n"},
    {"close is told at once, and the rest is not heard",
     "close r if helo.name is a.example",
     START "expect close r 421\n" SENT "expect close r", ""},
    {"steps without a client", "reject r", "ehlo a.example\n",
     "no client has connected: write \"client ADDRESS\" before\n"},
    {"a verdict about the message", "reject big if message.size > 1K",
     START SENT "expect accept\ndata\nsize 2000\nexpect reject big", ""},
    {"headers, body and line ends make the size",
     /* "A: b" CRLF, CRLF, "one" CRLF "two" CRLF */
     "reject size if message.size is not 18",
     START SENT "data\nheader A b\nbody \"one\\ntwo\"\nexpect accept", ""},
    {"the size is that of the whole message",
     "reject size if message.size is not 2000",
     START SENT "data\nheader A b\nsize 2000\nexpect accept", ""},
    {"data without recipients is no message", "reject r",
     START "mail <>\nrcpt <u@example.org>\nexpect reject r\ndata\nsize 10\n"
	   "expect reject r",
     ""},
    {"two messages", "reject big if message.size > 1K",
     START SENT "data\nsize 2000\nexpect reject big\n" SENT
		"data\nsize 20\nexpect accept",
     ""},
    {"the next client brings its own name",
     "set rdns mta reject named if client.name is c.example.net reject "
     "none if client.ptr absent",
     START SENT "expect reject named\n"
		"client 203.0.113.10 d.example.net\nehlo x\n" SENT
		"expect accept\nclient 203.0.113.11\nehlo x\n" SENT
		"expect reject none",
     ""},
    {"and no TLS and no login",
     "reject tls if tls.version exists reject auth if auth.user exists",
     START "starttls\nehlo x\nauth alice\n" SENT "expect reject tls\n"
	   "client 203.0.113.10\nehlo x\n" SENT "expect accept",
     ""},
    {"a macro lasts from here on", "reject r if listener.name is mx9",
     START SENT "expect accept\nmacro {daemon_name} mx9\n" START SENT
		"expect reject r\nclient 203.0.113.11\n" SENT "expect reject r",
     ""},
    {"a login lasts for the connection",
     "accept a if auth.user exists reject r",
     START "auth alice\n" SENT "expect accept a\nrset\n" SENT "expect accept a",
     ""},
    {"nothing is heard behind quit", "reject r",
     START SENT "expect reject r\nquit\n" SENT "expect accept", ""},
    {"an unknown command changes nothing", "reject r if helo.literal",
     START "unknown \"XYZZY\"\n" SENT "expect accept", ""},
};

static struct str said;

static void
fails(void *context, const struct step *step, struct str why)
{
	struct arena *a = context;

	(void)step;
	said = arena_printf(a, "%.*s%.*s\n", STR_ARG(said), STR_ARG(why));
}

int
main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *a = arena_new();
		struct str text = arena_printf(a, "%s\ntest t %s",
					       cases[i].rules, cases[i].steps);
		struct rules *r = engine_load(a, text.p);
		struct transcript_end end;

		said = STR("");
		transcript_play(r, rules_transcripts(r), 20743, fails, a, &end);
		is_text(arena_str(a, said).p, cases[i].said, cases[i].what);
		ok((end.failed > 0) == (cases[i].said[0] != '\0'),
		   "%zu of %zu failed", end.failed, end.expects);
		rules_free(r);
		arena_free(a);
	}
	return tap_done();
}
