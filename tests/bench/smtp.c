/*
 * smtp [-c CONNECTIONS] [-n SESSIONS] [-p PID]... [-w FILE] HOST:PORT
 *
 * Plays the clients of a mail server: CONNECTIONS sessions at a time, SESSIONS
 * in all, each of EHLO MAIL RCPT QUIT. The greetings come from FILE, a name a
 * line, in turn. Prints one line of KEY=VALUE: what each PID, with all that it
 * has started, took of CPU and memory meanwhile. Refusals are counted, whatever
 * they refuse; an error is a connection that was lost.
 */

#include "smtp.h"
#include "proc.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE = 30000 /* ms */, CALLERS_MOST = 1000, PIDS_MOST = 8 };

struct callers {
	const char *to;
	size_t callers, sessions;
	struct str *name;
	size_t nnames;
	long pid[PIDS_MOST];
	size_t npids;
};

struct caller {
	const struct callers *all;
	size_t number, ended, errors, refused;
	pthread_t thread;
};

/* The greetings, in memory of their own. */
static void
read_names(struct callers *all, const char *path, struct arena *a)
{
	FILE *in = fopen(path, "r");
	char line[512];

	if (in == NULL) {
		perror(path);
		exit(1);
	}
	while (fgets(line, sizeof line, in) != NULL) {
		ARENA_GROW(a, all->name, all->nnames);
		all->name[all->nnames++] = arena_str(a, str_trim(str_of(line)));
	}
	fclose(in);
}

/* What the server says to all of it; false: it hung up. */
static bool
talk(struct smtp *s, struct str name, bool *refused)
{
	const struct str line[] = {
	    arena_printf(s->arena, "EHLO %.*s", STR_ARG(name)),
	    STR("MAIL FROM:<someone@example.net>"),
	    STR("RCPT TO:<user@example.org>"),
	    STR("QUIT"),
	};
	struct smtp_reply reply;

	for (size_t i = 0; i < sizeof line / sizeof line[0]; i++) {
		if (!smtp_say(s, line[i], &reply))
			return false;
		*refused = *refused || reply.code >= 400;
	}
	return true;
}

static void
call(struct caller *c, struct arena *a, size_t session)
{
	const struct callers *all = c->all;
	struct str name = all->nnames > 0 ? all->name[session % all->nnames]
					  : STR("mail.example.net");
	struct smtp s = {.fd = -1};
	struct smtp_reply greeting;
	bool refused = false;

	if (!smtp_open(&s, a, all->to, (struct smtp_from){.address = NULL},
		       PATIENCE, &greeting) ||
	    !talk(&s, name, &refused))
		c->errors++;
	smtp_close(&s);
	c->ended++;
	c->refused += refused;
}

static void *
call_often(void *arg)
{
	struct caller *c = arg;
	struct arena *a = arena_new();

	for (size_t i = c->number; i < c->all->sessions; i += c->all->callers) {
		call(c, a, i);
		arena_reset(a);
	}
	arena_free(a);
	return NULL;
}

static struct proc
look(const struct callers *all)
{
	struct proc sum = {.cpu = 0};

	for (size_t i = 0; i < all->npids; i++)
		proc_add(all->pid[i], &sum);
	return sum;
}

/* All of them, until the last session; true: no errors. */
static bool
run(const struct callers *all)
{
	struct caller caller[CALLERS_MOST], sum = {.number = 0};
	struct proc before = look(all), after;

	for (size_t i = 0; i < all->callers; i++) {
		caller[i] = (struct caller){.all = all, .number = i};
		if (pthread_create(&caller[i].thread, NULL, call_often,
				   &caller[i]) != 0)
			abort();
	}
	for (size_t i = 0; i < all->callers; i++) {
		pthread_join(caller[i].thread, NULL);
		sum.ended += caller[i].ended;
		sum.errors += caller[i].errors;
		sum.refused += caller[i].refused;
	}
	after = look(all);
	printf("sessions=%zu errors=%zu refused=%zu cpu_us=%.1f rss_kb=%ld\n",
	       sum.ended, sum.errors, sum.refused,
	       (after.cpu - before.cpu) * 1e6 / (double)all->sessions,
	       after.rss_kb);
	return sum.errors == 0;
}

static int
usage(void)
{
	fputs("usage: smtp [-c CONNECTIONS] [-n SESSIONS] [-p PID]... "
	      "[-w NAMES] HOST:PORT\n",
	      stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	struct callers all = {.callers = 4, .sessions = 1000};
	struct arena *a = arena_new();
	int c;

	while ((c = getopt(argc, argv, "c:n:p:w:")) != -1)
		switch (c) {
		case 'c':
			all.callers = strtoul(optarg, NULL, 10);
			break;
		case 'n':
			all.sessions = strtoul(optarg, NULL, 10);
			break;
		case 'p':
			if (all.npids == PIDS_MOST)
				return usage();
			all.pid[all.npids++] = strtol(optarg, NULL, 10);
			break;
		case 'w':
			read_names(&all, optarg, a);
			break;
		default:
			return usage();
		}
	if (optind + 1 != argc || all.callers == 0 ||
	    all.callers > CALLERS_MOST || all.sessions == 0)
		return usage();
	all.to = argv[optind];
	return run(&all) ? 0 : 1;
}
