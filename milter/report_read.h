#ifndef MILTER_REPORT_READ_H
#define MILTER_REPORT_READ_H

#include "report.h"

/*
 * Begin a report with the sessions of these journals that began from "from" to
 * before "to", in seconds since 1970; where one is INT64_MIN or INT64_MAX, the
 * report's period ends with what there is. *unread counts the records that
 * cannot be read, which is told on standard error. False: a journal cannot be
 * read at all, which is told too, and nothing was begun.
 */
bool report_read(struct report *r, const char *const *path, size_t n,
		 int64_t from, int64_t to, const struct orgdomain *orgdomain,
		 size_t *unread);

#endif
