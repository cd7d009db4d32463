#include "probe_talk.h"

#include "probe_tls.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A server that says more than this in one reply says nothing. */
enum { LINES_MOST = 128, LINE_MOST = 2048, LINE_ALLOWED = 512 };

void
probe_note(struct probe_talk *t, enum probe_who who, struct str text)
{
	ARENA_GROW(t->arena, t->said, t->nsaid);
	t->said[t->nsaid].who = who;
	t->said[t->nsaid++].text = arena_str(t->arena, text);
}

bool
probe_broken(struct probe_talk *t, const char *why)
{
	if (t->why == NULL) {
		t->why = why;
		probe_note(t, PROBE_NOTE, str_of(why));
	}
	return false;
}

static int64_t
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * (int64_t)1000 + ts.tv_nsec / 1000000;
}

int64_t
probe_deadline(const struct probe_talk *t)
{
	return now() + t->timeout;
}

bool
probe_wait(struct probe_talk *t, short events, int64_t deadline)
{
	struct pollfd p = {.fd = t->fd, .events = events};

	for (;;) {
		const int64_t left = deadline - now();
		const int n = left <= 0 ? 0 : poll(&p, 1, (int)left);

		if (n > 0)
			return true;
		if (n == 0)
			return probe_broken(t, "no answer in time");
		if (errno != EINTR)
			return probe_broken(t, strerror(errno));
	}
}

bool
probe_connect(struct probe_talk *t, const struct sockaddr *to, socklen_t length)
{
	int error = 0;
	socklen_t size = sizeof error;

	t->why = NULL;
	t->at = t->end = 0;
	t->fd = socket(to->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (t->fd < 0 || fcntl(t->fd, F_SETFL, O_NONBLOCK) != 0)
		return probe_broken(t, strerror(errno));
	probe_note(t, PROBE_NOTE, STR("connecting"));
	if (connect(t->fd, to, length) == 0)
		return true;
	if (errno != EINPROGRESS)
		return probe_broken(t, strerror(errno));
	if (!probe_wait(t, POLLOUT, probe_deadline(t)))
		return false;
	getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &error, &size);
	return error == 0 || probe_broken(t, strerror(error));
}

void
probe_hang_up(struct probe_talk *t)
{
	if (t->fd < 0)
		return;
	probe_tls_free(t->tls);
	t->tls = NULL;
	close(t->fd);
	t->fd = -1;
	probe_broken(t, "the connection is closed");
}

/* As send(2) and recv(2): -1 for an error, of which EAGAIN is to be waited. */
static ssize_t
put(struct probe_talk *t, struct str bytes, int64_t deadline)
{
	if (t->tls != NULL)
		return probe_tls_put(t, bytes, deadline);
	if (!probe_wait(t, POLLOUT, deadline))
		return -1;
	return send(t->fd, bytes.p, bytes.n, MSG_NOSIGNAL);
}

bool
probe_send(struct probe_talk *t, struct str bytes)
{
	const int64_t deadline = probe_deadline(t);

	probe_note(t, PROBE_CLIENT, bytes);
	while (t->why == NULL && bytes.n > 0) {
		const ssize_t n = put(t, bytes, deadline);

		if (n > 0)
			bytes = str_from(bytes, (size_t)n);
		else if (errno != EAGAIN && errno != EINTR)
			/* What it has said before may still be read. */
			return false;
	}
	return t->why == NULL;
}

static bool
fill(struct probe_talk *t, int64_t deadline)
{
	ssize_t n = -1;

	while (t->why == NULL && n < 0) {
		errno = 0;
		if (t->tls != NULL)
			n = probe_tls_get(t, t->in, sizeof t->in, deadline);
		else if (probe_wait(t, POLLIN, deadline))
			n = recv(t->fd, t->in, sizeof t->in, 0);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			n = 0;
	}
	if (n <= 0)
		return probe_broken(t, "the server has closed the connection");
	t->at = 0;
	t->end = (size_t)n;
	return true;
}

/* ---- Replies ---------------------------------------------------------------
 */

/* A line up to its LF, which stays with it. */
static bool
read_line(struct probe_talk *t, int64_t deadline, struct str *out)
{
	char line[LINE_MOST];
	size_t n = 0;

	do {
		if (t->at == t->end && !fill(t, deadline))
			return false;
		line[n++] = t->in[t->at++];
	} while (line[n - 1] != '\n' && n < sizeof line);
	*out = arena_str(t->arena, str_make(line, n));
	return true;
}

static unsigned
code_of(struct str line)
{
	if (line.n < 3 || !str_is_digit(line.p[0]) ||
	    !str_is_digit(line.p[1]) || !str_is_digit(line.p[2]))
		return 0;
	return (unsigned)((line.p[0] - '0') * 100 + (line.p[1] - '0') * 10 +
			  line.p[2] - '0');
}

static bool
is_printable(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] != '\t' && (line.p[i] < ' ' || line.p[i] > '~'))
			return false;
	return true;
}

/* RFC 5321, 4.2 (Reply-line) and 4.5.3.1.5. "line" has its end. */
static const char *
flaw_of(struct str line, unsigned code, unsigned first)
{
	const bool ended = line.n > 1 && line.p[line.n - 2] == '\r';
	const struct str bare = str_slice(line, 0, line.n - (ended ? 2 : 1));

	if (line.p[line.n - 1] != '\n' || line.n > LINE_ALLOWED)
		return "a line of a reply is longer than 512 bytes";
	if (!ended)
		return "a line of a reply ends in LF without CR";
	if (code / 100 < 2 || code / 100 > 5 || code / 10 % 10 > 5)
		return "a reply's code is none that SMTP has";
	if (code != first)
		return "the lines of a reply have different codes";
	if (bare.n > 3 && bare.p[3] != ' ' && bare.p[3] != '-')
		return "neither blank nor hyphen stands behind a reply's code";
	if (!is_printable(bare))
		return "a reply holds bytes that are not printable ASCII";
	return NULL;
}

static void
add_line(struct probe_talk *t, struct probe_reply *r, struct str line)
{
	const unsigned code = code_of(line);
	const char *flaw = flaw_of(line, code, r->nlines == 0 ? code : r->code);

	if (r->flaw == NULL)
		r->flaw = flaw;
	if (r->nlines == 0)
		r->code = code;
	while (line.n > 0 &&
	       (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
		line.n--;
	probe_note(t, PROBE_SERVER, line);
	ARENA_GROW(t->arena, r->line, r->nlines);
	r->line[r->nlines++] = line;
}

bool
probe_receive(struct probe_talk *t, struct probe_reply *r)
{
	const int64_t deadline = probe_deadline(t);
	struct str line;

	*r = (struct probe_reply){.code = 0};
	do {
		if (!read_line(t, deadline, &line)) {
			r->code = 0;
			r->why = t->why;
			return false;
		}
		add_line(t, r, line);
		line = r->line[r->nlines - 1];
	} while (code_of(line) != 0 && line.n > 3 && line.p[3] == '-' &&
		 r->nlines < LINES_MOST);
	if (code_of(line) != 0 && r->nlines < LINES_MOST)
		return true;
	r->code = 0;
	r->why = "what came is no reply of SMTP";
	return probe_broken(t, r->why);
}

bool
probe_ends(struct probe_talk *t)
{
	return t->at == t->end && !fill(t, probe_deadline(t)) &&
	       strcmp(t->why, "no answer in time") != 0;
}
