#include "log.h"

#include "escape.h"
#include "limits.h"
#include "metrics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

static const struct {
	const char *name;
	int number;
} facilities[] = {
    {"mail", LOG_MAIL},	    {"daemon", LOG_DAEMON}, {"local0", LOG_LOCAL0},
    {"local1", LOG_LOCAL1}, {"local2", LOG_LOCAL2}, {"local3", LOG_LOCAL3},
    {"local4", LOG_LOCAL4}, {"local5", LOG_LOCAL5}, {"local6", LOG_LOCAL6},
    {"local7", LOG_LOCAL7},
};

static const int priorities[] = {
    [LOG_LEVEL_ERROR] = LOG_ERR,
    [LOG_LEVEL_WARNING] = LOG_WARNING,
    [LOG_LEVEL_INFO] = LOG_INFO,
};

static atomic_bool to_syslog;
static atomic_bool to_journal; /* standard error is systemd's */

/* sd_journal: JOURNAL_STREAM is DEVICE:INODE of what systemd gave us. */
static bool
is_journal(int fd)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char mine[64];
	struct stat st;

	if (stream == NULL || fstat(fd, &st) != 0)
		return false;
	snprintf(mine, sizeof mine, "%ju:%ju", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino);
	return strcmp(stream, mine) == 0;
}

void
log_open(const char *facility)
{
	int number = LOG_MAIL;

	atomic_store(&to_syslog, facility != NULL);
	atomic_store(&to_journal, is_journal(STDERR_FILENO));
	for (size_t i = 0; i < sizeof facilities / sizeof facilities[0]; i++)
		if (facility != NULL &&
		    strcmp(facilities[i].name, facility) == 0)
			number = facilities[i].number;
	/* libmilter speaks to syslog too, under the name that is set here. */
	openlog("heloward", LOG_PID, number);
}

/* One write a line, so that lines of threads do not mix. */
static void
put(enum log_level level, const char *text, size_t n)
{
	char line[sizeof(struct log_line) + 64];
	int length;

	metrics_add(METRIC_LOG_LINES, 1);
	if (atomic_load(&to_syslog)) {
		syslog(priorities[level], "%.*s", (int)n, text);
		return;
	}
	if (atomic_load(&to_journal))
		/* It knows who we are; sd-daemon(3) has the level. */
		length = snprintf(line, sizeof line, "<%d>%.*s\n",
				  priorities[level], (int)n, text);
	else
		length = snprintf(line, sizeof line, "heloward[%ld]: %.*s\n",
				  (long)getpid(), (int)n, text);
	if (length > 0 && write(STDERR_FILENO, line, (size_t)length) < 0)
		metrics_add(METRIC_LOG_LOST, 1);
}

void
log_say(enum log_level level, const char *fmt, ...)
{
	char raw[1024], clean[2048];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(raw, sizeof raw, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= sizeof raw)
		n = (int)sizeof raw - 1;
	put(level, clean,
	    escape_into(clean, sizeof clean, str_make(raw, (size_t)n), NULL));
}

static bool
needs_quotes(const char *clean, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (clean[i] == ' ' || clean[i] == '=')
			return true;
	return n == 0;
}

void
log_key(struct log_line *line, const char *key, struct str value)
{
	char clean[LIMIT_SHOWN + 1];
	size_t n = escape_into(clean, sizeof clean, value, "\"");
	const char *quote = needs_quotes(clean, n) ? "\"" : "";
	size_t left = sizeof line->text - line->n;
	int used = snprintf(line->text + line->n, left, "%s%s=%s%s%s",
			    line->n > 0 ? " " : "", key, quote, clean, quote);

	if (used > 0 && (size_t)used < left)
		line->n += (size_t)used;
	else
		line->text[line->n] = '\0';
}

void
log_number(struct log_line *line, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, value);
	log_key(line, key, str_of(text));
}

void
log_write(enum log_level level, const struct log_line *line)
{
	put(level, line->text, line->n);
}
