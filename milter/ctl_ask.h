#ifndef MILTER_CTL_ASK_H
#define MILTER_CTL_ASK_H

#include "ctl.h"

/*
 * Ask the running heloward one thing on its control socket and print the
 * answer, a good one with "before" before it. The exit status: 0 when it said
 * "ok".
 */
int ctl_ask(const struct options *o, const char *request, const char *before);

#endif
