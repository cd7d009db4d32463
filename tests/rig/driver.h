#ifndef RIG_DRIVER_H
#define RIG_DRIVER_H

#include "scene.h"

/*
 * Ways to play a transcript: one driver an option of play. A function is called
 * for a step when it can be said at all (no RCPT without a MAIL that was
 * accepted, no data without a recipient) and leaves the answer in the talk;
 * false means that the transcript cannot go on, and why is in "why".
 */

struct answer {
	unsigned code; /* 0: none so far */
	struct str text;
	bool over; /* the connection has ended with it */
	/* "accept", "discard" or "quarantine": what becomes of a message, when
	 * the driver can see it; else NULL. */
	const char *fate;
};

struct talk {
	const struct driver *driver;
	const char *target; /* where to connect to */
	int timeout;	    /* milliseconds that one answer may take */
	struct arena *arena;
	const struct transcript *transcript;
	struct scene scene;
	struct answer answer; /* to the last command */
	struct str why;
	void *state; /* the driver's own, zeroed */
};

typedef bool driver_says(struct talk *t, const struct step *step);

struct driver {
	const char *option;	      /* "--milter" */
	const char *mta;	      /* as "except" names it; "" for none */
	size_t state;		      /* bytes of the driver's own */
	bool (*open)(struct talk *t); /* the answer is the greeting */
	driver_says *say[STEP_COUNT];
	bool (*headers_end)(struct talk *t);
	/* A piece of the message's body, whole lines. */
	bool (*body)(struct talk *t, struct str lines);
	bool (*end)(struct talk *t); /* of the message */
	void (*close)(struct talk *t);
};

extern const struct driver driver_milter, driver_postfix, driver_sendmail;

/* Leave an answer: "250 2.1.0 Ok"; 421 ends the connection. Returns true. */
bool driver_answer(struct talk *t, struct str text);

/* The transcript cannot go on; returns false. */
bool driver_cannot(struct talk *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
