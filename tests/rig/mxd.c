#include "mxd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

bool
mxd_has(const struct mxd *m, const char *flaw)
{
	return strcmp(m->flaw, flaw) == 0;
}

/* ---- Bytes and lines -------------------------------------------------------
 */

static void
put(struct mxd *m, const char *p, size_t n)
{
	if (m->ssl != NULL)
		SSL_write(m->ssl, p, (int)n);
	else
		send(m->fd, p, n, MSG_NOSIGNAL);
}

void
mxd_say(struct mxd *m, const char *line)
{
	char out[1024];
	int n = snprintf(out, sizeof out, "%s%s", line,
			 mxd_has(m, "reply-lf") ? "\n" : "\r\n");

	put(m, out, (size_t)n);
}

bool
mxd_pending(const struct mxd *m)
{
	return m->at < m->end;
}

int
mxd_byte(struct mxd *m)
{
	ssize_t n;

	if (!mxd_pending(m)) {
		n = m->ssl != NULL ? SSL_read(m->ssl, m->in, sizeof m->in)
				   : recv(m->fd, m->in, sizeof m->in, 0);
		if (n <= 0) {
			m->gone = true;
			return -1;
		}
		m->at = 0;
		m->end = (size_t)n;
	}
	return (unsigned char)m->in[m->at++];
}

static bool
is_end(const struct mxd *m, int last, int c)
{
	return (last == '\r' && c == '\n') ||
	       (c == '\n' && mxd_has(m, "bare-lf")) ||
	       (c == '\r' && mxd_has(m, "bare-cr") && mxd_pending(m) &&
		m->in[m->at] != '\n');
}

/* What is too long is read to its end, and only its beginning is kept. */
static void
read_line(struct mxd *m)
{
	int last = 0, c = 0;

	for (m->length = 0; !is_end(m, last, c);) {
		last = c;
		c = mxd_byte(m);
		if (c < 0)
			return;
		if (m->length < MXD_LINE)
			m->line[m->length++] = (char)c;
		else if (mxd_has(m, "long-cut"))
			break;
	}
	while (m->length < MXD_LINE && m->length > 0 &&
	       strchr("\r\n", m->line[m->length - 1]) != NULL)
		m->length--;
	m->line[m->length] = '\0';
}

/* ---- Commands --------------------------------------------------------------
 */

static const char *
argument(const struct mxd *m)
{
	const char *blank = strchr(m->line, ' ');

	return blank == NULL ? "" : blank + 1;
}

static void
reset(struct mxd *m)
{
	m->mail = m->rcpt = false;
}

static void
offer(struct mxd *m, const char *line, const char *lacks, const char *flaw)
{
	if (flaw != NULL ? mxd_has(m, flaw) : !mxd_has(m, lacks))
		mxd_say(m, line);
}

static void
offer_all(struct mxd *m)
{
	mxd_say(m, "250-mx.example.org");
	offer(m, "250-8BITMIME", "no-8bitmime", NULL);
	offer(m, "250-PIPELINING", "no-pipelining", NULL);
	offer(m, "250-XCLIENT NAME ADDR", NULL, "xclient");
	offer(m, "250-EXPN", NULL, "expn-offered");
	offer(m, "250-AUTH=PLAIN", NULL, "bad-keyword");
	offer(m, "250-AUTH GSSAPI PLAIN", NULL, "auth-clear");
	offer(m, "250-AUTH CRAM-MD5", NULL, "auth-cram");
	if (mxd_has(m, "size-open"))
		mxd_say(m, "250-SIZE");
	else
		offer(m, "250-SIZE 1000000", "no-size", NULL);
	if (m->ssl == NULL || mxd_has(m, "starttls-again"))
		offer(m, "250-STARTTLS", "no-starttls", NULL);
	mxd_say(m, mxd_has(m, "no-enhanced") ? "250 DSN"
					     : "250 ENHANCEDSTATUSCODES");
}

static void
do_ehlo(struct mxd *m)
{
	const bool first = !m->helo;

	if (argument(m)[0] == '\0' && !mxd_has(m, "ehlo-no-name")) {
		mxd_say(m, "501 5.5.4 who?");
		return;
	}
	if (mxd_has(m, "ehlo-refused") ||
	    (mxd_has(m, "second-ehlo-refused") && !first)) {
		mxd_say(m, "502 5.5.1 no such thing");
		return;
	}
	if (mxd_pending(m) && !mxd_has(m, "early")) {
		mxd_say(m, "554 5.5.0 out of step");
		m->gone = true;
		return;
	}
	m->helo = true;
	if (!mxd_has(m, "ehlo-remembers"))
		reset(m);
	if (mxd_has(m, "ehlo-nameless"))
		mxd_say(m, "250 hello!");
	else
		offer_all(m);
}

static void
do_helo(struct mxd *m)
{
	m->helo = true;
	reset(m);
	if (mxd_has(m, "helo-refused"))
		mxd_say(m, "550 5.7.1 no");
	else if (mxd_has(m, "helo-nameless"))
		mxd_say(m, "250 !");
	else if (mxd_has(m, "helo-lines"))
		offer_all(m);
	else
		mxd_say(m, "250 mx.example.org");
}

static bool
is_too_large(const struct mxd *m, const char *size)
{
	return strtoll(size, NULL, 10) > MXD_SIZE && !mxd_has(m, "size-any");
}

static const char *
mail_reply(const struct mxd *m)
{
	const char *path = argument(m);
	const char *end = strchr(path, '>');
	const char *size = strstr(path, " SIZE=");

	if (!m->helo && !mxd_has(m, "no-helo") &&
	    (m->ssl == NULL || !mxd_has(m, "tls-helo")))
		return "503 5.5.1 HELO first";
	if (m->mail && !mxd_has(m, "nested"))
		return "503 5.5.1 there is a sender";
	if (strncmp(path, "FROM:", 5) != 0 && mxd_has(m, "case"))
		return "501 5.5.4 FROM:";
	if (strlen(path) < 6 || path[5] != '<')
		return mxd_has(m, "no-brackets") ? "250 2.1.0 ok"
						 : "501 5.1.7 brackets";
	if (end == NULL)
		return mxd_has(m, "open-path") ? "250 2.1.0 ok"
					       : "501 5.1.7 where is its end?";
	if (mxd_has(m, "no-bounces") && path[6] == '>')
		return "550 5.7.1 no bounces";
	if (mxd_has(m, "mail-later"))
		return "450 4.7.1 later";
	if (size != NULL && (size[6] < '0' || size[6] > '9'))
		return mxd_has(m, "size-syntax") ? "250 2.1.0 ok"
						 : "501 5.5.4 a size?";
	if (size != NULL)
		return is_too_large(m, size + 6) ? "552 5.3.4 too large"
						 : "250 2.1.0 ok";
	if (end[1] != '\0' && !mxd_has(m, "any-parameter"))
		return "555 5.5.4 what is that?";
	return "250 2.1.0 ok";
}

static void
do_mail(struct mxd *m)
{
	const char *reply = mail_reply(m);

	m->mail = m->mail || reply[0] == '2';
	mxd_say(m, reply);
}

static void
do_rcpt(struct mxd *m)
{
	if (!m->mail && !mxd_has(m, "rcpt-first")) {
		mxd_say(m, mxd_has(m, "rcpt-550") ? "550 5.5.1 who are you?"
						  : "503 5.5.1 MAIL first");
		return;
	}
	if (mxd_has(m, "no-postmaster")) {
		mxd_say(m, "550 5.1.1 nobody here");
		return;
	}
	m->rcpt = true;
	mxd_say(m, "250 2.1.5 ok");
}

static void
do_data(struct mxd *m)
{
	if (!m->rcpt && !mxd_has(m, "data-first")) {
		mxd_say(m, "503 5.5.1 RCPT first");
		return;
	}
	if (argument(m)[0] != '\0' && !mxd_has(m, "data-argument")) {
		mxd_say(m, "501 5.5.4 no argument");
		return;
	}
	mxd_say(m, "354 go on");
	mxd_data(m);
	reset(m);
}

static void
do_rset(struct mxd *m)
{
	if (argument(m)[0] != '\0' && !mxd_has(m, "rset-argument")) {
		mxd_say(m, "501 5.5.4 no argument");
		return;
	}
	if (!mxd_has(m, "rset-remembers"))
		reset(m);
	mxd_say(m, mxd_has(m, "rset-refused") ? "502 5.5.1 no"
					      : "250 2.0.0 forgotten");
}

static void
do_vrfy(struct mxd *m)
{
	const bool there = strcmp(argument(m), "postmaster") == 0;

	if (mxd_has(m, "vrfy-unknown"))
		mxd_say(m, "500 5.5.1 what?");
	else if (mxd_has(m, "vrfy-off"))
		mxd_say(m, "502 5.5.1 not here");
	else if (mxd_has(m, "vrfy-sure"))
		mxd_say(m, "250 2.1.5 yes");
	else if (mxd_has(m, "vrfy-tells") && !there)
		mxd_say(m, "550 5.1.1 nobody");
	else
		mxd_say(m, "252 2.0.0 try it");
}

static void
do_expn(struct mxd *m)
{
	mxd_say(m, mxd_has(m, "expn-tells") ? "250 2.1.5 <a@example.org>"
					    : "502 5.5.1 no");
}

static void
do_help(struct mxd *m)
{
	mxd_say(m,
		mxd_has(m, "no-help") ? "502 5.5.1 no" : "214 2.0.0 RFC 5321");
}

static void
do_noop(struct mxd *m)
{
	const size_t most = mxd_has(m, "line-short") ? 100 : MXD_LINE - 1;

	if (mxd_has(m, "silent-noop"))
		return;
	if (mxd_has(m, "no-noop") ||
	    (mxd_has(m, "noop-argument") && argument(m)[0] != '\0'))
		mxd_say(m, "501 5.5.4 no");
	else if (m->length > most && !mxd_has(m, "long-taken"))
		mxd_say(m, "500 5.5.6 line too long");
	else
		mxd_say(m, "250 2.0.0 ok");
}

static void
do_quit(struct mxd *m)
{
	if (argument(m)[0] != '\0' && !mxd_has(m, "quit-argument")) {
		mxd_say(m, "501 5.5.4 no argument");
		return;
	}
	mxd_say(m, mxd_has(m, "quit-250") ? "250 2.0.0 ok" : "221 2.0.0 bye");
	m->gone = !mxd_has(m, "quit-stays");
}

static void
do_auth(struct mxd *m)
{
	if (!mxd_has(m, "auth-hidden")) {
		mxd_say(m, "502 5.5.1 not in the clear");
		return;
	}
	mxd_say(m, "334 ");
	read_line(m);
	mxd_say(m, "501 5.7.0 cancelled");
}

static void
do_starttls(struct mxd *m)
{
	if (argument(m)[0] != '\0' && !mxd_has(m, "starttls-argument")) {
		mxd_say(m, "501 5.5.4 no argument");
		return;
	}
	mxd_say(m, "220 2.0.0 go on");
	if (mxd_has(m, "starttls-broken")) {
		mxd_say(m, "454 4.7.0 I cannot");
		m->gone = true;
		return;
	}
	if (!mxd_has(m, "tls-inject"))
		m->at = m->end;
	if (!mxd_secure(m)) {
		m->gone = true;
		return;
	}
	if (!mxd_has(m, "tls-remembers"))
		reset(m);
	m->helo = false;
}

static const struct {
	const char *verb;
	void (*run)(struct mxd *m);
} verbs[] = {
    {"AUTH", do_auth}, {"DATA", do_data}, {"EHLO", do_ehlo},
    {"EXPN", do_expn}, {"HELO", do_helo}, {"HELP", do_help},
    {"MAIL", do_mail}, {"NOOP", do_noop}, {"QUIT", do_quit},
    {"RCPT", do_rcpt}, {"RSET", do_rset}, {"STARTTLS", do_starttls},
    {"VRFY", do_vrfy},
};

/* Flaws that concern any reply, told by the verb that nobody knows. */
static void
do_unknown(struct mxd *m)
{
	char longest[600];

	memset(longest, 'x', sizeof longest);
	memcpy(longest, "500 5.5.1 ", 10);
	longest[sizeof longest - 1] = '\0';
	if (mxd_has(m, "unknown-taken"))
		mxd_say(m, "250 2.0.0 as you like");
	else if (mxd_has(m, "unknown-502"))
		mxd_say(m, "502 5.5.1 no");
	else if (mxd_has(m, "reply-eight"))
		mxd_say(m, "500 5.5.1 \303\251 \033[31m");
	else if (mxd_has(m, "reply-long"))
		mxd_say(m, longest);
	else if (mxd_has(m, "reply-codes"))
		mxd_say(m, "500-5.5.1 no\r\n501 5.5.1 no");
	else if (mxd_has(m, "reply-699"))
		mxd_say(m, "699 5.5.1 no");
	else if (mxd_has(m, "reply-none"))
		mxd_say(m, "what do you mean?");
	else if (mxd_has(m, "enhanced-class"))
		mxd_say(m, "500 2.5.1 no");
	else if (mxd_has(m, "enhanced-none"))
		mxd_say(m, "500 no such command");
	else
		mxd_say(m, "500 5.5.1 no such command");
}

static void
command(struct mxd *m)
{
	const size_t n = strcspn(m->line, " ");

	if (mxd_has(m, "helo-always") && !m->helo && m->line[0] != 'E' &&
	    m->line[0] != 'Q') {
		mxd_say(m, "503 5.5.1 HELO first");
		return;
	}
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strlen(verbs[i].verb) == n &&
		    (mxd_has(m, "case-verb")
			 ? strncmp(verbs[i].verb, m->line, n) == 0
			 : strncasecmp(verbs[i].verb, m->line, n) == 0)) {
			verbs[i].run(m);
			return;
		}
	do_unknown(m);
}

void
mxd_serve(struct mxd *m)
{
	if (mxd_has(m, "greeting-554"))
		mxd_say(m, "554 mx.example.org no");
	else if (mxd_has(m, "greeting-nameless"))
		mxd_say(m, "220 !");
	else if (mxd_has(m, "greeting-short"))
		mxd_say(m, "220 mx ESMTP");
	else if (!mxd_has(m, "greeting-none"))
		mxd_say(m, "220 mx.example.org ESMTP");
	while (!m->gone) {
		read_line(m);
		if (m->gone)
			return;
		command(m);
		if (mxd_has(m, "pipelining-lost"))
			m->at = m->end;
	}
}
