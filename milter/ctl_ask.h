#ifndef MILTER_CTL_ASK_H
#define MILTER_CTL_ASK_H

#include "ctl.h"

#include "arena.h"
#include "str.h"

/*
 * Ask the running heloward one thing on its control socket and print the
 * answer, a good one with "before" before it. The exit status: 0 when it said
 * "ok".
 */
int ctl_ask(const struct options *o, const char *request, const char *before);

/*
 * The same, with the answer in the arena: what it said, or why it could not be
 * asked. True when it said "ok".
 */
bool ctl_ask_for(struct arena *a, const struct options *o, const char *request,
		 struct str *answer);

#endif
