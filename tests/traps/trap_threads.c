#include "script.h"
#include "traps.h"
#include "ward.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Many connections share few threads: nothing may hang on a thread, and one
 * that waits in a callback makes others wait who have no part in it.
 */

enum { MANY = 40, OTHERS = 5, ROUNDS = 2, CALM = 300, MOST = 2000 /* ms */ };

/* Callbacks that wait for nothing, and for a name server that is silent. */
static const char delays[] =
    "delay  slow 400ms if helo.name in { .slow.example }\n"
    "reject name if helo.name in { .slow.example }\n"
    "       with \"%{helo.name} from %{mail.from}\"\n";
#define ASKS                                                     \
	"set dns { budget 700ms server 127.0.0.1 port %u }\n"    \
	"reject name if helo.name in { .slow.example } and not " \
	"helo.resolves\n"

struct crowd {
	struct arena *arena;
	struct wire wire[MANY];
	struct wire other[OTHERS]; /* whom nothing is the matter with */
	const char *where;
};

static const char *
helo_of(struct arena *a, size_t round, size_t i)
{
	return arena_printf(a, "n%zu.r%zu.slow.example", i, round).p;
}

static const char *
mail_of(struct arena *a, size_t round, size_t i)
{
	return arena_printf(a, "<user%zu@r%zu.example>", i, round).p;
}

/* Who came last is served last: the others are it. */
static bool
gather(struct crowd *c)
{
	static const char *const good[] = {"CONNECT client.example > c",
					   "HELO good.example > c",
					   "MAIL <a@example.net> > c", NULL};

	for (size_t i = 0; i < MANY; i++) {
		if (!script_open(&c->wire[i], c->arena, c->where, 0))
			return false;
		script_say(&c->wire[i], "CONNECT client.example");
	}
	for (size_t i = 0; i < OTHERS; i++)
		if (!script_open(&c->other[i], c->arena, c->where, 0) ||
		    !script_lines(&c->other[i], "somebody else", good))
			return false;
	return true;
}

/*
 * All recipients at once, and those who need not wait behind them. libmilter's
 * threads have gone to sleep by then: two of them count as free for so long
 * that all the work is left to them.
 */
static void
rush(struct crowd *c)
{
	size_t good = 0;
	int64_t begun, took;

	ward_sleep(CALM);
	begun = ward_now();
	for (size_t i = 0; i < MANY; i++)
		script_put(&c->wire[i], "RCPT <user@example.org>");
	for (size_t i = 0; i < OTHERS; i++)
		script_put(&c->other[i], "RCPT <user@example.org>");
	for (size_t i = 0; i < OTHERS; i++)
		good += strcmp(script_get(&c->other[i]), "c") == 0;
	took = ward_now() - begun;
	traps_ok(good == OTHERS && took < MOST,
		 "%d others have no part in it and wait less than %d ms",
		 OTHERS, MOST);
	traps_note("%zu of them waited %d ms", good, (int)took);
}

/* Up to the recipient, one after the other, so that few threads are enough. */
static void
begin(struct crowd *c, size_t round)
{
	size_t good = 0;

	for (size_t i = 0; i < MANY; i++) {
		struct wire *w = &c->wire[i];
		const char *helo = helo_of(c->arena, round, i);
		const char *mail = mail_of(c->arena, round, i);

		helo = arena_printf(c->arena, "HELO %s", helo).p;
		mail = arena_printf(c->arena, "MAIL %s", mail).p;
		good += strcmp(script_say(w, helo), "c") == 0 &&
			strcmp(script_say(w, mail), "c") == 0;
	}
	traps_ok(good == MANY, "%zu of %d messages begin", good, MANY);
}

/* Each client gets its own names back. */
static void
get_names(struct crowd *c, size_t round)
{
	size_t good = 0;

	for (size_t i = 0; i < MANY; i++) {
		const char *got = script_get(&c->wire[i]);
		struct str want = arena_printf(c->arena, "550 5.7.1 %s from %s",
					       helo_of(c->arena, round, i),
					       mail_of(c->arena, round, i));

		good += strcmp(got, want.p) == 0;
		if (strcmp(got, want.p) != 0)
			traps_note("client %zu got %s", i, got);
	}
	traps_ok(good == MANY, "%zu of %d get their own names back", good,
		 MANY);
}

/* None is refused for what is not known. */
static void
get_deferrals(struct crowd *c)
{
	size_t good = 0;

	for (size_t i = 0; i < MANY; i++)
		good += script_get(&c->wire[i])[0] == '4';
	traps_ok(good == MANY, "%zu of %d are told to come again", good, MANY);
}

static void
disperse(struct crowd *c)
{
	for (size_t i = 0; i < MANY; i++)
		packet_broken(&c->wire[i].packets, NULL);
	for (size_t i = 0; i < OTHERS; i++)
		packet_broken(&c->other[i].packets, NULL);
	arena_free(c->arena);
}

static void
wait_for_nothing(void)
{
	struct crowd c = {.arena = arena_new()};
	struct ward w;

	if (!ward_start(&w, delays))
		return;
	c.where = w.socket;
	if (gather(&c))
		for (size_t round = 0; round < ROUNDS; round++) {
			begin(&c, round);
			rush(&c);
			get_names(&c, round);
		}
	disperse(&c);
	ward_end(&w);
}

/* Somebody who listens and never answers. */
static int
silent_server(unsigned *port)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);
	socklen_t n = sizeof in;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&in, n) != 0 ||
	    getsockname(fd, (struct sockaddr *)&in, &n) != 0)
		traps_ok(false, "a port");
	*port = ntohs(in.sin_port);
	return fd;
}

static void
wait_for_names(void)
{
	struct crowd c = {.arena = arena_new()};
	struct ward w;
	unsigned port = 0;
	const int fd = silent_server(&port);

	if (!ward_start(&w, arena_printf(c.arena, ASKS, port).p))
		return;
	c.where = w.socket;
	if (gather(&c)) {
		begin(&c, 0);
		rush(&c);
		get_deferrals(&c);
	}
	disperse(&c);
	ward_end(&w);
	close(fd);
}

void
trap_threads(void)
{
	wait_for_nothing();
	wait_for_names();
}
