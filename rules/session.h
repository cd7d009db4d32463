#ifndef RULES_SESSION_H
#define RULES_SESSION_H

#include "addr.h"
#include "dns.h"
#include "stage.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What one connection has said so far. Four lifetimes nest: connection,
 * greeting, message, recipient; each call below begins one and forgets exactly
 * what RFC 5321 (4.1.1.5, 4.1.4) and RFC 3207 (4.2) say is over. One thread at
 * a time; texts are copied and cut at the lengths of limits.h.
 */
struct session;

struct session *session_new(void);
void session_free(struct session *s); /* NULL is fine */

/* A short name for logs and replies; absent until set. */
void session_set_id(struct session *s, struct str id);
struct str session_id(const struct session *s);

/* Where questions go; NULL: DNS facts are unknown for now. Not owned. */
void session_set_dns(struct session *s, struct dns *dns);

/* The day, counted from 1970-01-01 UTC: for table entries that end. */
void session_set_today(struct session *s, uint32_t today);

/*
 * What session.allowed asks, NULL: nothing. It must live until it is replaced;
 * what the session knew of the old ones is forgotten.
 */
struct exceptions;
struct exception;
void session_set_exceptions(struct session *s, const struct exceptions *x);

/*
 * The exception that the greeting came under, when a rule has asked for it;
 * once a greeting, then NULL.
 */
const struct exception *session_take_exception(struct session *s);

/*
 * The connection begins. "host" is what the MTA says of the client: its
 * verified name, or "[address]" when there is none. "addr" is NULL for a
 * client without an IP address.
 */
void session_connect(struct session *s, struct str host,
		     const struct addr *addr, uint16_t port);

/*
 * The client has greeted, and how is not known, as of a session that a log
 * tells of: facts of the greeting are open until session_helo().
 */
void session_unheard(struct session *s);

/*
 * Does a proxy hide who the client is? Then rules that would harm it for its
 * address only say what they would do. Until the next session_connect().
 */
void session_hide_peer(struct session *s, bool hidden);

/* HELO or EHLO with its whole argument: ends greeting and message before it. */
void session_helo(struct session *s, struct str argument);

/* MAIL: a message begins. arg[0] is the path, the others ESMTP parameters. */
void session_mail(struct session *s, const struct str *arg, size_t n);

/* RCPT; ended by session_rcpt_end(), which says if the client was told 250. */
void session_rcpt(struct session *s, const struct str *arg, size_t n);
void session_rcpt_end(struct session *s, bool kept);

/* Gives back what only the next MAIL would need: the client may take long. */
void session_rest(struct session *s);

/* RCPT that the MTA itself has refused: counted, never judged. */
void session_rcpt_rejected(struct session *s);

/*
 * A header field, its lines parted by LF or CRLF; the end of the headers; a
 * piece of body as the client sent it, cut anywhere.
 */
void session_header(struct session *s, struct str name, struct str value);
void session_headers_end(struct session *s);
void session_body(struct session *s, struct str piece);

/* What facts have seen of the message's bytes so far; all zero without one. */
struct session_bytes {
	uint64_t size;	     /* header and body, CRLF counted */
	size_t longest_line; /* its CRLF counted */
	bool nul, eight_bit;
};
struct session_bytes session_bytes(const struct session *s);

/*
 * The message is over, safe at any time: refused or not begun; taken, which is
 * told 250; given up by RSET, a new greeting or the end of the connection.
 */
void session_reset(struct session *s);
void session_taken(struct session *s);
void session_abort(struct session *s);

/* The client is told a refusal, or would be. */
void session_refused(struct session *s);

/*
 * A command that the MTA does not know, as it names it: the line, or its first
 * word. It is in hand until the next event.
 */
void session_unknown(struct session *s, struct str line);

/*
 * The clock of session.pace, milliseconds that never go back: a command has
 * come, the answer goes. Never called: nobody knows the pace.
 */
void session_heard(struct session *s, int64_t ms);
void session_answered(struct session *s, int64_t ms);

/* How long the client has taken for its commands so far, all together. */
int64_t session_thought(const struct session *s);

/* The connection is over, and STAGE_END may be run. */
void session_end(struct session *s);

/*
 * A macro as the MTA sends it, name with its braces ("{auth_authen}", "j").
 * Absent value: not set. Those that no fact reads are ignored. Macros of a
 * message are set behind session_mail(); the TLS macros before session_helo(),
 * so that a greeting from before STARTTLS can be told from one after it.
 */
void session_macro(struct session *s, struct str name, struct str value);

/*
 * The same for who sets many: the number of a macro, the same in each session,
 * or -1 when no fact reads it; and its value by that number.
 */
int session_macro_number(struct str name);
void session_macro_set(struct session *s, int number, struct str value);

/* Is there a message, and how many of its recipients were kept? */
bool session_in_message(const struct session *s);
size_t session_recipients(const struct session *s);

/* The path of the first of those, absent without any. */
struct str session_first_recipient(const struct session *s);

/* Bytes held for this session. */
size_t session_size(const struct session *s);

#endif
