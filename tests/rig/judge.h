#ifndef RIG_JUDGE_H
#define RIG_JUDGE_H

#include "player.h"

/*
 * Does an "expect" hold? The client's reply says what was told, the daemon's
 * log which rule said so; a line of the log may come a moment later.
 */
bool judge_holds(struct player *p, const struct expect *e);

/* Has a rule refused, in this transcript, with the code of the last answer? */
bool judge_refused(struct player *p);

/* Has a rule refused with that code since the last expect? Does not wait. */
bool judge_spoke(const struct player *p);

/* What was said and logged instead; in the player's arena, not escaped. */
struct str judge_told(const struct player *p);
struct str judge_logged(const struct player *p);

#endif
