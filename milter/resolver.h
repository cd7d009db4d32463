#ifndef MILTER_RESOLVER_H
#define MILTER_RESOLVER_H

#include "dns_breaker.h"
#include "dns_cache.h"
#include "dns_servers.h"

#include "../rules/arena.h"
#include "../rules/dns.h"

/*
 * The live DNS. One thread of its own talks to the name servers; sessions hand
 * it their questions, go on, and collect the answers later. Answers are shared
 * by all sessions through a bounded cache, and a question that is on its way
 * is not sent twice. A question that nobody waits for any longer runs on, and
 * its answer is there for whoever asks next.
 *
 * Make it after the last fork: its thread does not survive one.
 */
struct resolver;
struct resolver_session;

enum resolver_event {
	RESOLVER_SICK,	  /* from now on new questions fail at once */
	RESOLVER_WELL,	  /* it answers again */
	RESOLVER_SERVERS, /* resolv.conf has changed; others are asked now */
};

struct resolver_settings {
	const struct dns_server *server; /* copied */
	size_t nservers;		 /* 0: those of resolv.conf */
	const char *resolv_conf;	 /* copied; looked at every ... */
	unsigned conf_check_ms;		 /* ... so often while it is used */
	uint16_t conf_port;		 /* of its servers; 0: 53 */
	bool trust_ad; /* believe the AD bit of servers off this host too */

	unsigned budget_ms;   /* of one session, see resolver_wait */
	unsigned questions;   /* of one session */
	size_t session_bytes; /* of its arena, for questions and answers */
	unsigned waiting;     /* sessions that may wait at a time */
	unsigned open;	      /* questions on their way at a time */

	size_t cache_bytes;
	unsigned ttl_least, ttl_most; /* seconds a record is remembered ... */
	unsigned ttl_none;	      /* ... at most, that there is none */
	unsigned ttl_failed;	      /* ... a failure (RFC 9520), or a "none"
					 without SOA */
	struct dns_breaker_settings breaker;

	/*
	 * Called by the resolver's thread, which answers nobody meanwhile, with
	 * no lock held. "detail" is clean to print and lives for the call.
	 */
	void (*event)(void *ctx, enum resolver_event event, struct str detail);
	void *ctx;

	/*
	 * Called by a session's thread that is about to wait, and when it has
	 * waited, with no lock held. NULL: nobody wants to know.
	 */
	void (*wait_begins)(void);
	void (*wait_ends)(void);
};

void resolver_settings_init(struct resolver_settings *s); /* the defaults */

/* NULL with errno when the system has no thread or descriptor left for it. */
struct resolver *resolver_new(const struct resolver_settings *s);

/*
 * Stops and joins the thread. Sessions may still be open, also inside
 * resolver_wait: open questions of theirs have failed, and new ones fail; each
 * is ended by its owner as always. No new session may begin. NULL is fine.
 */
void resolver_free(struct resolver *r);

/*
 * What one session asks. Used by one thread at a time; different sessions do
 * not disturb each other. It and its answers live in the arena: end it before
 * that goes.
 */
struct resolver_session *resolver_session_new(struct resolver *r,
					      struct arena *a);
void resolver_session_end(struct resolver_session *s); /* NULL is fine */

/* Its questions (rules/dns.h); lives as long as the session. */
struct dns *resolver_session_dns(struct resolver_session *s);

/*
 * A new message of the same client: budget and number of questions begin anew.
 * Answers stay; what failed is asked again when it is asked for. The arena
 * keeps all of it: session_bytes holds for the whole session.
 */
void resolver_session_renew(struct resolver_session *s);

/*
 * Wait until every question of the session has its answer, at most for what is
 * left of its budget: settings.budget_ms from its first question, of which only
 * the time counts during which one of its questions was open. What is open
 * after that has failed ("timed out"). When settings.waiting sessions wait
 * already, it returns at once and the open questions have failed.
 *
 * True when an answer was DNS_PENDING, and no more is: what rests on them can
 * be judged anew, and may ask more; so judge and wait until it is false.
 */
bool resolver_wait(struct resolver_session *s);

/* Is any answer DNS_PENDING: could resolver_wait be of use? */
bool resolver_session_pends(const struct resolver_session *s);

/* Milliseconds; the last place counts all that took longer. */
#define RESOLVER_LATENCY_MS                                          \
	{                                                            \
		1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000 \
	}
enum { RESOLVER_LATENCIES = 13 };

struct resolver_stats {
	/* questions of the sessions, each counted once a session */
	uint64_t asked;
	uint64_t hits;	 /* answered by the cache */
	uint64_t joined; /* on its way already for another */
	uint64_t sent;	 /* new: handed to the thread */

	/* how those sent ended; and, from DNS_WHY_BUDGET on, what sessions
	 * were told without, or before, an answer */
	uint64_t found, none, failed[DNS_WHY_COUNT];
	uint64_t queries; /* to one server each, retries of one not counted */
	uint64_t tcp;	  /* of these */
	uint64_t cnames;  /* chased in queries of their own */
	uint64_t latency[RESOLVER_LATENCIES]; /* from sending to the end */
	uint64_t latency_ms;		      /* their sum */

	uint64_t waits; /* resolver_wait with something to wait for */
	unsigned waiting, sessions, open;
	bool sick;
	uint64_t sick_times;
	uint32_t minute_asked, minute_failed; /* what the breaker sees */
	struct dns_cache_stats cache;
};

/* The version of c-ares that is linked. */
const char *resolver_library(void);

/* At any time, from any thread. */
void resolver_count(struct resolver *r, struct resolver_stats *out);

#endif
