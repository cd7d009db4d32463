#include "smtp.h"

#include "smtp_tls.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

bool
smtp_broken(struct smtp *s, const char *why)
{
	smtp_close(s);
	s->why = why;
	return false;
}

void
smtp_close(struct smtp *s)
{
	smtp_tls_free(s->tls);
	s->tls = NULL;
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

/* More bytes into the buffer, which is empty. */
static bool
fill(struct smtp *s)
{
	struct pollfd wait = {.fd = s->fd, .events = POLLIN};
	ssize_t got;

	if (s->fd < 0)
		return false;
	s->at = s->end = 0;
	if (s->tls != NULL)
		got = smtp_tls_get(s->tls, s->in, sizeof s->in, s->timeout);
	else if (poll(&wait, 1, s->timeout) <= 0)
		return smtp_broken(s, "the server does not answer");
	else
		got = recv(s->fd, s->in, sizeof s->in, 0);
	if (got <= 0)
		return smtp_broken(s, "the server hung up");
	s->end = (size_t)got;
	return true;
}

static bool
put(struct smtp *s, const char *from, size_t n)
{
	struct pollfd wait = {.fd = s->fd, .events = POLLOUT};
	ssize_t sent;

	if (s->fd < 0)
		return false;
	for (; n > 0; from += sent, n -= (size_t)sent) {
		if (poll(&wait, 1, s->timeout) <= 0)
			return smtp_broken(s, "the server does not listen");
		if (s->tls != NULL)
			sent = smtp_tls_put(s->tls, from, n, s->timeout);
		else
			sent =
			    send(s->fd, from, n, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent <= 0)
			return smtp_broken(s, "the server hung up");
	}
	return true;
}

/* A line without its end. */
static bool
line_get(struct smtp *s, struct str *line)
{
	char *text = NULL;
	size_t n = 0;

	for (;;) {
		if (s->at == s->end && !fill(s))
			return false;
		ARENA_GROW(s->arena, text, n);
		text[n] = s->in[s->at++];
		if (text[n] == '\n')
			break;
		n++;
	}
	if (n > 0 && text[n - 1] == '\r')
		n--;
	*line = str_make(text, n);
	return true;
}

/* reply = { 3DIGIT "-" TEXT CRLF } 3DIGIT [ " " TEXT ] CRLF */
static bool
reply_get(struct smtp *s, struct smtp_reply *r)
{
	struct str line;

	*r = (struct smtp_reply){.text = STR("")};
	do {
		if (!line_get(s, &line))
			return false;
		if (line.n < 3 || !str_is_digit(line.p[0]) ||
		    !str_is_digit(line.p[1]) || !str_is_digit(line.p[2]))
			return smtp_broken(s, "the server's reply has no code");
		r->text =
		    arena_printf(s->arena, "%.*s%s%.*s", STR_ARG(r->text),
				 r->text.n > 0 ? " / " : "", STR_ARG(line));
	} while (line.n > 3 && line.p[3] == '-');
	for (size_t i = 0; i < 3; i++)
		r->code = r->code * 10 + (unsigned)(line.p[i] - '0');
	return true;
}

static bool
bind_from(int fd, struct smtp_from from)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
				       .ai_flags = AI_NUMERICHOST};
	struct addrinfo *a;
	bool bound;

	if (from.address == NULL)
		return true;
	if (getaddrinfo(from.address, from.port, &hints, &a) != 0)
		return false;
	bound = bind(fd, a->ai_addr, a->ai_addrlen) == 0;
	freeaddrinfo(a);
	return bound;
}

static int
connect_to(struct arena *a, struct str to, struct smtp_from from)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	size_t colon = str_find_last(to, ':');
	struct str host = arena_str(a, str_slice(to, 0, colon));
	struct str port = arena_str(a, str_from(to, colon + 1));
	struct addrinfo *found;
	int fd;

	if (getaddrinfo(host.p, port.p, &hints, &found) != 0)
		return -1;
	fd = socket(found->ai_family, SOCK_STREAM, 0);
	if (fd >= 0 && (!bind_from(fd, from) ||
			connect(fd, found->ai_addr, found->ai_addrlen) != 0)) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(found);
	return fd;
}

bool
smtp_open(struct smtp *s, struct arena *a, const char *to,
	  struct smtp_from from, int timeout, struct smtp_reply *greeting)
{
	*s = (struct smtp){.arena = a, .timeout = timeout};
	s->fd = connect_to(a, str_of(to), from);
	if (s->fd < 0)
		return smtp_broken(s, "cannot connect to the server");
	return reply_get(s, greeting);
}

bool
smtp_ended(struct smtp *s)
{
	if (s->at != s->end || s->fd < 0)
		return s->fd < 0;
	return !fill(s) && str_eq(str_of(s->why), STR("the server hung up"));
}

bool
smtp_say(struct smtp *s, struct str line, struct smtp_reply *r)
{
	struct str text = arena_printf(s->arena, "%.*s\r\n", STR_ARG(line));

	return put(s, text.p, text.n) && reply_get(s, r);
}

/* xtext of RFC 3461, 4; two letters more than each byte needs at most. */
static struct str
xtext(struct arena *a, struct str in)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, in.n * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; i < in.n; i++) {
		unsigned char c = (unsigned char)in.p[i];

		if (c > ' ' && c < 127 && c != '+' && c != '=') {
			out[n++] = in.p[i];
			continue;
		}
		out[n++] = '+';
		out[n++] = hex[c >> 4];
		out[n++] = hex[c & 15];
	}
	return str_make(out, n);
}

bool
smtp_xclient(struct smtp *s, const struct smtp_attr *attr, size_t n,
	     struct smtp_reply *r)
{
	struct str line = STR("XCLIENT");

	for (size_t i = 0; i < n; i++) {
		struct str value = xtext(s->arena, attr[i].value);

		line = arena_printf(s->arena, "%.*s %s=%.*s", STR_ARG(line),
				    attr[i].name, STR_ARG(value));
	}
	return smtp_say(s, line, r);
}

static struct str
base64(struct arena *a, struct str in)
{
	static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
				    "qrstuvwxyz0123456789+/";
	char *out = arena_alloc(a, (in.n + 2) / 3 * 4 + 1);
	size_t n = 0;

	for (size_t i = 0; i < in.n; i += 3) {
		unsigned bits = 0;

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 |
			       (i + k < in.n ? (unsigned char)in.p[i + k] : 0u);
		for (int k = 0; k < 4; k++)
			out[n++] = digit[bits >> (18 - 6 * k) & 63];
	}
	for (size_t k = n; k > n - (3 - in.n % 3) % 3; k--)
		out[k - 1] = '=';
	return str_make(out, n);
}

bool
smtp_auth(struct smtp *s, struct str mechanism, struct str user,
	  struct smtp_reply *r)
{
	const struct str pass = STR("secret");
	const size_t n = 1 + user.n + 1 + pass.n;
	char *plain = arena_alloc(s->arena, n);
	struct str response, line;

	memcpy(plain + 1, user.p, user.n);
	memcpy(plain + 1 + user.n + 1, pass.p, pass.n);
	response = base64(s->arena, str_make(plain, n));
	line = arena_printf(s->arena, "AUTH %.*s %.*s", STR_ARG(mechanism),
			    STR_ARG(response));
	return smtp_say(s, line, r);
}

/* One line with its end, or what there is of it. */
static bool
data_line(struct smtp *s, struct str line)
{
	const bool ends = line.p[line.n - 1] == '\n';
	const bool bare = ends && (line.n == 1 || line.p[line.n - 2] != '\r');

	if (!s->mid_line && line.p[0] == '.' && !put(s, ".", 1))
		return false;
	s->mid_line = !ends;
	return put(s, line.p, line.n - bare) && (!bare || put(s, "\r\n", 2));
}

bool
smtp_data(struct smtp *s, struct str piece)
{
	s->in_message = true;
	while (piece.n > 0) {
		size_t n = str_find(piece, '\n');

		n += n < piece.n;
		if (!data_line(s, str_slice(piece, 0, n)))
			return false;
		piece = str_from(piece, n);
	}
	return s->fd >= 0;
}

bool
smtp_dot(struct smtp *s, struct smtp_reply *r)
{
	s->in_message = s->mid_line = false;
	return smtp_say(s, STR("."), r);
}
