#ifndef MILTER_NEGOTIATE_H
#define MILTER_NEGOTIATE_H

#include "conn.h"

#include <libmilter/mfapi.h>

/*
 * What heloward asks of the MTA at the beginning of a connection: the actions
 * and events that the rules need, no others, and the macros that facts read.
 */

/* Once, before the first connection. */
void negotiate_init(void);

/*
 * Of what the MTA offers (SMFIF_*, SMFIP_*), what is wanted. Says in the log
 * when an action that the rules need is not among it.
 */
void negotiate(SMFICTX *ctx, struct rules_needs needs,
	       unsigned long actions_offered, unsigned long steps_offered,
	       unsigned long *actions, unsigned long *steps);

/*
 * The macros that came with the command of a stage (SMFIM_CONNECT, SMFIM_HELO
 * or SMFIM_ENVFROM) go into the session and its journal.
 */
void negotiate_take_macros(SMFICTX *ctx, struct conn *c, int stage);

#endif
