#include "script.h"
#include "traps.h"
#include "ward.h"

#include <signal.h>

/* The trap that lies in signals: libmilter waits for some of them itself. */

enum { STORM = 50 };

/* What becomes of these names tells which rules are in force. */
static const char first[] =
    "reject a if helo.name is a.example with \"first\"\n";
static const char second[] =
    "reject b if helo.name is b.example with \"second\"\n";
static const char third[] =
    "reject b if helo.name is b.example and message.size > 40\n"
    "       with \"third\"\n";
static const char broken[] = "reject a if helo.nmae is a.example\n";

#define MESSAGE(helo, rcpt)                              \
	"HELO " helo " > c", "MAIL <a@example.net> > c", \
	    "RCPT <user@example.org> > " rcpt

static const struct script
    under_first = {"a new connection under the first rules",
		   0,
		   {"CONNECT client.example > c", MESSAGE("b.example", "c"),
		    MESSAGE("a.example", "550 5.7.1 first")}},
    under_second = {"a new connection under the second rules",
		    0,
		    {"CONNECT client.example > c", MESSAGE("a.example", "c"),
		     MESSAGE("b.example", "550 5.7.1 second")}},
    under_third = {"a new connection under the third rules",
		   0,
		   {"CONNECT client.example > c", MESSAGE("b.example", "c"),
		    "DATA > c", "HEADER Subject| x > c", "EOH > c",
		    "BODY more than forty bytes of text in the body > c",
		    "EOM > 550 5.7.1 third"}};

/* Put other rules into the file and have them read. */
static void
reload(const struct ward *w, const char *rules, int signal, const char *says)
{
	const size_t before = ward_count(w, says);

	ward_write(w, "conf", rules);
	ward_signal(w, signal);
	traps_ok(ward_says(w, says, before + 1), "it says \"%s\"", says);
}

static void
continues(struct wire *w, const char *what, const char *reply)
{
	const char *const greeting[] = {"HELO b.example > c", "ABORT",
					"MAIL <b@example.net> > c", reply,
					NULL};

	script_lines(w, what, greeting);
}

/* Many signals at once, in the middle of work. */
static void
storm(struct ward *w)
{
	for (int i = 0; i < STORM; i++) {
		ward_signal(w, SIGUSR1);
		ward_sleep(1);
		if (i % 10 == 0)
			script_play(&under_second, w->socket);
	}
	script_play(&under_second, w->socket);
	traps_ok(ward_wait(w, 0) == WARD_RUNS, "it runs after %d SIGUSR1",
		 (int)STORM);
}

/*
 * A connection hears of what was negotiated at its beginning: it cannot move
 * to rules that need more.
 */
static void
reload_all(struct ward *w, struct wire *old)
{
	static const char *const begun[] = {"CONNECT client.example > c",
					    "HELO a.example > c",
					    "MAIL <a@example.net> > c", NULL};
	static const char *const ended[] = {
	    "RCPT <user@example.org> > 550 5.7.1 first", NULL};
	static const char judged[] =
	    "RCPT <user@example.org> > 550 5.7.1 second";

	script_play(&under_first, w->socket);
	script_lines(old, "a message begins", begun);
	reload(w, second, SIGUSR1, "reloaded:");
	script_play(&under_second, w->socket);
	script_lines(old, "it ends under its own rules", ended);
	continues(old, "the next one is judged by the second", judged);
	reload(w, broken, SIGUSR1, "reload failed");
	script_play(&under_second, w->socket);
	reload(w, third, SIGUSR1, "reloaded:");
	script_play(&under_third, w->socket);
	continues(old, "who is not told of bodies keeps the second", judged);
	reload(w, second, SIGHUP, "reloaded:");
	script_play(&under_second, w->socket);
}

/*
 * libmilter ends the process at SIGHUP when it gets it, knows nothing of
 * SIGUSR1 and blocks neither for the main thread.
 */
void
trap_reload(void)
{
	struct arena *a = arena_new();
	struct wire old;
	struct ward w;

	if (!ward_start(&w, first))
		return;
	if (script_open(&old, a, w.socket, 0)) {
		reload_all(&w, &old);
		storm(&w);
		wire_close(&old);
	}
	ward_end(&w);
	arena_free(a);
}
