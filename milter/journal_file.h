#ifndef MILTER_JOURNAL_FILE_H
#define MILTER_JOURNAL_FILE_H

#include "str.h"

#include <stdint.h>

/*
 * The files of the journal, one a day, for the one thread that writes them.
 * What cannot be written whole is taken back: a file holds whole records.
 */

/* The directory (copied), the days to keep and the bytes for all of them. NULL,
 * or why it cannot be written now; it is tried again with each record. */
const char *journal_file_start(struct str directory, int64_t days,
			       int64_t bytes);

/* Whole records. NULL, or why they are lost. */
const char *journal_file_add(struct str records);

#endif
