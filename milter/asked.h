#ifndef MILTER_ASKED_H
#define MILTER_ASKED_H

#include "config.h"
#include "options.h"
#include "transcript.h"

#include <stdio.h>

/*
 * A session as the command line tells it, and the DNS that goes with it: for
 * explain and session.
 */

/*
 * The steps of --client and the others, appended to *tr. False, and *why is
 * what was wrong, in the user's words.
 */
bool asked_steps(const struct options *o, struct arena *a,
		 struct transcript *tr, struct str *why);

void asked_step(struct arena *a, struct transcript *tr, enum step_kind kind,
		const struct str *arg, size_t n);

/* "a@b" as "<a@b>"; what has its brackets stays. */
struct str asked_path(struct arena *a, struct str text);

/*
 * Whom --dns has the session ask: "live" a resolver of our own, as the
 * configuration has it; "none" nobody: facts of the DNS are unknown; else a
 * file of "dns" steps, which go into *tr. Without --dns: "fallback".
 * False: the reasons are printed.
 */
struct asked_dns {
	struct resolver_session *live; /* NULL: not live */
	struct dns *dns;	       /* NULL: as the transcript says */
};

bool asked_dns(const struct options *o, const char *fallback,
	       const struct rules *rules, struct arena *a,
	       struct transcript *tr, struct asked_dns *out);
/* The text of "dns" steps into *tr; what is wrong with it is printed there. */
bool asked_dns_steps(const char *name, struct str steps, struct arena *a,
		     struct transcript *tr, FILE *to);

bool asked_wait(struct asked_dns *d); /* for open answers */

#endif
