#ifndef MILTER_CONN_H
#define MILTER_CONN_H

#include "rules.h"
#include "ruleset.h"

/*
 * One connection of the MTA: its session, the rules it works under, and what
 * the log wants to know. Made at the first callback, freed at the last.
 */

struct journal_take;
struct resolver_session;

struct conn {
	struct ruleset *set;
	struct session *session;
	struct arena *dns_arena; /* NULL: nothing was to be asked so far */
	struct resolver_session *dns;
	struct rules_needs needs;     /* what was negotiated */
	struct journal_take *journal; /* NULL: none is kept */
	bool connected;		      /* a client was heard of */
	bool local;		      /* submitted on the MTA's own machine */
	bool silent;		      /* observing: all was said of ... */
	enum scope silent_in; /* ... this scope, which would be refused */
};

struct conn *conn_new(void);
void conn_free(struct conn *c); /* NULL is fine */

/* The rules it works under now. */
const struct rules *conn_rules(const struct conn *c);

/*
 * Between messages a connection moves to newer rules, unless they need events
 * that were negotiated away at its beginning; then it ends under its own.
 */
void conn_refresh(struct conn *c);

/*
 * Send the questions that the rules can need by now, and where a verdict is to
 * be given wait for those that could change it.
 */
void conn_ask(struct conn *c, enum stage stage);

/*
 * Answers and budget go with a message that was taken: many on one connection
 * shall not run out of either. One that was refused earns no new budget.
 */
void conn_forget_dns(struct conn *c);

/*
 * What would have been refused goes on when we only observe, but there is
 * nothing more to say of it: enforced, it would have ended here. The next
 * greeting or message is spoken of again.
 */
void conn_silence(struct conn *c, enum scope scope);
void conn_speak_again(struct conn *c, enum scope begun);

#endif
