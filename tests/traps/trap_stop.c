#include "script.h"
#include "traps.h"
#include "ward.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * The trap that lies in the end: libmilter looks after its socket every five
 * seconds, and leaves the socket's file to others.
 */

enum {
	MOST = 1000, /* ms */
	PATIENCE = 10000,
	TRIES = 3,
	BIG = 100000,
	CROWD = 200,
	CROWDS = 24
};

static const struct stop {
	const char *what;
	int signal;
	int before; /* a signal that is sent before, or 0 */
	bool waits; /* a callback does */
} stops[] = {
    {"SIGTERM", SIGTERM, 0, false},
    {"SIGINT", SIGINT, 0, false},
    {"SIGTERM while a callback waits", SIGTERM, 0, true},
    {"SIGTERM while rules are read", SIGTERM, SIGUSR1, false},
};

static const char rules[] = "delay slow 4s if helo.name is slow.example\n";

/* Sessions that wait for their clients, each a line further than the last. */
static const char *const lines[] = {"CONNECT client.example",
				    "HELO slow.example", "MAIL <a@example.net>",
				    "ABORT"};

enum { IDLE = sizeof lines / sizeof lines[0] };

struct seen {
	int status;
	int64_t took; /* ms */
	bool file;    /* the socket's is still there */
	size_t left;  /* sessions that nobody hung up on */
};

/* Rules that take their time to be read. */
static void
write_big(const struct ward *w)
{
	FILE *f = fopen(ward_path(w, "conf"), "w");

	if (f == NULL)
		abort();
	fprintf(f, "table big {\n");
	for (int i = 0; i < BIG; i++)
		fprintf(f, "n%d.example\n", i);
	fprintf(f, "}\n%s", rules);
	fclose(f);
}

static void
begin_sessions(struct wire wire[IDLE], struct arena *a, const struct ward *w,
	       const struct stop *s)
{
	for (size_t i = 0; i < IDLE; i++) {
		script_open(&wire[i], a, w->socket, 0);
		for (size_t j = 0; j < i; j++)
			script_say(&wire[i], lines[j]);
	}
	if (s->waits)
		script_put(&wire[IDLE - 1], "RCPT <user@example.org>");
	/* libmilter's five seconds begin anew with each connection. */
	ward_sleep(50);
}

static struct seen
stop(struct ward *w, const struct stop *s)
{
	struct arena *a = arena_new();
	struct wire wire[IDLE];
	struct seen seen = {.left = 0};
	int64_t begun;

	write_big(w);
	begin_sessions(wire, a, w, s);
	if (s->before != 0) {
		ward_signal(w, s->before);
		ward_sleep(10);
	}
	begun = ward_now();
	ward_signal(w, s->signal);
	seen.status = ward_wait(w, PATIENCE);
	seen.took = ward_now() - begun;
	seen.file = access(ward_path(w, "s"), F_OK) == 0;
	for (size_t i = 0; i < IDLE; i++) {
		const char *said = script_get(&wire[i]);

		seen.left += strcmp(said, "(the filter hung up)") != 0;
		packet_broken(&wire[i].packets, NULL);
	}
	arena_free(a);
	return seen;
}

/* A busy machine may be slow once; who is in the trap is slow every time. */
static struct seen
stop_tries(const struct stop *s)
{
	struct seen seen = {.status = WARD_RUNS, .took = PATIENCE};
	struct ward w;

	for (int i = 0; i < TRIES && seen.took > MOST; i++) {
		if (!ward_start(&w, rules))
			break;
		seen = stop(&w, s);
		if (seen.status == WARD_RUNS) {
			ward_signal(&w, SIGKILL);
			ward_wait(&w, PATIENCE);
		}
		ward_remove(&w);
	}
	return seen;
}

/*
 * Many clients leave, and the daemon shall too. Then threads of libmilter may
 * wait for each other for ever: in one of some fifty times, hence so many.
 */
static bool
stop_crowd(void)
{
	struct arena *a = arena_new();
	struct wire wire[CROWD];
	struct ward w;
	bool ended;

	if (!ward_start(&w, rules))
		return false;
	for (size_t i = 0; i < CROWD; i++)
		script_open(&wire[i], a, w.socket, 0);
	for (size_t i = 0; i < CROWD; i++)
		script_put(&wire[i], "CONNECT client.example");
	for (size_t i = 0; i < CROWD; i++) {
		packet_broken(&wire[i].packets, NULL);
		if (i == CROWD / 2)
			ward_signal(&w, SIGTERM);
	}
	ended = ward_wait(&w, PATIENCE / 2) == EXIT_SUCCESS;
	if (!ended) {
		ward_signal(&w, SIGKILL);
		ward_wait(&w, PATIENCE);
	}
	ward_remove(&w);
	arena_free(a);
	return ended;
}

void
trap_stop(void)
{
	size_t i;

	for (i = 0; i < sizeof stops / sizeof stops[0]; i++) {
		const struct seen seen = stop_tries(&stops[i]);
		const char *what = stops[i].what;

		traps_ok(seen.took <= MOST, "%s: it ends after %d ms", what,
			 (int)seen.took);
		traps_ok(seen.status == EXIT_SUCCESS, "%s: its status is %d",
			 what, seen.status);
		traps_ok(!seen.file, "%s: the socket's file is gone", what);
		traps_ok(seen.left == 0, "%s: all sessions are hung up on",
			 what);
	}
	for (i = 0; i < CROWDS && stop_crowd(); i++)
		continue;
	traps_ok(i == CROWDS, "it ends when many clients have just left");
}
