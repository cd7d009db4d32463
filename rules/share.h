#ifndef RULES_SHARE_H
#define RULES_SHARE_H

#include "addr.h"
#include "str.h"
#include "value.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A share of the client networks, in thousandths of a percent. Which networks
 * are in it is the same on every machine, at every time, and other for every
 * rule; one that grows keeps those that were in it.
 */

enum { SHARE_ALL = 100 * NUMBER_ONE };

/*
 * Networks are IPv4 /24 and IPv6 /48. "rule" is the rule's name. Of 10,000 in a
 * row a tenth is 990 to 1,010, of 10,000 that lie anyhow 900 to 1,100, as by
 * lot.
 */
bool share_holds(int64_t share, const struct addr *client, struct str rule);

/* "10%": more than nothing, at most all. False: *out is untouched. */
bool share_parse(struct str text, int64_t *out);

#endif
