#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "diag.h"
#include "fact.h"
#include "session.h"
#include "setting.h"
#include "share.h"
#include "table.h"
#include "transcript.h"
#include "verdict.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A compiled configuration: immutable once loaded, shared by any number of
 * threads.
 */
struct rules;

/* One of our own names or addresses, and where it comes from. */
struct rules_identity {
	struct str entry; /* as in a table */
	const char *from; /* "host name", "interface eth0" ... */
};

struct rules_options {
	const struct rules_identity *identity;
	size_t nidentity;
	/* The public suffix list, which outlives the rules; NULL: none. */
	const struct orgdomain *orgdomain;
	/* "NAME=VALUE", in force over what the file says. */
	const char *const *override;
	size_t noverrides;
};

/*
 * Load a file and all it includes. NULL when anything is wrong with it: the
 * reasons, all of them, are in *d. "options" may be NULL. What is loaded from
 * memory includes relative to "name".
 */
struct rules *rules_load(const char *path, const struct rules_options *options,
			 struct diag *d);
struct rules *rules_load_text(const char *name, struct str text,
			      const struct rules_options *options,
			      struct diag *d);
void rules_free(struct rules *r); /* NULL is fine */

const struct settings *rules_settings(const struct rules *r);
const struct transcript *rules_transcripts(const struct rules *r);

/* 16 hexadecimal digits that differ when any byte of any file does. */
struct str rules_fingerprint(const struct rules *r);

/* The table "own": what the file says, our host name, this machine's. */
size_t rules_own_count(const struct rules *r);
struct rules_identity rules_own(const struct rules *r, size_t index);

/* Is it an address of ours: of the table, or that the client connected to? */
bool rules_owns(const struct rules *r, struct session *s,
		const struct addr *addr);

/* What the rules need to be told of at all. */
struct rules_needs {
	bool headers;	  /* the fields */
	bool headers_end; /* a verdict there */
	bool body;
	bool refused; /* recipients that the MTA itself refuses */
	bool unknown; /* commands that the MTA does not know */
	bool end;     /* of the connection */
	bool clock;   /* when commands come and answers go */
	bool add_header, change_header, discard, quarantine;
	bool dns;
};
struct rules_needs rules_needs(const struct rules *r);

/*
 * What the rules say now that this event has come. Call it at every event in
 * turn, STAGE_RCPT once a recipient and STAGE_HEADERS and STAGE_MESSAGE once a
 * message. Never waits: open questions may have an answer at the next call,
 * and the same stage may be run again for that.
 */
void rules_run(const struct rules *r, struct session *s, enum stage stage,
	       struct verdict *v);

/*
 * Send the questions that the rules can need and whose subject is known by
 * now, all at once, and wait for none.
 */
void rules_ask(const struct rules *r, struct session *s, enum stage stage);

/*
 * Could an answer that is still open change what rules_run() would say now?
 * Then it is worth to wait before it is called.
 */
bool rules_waits(const struct rules *r, struct session *s, enum stage stage);

/* Is this event one at which verdicts reached so far are given? */
bool rules_gives_at(const struct rules *r, enum stage stage);

/*
 * Is the client told of the verdict now? A settled one is, from the command
 * on at which verdicts are given; "close" at once.
 */
bool rules_tells(const struct rules *r, enum stage stage,
		 const struct verdict *v);

/* A fact as text, absent as that; not escaped. NULL name: assert. */
struct str rules_fact(const struct rules *r, struct session *s,
		      const char *name, struct arena *a);

/* One line a rule, for heloctl check -v. */
struct rules_line {
	struct verdict_rule rule;
	enum action action;
	bool observe, off;
	int64_t share;	    /* in force for it, see share.h */
	struct str changed; /* "file:line" of "off NAME" ...; or absent */
	struct str asks;    /* the DNS; absent: nothing */
	enum stage moment;
	size_t tests;
};
/* Does the condition of any rule ask for this fact? */
bool rules_asks(const struct rules *r, enum fact_id id);

size_t rules_count(const struct rules *r);
struct rules_line rules_line(const struct rules *r, size_t index,
			     struct arena *a);

/*
 * The next table of regular expressions from "*from" on, which is moved behind
 * it: how many there are, and which of them are matched against everything, as
 * no text was found that they need. False when there is none.
 */
struct rules_bare {
	struct str table;
	size_t npatterns, n;
	struct table_hit *bare;
};
bool rules_next_bare(const struct rules *r, size_t *from, struct arena *a,
		     struct rules_bare *out);

#endif
