/*
 * faults [-n CONNECTIONS] [-r ROUNDS]
 *
 * What a mail server that dies, errs or goes mad does to heloward: hangs up at
 * every stage, sends packets by halves, too big ones, or in any order, reads no
 * answers, opens connections and leaves them, sends byte by byte. After each of
 * them others are judged as ever, meanwhile too, and nothing is left lying. At
 * the end there are more connections than there may be.
 */

#include "mad.h"

#include <libmilter/mfdef.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	MOST_BYTES = MILTER_CHUNK_SIZE + 64,
	BOUND = 64,	   /* connections, where there are more */
	DESCRIPTORS = 200, /* the same, by a limit of the process */
	SOON = 1500,	   /* ms: the metrics-file has been written */
	OVER = 80,	   /* so many more */
	CPU_SHARE = 40,	   /* percent that heloward may use then */
};

static const char rules[] =
    "reject unresolvable if helo.class is fqdn and not helo.resolves\n"
    "log big \"%{message.size}\" if message.size > 1M\n";

#define METRICS "set metrics-file \"metrics\"\nset metrics-interval 1s\n"

static size_t connections = 400, rounds = 1;

/* ---- The faults -----------------------------------------------------------
 */

/* It dies when it has the answer, or before it reads it. */
static void
killed(void)
{
	char bytes[256];

	for (size_t i = 0; i < MAD_STAGES; i++)
		for (size_t way = 0; way < 2; way++) {
			const int fd = mad_connect_to(i);

			mad_put(fd, bytes, mad_stage(bytes, i));
			if (way == 0)
				mad_reply(fd);
			close(fd);
		}
}

/* Each packet cut behind each of its bytes: some hang up, some wait. */
static void
halves(void)
{
	char bytes[256];

	for (size_t i = 0; i < MAD_STAGES; i++) {
		const size_t n = mad_stage(bytes, i);

		for (size_t cut = 1; cut < n; cut++) {
			const int fd = mad_connect_to(i);

			mad_put(fd, bytes, cut);
			if (cut % 2 == 0)
				mad_hold(fd);
			else
				close(fd);
		}
	}
}

/* As long as the protocol has it, longer, and much longer than there is. */
static void
big(void)
{
	static const uint32_t sizes[] = {
	    MILTER_CHUNK_SIZE, MILTER_CHUNK_SIZE + 1,
	    1 << 20,	       INT32_MAX,
	    UINT32_MAX,	       0};
	static char bytes[MOST_BYTES], data[MILTER_CHUNK_SIZE];

	memset(data, 'x', sizeof data - 1);
	for (size_t i = 0; i < MAD_STAGES; i++)
		for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
			const size_t length =
			    sizes[k] == 0 || sizes[k] > sizeof data
				? sizeof data
				: sizes[k];
			const int fd = mad_connect_to(i);
			const size_t n = mad_packet(bytes, mad_stages[i].letter,
						    data, length - 1, sizes[k]);

			mad_put(fd, bytes, n);
			mad_hold(fd);
		}
}

static uint64_t state;

static size_t
below(size_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(state >> 33) % n;
}

/*
 * Any letter; but libmilter hands an unknown command on as it came, and one
 * without its NUL has no end: see heloward(8).
 */
static char
any_letter(const struct mad_stage *s)
{
	static const char letters[] = "OCHMRTLNBEAQUDK";
	const char letter = below(4) > 0 ? letters[below(sizeof letters - 1)]
					 : (char)below(256);

	if (letter == SMFIC_UNKNOWN && (s->n == 0 || s->data[s->n - 1] != '\0'))
		return s->letter;
	return letter;
}

/* Any packet at any time, some with another's data. */
static void
disorder(void)
{
	char bytes[256];

	for (size_t i = 0; i < connections; i++) {
		const int fd = mad_connect_to(below(MAD_STAGES));

		for (size_t k = 0; k < 20; k++) {
			const struct mad_stage *s =
			    &mad_stages[below(MAD_STAGES)];
			const char letter =
			    below(4) > 0 ? s->letter : any_letter(s);

			if (!mad_put(fd, bytes,
				     mad_packet(bytes, letter, s->data, s->n,
						(uint32_t)s->n + 1)))
				break;
		}
		close(fd);
	}
}

/* It says more and more, and takes no answer. */
static void
deaf(void)
{
	char bytes[256];

	for (size_t i = 0; i < 8; i++) {
		const int fd = mad_connect_to(2);

		for (size_t k = 0; k < 20000; k++)
			if (!mad_put(fd, bytes, mad_stage(bytes, 2 + k % 3)))
				break;
		mad_hold(fd);
	}
}

static void
left(void)
{
	for (size_t i = 0; i < connections; i++)
		mad_hold(mad_connect());
}

/* ---- Byte by byte ---------------------------------------------------------
 */

enum { DRIPS = 20 };

static size_t
whole_session(char *to)
{
	size_t n = 0;

	for (size_t i = 0; i < MAD_STAGES; i++)
		n += mad_stage(to + n, i);
	return n;
}

/* Not a fault, only slow: it has all of its answers. */
static void
drip(void)
{
	char bytes[1024];
	const size_t n = whole_session(bytes);
	size_t good = 0;

	for (size_t i = 0; i < DRIPS; i++)
		mad_hold(mad_connect());
	for (size_t at = 0; at < n; at++) {
		for (size_t i = 0; i < DRIPS; i++)
			mad_put(mad_held[i], bytes + at, 1);
		ward_sleep(1);
	}
	for (size_t i = 0; i < DRIPS; i++) {
		bool all = mad_reply(mad_held[i]) == SMFIC_OPTNEG;

		for (size_t k = 1; k < MAD_STAGES; k++)
			all = all && mad_reply(mad_held[i]) == SMFIR_CONTINUE;
		good += all;
	}
	traps_ok(good == DRIPS, "byte by byte: %zu of %d have all answers",
		 good, DRIPS);
}

static const struct fault {
	const char *what;
	void (*begin)(void);
} faults[] = {
    {"hangs up at every stage", killed},
    {"packets by halves", halves},
    {"big packets", big},
    {"any order", disorder},
    {"no answer is read", deaf},
    {"opened and left", left},
    {"byte by byte", drip},
};

static void
try_faults(void)
{
	for (size_t r = 0; r < rounds; r++)
		for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
			faults[i].begin();
			mad_others(faults[i].what);
			mad_let_go();
			mad_settled(faults[i].what);
		}
}

/* ---- More connections than there may be -----------------------------------
 */

static long
cpu_ticks(void)
{
	const char *name = arena_printf(mad_world.arena, "/proc/%d/stat",
					(int)mad_world.ward.pid)
			       .p;
	FILE *f = fopen(name, "r");
	long user = 0, system = 0;

	if (f == NULL || fscanf(f,
				"%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u "
				"%*u %*u %*u %ld %ld",
				&user, &system) != 2)
		traps_ok(false, "there is %s", name);
	if (f != NULL)
		fclose(f);
	return user + system;
}

/* Half a packet each, so that each holds a thread too. */
static size_t
crowd(size_t n)
{
	char bytes[256];
	size_t in = 0;

	mad_stage(bytes, 0);
	for (size_t i = 0; i < n; i++) {
		mad_hold(mad_connect());
		mad_put(mad_held[mad_nheld - 1], bytes, 7);
	}
	for (size_t i = 0; i < mad_nheld; i++) {
		struct pollfd wait = {.fd = mad_held[i], .events = POLLIN};

		/* Those beyond the bound are hung up on. */
		in += poll(&wait, 1, i + OVER < n ? 0 : 1000) == 0;
	}
	return in;
}

/* As the metrics-file has it, a second after. */
static size_t
refused(void)
{
	static const char name[] = "\nheloward_connections_refused_total ";
	static char text[1 << 18];
	FILE *f = fopen(ward_path(&mad_world.ward, "metrics"), "r");
	const char *at;

	if (f == NULL)
		return 0;
	text[fread(text, 1, sizeof text - 1, f)] = '\0';
	fclose(f);
	at = strstr(text, name);
	return at == NULL ? 0 : strtoul(at + sizeof name - 1, NULL, 10);
}

static void
try_bound(size_t bound)
{
	const long hz = sysconf(_SC_CLK_TCK);
	size_t n = bound + OVER;
	long ticks;
	size_t in;

	in = crowd(n);
	traps_ok(in <= bound && in > bound - MAD_SLACK,
		 "of %zu connections %zu stay, where there may be %zu", n, in,
		 bound);
	ticks = cpu_ticks();
	ward_sleep(SOON);
	ticks = cpu_ticks() - ticks;
	traps_ok(ticks * 100 < CPU_SHARE * hz,
		 "heloward rests then, %ld ticks of %ld a second", ticks, hz);
	n -= in;
	in = refused();
	traps_ok(in >= n && in < n + MAD_SLACK, "the metric has the %zu others",
		 n);
	traps_ok(
	    ward_count(&mad_world.ward, "connections are open, the most") == 1,
	    "one line of the log says that others are refused");
	mad_let_go();
	mad_settled("too many connections");
	mad_others("too many connections, and then no longer");
}

static void
try_setting(void)
{
	try_bound(BOUND);
}

/* A quarter of them is kept for other things. */
static void
try_descriptors(void)
{
	try_bound(DESCRIPTORS - DESCRIPTORS / 4);
}

/* From here on heloward has no more descriptors than these. */
static void
limit_descriptors(struct ward *w)
{
	ward_make(w);
	ward_write(w, "few",
		   arena_printf(w->arena,
				"#!/bin/sh\nulimit -n %d\nexec \"%s\" \"$@\"\n",
				DESCRIPTORS, w->program)
		       .p);
	chmod(ward_path(w, "few"), 0700);
	setenv("HELOWARD", ward_path(w, "few"), 1);
}

/* ---- Both -----------------------------------------------------------------
 */

static void
options(int argc, char **argv)
{
	struct rlimit limit;
	int c;

	while ((c = getopt(argc, argv, "n:r:")) != -1) {
		const size_t n =
		    optarg == NULL ? 0 : (size_t)strtoul(optarg, NULL, 10);

		if (c == 'n' && n < MAD_CONNECTIONS_MOST)
			connections = n;
		else if (c == 'r')
			rounds = n;
		else
			exit(2);
	}
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		exit(EXIT_FAILURE);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void
with(const char *setting, void (*try)(void))
{
	mad_world.arena = arena_new();
	if (outage_start(&mad_world,
			 outage_text(&mad_world, "%s%s", setting, rules),
			 MAD_PROMPT)) {
		mad_baseline = mad_descriptors();
		try();
		ward_end(&mad_world.ward);
	}
	arena_free(mad_world.arena);
}

int
main(int argc, char **argv)
{
	struct ward few;

	options(argc, argv);
	outage_begin(&mad_world);
	outage_line(&mad_world, "dns good.example A ttl 3600 203.0.113.9");
	outage_line(&mad_world, "dns default none");
	with("", try_faults);
	with(METRICS "set connections 64\n", try_setting);
	limit_descriptors(&few);
	with(METRICS, try_descriptors);
	ward_remove(&few);
	return outage_end(&mad_world);
}
