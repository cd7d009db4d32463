#ifndef MILTER_IDENTITY_H
#define MILTER_IDENTITY_H

#include "arena.h"
#include "rules.h"

/*
 * What this machine can be called without being asked: its host name, the name
 * that goes with it, and the addresses of its interfaces. Asks no DNS.
 */
void identity_gather(struct arena *a, struct rules_options *options);

#endif
