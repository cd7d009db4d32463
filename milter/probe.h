#ifndef MILTER_PROBE_H
#define MILTER_PROBE_H

#include "probe_talk.h"

/*
 * heloctl probe: does a mail server behave as the RFCs say? The checks are the
 * rows of probe.def, each a function below. Each talks in connections of its
 * own, so that one cannot spoil another. No message is completed but with an
 * address to deliver to: where a server takes a DATA, it is hung up on.
 */

enum probe_verdict {
	PROBE_PASS,
	PROBE_FAIL,	/* against a MUST, or dangerous */
	PROBE_UNWISE,	/* allowed, and there is better */
	PROBE_UNTESTED, /* "why" says what was in the way */
	PROBE_VERDICTS
};

struct probe_finding {
	enum probe_verdict verdict;
	struct str seen;	  /* "COMMAND -> REPLY"; hostile */
	const char *why, *remedy; /* NULL: nothing to say */
};

/* How far a session goes before the function of a check is called. */
enum probe_ready {
	PROBE_GREETED, /* the greeting has come */
	PROBE_HELLO,   /* EHLO was taken */
	PROBE_MAIL,    /* and MAIL FROM:<> */
	PROBE_RCPT,    /* and a recipient: the postmaster */
	PROBE_TLS,     /* EHLO, STARTTLS and the handshake, no more */
	PROBE_DELIVER, /* EHLO, and messages may be sent */
};

/* Each reply that has come, for what holds of all of them. */
struct probe_seen {
	struct str command;
	struct probe_reply reply;
	bool enhanced; /* it owes an enhanced code (RFC 2034) */
};

struct probe {
	struct arena *arena;
	struct sockaddr_storage to;
	socklen_t tolength;
	struct str helo;    /* what it greets with; absent: its address */
	struct str deliver; /* whom messages may go to; absent: nobody */
	int timeout;	    /* milliseconds */

	struct probe_talk talk;
	struct str command; /* the last, and what came */
	struct probe_reply reply;
	struct probe_reply greeting, ehlo; /* of this connection */
	bool enhanced;			   /* the EHLO offered it */
	struct probe_seen *seen;
	size_t nseen;
};

struct probe_row {
	const char *name;
	enum probe_ready ready;
	const char *rfc, *summary;
	struct probe_finding (*check)(struct probe *p);
};

enum {
#define CHECK(id, name, ready, rfc, summary) PROBE_CHECK_##id,
#include "probe.def"
#undef CHECK
	PROBE_CHECKS
};
extern const struct probe_row probe_rows[PROBE_CHECKS];

/* One check, from the connection to its end; p->talk.said is its dialogue. */
struct probe_finding probe_run(struct probe *p, const struct probe_row *row);

const char *probe_verdict_name(enum probe_verdict verdict); /* "not tested" */

/* ---- For the checks --------------------------------------------------------
 *
 * probe_say() and probe_put() give the code of the reply, 0 for none.
 */
unsigned probe_say(struct probe *p, struct str line); /* CRLF is added */
unsigned probe_put(struct probe *p, struct str bytes);
unsigned probe_next(struct probe *p); /* a further reply */

/* A new connection and its greeting; EHLO; STARTTLS and the handshake. */
unsigned probe_open(struct probe *p);
unsigned probe_hello(struct probe *p);
bool probe_starttls(struct probe *p, bool old);

/*
 * Did the EHLO offer it? *parameters (if not NULL): what stands behind the
 * keyword. probe_look() has a finding show just this line of the reply.
 */
bool probe_offers(const struct probe *p, struct str keyword,
		  struct str *parameters);
bool probe_look(struct probe *p, struct str keyword, struct str *parameters);

/* A finding on the last exchange. */
struct probe_finding probe_pass(const struct probe *p);
struct probe_finding probe_fail(const struct probe *p, const char *why,
				const char *remedy);
struct probe_finding probe_unwise(const struct probe *p, const char *why,
				  const char *remedy);
struct probe_finding probe_untested(const struct probe *p, const char *why);

/* Both, one behind the other; NUL is a byte like any other. */
struct str probe_join(struct arena *a, struct str first, struct str second);

/*
 * The last reply to what is to be refused with this code: passed; with another
 * 5yz: unwise; no reply: failed; a 4yz says nothing. When it was taken:
 * "taken", with this reason and remedy.
 */
struct probe_finding probe_refused(const struct probe *p, unsigned code,
				   enum probe_verdict taken, const char *why,
				   const char *remedy);

#define CHECK(id, name, ready, rfc, summary) \
	struct probe_finding probe_check_##id(struct probe *p);
#include "probe.def"
#undef CHECK

#endif
