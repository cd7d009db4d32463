#ifndef MILTER_LOG_H
#define MILTER_LOG_H

#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The log: one line a decision, to syslog or stderr. Values pass the escaping
 * printer, so a line is one line of printable ASCII whatever the client sent.
 * Any thread.
 */

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO };

/* To syslog with that facility's name, or to stderr when NULL. */
void log_open(const char *facility);

/* What the daemon itself has to say. Arguments are escaped as a whole. */
void log_say(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A line of KEY=VALUE pairs; what no longer fits is left out whole. */
struct log_line {
	char text[4096];
	size_t n;
};

void log_key(struct log_line *line, const char *key, struct str value);
void log_number(struct log_line *line, const char *key, int64_t value);
void log_write(enum log_level level, const struct log_line *line);

#endif
