#ifndef MILTER_JOURNAL_TAKE_H
#define MILTER_JOURNAL_TAKE_H

#include "addr.h"
#include "dns.h"
#include "exception.h"
#include "rules.h"

/*
 * What one connection says and is told, as it becomes a record of the journal:
 * steps of a transcript that plays the same again. One thread at a time. All
 * functions take NULL, and do nothing then: there is no journal.
 */
struct journal_take;

/* NULL when no journal is kept. */
struct journal_take *journal_take_new(struct str sid);

/* To the journal with it, unless no client was heard of, or it is dropped. */
void journal_take_end(struct journal_take *t);
void journal_take_drop(struct journal_take *t);

/* Under which rules the next verdicts are given, and in which mode. */
void journal_take_rules(struct journal_take *t, const struct rules *r);

/*
 * A macro as read at some event, absent or not; in front of the event itself,
 * and _said() behind the last one. Only what has changed is kept.
 */
void journal_take_macro(struct journal_take *t, int number, const char *name,
			struct str value);
void journal_take_macros_said(struct journal_take *t);

void journal_take_client(struct journal_take *t, struct str host,
			 const struct addr *addr, uint16_t port);
void journal_take_helo(struct journal_take *t, struct str argument);
void journal_take_mail(struct journal_take *t, const struct str *arg, size_t n);
void journal_take_rcpt(struct journal_take *t, const struct str *arg, size_t n,
		       bool refused_by_mta);
void journal_take_header(struct journal_take *t, struct str name,
			 struct str value);
void journal_take_reset(struct journal_take *t);
void journal_take_unknown(struct journal_take *t, struct str line);

/* By which the MTA's log calls the message; absent: it has none yet. */
void journal_take_queue_id(struct journal_take *t, struct str id);

/* What session_thought() says, before the command that it counts. */
void journal_take_thought(struct journal_take *t, int64_t ms);

/* What the rules made of it; "told": the client hears, or would hear, of it. */
void journal_take_verdict(struct journal_take *t, enum stage stage,
			  const struct session *s, const struct verdict *v,
			  bool told);

/* The greeting came under that exception. */
void journal_take_exception(struct journal_take *t, const struct exception *x);

/* The rules are about to run. */
void journal_take_run(struct journal_take *t);

/*
 * The same DNS, with a note of what was asked; _answers() keeps what is known
 * by now, and is to be called before the other one ends.
 */
struct dns *journal_take_dns(struct journal_take *t, struct dns *dns);
void journal_take_answers(struct journal_take *t);

#endif
