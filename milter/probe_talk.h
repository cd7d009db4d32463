#ifndef MILTER_PROBE_TALK_H
#define MILTER_PROBE_TALK_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/*
 * The client's side of one SMTP connection (RFC 5321, RFC 3207), for probing:
 * what is sent is bytes, right or wrong, and a reply is kept as it came, with
 * what is wrong with it. Nothing waits longer than the timeout.
 */
struct probe_tls;

enum probe_who { PROBE_CLIENT, PROBE_SERVER, PROBE_NOTE };

/* A piece of the dialogue; the texts are hostile. */
struct probe_said {
	enum probe_who who;
	struct str text;
};

struct probe_reply {
	unsigned code;	  /* 0: no reply, and "why" says how it comes */
	struct str *line; /* as received, without CRLF */
	size_t nlines;
	const char *why;
	const char *flaw; /* against RFC 5321, 4.2; or NULL */
};

enum { PROBE_BUFFER = 4096 };

struct probe_talk {
	struct arena *arena;
	int fd; /* -1: not connected */
	struct probe_tls *tls;
	int timeout;	 /* milliseconds for each step */
	const char *why; /* why nothing more can come; NULL: it can */
	char in[PROBE_BUFFER];
	size_t at, end;
	struct probe_said *said;
	size_t nsaid;
};

/* False: "why" says what failed. The talk is to be hung up in any case. */
bool probe_connect(struct probe_talk *t, const struct sockaddr *to,
		   socklen_t length);
void probe_hang_up(struct probe_talk *t); /* without a word; at any time */

/* Bytes as they are. */
bool probe_send(struct probe_talk *t, struct str bytes);

/* The next reply, all its lines. False: there is none (r->code is 0). */
bool probe_receive(struct probe_talk *t, struct probe_reply *r);

/* Does the server hang up without another word? Waits for it. */
bool probe_ends(struct probe_talk *t);

/*
 * TLS, from the point on where STARTTLS was answered; what the server has sent
 * in the clear behind its answer is forgotten. "old": only TLS 1.0 and 1.1 are
 * offered.
 */
bool probe_secure(struct probe_talk *t, bool old);
struct str probe_tls_name(const struct probe_talk *t); /* version and cipher */

/* Inside: a note of the dialogue; the deadline of a step; poll for it. */
void probe_note(struct probe_talk *t, enum probe_who who, struct str text);
int64_t probe_deadline(const struct probe_talk *t);
bool probe_wait(struct probe_talk *t, short events, int64_t deadline);
bool probe_broken(struct probe_talk *t, const char *why); /* false */

#endif
