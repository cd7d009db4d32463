#include "script.h"
#include "traps.h"
#include "ward.h"

#include <libmilter/mfdef.h>
#include <sys/socket.h>

/* Traps that lie in replies and in how talks begin and end. */

static void
play_each(const struct script *scripts, size_t n, const struct ward *w)
{
	for (size_t i = 0; i < n; i++)
		script_play(&scripts[i], w->socket);
}

/*
 * A refusal of HELO is answered 250 by the MTA, sticks to the connection and
 * is the last that the filter hears of it.
 */
void
trap_talk_greeting(void)
{
	static const char rules[] =
	    "close  gone    if helo.name is gone.example with 421 4.7.0 \"go "
	    "away\"\n"
	    "reject bad     if helo.name is bad.example with \"bad name\"\n"
	    "defer  busy    if helo.name is busy.example with \"too busy\"\n"
	    "reject missing if mail.from exists and helo.name absent\n"
	    "       with 503 5.5.1 \"say HELO\"\n";
	static const struct script scripts[] = {
	    {"a refused greeting",
	     0,
	     {"CONNECT client.example > c", "HELO bad.example > c",
	      "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > 550 5.7.1 bad name",
	      "RCPT <other@example.org> > 550 5.7.1 bad name", "ABORT",
	      "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > 550 5.7.1 bad name"}},
	    {"a better greeting after it",
	     0,
	     {"CONNECT client.example > c", "HELO bad.example > c",
	      "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > 550 5.7.1 bad name", "ABORT",
	      "HELO good.example > c", "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > c", "DATA > c", "EOH > c", "EOM > c"}},
	    {"a better greeting before MAIL",
	     0,
	     {"CONNECT client.example > c", "HELO bad.example > c",
	      "HELO busy.example > c", "HELO good.example > c",
	      "MAIL <a@example.net> > c", "RCPT <user@example.org> > c"}},
	    {"worse greetings after a good one",
	     0,
	     {"CONNECT client.example > c", "HELO good.example > c",
	      "MAIL <a@example.net> > c", "RCPT <user@example.org> > c",
	      "HELO busy.example > c", "ABORT", "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > 450 4.7.1 too busy",
	      "HELO bad.example > c", "ABORT", "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > 550 5.7.1 bad name"}},
	    {"a greeting after none",
	     0,
	     {"CONNECT client.example > c", "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > 503 5.5.1 say HELO", "ABORT",
	      "HELO good.example > c", "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > c"}},
	    {"the connection is closed at once",
	     0,
	     {"CONNECT client.example > c",
	      "HELO gone.example > 421 4.7.0 go away"}},
	};
	struct ward w;

	if (!ward_start(&w, rules))
		return;
	play_each(scripts, sizeof scripts / sizeof scripts[0], &w);
	ward_end(&w);
}

/* A connection without a word, and the beginning of a command. */
static void
half_said(const char *where)
{
	struct arena *a = arena_new();
	struct wire w;

	traps_ok(packet_open(&w.packets, a, where, TRAPS_PATIENCE),
		 "not even a negotiation");
	packet_broken(&w.packets, NULL);
	if (script_open(&w, a, where, 0)) {
		script_say(&w, "CONNECT client.example");
		traps_ok(send(w.packets.fd, "\0\0\0\x40Hgood", 9, 0) == 9,
			 "half a command");
		packet_broken(&w.packets, NULL);
	}
	arena_free(a);
}

/*
 * Aborts come outside of messages and not always inside, a connection may end
 * without having begun. Nobody but the client's next HELO ends a greeting.
 */
void
trap_talk_endings(void)
{
	static const char rules[] =
	    "header seen \"X-Seen\" \"yes\"\n"
	    "reject bad   if helo.name is bad.example with \"bad name\"\n"
	    "reject large if message.size > 1000\n";
	static const struct script scripts[] = {
	    {"cut behind the negotiation", 0, {"CUT"}},
	    {"QUIT at once", 0, {"QUIT"}},
	    {"ABORT at once", 0, {"ABORT", "CUT"}},
	    {"HELO without a connection", 0, {"HELO bad.example > c", "QUIT"}},
	    {"QUIT behind the connection",
	     0,
	     {"CONNECT client.example > c", "QUIT"}},
	    {"aborts everywhere",
	     0,
	     {"CONNECT client.example > c",
	      "ABORT",
	      "ABORT",
	      "HELO bad.example > c",
	      "ABORT",
	      "ABORT",
	      "ABORT",
	      "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > 550 5.7.1 bad name",
	      "ABORT",
	      "ABORT",
	      "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > 550 5.7.1 bad name",
	      "HELO good.example > c",
	      "ABORT",
	      "ABORT",
	      "MAIL <a@example.net> > c",
	      "ABORT",
	      "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > c",
	      "DATA > c",
	      "EOH > c",
	      "EOM > c",
	      "ABORT",
	      "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > c"}},
	    {"ABORT behind UNKNOWN, without MAIL",
	     UINT32_MAX,
	     {"CONNECT client.example > c", "HELO good.example > c",
	      "UNKNOWN XYZZY > c", "ABORT", "UNKNOWN XYZZY > c", "ABORT",
	      "MAIL <a@example.net> > c", "RCPT <user@example.org> > c",
	      "UNKNOWN XYZZY > c", "ABORT", "MAIL <a@example.net> > c",
	      "RCPT <user@example.org> > c", "UNKNOWN XYZZY > c", "CUT"}},
	    {"cut within the headers",
	     0,
	     {"CONNECT client.example > c", "HELO good.example > c",
	      "MAIL <a@example.net> > c", "RCPT <user@example.org> > c",
	      "DATA > c", "HEADER Subject| x > c", "CUT"}},
	    {"QUIT within the body",
	     0,
	     {"CONNECT client.example > c", "HELO good.example > c",
	      "MAIL <a@example.net> > c", "RCPT <user@example.org> > c",
	      "DATA > c", "HEADER Subject| x > c", "EOH > c", "BODY text > c",
	      "QUIT"}},
	    {"QUIT_NC, which libmilter does not go on behind",
	     0,
	     {"CONNECT client.example > c", "HELO bad.example > c",
	      "MAIL <a@example.net> > c", "QUIT_NC", "QUIT"}},
	};
	static const struct script after = {
	    "it serves",
	    0,
	    {"CONNECT client.example > c", "HELO bad.example > c",
	     "MAIL <a@example.net> > c",
	     "RCPT <user@example.org> > 550 5.7.1 bad name",
	     "HELO good.example > c", "MAIL <a@example.net> > c",
	     "RCPT <user@example.org> > c", "DATA > c", "EOH > c", "EOM > c"}};
	struct ward w;

	if (!ward_start(&w, rules))
		return;
	for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
		script_play(&scripts[i], w.socket);
		script_play(&after, w.socket);
	}
	half_said(w.socket);
	script_play(&after, w.socket);
	ward_end(&w);
}

#define TEN(x) x x x x x x x x x x
/* 400 of them, in the file and as they are sent. */
#define PERCENTS TEN(TEN("%%%%%%%%"))
#define LINES_32(say)                                                          \
	say(1) say(2) say(3) say(4) say(5) say(6) say(7) say(8) say(9) say(10) \
	    say(11) say(12) say(13) say(14) say(15) say(16) say(17) say(18)    \
		say(19) say(20) say(21) say(22) say(23) say(24) say(25)        \
		    say(26) say(27) say(28) say(29) say(30) say(31)
#define QUOTED(n) " \"line " #n "\"\n"
#define SENT(n) "550-5.7.1 line " #n "\r\n"

/*
 * libmilter keeps a text until it is used, wants "%" doubled and sends the
 * MTA's own text when it is not pleased.
 */
void
trap_talk_texts(void)
{
	static const char rules[] =
	    "defer  busy   if rcpt.local is busy with 450 4.2.1 \"come back\"\n"
	    "reject nobody if rcpt.local is nobody with 550 5.1.1 \"who?\"\n"
	    "reject full   if rcpt.local is full with \"100% of 5%% and "
	    "%s%n%\"\n"
	    "reject many   if rcpt.local is many with \"" PERCENTS "\"\n"
	    "reject hello  if rcpt.local is hello with \"%{helo.raw}\"\n"
	    "reject long   if rcpt.local is long with" LINES_32(
		QUOTED) " \"the end\"\n"
			"reject large  if message.size > 40 with 554 5.3.4 "
			"\"large\"\n";
	static const struct script scripts[] = {
	    {"each refusal has its own text",
	     0,
	     {"CONNECT client.example > c",
	      "HELO good.example > c",
	      "MAIL <a@example.net> > c",
	      "RCPT <busy@example.org> > 450 4.2.1 come back",
	      "RCPT <nobody@example.org> > 550 5.1.1 who?",
	      "RCPT <user@example.org> > c",
	      "RCPT <busy@example.org> > 450 4.2.1 come back",
	      "DATA > c",
	      "EOH > c",
	      "BODY text > c",
	      "EOM > c",
	      "MAIL <b@example.net> > c",
	      "RCPT <nobody@example.org> > 550 5.1.1 who?",
	      "RCPT <busy@example.org> > 450 4.2.1 come back",
	      "RCPT <user@example.org> > c",
	      "DATA > c",
	      "EOH > c",
	      "BODY more than forty bytes of text in the body > c",
	      "EOM > 554 5.3.4 large",
	      "MAIL <c@example.net> > c",
	      "RCPT <user@example.org> > c",
	      "DATA > c",
	      "EOH > c",
	      "EOM > c"}},
	    {"percent signs are doubled",
	     0,
	     {"CONNECT client.example > c", "HELO %s%n%{j}%% > c",
	      "MAIL <a@example.net> > c",
	      "RCPT <full@example.org> > 550 5.7.1 100%% of 5%% and "
	      "%%s%%n%%",
	      "RCPT <many@example.org> > 550 5.7.1 " PERCENTS,
	      "RCPT <hello@example.org> > 550 5.7.1 %%s%%n%%{j}%%%%"}},
	    {"32 lines",
	     0,
	     {"CONNECT client.example > c", "HELO good.example > c",
	      "MAIL <a@example.net> > c",
	      "RCPT <long@example.org> > " LINES_32(SENT) "550 5.7.1 the end",
	      "RCPT <user@example.org> > c"}},
	    {"what the client says makes no lines",
	     0,
	     {"CONNECT client.example > c", "HELO a\r\nb\x80\\ > c",
	      "MAIL <a@example.net> > c",
	      "RCPT <hello@example.org> > 550 5.7.1 a\\x0d\\x0ab\\x80\\x5c"}},
	};
	struct ward w;

	if (!ward_start(&w, rules))
		return;
	play_each(scripts, sizeof scripts / sizeof scripts[0], &w);
	traps_ok(ward_count(&w, "libmilter refused") == 0,
		 "libmilter takes all texts");
	ward_end(&w);
}
