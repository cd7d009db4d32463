/*
 * load [-c CONNECTIONS] [-d] [-i] [-n SESSIONS] [-p PID] [-w FILE] WHERE
 *
 * Plays the MTA: CONNECTIONS sessions at a time, SESSIONS in all, each of
 * CONNECT HELO MAIL RCPT and, with -d, a message. The greetings come from FILE,
 * a name a line, in turn. With -i the connections are opened, say HELO and
 * stay. Prints one line of KEY=VALUE: what the process PID, with all that
 * it has started, took of CPU and memory meanwhile, and how long the answers
 * took.
 */

#include "wire.h"

#include "proc.h"

#include <libmilter/mfdef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE = 30000 /* ms */, NAMES_MOST = 1 << 20, STEPS_MOST = 16 };

enum step { BEGUN, CONNECT, HELO, MAIL, RCPT, DATA, HEADER, EOH, BODY, EOM };

struct session {
	struct wire wire;
	struct arena *arena;
	enum step step; /* what was said last */
	uint64_t said;	/* ns */
};

struct load {
	const char *where;
	size_t connections, sessions, begun, ended, open, errors, refused;
	bool message, idle;
	struct str *name;
	size_t nnames;
	uint32_t *took; /* us, an answer each */
	size_t ntook, most;
	int epoll;
};

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* The greetings, in memory of their own. */
static void
read_names(struct load *l, const char *path, struct arena *a)
{
	FILE *in = fopen(path, "r");
	char line[512];

	if (in == NULL) {
		perror(path);
		exit(1);
	}
	while (l->nnames < NAMES_MOST && fgets(line, sizeof line, in) != NULL) {
		ARENA_GROW(a, l->name, l->nnames);
		l->name[l->nnames++] = arena_str(a, str_trim(str_of(line)));
	}
	fclose(in);
}

static void
took(struct load *l, uint64_t ns)
{
	if (l->ntook < l->most)
		l->took[l->ntook++] = (uint32_t)(ns / 1000);
}

static bool
say(struct load *l, struct session *s, char command, struct str arg)
{
	static const struct wire_macro macros[] = {
	    {STR("i"), STR("4Dh9Xy1ZsWzKq")},
	    {STR("j"), STR("mx.example.org")},
	    {STR("{client_addr}"), STR("203.0.113.9")},
	    {STR("{client_name}"), STR("mail.example.net")},
	    {STR("{client_ptr}"), STR("mail.example.net")},
	    {STR("{client_resolve}"), STR("OK")},
	    {STR("{daemon_addr}"), STR("192.0.2.25")},
	    {STR("{daemon_name}"), STR("mx.example.org")},
	    {STR("{daemon_port}"), STR("25")},
	    {STR("{mail_addr}"), STR("someone@example.net")},
	    {STR("{rcpt_addr}"), STR("user@example.org")},
	};
	static const struct str host = {"mail.example.net", 16};
	bool waits;

	(void)l;
	wire_macros(&s->wire, command, macros,
		    sizeof macros / sizeof macros[0]);
	s->said = now();
	if (command == SMFIC_CONNECT)
		waits = wire_send_connect(&s->wire, host, SMFIA_INET, 4711,
					  STR("203.0.113.9"));
	else
		waits = wire_send(&s->wire, command, &arg, arg.n > 0);
	return waits;
}

/* What comes behind a step, and its words. */
static bool
say_next(struct load *l, struct session *s)
{
	static const struct {
		char command;
		struct str arg;
	} words[] = {
	    [CONNECT] = {SMFIC_CONNECT, {NULL, 0}},
	    [HELO] = {SMFIC_HELO, {NULL, 0}},
	    [MAIL] = {SMFIC_MAIL, {"<someone@example.net>", 21}},
	    [RCPT] = {SMFIC_RCPT, {"<user@example.org>", 18}},
	    [DATA] = {SMFIC_DATA, {NULL, 0}},
	    [HEADER] = {SMFIC_HEADER, {"Subject\0greetings", 17}},
	    [EOH] = {SMFIC_EOH, {NULL, 0}},
	    [BODY] = {SMFIC_BODY, {"Hello.\r\n", 8}},
	    [EOM] = {SMFIC_BODYEOB, {NULL, 0}},
	};
	struct str arg = words[++s->step].arg;

	if (s->step == HELO)
		arg = l->nnames > 0 ? l->name[l->begun % l->nnames]
				    : STR("mail.example.net");
	return say(l, s, words[s->step].command, arg);
}

static void
begin(struct load *l, struct session *s)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = s};

	arena_reset(s->arena);
	l->begun++;
	l->open++;
	s->step = BEGUN;
	s->said = now();
	if (!wire_begin(&s->wire, s->arena, l->where, PATIENCE) ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, s->wire.packets.fd, &e) != 0) {
		fprintf(stderr, "load: %s\n", s->wire.packets.why);
		exit(1);
	}
}

static void
end(struct load *l, struct session *s)
{
	wire_send(&s->wire, SMFIC_QUIT, NULL, 0);
	wire_drop(&s->wire);
	l->ended++;
	l->open--;
	if (l->begun < l->sessions)
		begin(l, s);
}

static bool
is_over(const struct load *l, const struct session *s)
{
	return s->step == (l->idle ? HELO : l->message ? EOM : RCPT);
}

static void
go_on(struct load *l, struct session *s)
{
	while (!is_over(l, s))
		if (say_next(l, s))
			return;
	if (l->idle)
		l->ended++;
	else
		end(l, s);
}

/* An answer is there, or the end of the connection. */
static void
hear(struct load *l, struct session *s)
{
	char letter = SMFIR_CONTINUE;

	if (s->step == BEGUN) {
		if (!wire_begun(&s->wire))
			letter = 0;
	} else {
		letter = wire_reply(&s->wire);
		took(l, now() - s->said);
	}
	if (letter == SMFIR_CONTINUE || letter == SMFIR_ACCEPT) {
		go_on(l, s);
		return;
	}
	if (letter == 0)
		l->errors++;
	else
		l->refused++;
	end(l, s);
}

static void
run(struct load *l, struct session *sessions)
{
	struct epoll_event events[64];

	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	for (size_t i = 0; i < l->connections && l->begun < l->sessions; i++)
		begin(l, &sessions[i]);
	while (l->ended < l->sessions) {
		int n = epoll_wait(l->epoll, events, 64, PATIENCE);

		if (n <= 0) {
			l->errors += l->open;
			break;
		}
		for (int i = 0; i < n; i++)
			hear(l, events[i].data.ptr);
	}
	close(l->epoll);
}

static int
by_size(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static uint32_t
part(const struct load *l, double share)
{
	return l->ntook == 0
		   ? 0
		   : l->took[(size_t)(share * (double)(l->ntook - 1))];
}

static void
tell(struct load *l, const struct proc *before, const struct proc *after,
     uint64_t ns)
{
	qsort(l->took, l->ntook, sizeof *l->took, by_size);
	printf("sessions=%zu errors=%zu refused=%zu seconds=%.2f "
	       "cpu_us=%.2f rss_kb=%ld grown_kb=%ld p50_us=%u p99_us=%u "
	       "max_us=%u\n",
	       l->ended, l->errors, l->refused, (double)ns / 1e9,
	       (after->cpu - before->cpu) * 1e6 / (double)l->sessions,
	       after->rss_kb, after->rss_kb - before->rss_kb, part(l, 0.5),
	       part(l, 0.99), part(l, 1));
}

static int
usage(void)
{
	fputs("usage: load [-c CONNECTIONS] [-d] [-i] [-n SESSIONS] [-p PID] "
	      "[-w NAMES] WHERE\n",
	      stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	struct load l = {.connections = 16, .sessions = 10000};
	struct arena *a = arena_new();
	struct session *sessions;
	struct proc before = {.cpu = 0}, after = {.cpu = 0};
	long pid = 0;
	uint64_t begun;
	int c;

	while ((c = getopt(argc, argv, "c:din:p:w:")) != -1)
		switch (c) {
		case 'c':
			l.connections = strtoul(optarg, NULL, 10);
			break;
		case 'd':
			l.message = true;
			break;
		case 'i':
			l.idle = true;
			break;
		case 'n':
			l.sessions = strtoul(optarg, NULL, 10);
			break;
		case 'p':
			pid = strtol(optarg, NULL, 10);
			break;
		case 'w':
			read_names(&l, optarg, a);
			break;
		default:
			return usage();
		}
	if (optind + 1 != argc || l.connections == 0)
		return usage();
	if (l.idle)
		l.sessions = l.connections;
	l.where = argv[optind];
	l.most = l.sessions * STEPS_MOST;
	l.took = ARENA_ARRAY(a, uint32_t, l.most);
	sessions = ARENA_ARRAY(a, struct session, l.connections);
	for (size_t i = 0; i < l.connections; i++)
		sessions[i].arena = arena_new();
	proc_raise_files();
	proc_add(pid, &before);
	begun = now();
	run(&l, sessions);
	proc_add(pid, &after);
	tell(&l, &before, &after, now() - begun);
	return l.errors > 0;
}
