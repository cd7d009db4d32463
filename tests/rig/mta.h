#ifndef RIG_MTA_H
#define RIG_MTA_H

#include "driver.h"

#include <libmilter/mfdef.h>

/*
 * The part of Postfix before a filter: what the filter says becomes the
 * client's reply as Postfix would give it, and with it what the filter hears
 * further. It is the state of a talk.
 */
struct mta {
	struct wire wire;
	char letter;  /* of the filter's last reply */
	bool deaf;    /* the filter hears nothing more of the connection */
	bool skip;    /* ... of this message */
	bool discard; /* the message */
	bool greeted;
	bool message;		       /* MAIL was accepted */
	bool body_over;		       /* no more of it */
	char chunk[MILTER_CHUNK_SIZE]; /* of the body, to be sent */
	size_t nchunk;
	struct str sticky; /* refusal of connection or greeting */
	struct str early;  /* refusal of the message before its end */
};

/*
 * Ask the filter, unless it is not to hear of it, and leave the client's reply
 * as the talk's answer; "usual" is that of a filter that goes on. False: the
 * filter is gone, or talks nonsense.
 */
bool mta_ask(struct talk *t, char command, const struct str *arg, size_t n,
	     const char *usual);

/* The same about a message, which accepting and discarding settle. */
bool mta_ask_message(struct talk *t, char command, const struct str *arg,
		     size_t n, const char *usual);

/* The same within a message, where a refusal is told at the end. */
bool mta_ask_piece(struct talk *t, char command, const struct str *arg,
		   size_t n);

/* What the last reply means for the client who opens a connection; the filter
 * may be gone here, too. */
bool mta_connected(struct talk *t);

/* A verdict on connection or greeting counts for all that follows; the client
 * is told "usual" all the same. */
void mta_stick(struct talk *t, const char *usual);

bool mta_refused(const struct talk *t);

/*
 * ABORT, which Postfix says more often than there is a message to abort: after
 * each message, a refused MAIL, RSET, a second greeting, STARTTLS, before QUIT.
 */
void mta_abort(struct talk *t);
void mta_message_over(struct talk *t);

/* The client has left. */
void mta_bye(struct talk *t);

#endif
