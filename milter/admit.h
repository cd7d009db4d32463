#ifndef MILTER_ADMIT_H
#define MILTER_ADMIT_H

#include "setting.h"

/*
 * How many connections of the mail server there are at most. libmilter has no
 * bound: without descriptors it calls accept() again and again as fast as it
 * can, and a connection for which it cannot make a thread is left lying. So its
 * calls of accept() are ours: they hand out no connection above a bound that
 * the process's limits leave room for, and fail slowly.
 *
 * A connection above the bound is closed at once. The mail server takes that
 * for a milter that fails, and does as it is told for that case.
 *
 * Others in this program call accept4(), which is the system's.
 */

/*
 * Once, after the limits have been raised and before libmilter listens. The
 * bound is the setting "connections", or less if there is no room for so many.
 */
void admit_start(const struct settings *settings);

#endif
