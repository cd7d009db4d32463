#ifndef MILTER_REPLY_H
#define MILTER_REPLY_H

#include "verdict.h"

#include <libmilter/mfapi.h>

/*
 * Answer a callback with a refusal: set the reply text and give the status
 * that goes with its class, both at once, since libmilter keeps a text that it
 * does not use for a later answer.
 */
sfsistat reply_refuse(SMFICTX *ctx, const struct verdict *v);

/* What a verdict asks for at the end of the message besides its answer. */
void reply_edit(SMFICTX *ctx, const struct verdict *v);

#endif
