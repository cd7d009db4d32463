#ifndef MILTER_JOURNAL_READ_H
#define MILTER_JOURNAL_READ_H

#include "arena.h"
#include "rules.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The journal, read record by record: memory does not grow with the files. A
 * record without its end, where a daemon was killed or is writing, is passed
 * over.
 */

/* "text" is a whole "session" block, "line" where it begins in "file"; both
 * live for the call. False: enough. */
typedef bool journal_record(void *context, const char *file, size_t line,
			    struct str text);

/* Is it a file of the journal, or a directory of such, by its name? */
bool journal_is(const char *path);

/*
 * A file, or all of a directory, oldest first. False when it cannot be read;
 * *why says so.
 */
bool journal_read(const char *path, journal_record *record, void *context,
		  const char **why);

/*
 * The record's transcript, which rules_transcripts() of the result is: a record
 * is a small file of its own. NULL when it cannot be read, which is told on
 * standard error.
 */
struct rules *journal_load(const char *file, size_t line, struct str text);

/* The session's id, a view into its record. */
struct str journal_id(struct str text);

/*
 * The session of that id in a directory or file, the newest day first, copied
 * into the arena; absent: it is not there.
 */
struct str journal_find(const char *path, struct str id, struct arena *a);

#endif
