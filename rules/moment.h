#ifndef RULES_MOMENT_H
#define RULES_MOMENT_H

#include "str.h"

#include <stdbool.h>
#include <stdint.h>

enum { MOMENT_DAY = 86400000 };

/*
 * "2026-11-26T13:45:00.250Z" in milliseconds since 1970-01-01 UTC; what stands
 * behind the day may be left out from the right. False when it is no such time.
 */
bool moment_parse(struct str text, int64_t *ms);

#endif
