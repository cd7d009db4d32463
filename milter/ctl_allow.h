#ifndef MILTER_CTL_ALLOW_H
#define MILTER_CTL_ALLOW_H

#include "config.h"
#include "exception.h"

/* heloctl allow: the file of exceptions is written anew. */

/*
 * Put "add" into the file (NULL: nothing) and take "drop" out (NULL: nothing);
 * what ended before today goes too, comments stay. NULL when that is done; else
 * why not. *dropped: was there one?
 */
const char *ctl_allow_write(const struct config *c, const struct exception *add,
			    const struct exception *drop, bool *dropped);

/* "2027-01-31" of days since 1970-01-01. */
enum { CTL_ALLOW_DAY = 16 };
const char *ctl_allow_day(uint32_t day, char out[CTL_ALLOW_DAY]);

#endif
