/*
 * stall [-b BUDGET] [-n SESSIONS] [-r ROUNDS] [-w WAITING]
 *
 * A name server that has gone silent, and SESSIONS clients whose names nobody
 * has asked for, all at the recipient at once: how long do they wait, and how
 * long do others who need no DNS, or whose answers are remembered? Some of
 * these are at the recipient at the same moment, behind the crowd; some come a
 * second later, again and again. Times are in milliseconds, from the greeting
 * on for the crowd; each round has a heloward of its own. The status is 0 when
 * each of the crowd had its answer within the BUDGET and 200 ms and the 99th
 * percentile of the others' answers is less than 50 ms, in every round.
 */

#include "outage.h"

#include <libmilter/mfdef.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
	SLOW_MOST = 1000 + 20,
	SLOW_SLACK = 200,
	CALM_P99 = 50,
	CALM_THREADS = 2, /* of each kind */
	CALM_LATE = 1000, /* ms after the others they come */
	COMPANIONS = 10,  /* of each kind, amid the others */
	CALM_BEFORE = 300,
	NAMES = 50, /* that are remembered */
	TIMES_MOST = 1 << 16,
};

#define RULES                                                           \
	"set dns { budget %ums waiting %u server 127.0.0.1 port %u }\n" \
	"reject unresolvable if helo.class is fqdn and not helo.resolves\n"

struct times {
	size_t n;
	double ms[TIMES_MOST];
};

/* A client that comes again and again while the others wait. */
struct calm {
	struct world *world;
	bool cached; /* it greets with a remembered name */
	pthread_t thread;
	struct times took;
	unsigned wrong; /* answers other than "continue" */
};

struct stall {
	struct world world;
	unsigned budget, sessions, rounds, waiting;
	struct wire wire[SLOW_MOST];
	unsigned total; /* connections: the companions come last */
	struct times slow, amid;
	unsigned deferred, other, wrong;
	struct calm calm[2 * CALM_THREADS];
	struct times all[2]; /* of one kind */
};

static atomic_bool stop;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
note(struct times *t, double ms)
{
	if (t->n < TIMES_MOST)
		t->ms[t->n++] = ms;
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* After qsort(). */
static double
share(const struct times *t, double part)
{
	return t->n == 0 ? 0 : t->ms[(size_t)((double)(t->n - 1) * part)];
}

static void
say(struct wire *w, char command, const char *text)
{
	const struct str arg = str_of(text);

	wire_send(w, command, &arg, 1);
}

static void
timed(struct calm *c, struct wire *w, char command, const char *text)
{
	const double before = now();

	say(w, command, text);
	c->wrong += wire_reply(w) != SMFIR_CONTINUE;
	note(&c->took, now() - before);
}

static void
visit(struct calm *c, struct arena *a, unsigned i)
{
	const struct str name =
	    c->cached ? arena_printf(a, "n%u.warm.example", i % NAMES)
		      : STR("[203.0.113.9]");
	const double before = now();
	struct wire w;

	if (!wire_open(&w, a, c->world->ward.socket, PATIENCE)) {
		c->wrong++;
		return;
	}
	note(&c->took, now() - before);
	wire_say_connect(&w, STR("unknown"), SMFIA_INET, 4321,
			 STR("203.0.113.9"));
	timed(c, &w, SMFIC_HELO, name.p);
	timed(c, &w, SMFIC_MAIL, "<a@example.net>");
	timed(c, &w, SMFIC_RCPT, "<u@example.org>");
	wire_drop(&w);
}

static void *
calm_thread(void *arg)
{
	struct calm *c = arg;

	for (unsigned i = 0; !atomic_load(&stop); i++) {
		struct arena *a = arena_new();

		visit(c, a, i);
		arena_free(a);
		ward_sleep(5);
	}
	return NULL;
}

static void
warm_up(struct stall *s)
{
	struct calm c = {.world = &s->world, .cached = true};

	for (unsigned i = 0; i < NAMES; i++)
		visit(&c, s->world.arena, i);
	if (c.wrong > 0)
		printf("# %u remembered names are not good\n", c.wrong);
}

/* Each step of all at once; the answers of all but the last come quickly. */
static void
begin(struct stall *s)
{
	struct arena *a = s->world.arena;

	s->total = s->sessions + 2 * COMPANIONS;
	for (unsigned i = 0; i < s->total; i++)
		if (!wire_open(&s->wire[i], a, s->world.ward.socket, PATIENCE))
			exit(EXIT_FAILURE);
	for (unsigned i = 0; i < s->total; i++)
		wire_send_connect(&s->wire[i], STR("unknown"), SMFIA_INET, 4321,
				  STR("203.0.113.9"));
	for (unsigned i = 0; i < s->total; i++)
		wire_reply(&s->wire[i]);
}

static const char *
greeting(struct stall *s, unsigned i)
{
	if (i < s->sessions)
		return arena_printf(s->world.arena, "n%u.z%u.slow.example", i,
				    i % 9)
		    .p;
	return i % 2 == 0 ? "[203.0.113.9]" : "n1.warm.example";
}

static void
greet(struct stall *s)
{
	for (unsigned i = 0; i < s->total; i++)
		say(&s->wire[i], SMFIC_HELO, greeting(s, i));
	for (unsigned i = 0; i < s->total; i++)
		wire_reply(&s->wire[i]);
	for (unsigned i = 0; i < s->total; i++)
		say(&s->wire[i], SMFIC_MAIL, "<a@example.net>");
	for (unsigned i = 0; i < s->total; i++)
		wire_reply(&s->wire[i]);
}

/*
 * The threads of the pool have gone to sleep, and then all is there at the same
 * moment, as after a pause of the machine: the worst for libmilter.
 */
static double
ask(struct stall *s)
{
	double asked;

	ward_sleep(CALM_BEFORE);
	ward_signal(&s->world.ward, SIGSTOP);
	for (unsigned i = 0; i < s->total; i++)
		say(&s->wire[i], SMFIC_RCPT, "<u@example.org>");
	asked = now();
	ward_signal(&s->world.ward, SIGCONT);
	return asked;
}

static void
take(struct stall *s, unsigned i, double ms)
{
	const char letter = wire_reply(&s->wire[i]);
	const bool late =
	    letter == SMFIR_REPLYCODE && s->wire[i].text.p[0] == '4';

	if (i >= s->sessions) {
		note(&s->amid, ms);
		s->wrong += letter != SMFIR_CONTINUE;
		return;
	}
	note(&s->slow, ms);
	s->deferred += late;
	s->other += !late;
}

static void
visitors(struct stall *s)
{
	atomic_store(&stop, false);
	for (size_t i = 0; i < 2 * CALM_THREADS; i++) {
		struct calm *c = &s->calm[i];

		c->world = &s->world;
		c->cached = i % 2 == 1;
		c->took.n = 0;
		if (pthread_create(&c->thread, NULL, calm_thread, c) != 0)
			abort();
	}
}

/* Meanwhile the visitors come. */
static void
collect(struct stall *s, double begun, double asked)
{
	struct pollfd fd[SLOW_MOST];
	unsigned left = s->total;
	bool visited = false;

	for (unsigned i = 0; i < s->total; i++)
		fd[i] = (struct pollfd){.fd = s->wire[i].packets.fd,
					.events = POLLIN};
	while (left > 0 && now() - asked < PATIENCE) {
		poll(fd, s->total, 10);
		if (!visited && now() - asked >= CALM_LATE) {
			visitors(s);
			visited = true;
		}
		for (unsigned i = 0; i < s->total; i++) {
			if (fd[i].fd < 0 || fd[i].revents == 0)
				continue;
			take(s, i, now() - (i < s->sessions ? begun : asked));
			fd[i].fd = -1;
			left--;
		}
	}
	for (unsigned i = 0; i < left; i++)
		note(&s->slow, PATIENCE);
	s->other += left;
	if (!visited)
		visitors(s);
}

static void
rush(struct stall *s)
{
	const double begun = now();

	greet(s);
	collect(s, begun, ask(s));
	atomic_store(&stop, true);
	for (size_t i = 0; i < 2 * CALM_THREADS; i++)
		pthread_join(s->calm[i].thread, NULL);
}

static void
sort(struct times *t)
{
	qsort(t->ms, t->n, sizeof t->ms[0], compare);
}

static void
show(const char *what, const struct times *t)
{
	printf("%-10s %6zu answers  p50 %7.1f  p99 %7.1f  most %7.1f\n", what,
	       t->n, share(t, 0.5), share(t, 0.99), share(t, 1));
}

static bool
report(struct stall *s)
{
	static const char *const kinds[] = {"no DNS", "remembered"};
	bool good = true;
	unsigned wrong = s->wrong;

	for (size_t i = 0; i < 2 * CALM_THREADS; i++) {
		for (size_t k = 0; k < s->calm[i].took.n; k++)
			note(&s->all[i % 2], s->calm[i].took.ms[k]);
		wrong += s->calm[i].wrong;
	}
	sort(&s->slow);
	show("uncached", &s->slow);
	sort(&s->amid);
	show("amid them", &s->amid);
	good &= share(&s->amid, 0.99) < CALM_P99;
	for (size_t i = 0; i < 2; i++) {
		sort(&s->all[i]);
		show(kinds[i], &s->all[i]);
		good &= share(&s->all[i], 0.99) < CALM_P99;
	}
	printf("           %u deferred, %u otherwise; %u of the others wrong\n",
	       s->deferred, s->other, wrong);
	return good && s->other == 0 && wrong == 0 &&
	       share(&s->slow, 1) <= s->budget + SLOW_SLACK;
}

static bool
one_round(struct stall *s)
{
	struct world *w = &s->world;
	bool good = false;

	s->slow.n = s->amid.n = s->all[0].n = s->all[1].n = 0;
	s->deferred = s->other = s->wrong = 0;
	w->arena = arena_new();
	dnsd_mute(w->dnsd, false);
	if (ward_start_with(&w->ward,
			    arena_printf(w->arena, RULES, s->budget, s->waiting,
					 dnsd_port(w->dnsd))
				.p,
			    "rdns=mta")) {
		warm_up(s);
		begin(s);
		dnsd_mute(w->dnsd, true);
		rush(s);
		good = report(s);
		for (unsigned i = 0; i < s->total; i++)
			wire_drop(&s->wire[i]);
		ward_end(&w->ward);
	}
	arena_free(w->arena);
	return good;
}

static void
options(struct stall *s, int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "b:n:r:w:")) != -1) {
		const unsigned n =
		    optarg == NULL ? 0 : (unsigned)strtoul(optarg, NULL, 10);

		if (c == 'b')
			s->budget = n;
		else if (c == 'n' && n <= 1000)
			s->sessions = n;
		else if (c == 'r')
			s->rounds = n;
		else if (c == 'w')
			s->waiting = n;
		else
			exit(2);
	}
}

int
main(int argc, char **argv)
{
	static struct stall s = {
	    .budget = 4000, .sessions = 200, .rounds = 3, .waiting = 256};
	bool good = true;

	options(&s, argc, argv);
	outage_begin(&s.world);
	outage_line(&s.world, "dns *.warm.example A ttl 3600 203.0.113.9");
	printf("# %u sessions at once, budget %u ms, %u may wait\n", s.sessions,
	       s.budget, s.waiting);
	for (unsigned i = 0; i < s.rounds; i++)
		good &= one_round(&s);
	outage_end(&s.world);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
