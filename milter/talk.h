#ifndef MILTER_TALK_H
#define MILTER_TALK_H

#include "asked.h"
#include "explain.h"

#include <stdio.h>

/*
 * A fake SMTP session, for heloctl session: what was typed so far is a
 * transcript, which is played anew with every command; what the new command
 * brings is shown. Lines that are not SMTP begin with "| ".
 */
struct talk {
	const struct options *o;
	struct config *config;
	struct arena *arena;
	struct transcript tr;
	struct asked_dns dns;
	FILE *out;
	bool prompt; /* a person sits there */
	bool over;

	/* Where the client stands, as the MTA sees it. */
	bool connected, mail, in_data, in_body, tls;
	struct str greeting;
	size_t recipients;
	struct transcript message; /* header and body steps, typed so far */
	struct str body;

	/* The play. */
	size_t events;	    /* in this one so far */
	size_t shown;	    /* had been shown before it began */
	struct str look_at; /* facts to show at the last event; absent: none */
	bool found;	    /* one of these */
	struct arena *reasons;
	const struct explanation *last;
	bool last_told;
	bool refused, closed; /* what the new command came to */
};

/* "| text": what is said to the person. Clean text only. */
void talk_say(struct talk *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* "250 2.0.0 text": what the MTA answers. */
void talk_reply(struct talk *t, const char *text);

/* Bytes of somebody else, escaped. */
struct str talk_clean(struct talk *t, struct str text);

/* The command's step; true when the client is not refused. */
bool talk_step(struct talk *t, enum step_kind kind, const struct str *arg,
	       size_t n);

/* Play again all that was typed; what is new is shown. */
void talk_play(struct talk *t);

/* Show facts at the last event, whose names begin so; false: there is none. */
bool talk_facts(struct talk *t, struct str name);

/* A line that begins with "." or "?", and one of SMTP. */
void talk_dot(struct talk *t, struct str line);
void talk_smtp(struct talk *t, struct str line);

/* The first word, and what is behind it without blanks at its ends. */
struct str talk_word(struct str line, struct str *rest);

#endif
