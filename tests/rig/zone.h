#ifndef RIG_ZONE_H
#define RIG_ZONE_H

#include "transcript.h"

#include <stdio.h>

/*
 * What the DNS is to say while a transcript is played: its "dns" steps, and
 * where these are silent what "client" says of a client by the rule of
 * rules/canned_dns.h. The arguments of each line, as dnsd_add takes them, are
 * handed to "line".
 */
typedef void zone_line(void *to, const struct str *arg, size_t n);
void zone_each(const struct transcript *tr, zone_line *line, void *to);

/* The same as text for dnsd. */
void zone_write(FILE *to, const struct transcript *tr);

#endif
