#include "dnsd_serve.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Is it new? At most DNSD_SEEN different ones are told apart. */
static unsigned
first_seen(struct dnsd_seen *s, uint16_t value)
{
	for (unsigned i = 0; i < s->n; i++)
		if (s->value[i] == value)
			return 0;
	if (s->n == DNSD_SEEN)
		return 0;
	s->value[s->n++] = value;
	return 1;
}

static struct dnsd_tally **
tallies(struct dnsd *d, const struct dnsd_name *name)
{
	unsigned sum = 0;

	for (size_t i = 0; i < name->n; i++)
		sum = sum * 31 + name->b[i];
	return &d->tally[sum % DNSD_TALLIES];
}

unsigned
dnsd_serve_tally(struct dnsd *d, const struct dnsd_name *name, uint16_t type,
		 unsigned add)
{
	struct dnsd_tally **first = tallies(d, name), *t = *first;

	while (t != NULL && (t->type != type || t->name.n != name->n ||
			     memcmp(t->name.b, name->b, name->n) != 0))
		t = t->next;
	if (t == NULL && add > 0) {
		t = ARENA_NEW(d->tallies, struct dnsd_tally);
		t->name = *name;
		t->type = type;
		t->next = *first;
		*first = t;
	}
	return t == NULL ? 0 : (t->n += add);
}

static void
send_now(struct dnsd *d, const struct dnsd_peer *to, const uint8_t *b, size_t n)
{
	uint8_t head[2] = {(uint8_t)(n >> 8), (uint8_t)n};
	ssize_t sent;

	if (to->fd < 0) {
		sent =
		    sendto(d->udp, b, n, 0, (const struct sockaddr *)&to->addr,
			   sizeof to->addr);
		(void)sent;
		return;
	}
	sent = send(to->fd, head, sizeof head, MSG_NOSIGNAL | MSG_MORE);
	for (size_t at = 0; sent > 0 && at < n; at += (size_t)sent)
		sent = send(to->fd, b + at, n - at, MSG_NOSIGNAL);
}

static void
send_reply(struct dnsd *d, const struct dnsd_peer *to, const uint8_t *b,
	   size_t n, unsigned delay_ms)
{
	struct dnsd_later *l;

	if (delay_ms == 0) {
		send_now(d, to, b, n);
		return;
	}
	l = malloc(sizeof *l + n);
	if (l == NULL)
		return;
	l->next = d->later;
	l->due = now_ms() + delay_ms;
	l->to = *to;
	l->n = n;
	memcpy(l->b, b, n);
	d->later = l;
}

static bool
is_there(const struct dnsd *d, const struct dnsd_peer *p)
{
	if (p->fd < 0)
		return d->udp >= 0;
	for (size_t i = 0; i < DNSD_CONNECTIONS; i++)
		if (d->connection[i].fd == p->fd &&
		    d->connection[i].serial == p->serial)
			return true;
	return false;
}

/* Send what is due; how long until the next is. */
static int
send_due(struct dnsd *d)
{
	struct dnsd_later **link = &d->later, *l;
	int64_t now = now_ms(), wait = -1;

	while ((l = *link) != NULL) {
		if (l->due > now) {
			if (wait < 0 || l->due - now < wait)
				wait = l->due - now;
			link = &l->next;
			continue;
		}
		if (is_there(d, &l->to))
			send_now(d, &l->to, l->b, l->n);
		*link = l->next;
		free(l);
	}
	return (int)wait;
}

/* The misbehaviours that are not inside one right packet. */
static void
answer(struct dnsd *d, const struct dnsd_question *q,
       const struct dnsd_peer *to)
{
	static const uint8_t garbage[] =
	    "this is not the name server of anybody";
	uint8_t *out = d->out;
	size_t n = dnsd_reply_make(q, &d->zone, to->fd >= 0, out);

	if (q->tricks & DNSD_GARBAGE) {
		memcpy(out + 2, garbage, sizeof garbage);
		n = sizeof garbage + 2;
	}
	if (q->tricks & DNSD_EMPTY)
		send_now(d, to, out, 0);
	if (q->tricks & DNSD_WRONG_ID) {
		out[0] ^= 0x55;
		send_reply(d, to, out, n, q->delay_ms);
		out[0] ^= 0x55;
	}
	send_reply(d, to, out, n, q->delay_ms);
}

/* True: hang up. */
static bool
question(struct dnsd *d, const uint8_t *b, size_t n,
	 const struct dnsd_peer *from)
{
	bool tcp = from->fd >= 0;
	struct dnsd_question q;
	unsigned times;

	if (!dnsd_reply_read(&q, &d->zone, b, n))
		return tcp;
	times = dnsd_serve_tally(d, &q.name, q.type, 1);
	d->count.udp += !tcp;
	d->count.tcp += tcp;
	if (!tcp) {
		d->count.ports += first_seen(&d->ports, from->addr.sin_port);
		d->count.ids +=
		    first_seen(&d->ids, (uint16_t)(b[0] << 8 | b[1]));
	}
	if (d->mute || q.tricks & DNSD_DROP ||
	    (q.tricks & DNSD_DROP_FIRST && times == 1) ||
	    (tcp && q.tricks & DNSD_TCP_SILENT))
		return false;
	if (tcp && q.tricks & DNSD_TCP_CLOSE)
		return true;
	answer(d, &q, from);
	return false;
}

static void
read_udp(struct dnsd *d)
{
	struct dnsd_peer from = {.fd = -1};
	uint8_t b[DNSD_QUERY];

	for (;;) {
		socklen_t size = sizeof from.addr;
		ssize_t n = recvfrom(d->udp, b, sizeof b, 0,
				     (struct sockaddr *)&from.addr, &size);

		if (n < 0)
			return;
		question(d, b, (size_t)n, &from);
	}
}

void
dnsd_serve_hang_up(struct dnsd_connection *c)
{
	close(c->fd);
	c->fd = -1;
}

static void
take_connection(struct dnsd *d)
{
	const struct timeval patience = {.tv_sec = 2};
	int fd = accept(d->tcp, NULL, NULL);

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	for (size_t i = 0; i < DNSD_CONNECTIONS; i++)
		if (d->connection[i].fd < 0) {
			d->connection[i].fd = fd;
			d->connection[i].n = 0;
			d->connection[i].serial = ++d->serial;
			return;
		}
	close(fd);
}

static void
read_connection(struct dnsd *d, struct dnsd_connection *c)
{
	struct dnsd_peer from = {.fd = c->fd, .serial = c->serial};
	ssize_t n = recv(c->fd, c->b + c->n, sizeof c->b - c->n, MSG_DONTWAIT);
	size_t whole;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		dnsd_serve_hang_up(c);
		return;
	}
	for (c->n += (size_t)n; c->n >= 2; c->n -= whole) {
		whole = 2 + (size_t)(c->b[0] << 8 | c->b[1]);
		if (whole > sizeof c->b ||
		    (c->n >= whole &&
		     question(d, c->b + 2, whole - 2, &from))) {
			dnsd_serve_hang_up(c);
			return;
		}
		if (c->n < whole)
			return;
		memmove(c->b, c->b + whole, c->n - whole);
	}
}

void *
dnsd_serve(void *arg)
{
	struct pollfd p[3 + DNSD_CONNECTIONS];
	struct dnsd *d = arg;
	char rung[64];

	pthread_mutex_lock(&d->lock);
	while (!d->stop) {
		int wait = send_due(d);

		d->rounds++;
		p[0] = (struct pollfd){.fd = d->wake[0], .events = POLLIN};
		p[1] = (struct pollfd){.fd = d->udp, .events = POLLIN};
		p[2] = (struct pollfd){.fd = d->tcp, .events = POLLIN};
		for (size_t i = 0; i < DNSD_CONNECTIONS; i++)
			p[3 + i] = (struct pollfd){.fd = d->connection[i].fd,
						   .events = POLLIN};
		pthread_mutex_unlock(&d->lock);
		poll(p, 3 + DNSD_CONNECTIONS, wait);
		pthread_mutex_lock(&d->lock);
		if (p[0].revents && read(d->wake[0], rung, sizeof rung) < 0)
			continue;
		if (p[1].revents && p[1].fd == d->udp)
			read_udp(d);
		if (p[2].revents && p[2].fd == d->tcp)
			take_connection(d);
		for (size_t i = 0; i < DNSD_CONNECTIONS; i++)
			if (p[3 + i].revents &&
			    p[3 + i].fd == d->connection[i].fd)
				read_connection(d, &d->connection[i]);
	}
	pthread_mutex_unlock(&d->lock);
	return NULL;
}
