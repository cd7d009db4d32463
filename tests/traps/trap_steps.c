#include "script.h"
#include "traps.h"
#include "ward.h"

#include <libmilter/mfdef.h>
#include <string.h>

/* Traps that lie in the order of commands and in what is negotiated. */

enum { EOM_MACROS = 5, EOH_MACROS = 6 }; /* of wire.asked */

/* Each decides somewhere else, from the connection to the message. */
static const char *const rules[] = {
    "set hostname \"mx.example.org\"\n",
    "accept  everybody if client.address exists\n",
    "accept  greeting  if helo.name exists\n",
    "accept  sender    if mail.from exists\n",
    "accept  recipient if rcpt.local is user\n",
    "discard everybody if client.address exists\n",
    "discard greeting  if helo.name exists\n",
    "discard recipient if rcpt.local is user\n",
    "reject  greeting  if helo.name is bad.example\n",
    "reject  large     if message.size > 5000\n",
    "delay   greeting  10ms if helo.name exists\n",
};

/* What an MTA may not heed: that nobody wants UNKNOWN, or anything. */
static const uint32_t deaf[] = {0, SMFIP_NOUNKNOWN, UINT32_MAX};

/* The script before each set of rules, by each MTA. */
static void
play_before_all(const struct script *script)
{
	struct ward w;

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		if (!ward_start(&w, rules[i]))
			continue;
		for (size_t j = 0; j < sizeof deaf / sizeof deaf[0]; j++) {
			struct script s = *script;

			s.deaf = deaf[j];
			script_play(&s, w.socket);
		}
		ward_end(&w);
	}
}

/*
 * libmilter drops what follows UNKNOWN, without any reply, when DATA is not
 * heard. Any client can say what nobody knows, anywhere.
 */
void
trap_steps_unknown(void)
{
	static const struct script script = {
	    .what = "what nobody knows before DATA",
	    .line = {"CONNECT client.example > c", "HELO good.example > c",
		     "MAIL <a@example.net> > c", "RCPT <user@example.org> > c",
		     "UNKNOWN XYZZY > c", "DATA > c", "HEADER Subject| x > c",
		     "EOH > c", "BODY text > c", "EOM > cd",
		     "MAIL <b@example.net> > c", "RCPT <user@example.org> > c",
		     "UNKNOWN XYZZY > c", "UNKNOWN XYZZY again > c", "DATA > c",
		     "EOH > c", "EOM > cd"}};

	play_before_all(&script);
}

/*
 * After a refusal of DATA the MTA goes on with the message and libmilter does
 * not: the next command has no reply.
 */
void
trap_steps_data(void)
{
	static const struct {
		const char *rules, *reply;
	} late[] = {
	    {"reject large if message.size > 40 with 550 5.3.4 \"large\"\n",
	     "EOM > 550 5.3.4 large"},
	    {"defer large if message.size > 40 with 452 4.3.1 \"large\"\n",
	     "EOM > 452 4.3.1 large"},
	    {"reject large if helo.name is bad.example and "
	     "message.size > 40 with 550 5.3.4 \"large\"\n"
	     "reject name if helo.name is bad.example\n",
	     "EOM > 550 5.3.4 large"},
	    {"accept small if message.size < 40\n"
	     "reject others if client.address exists with 554 5.7.1 \"no\"\n",
	     "EOM > 554 5.7.1 no"},
	    {"discard large if message.size > 40\n", "EOM > d"},
	};
	struct ward w;

	for (size_t i = 0; i < sizeof late / sizeof late[0]; i++) {
		struct script script = {
		    .what = "a verdict that comes late",
		    .line = {"CONNECT client.example > c",
			     "HELO bad.example > c", "MAIL <a@example.net> > c",
			     "RCPT <user@example.org> > c", "DATA > c",
			     "HEADER Subject| x > c", "EOH > c",
			     "BODY twenty bytes of text > c",
			     "BODY twenty bytes of text > c", late[i].reply,
			     "HELO good.example > c",
			     "MAIL <b@example.net> > c",
			     "RCPT <user@example.org> > c", "DATA > c",
			     "HEADER Subject| x > c", "EOH > c", "EOM > c"}};

		if (!ward_start(&w, late[i].rules))
			continue;
		script_play(&script, w.socket);
		script.deaf = UINT32_MAX;
		script_play(&script, w.socket);
		ward_end(&w);
	}
}

/* Postfix' smtpd dies at MAIL when UNKNOWN was accepted or discarded. */
void
trap_steps_unknown_verdict(void)
{
	static const struct script script = {
	    .what = "what nobody knows is let pass everywhere",
	    .line = {"CONNECT client.example > c",
		     "UNKNOWN XYZZY > c",
		     "HELO good.example > c",
		     "UNKNOWN XYZZY > c",
		     "MAIL <a@example.net> > c",
		     "UNKNOWN XYZZY > c",
		     "RCPT <user@example.org> > c",
		     "UNKNOWN XYZZY > c",
		     "ABORT",
		     "UNKNOWN XYZZY > c",
		     "MAIL <b@example.net> > c",
		     "RCPT <user@example.org> > c",
		     "DATA > c",
		     "EOH > c",
		     "EOM > cd",
		     "UNKNOWN XYZZY > c",
		     "MAIL <c@example.net> > c",
		     "HELO bad.example > c",
		     "UNKNOWN XYZZY > c",
		     "MAIL <c@example.net> > c"}};

	play_before_all(&script);
}

/*
 * SKIP means "no more of this" on Postfix and "no more of anything" on
 * Sendmail, where the message then passes unseen. No script takes it for an
 * answer; this one says all there is to be skipped.
 */
void
trap_steps_skip(void)
{
	static const struct script script = {
	    .what = "nothing is skipped",
	    .line = {"CONNECT client.example > c",
		     "HELO good.example > c",
		     "MAIL <a@example.net>|SIZE=100 > c",
		     "RCPT <user@example.org> > c",
		     "RCPT <other@example.org> > c",
		     "RCPT <user@example.org> > c",
		     "DATA > c",
		     "HEADER Subject| x > c",
		     "HEADER To| x > c",
		     "HEADER To| y > c",
		     "EOH > c",
		     "BODY text > c",
		     "BODY text > c",
		     "BODY text > c",
		     "EOM > cd",
		     "MAIL <a@example.net> > c",
		     "ABORT",
		     "MAIL <a@example.net> > c",
		     "RCPT <user@example.org> > c",
		     "RCPT <other@example.org> > c",
		     "DATA > c",
		     "EOH > c",
		     "EOM > cd"}};

	play_before_all(&script);
}

static void
negotiate_before_all(void (*test)(const struct wire *w, const char *rules))
{
	struct arena *a = arena_new();
	struct ward ward;
	struct wire wire;

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		if (!ward_start(&ward, rules[i]))
			continue;
		if (script_open(&wire, a, ward.socket, 0)) {
			test(&wire, rules[i]);
			wire_close(&wire);
		}
		ward_end(&ward);
	}
	arena_free(a);
}

static void
wants_data(const struct wire *w, const char *text)
{
	traps_ok((w->steps & SMFIP_NODATA) == 0, "DATA is heard: %.*s",
		 (int)strcspn(text, "\n"), text);
}

/* Without DATA the two packets before the body wait for each other on TCP. */
void
trap_steps_no_data(void)
{
	negotiate_before_all(wants_data);
}

static void
wants_both(const struct wire *w, const char *text)
{
	traps_ok((w->asked[EOM_MACROS].n > 0) == (w->asked[EOH_MACROS].n > 0),
		 "macros of EOH and EOM, or of none: %.*s",
		 (int)strcspn(text, "\n"), text);
}

/* libmilter hangs up on an MTA that does not offer what is asked for. */
static void
offer(const char *where, uint32_t version, uint32_t actions, uint32_t steps)
{
	struct arena *a = arena_new();
	char data[MILTER_OPTLEN], letter = 0;
	struct wire w = {.steps = 0};
	struct str answer = {NULL, 0};
	bool good;

	packet_number_put(
	    packet_number_put(packet_number_put(data, version), actions),
	    steps);
	packet_open(&w.packets, a, where, TRAPS_PATIENCE);
	packet_put(&w.packets, SMFIC_OPTNEG, data, sizeof data);
	good = packet_get(&w.packets, &letter, &answer) &&
	       letter == SMFIC_OPTNEG && answer.n == MILTER_OPTLEN &&
	       (packet_number_get(answer.p + 4) & ~actions) == 0 &&
	       (packet_number_get(answer.p + 8) & ~steps) == 0;
	traps_ok(good, "version %u, actions %#x, steps %#x are enough",
		 (unsigned)version, (unsigned)actions, (unsigned)steps);
	traps_same(script_say(&w, "CONNECT client.example"), "c", "so it is");
	packet_broken(&w.packets, NULL);
	arena_free(a);
}

/* Sendmail takes the macros of EOM for its own when those of EOH are not set.
 */
void
trap_steps_macros(void)
{
	struct ward w;

	negotiate_before_all(wants_both);
	if (!ward_start(&w, rules[sizeof rules / sizeof rules[0] - 1]))
		return;
	offer(w.socket, 6, 0xff, SMFI_CURR_PROT);
	offer(w.socket, 3, 0x3f, 0x1ff);
	offer(w.socket, 2, 0x3f, 0x7f);
	ward_end(&w);
}
