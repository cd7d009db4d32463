#ifndef RIG_SMTP_H
#define RIG_SMTP_H

#include "arena.h"
#include "str.h"

#include <stdbool.h>

/*
 * The client's side of SMTP (RFC 5321), with STARTTLS (RFC 3207), AUTH (RFC
 * 4954) and Postfix's XCLIENT. One connection; every call that waits gives up
 * after the timeout. False: the connection is gone and "why" says how; a reply
 * that refuses is no such failure.
 */
struct smtp_tls;

enum { SMTP_BUFFER = 4096 };

struct smtp {
	int fd; /* -1: not connected */
	struct smtp_tls *tls;
	int timeout; /* milliseconds until the next byte must have come */
	struct arena *arena;
	const char *why;
	char in[SMTP_BUFFER]; /* read, not yet used */
	size_t at, end;
	bool in_message, mid_line; /* behind DATA */
};

struct smtp_reply {
	unsigned code;
	struct str text; /* all lines as received, joined by " / " */
};

/* One attribute of XCLIENT. */
struct smtp_attr {
	const char *name;
	struct str value;
};

/*
 * Connect to "HOST:PORT" (numbers), from the address and port "from" (absent:
 * any; port 0: any), and read the greeting.
 */
struct smtp_from {
	const char *address, *port;
};
bool smtp_open(struct smtp *s, struct arena *a, const char *to,
	       struct smtp_from from, int timeout, struct smtp_reply *greeting);

/* Hang up without a word. Safe at any time. */
void smtp_close(struct smtp *s);

/* Has the server hung up, as it does behind 421? Waits for it. */
bool smtp_ended(struct smtp *s);

/* One line, without its CRLF, and the reply to it. */
bool smtp_say(struct smtp *s, struct str line, struct smtp_reply *r);

/* XCLIENT; values are encoded as xtext (RFC 3461). */
bool smtp_xclient(struct smtp *s, const struct smtp_attr *attr, size_t n,
		  struct smtp_reply *r);

/* The mechanism with an initial response as that of PLAIN (RFC 4616). */
bool smtp_auth(struct smtp *s, struct str mechanism, struct str user,
	       struct smtp_reply *r);

/*
 * STARTTLS with just this version and cipher ("TLSv1.2", OpenSSL's names);
 * absent: whatever both sides like. When it was not refused and then failed,
 * false.
 */
bool smtp_starttls(struct smtp *s, struct str version, struct str cipher,
		   struct smtp_reply *r);

/* What TLS came to; absent without. */
struct str smtp_tls_version(const struct smtp *s);
struct str smtp_tls_cipher(const struct smtp *s);
int smtp_tls_bits(const struct smtp *s);

/* A piece of the message; dots are doubled, LF becomes CRLF. */
bool smtp_data(struct smtp *s, struct str piece);

/* The dot, and the reply to the message. */
bool smtp_dot(struct smtp *s, struct smtp_reply *r);

/* Inside of smtp: note why it cannot go on; returns false. */
bool smtp_broken(struct smtp *s, const char *why);

#endif
