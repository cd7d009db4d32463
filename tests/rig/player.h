#ifndef RIG_PLAYER_H
#define RIG_PLAYER_H

#include "driver.h"
#include "watch.h"

/*
 * Plays one transcript with a driver, step by step, and knows what a mail
 * server would not even ask its filter: no RCPT without MAIL, no data without
 * a recipient, nothing behind the end of the connection.
 */
struct player {
	struct talk talk;
	struct watch *watch;
	int64_t clock; /* of the last "at", milliseconds; 0: none so far */
	bool tried;    /* the driver's open() was called */
	bool open;     /* a client has connected, or had */
	bool in_mail, in_data;
	bool data_said; /* and it may have been refused */
	bool ended;	/* the last answer is to a whole message */
	bool own;	/* the last command was not said: the MTA refuses it */
	unsigned rcpts; /* told 250 */
	uint64_t size;	/* of the message so far */
	bool headers_over;
	size_t first;  /* line of the log that belongs to this transcript */
	size_t window; /* the first since the previous expect */
	bool judged;   /* an expect came since the last command */
	bool excepted; /* the MTA answers the next command by itself */
};

void player_init(struct player *p, const struct driver *driver,
		 const char *target, int timeout, struct watch *watch,
		 struct arena *a, const struct transcript *tr,
		 struct str server);

/*
 * Play a step other than "dns" and "expect". False: the transcript cannot go
 * on, talk.why tells.
 */
bool player_play(struct player *p, const struct step *s);

/* Before an "expect": what was begun ends, the answer is in the talk. */
bool player_answer(struct player *p);

/*
 * The transcript is over: hang up, and before that end the message that was
 * begun, unless the transcript could not go on. False as above.
 */
bool player_end(struct player *p, bool finish);

#endif
