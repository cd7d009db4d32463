#ifndef RIG_ZONE_H
#define RIG_ZONE_H

#include "transcript.h"

#include <stdio.h>

/*
 * Write what the DNS is to say while a transcript is played, as lines for dnsd:
 * its "dns" steps, and where these are silent what "client" says of a client
 * by the rule of rules/canned_dns.h.
 */
void zone_write(FILE *to, const struct transcript *tr);

#endif
