#ifndef RIG_PLAYER_PRIVATE_H
#define RIG_PLAYER_PRIVATE_H

#include "player.h"

/* Shared by player.c and player_message.c; what returns false says why. */

/* A new command: the answers and log lines from here on are its own. */
void player_turn(struct player *p);

/* A turn, and what the driver says. */
bool player_say(struct player *p, const struct step *s);

/* For a command that is not said: the MTA would refuse it by itself. */
bool player_unsaid(struct player *p);

/* What an MTA refuses, its filter must have decided. */
bool player_fair(struct player *p);

void player_forget_message(struct player *p);

/* The steps of these names. */
bool player_data(struct player *p, const struct step *s);
bool player_header(struct player *p, const struct step *s);
bool player_body(struct player *p, const struct step *s);
bool player_size(struct player *p, const struct step *s);

/* End the message that was begun, if there is one. */
bool player_finish(struct player *p);

#endif
