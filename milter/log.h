#ifndef MILTER_LOG_H
#define MILTER_LOG_H

#include "str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The log: one line a decision, to one sink. Values pass the escaping printer,
 * so a line is one line of printable ASCII whatever the client sent. Any
 * thread.
 */

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_INFO };

/* JSON: an object a line, to standard output. */
enum log_sink { LOG_SINK_STDERR, LOG_SINK_SYSLOG, LOG_SINK_JSON };

/* "facility" is syslog's name of one; NULL: mail. */
void log_open(enum log_sink sink, const char *facility);

/* What the daemon itself has to say. Arguments are escaped as a whole. */
void log_say(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A line of KEY=VALUE pairs, or what an object of JSON has of them; what no
 * longer fits is left out whole.
 */
struct log_line {
	char text[4096];
	size_t n;
};

void log_key(struct log_line *line, const char *key, struct str value);
/* A number as it is written; in JSON without quotes. Absent is fine. */
void log_decimal(struct log_line *line, const char *key, struct str value);
void log_number(struct log_line *line, const char *key, int64_t value);
void log_write(enum log_level level, const struct log_line *line);

#endif
