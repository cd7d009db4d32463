#include "dnsd_serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	WORDS = 300, /* of one line */
	TRIES = 50,
	RECEIVE = 4 << 20,
};

static void
wake(struct dnsd *d)
{
	ssize_t n = write(d->wake[1], "", 1);

	(void)n;
}

static void
close_ports(struct dnsd *d)
{
	if (d->udp >= 0)
		close(d->udp);
	if (d->tcp >= 0)
		close(d->tcp);
	d->udp = d->tcp = -1;
	for (size_t i = 0; i < DNSD_CONNECTIONS; i++)
		if (d->connection[i].fd >= 0)
			dnsd_serve_hang_up(&d->connection[i]);
}

/* UDP and TCP at the same port. */
static bool
open_ports(struct dnsd *d, uint16_t port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons(port),
				 .sin_addr = d->addr};
	const int one = 1, receive = RECEIVE;
	socklen_t size = sizeof at;

	d->tcp = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	d->udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (d->tcp >= 0 && d->udp >= 0 &&
	    setsockopt(d->tcp, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) ==
		0 &&
	    setsockopt(d->udp, SOL_SOCKET, SO_RCVBUF, &receive,
		       sizeof receive) == 0 &&
	    bind(d->tcp, (struct sockaddr *)&at, sizeof at) == 0 &&
	    getsockname(d->tcp, (struct sockaddr *)&at, &size) == 0 &&
	    bind(d->udp, (struct sockaddr *)&at, sizeof at) == 0 &&
	    listen(d->tcp, DNSD_CONNECTIONS) == 0) {
		d->port = ntohs(at.sin_port);
		return true;
	}
	close_ports(d);
	return false;
}

static bool
open_some_ports(struct dnsd *d, uint16_t port)
{
	for (int i = 0; i < TRIES; i++)
		if (open_ports(d, port))
			return true;
		else if (port != 0)
			return false;
	return false;
}

static bool
start_thread(struct dnsd *d)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&d->thread, NULL, dnsd_serve, d);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return error == 0;
}

struct dnsd *
dnsd_start(const char *address, uint16_t port)
{
	struct dnsd *d = calloc(1, sizeof *d);

	if (d == NULL)
		return NULL;
	if (address == NULL)
		address = "127.0.0.1";
	if (inet_pton(AF_INET, address, &d->addr) != 1) {
		errno = EINVAL;
		return NULL;
	}
	d->udp = d->tcp = -1;
	for (size_t i = 0; i < DNSD_CONNECTIONS; i++)
		d->connection[i].fd = -1;
	pthread_mutex_init(&d->lock, NULL);
	d->arena = arena_new();
	d->tallies = arena_new();
	dnsd_zone_init(&d->zone, d->arena);
	if (pipe(d->wake) == 0 && open_some_ports(d, port) && start_thread(d))
		return d;
	return NULL;
}

void
dnsd_stop(struct dnsd *d)
{
	if (d == NULL)
		return;
	pthread_mutex_lock(&d->lock);
	d->stop = true;
	pthread_mutex_unlock(&d->lock);
	wake(d);
	pthread_join(d->thread, NULL);
	close_ports(d);
	close(d->wake[0]);
	close(d->wake[1]);
	while (d->later != NULL) {
		struct dnsd_later *next = d->later->next;

		free(d->later);
		d->later = next;
	}
	pthread_mutex_destroy(&d->lock);
	arena_free(d->arena);
	arena_free(d->tallies);
	free(d);
}

uint16_t
dnsd_port(const struct dnsd *d)
{
	return d->port;
}

bool
dnsd_add(struct dnsd *d, const struct str *arg, size_t n)
{
	bool good;

	pthread_mutex_lock(&d->lock);
	good = dnsd_zone_add(&d->zone, arg, n);
	pthread_mutex_unlock(&d->lock);
	return good;
}

/* The next word; its escapes are undone in place. False at the end. */
static bool
word(struct str *line, char *room, struct str *out)
{
	bool quoted;
	size_t n = 0, i;

	*line = str_trim(*line);
	if (line->n == 0 || line->p[0] == '#')
		return false;
	quoted = line->p[0] == '"';
	for (i = quoted; i < line->n; i++) {
		char c = line->p[i];

		if (quoted ? c == '"' : str_is_blank(c))
			break;
		if (quoted && c == '\\' && i + 1 < line->n)
			c = line->p[++i];
		room[n++] = c;
	}
	*line = str_from(*line, i + quoted);
	*out = str_make(room, n);
	return true;
}

bool
dnsd_line(struct dnsd *d, struct str line)
{
	char *room = malloc(line.n + 1), *at = room;
	struct str arg[WORDS];
	bool good = false;
	size_t n = 0;

	while (room != NULL && n < WORDS && word(&line, at, &arg[n]))
		at += arg[n++].n;
	if (room != NULL)
		good = n == 0 || (str_eq(arg[0], STR("dns")) &&
				  dnsd_add(d, arg + 1, n - 1));
	free(room);
	return good;
}

void
dnsd_clear(struct dnsd *d)
{
	pthread_mutex_lock(&d->lock);
	arena_reset(d->arena);
	dnsd_zone_init(&d->zone, d->arena);
	pthread_mutex_unlock(&d->lock);
}

void
dnsd_mute(struct dnsd *d, bool mute)
{
	pthread_mutex_lock(&d->lock);
	d->mute = mute;
	pthread_mutex_unlock(&d->lock);
}

/* As long as the thread polls a port that was closed, it is open. */
static void
wait_round(struct dnsd *d)
{
	const struct timespec ms = {.tv_nsec = 1000000};
	unsigned before, now;

	pthread_mutex_lock(&d->lock);
	before = now = d->rounds;
	pthread_mutex_unlock(&d->lock);
	while (now == before) {
		wake(d);
		nanosleep(&ms, NULL);
		pthread_mutex_lock(&d->lock);
		now = d->rounds;
		pthread_mutex_unlock(&d->lock);
	}
}

bool
dnsd_open(struct dnsd *d, bool open)
{
	bool good = true;

	pthread_mutex_lock(&d->lock);
	close_ports(d);
	pthread_mutex_unlock(&d->lock);
	wait_round(d);
	if (!open)
		return true;
	pthread_mutex_lock(&d->lock);
	good = open_ports(d, d->port);
	pthread_mutex_unlock(&d->lock);
	wake(d);
	return good;
}

unsigned
dnsd_asked(struct dnsd *d, const char *name, enum dns_type type)
{
	struct dnsd_name wire;
	unsigned n = 0;

	pthread_mutex_lock(&d->lock);
	if (dnsd_zone_name(str_of(name), &wire))
		n = dnsd_serve_tally(d, &wire, (uint16_t)type, 0);
	pthread_mutex_unlock(&d->lock);
	return n;
}

void
dnsd_count(struct dnsd *d, struct dnsd_count *out)
{
	pthread_mutex_lock(&d->lock);
	*out = d->count;
	pthread_mutex_unlock(&d->lock);
}
