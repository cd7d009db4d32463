#include "log.h"

#include "escape.h"
#include "limits.h"
#include "metrics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <time.h>
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

static const struct {
	int priority;
	const char *name;
} levels[] = {
    [LOG_LEVEL_ERROR] = {LOG_ERR, "error"},
    [LOG_LEVEL_WARNING] = {LOG_WARNING, "warning"},
    [LOG_LEVEL_INFO] = {LOG_INFO, "info"},
};

static atomic_int sink_now;
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
log_open(enum log_sink sink, const char *facility)
{
	int number = LOG_MAIL;

	atomic_store(&sink_now, sink);
	atomic_store(&to_journal, is_journal(STDERR_FILENO));
	for (size_t i = 0; i < sizeof facilities / sizeof facilities[0]; i++)
		if (facility != NULL &&
		    strcmp(facilities[i].name, facility) == 0)
			number = facilities[i].number;
	/* libmilter speaks to syslog too, under the name that is set here. */
	openlog("heloward", LOG_PID, number);
}

static bool
is_json(void)
{
	return atomic_load(&sink_now) == LOG_SINK_JSON;
}

/* RFC 3339, in UTC */
static void
write_time(char *out, size_t size)
{
	struct timespec now;
	struct tm tm;
	size_t n;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	n = strftime(out, size, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + n, size - n, ".%03ldZ", now.tv_nsec / 1000000);
}

/* One write a line, so that lines of threads do not mix. */
static void
put(enum log_level level, const char *text, size_t n)
{
	char line[sizeof(struct log_line) + 128], time[64];
	int length, fd = STDERR_FILENO;

	metrics_add(METRIC_LOG_LINES, 1);
	if (atomic_load(&sink_now) == LOG_SINK_SYSLOG) {
		syslog(levels[level].priority, "%.*s", (int)n, text);
		return;
	}
	if (is_json()) {
		write_time(time, sizeof time);
		length = snprintf(line, sizeof line,
				  "{\"time\":\"%s\",\"level\":\"%s\",%.*s}\n",
				  time, levels[level].name, (int)n, text);
		fd = STDOUT_FILENO;
	} else if (atomic_load(&to_journal)) {
		/* It knows who we are; sd-daemon(3) has the level. */
		length = snprintf(line, sizeof line, "<%d>%.*s\n",
				  levels[level].priority, (int)n, text);
	} else {
		length = snprintf(line, sizeof line, "heloward[%ld]: %.*s\n",
				  (long)getpid(), (int)n, text);
	}
	if (length > 0 && write(fd, line, (size_t)length) < 0)
		metrics_add(METRIC_LOG_LOST, 1);
}

/* What JSON wants escaped, of printable ASCII (RFC 8259, 7). */
static void
double_marks(char *out, size_t size, const char *clean)
{
	size_t n = 0;

	for (; *clean != '\0' && n + 2 < size; clean++) {
		if (*clean == '\\' || *clean == '"')
			out[n++] = '\\';
		out[n++] = *clean;
	}
	out[n] = '\0';
}

static void
add(struct log_line *line, const char *key, const char *clean,
    const char *quote)
{
	char *to = line->text + line->n;
	const size_t left = sizeof line->text - line->n;
	char marked[4096];
	int used;

	if (is_json()) {
		double_marks(marked, sizeof marked, clean);
		used =
		    snprintf(to, left, "%s\"%s\":%s%s%s",
			     line->n > 0 ? "," : "", key, quote, marked, quote);
	} else {
		used = snprintf(to, left, "%s%s=%s%s%s", line->n > 0 ? " " : "",
				key, quote, clean, quote);
	}
	if (used > 0 && (size_t)used < left)
		line->n += (size_t)used;
	else
		line->text[line->n] = '\0';
}

void
log_say(enum log_level level, const char *fmt, ...)
{
	struct log_line line = {.n = 0};
	char raw[1024], clean[2048];
	va_list ap;
	size_t length;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(raw, sizeof raw, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	if ((size_t)n >= sizeof raw)
		n = (int)sizeof raw - 1;
	length =
	    escape_into(clean, sizeof clean, str_make(raw, (size_t)n), NULL);
	if (is_json()) {
		add(&line, "message", clean, "\"");
		log_write(level, &line);
	} else {
		put(level, clean, length);
	}
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

	if (!is_json())
		add(line, key, clean, needs_quotes(clean, n) ? "\"" : "");
	else if (value.p == NULL)
		add(line, key, "null", "");
	else
		add(line, key, clean, "\"");
}

void
log_decimal(struct log_line *line, const char *key, struct str value)
{
	char clean[LIMIT_SHOWN + 1];

	if (value.p == NULL) {
		log_key(line, key, value);
		return;
	}
	escape_into(clean, sizeof clean, value, "\"");
	add(line, key, clean, "");
}

void
log_number(struct log_line *line, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, value);
	log_decimal(line, key, str_of(text));
}

void
log_write(enum log_level level, const struct log_line *line)
{
	put(level, line->text, line->n);
}
