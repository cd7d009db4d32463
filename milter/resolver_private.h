#ifndef MILTER_RESOLVER_PRIVATE_H
#define MILTER_RESOLVER_PRIVATE_H

#include "resolver.h"

#include "dns_channel.h"
#include "dns_wire.h"

#include <pthread.h>

/*
 * For the resolver*.c files alone. One lock guards what sessions and the
 * thread share; it is held for a few memory accesses, never for a system call
 * but the eventfd's. Fields are marked
 *	[lock]    under resolver.lock
 *	[thread]  only by the resolver's thread
 *	[session] only by the session's
 */

/* A question on its way, and who waits for it. Used again and again. */
struct resolver_flight {
	struct dns_query query; /* [thread] first: dns_channel knows it by it */
	struct resolver *resolver;
	struct dns_question question;	 /* as asked; constant while open */
	uint32_t hash;			 /* of it */
	struct resolver_flight *next;	 /* [lock] in its bucket, or free */
	struct resolver_flight *queued;	 /* [lock] behind it in the queue */
	struct resolver_question *asker; /* [lock] any number */
	int64_t began;

	/* [thread] */
	struct dns_question now; /* asked now: the CNAME's target */
	struct dns_wire_trail trail;
	unsigned tried; /* a bit for each server asked for "now" */
	size_t server;
	bool tcp;
	uint64_t servers_version;
	enum dns_why why; /* of the last server's failure */
};

enum resolver_progress {
	RESOLVER_NEW,
	RESOLVER_OPEN,	/* an asker of "flight" */
	RESOLVER_READY, /* the answer is in the cache, or was */
	RESOLVER_FAILED,
};

/* One question of one session. */
struct resolver_question {
	struct resolver_question *next; /* [session] */
	struct dns_answer answer;	/* [session] */
	struct resolver_session *session;

	/* [lock] */
	enum resolver_progress progress;
	enum dns_why why;
	struct resolver_flight *flight;
	struct resolver_question *asker, **asker_link; /* of the flight */

	/* constant; no memory is there behind the bytes in use */
	struct dns_question question;
};

struct resolver_session {
	struct dns dns; /* first */
	struct resolver *resolver;
	struct arena *arena;		     /* [session] */
	struct resolver_question *questions; /* [session] */
	struct dns_answer refused;	     /* constant */
	unsigned nquestions; /* [session] since it was renewed */
	size_t held;	     /* [session] bytes, of session_bytes */

	/* [lock] */
	unsigned open;	    /* questions */
	int64_t open_since; /* while there are any */
	int64_t spent_ms;   /* of the budget, before that */
	pthread_cond_t answered;
};

struct resolver {
	struct resolver_settings settings; /* constant */
	struct arena *arena;		   /* [lock] after the start */
	pthread_t thread;
	int epoll, eventfd;
	uint64_t seed;
	pthread_mutex_t lock;

	/* [lock] */
	bool stopping;
	bool freed; /* by its owner; the last session frees the rest */
	struct dns_cache *cache;
	struct dns_breaker breaker;
	struct resolver_stats stats;
	struct resolver_flight **bucket; /* "buckets" of them */
	size_t buckets;
	struct resolver_flight *free;
	unsigned made; /* flights, free ones included */
	struct resolver_flight *queue, **queue_end;

	/* [thread] */
	struct dns_channels *channels;
	struct dns_servers servers;
	struct dns_servers_stamp stamp;
	uint64_t servers_version;
	int64_t conf_checked, ticked;
	struct dns_wire wire;
};

/* Milliseconds of CLOCK_MONOTONIC. */
int64_t resolver_now(void);

/* To the owner's callback, with no lock held. */
void resolver_tell(struct resolver *r, enum resolver_event event,
		   struct str detail);

/* resolver_flight.c; all under the lock. */

/* Join the question that is on its way, or put it there. */
void resolver_flight_join(struct resolver *r, struct resolver_question *q,
			  int64_t now);
/* The asker does not want to know any more. */
void resolver_flight_leave(struct resolver_question *q, int64_t now);
/* The answer has come: into the cache, and every asker is told. */
bool resolver_flight_land(struct resolver *r, struct resolver_flight *f,
			  const struct dns_pack *p, uint32_t ttl, int64_t now);
/* Nothing will come any more. */
void resolver_flight_drop_all(struct resolver *r, int64_t now);

/* resolver_session.c; all under the lock. */

/* One of its questions is open no more. */
void resolver_session_closed(struct resolver_session *s, int64_t now);
/* Milliseconds left of the budget; maybe below zero. */
int64_t resolver_session_left(const struct resolver_session *s, int64_t now);
/* An open question has failed, whatever comes. */
void resolver_session_give_up(struct resolver_question *q, enum dns_why why,
			      int64_t now);
/* Bring the answer of a pending question up to date, by the session's thread.
 */
void resolver_session_update(struct resolver_question *q, int64_t now);

/* resolver.c: the last session of a freed resolver has gone. */
void resolver_destroy(struct resolver *r);

/* resolver_thread.c */
void *resolver_thread_main(void *resolver);
void resolver_thread_end(struct dns_query *q, enum dns_sent how,
			 const uint8_t *packet, size_t n);

/* resolver_servers.c: before the thread starts; by it, now and then. */
void resolver_servers_start(struct resolver *r);
void resolver_servers_check(struct resolver *r, int64_t now);

#endif
