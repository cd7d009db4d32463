#ifndef MILTER_JOURNAL_H
#define MILTER_JOURNAL_H

#include "setting.h"
#include "str.h"

/*
 * The journal: every session as a "session" block, in a file a day (UTC) in the
 * directory of the setting journal. One thread writes, from a bounded queue: a
 * disk that is full, slow or gone costs records, which are counted, and never
 * holds up mail. A record is complete when it ends in JOURNAL_END: what a kill
 * has cut off is cut away by the next writer and passed over by readers.
 */

#define JOURNAL_BEGIN "session "
#define JOURNAL_END "\tquit\n"
#define JOURNAL_SUFFIX ".journal"

enum { JOURNAL_RECORD_MOST = 64 * 1024 };

/* Begin, if the setting names a directory. NULL when all is well, or why not;
 * a directory that cannot be written is no reason: it may come back. */
const char *journal_start(const struct settings *settings);

/* Is one kept? */
bool journal_is_on(void);

/* keep, hash or drop: the setting journal.addresses. */
const char *journal_addresses(void);

/* A record, from malloc(); it is the journal's from here on. Never waits. */
void journal_put(char *text, size_t n);

/* Write what waits, for a second or two at most. */
void journal_stop(void);

#endif
