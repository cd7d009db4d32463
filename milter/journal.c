#include "journal.h"

#include "journal_file.h"
#include "log.h"
#include "metrics.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	QUEUE_MOST = 4 * 1024 * 1024, /* bytes that wait to be written */
	GATHER_MS = 100,	      /* records that are written at once */
	STOP_S = 2,
};

struct record {
	struct record *next;
	char *text;
	size_t n;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	pthread_t thread;
	struct record *first, **end;
	size_t bytes, waiting; /* of all that wait, and how many */
	bool on, stopping, stopped;
	const char *addresses;
} journal = {.lock = PTHREAD_MUTEX_INITIALIZER,
	     .changed = PTHREAD_COND_INITIALIZER};

bool
journal_is_on(void)
{
	return journal.on;
}

const char *
journal_addresses(void)
{
	return journal.addresses;
}

static atomic_bool overflowing; /* told of, since all was written last */

static void
record_free(struct record *r)
{
	free(r->text);
	free(r);
}

static bool
queue(struct record *r)
{
	bool fits;

	pthread_mutex_lock(&journal.lock);
	fits = journal.bytes + r->n <= QUEUE_MOST && !journal.stopping;
	if (fits) {
		if (journal.first == NULL)
			pthread_cond_signal(&journal.changed);
		*journal.end = r;
		journal.end = &r->next;
		journal.bytes += r->n;
		journal.waiting++;
	}
	pthread_mutex_unlock(&journal.lock);
	return fits;
}

void
journal_put(char *text, size_t n)
{
	struct record *r = calloc(1, sizeof *r);

	if (r == NULL)
		abort();
	r->text = text;
	r->n = n;
	if (queue(r))
		return;
	metrics_add(METRIC_JOURNAL_LOST, 1);
	if (!atomic_exchange(&overflowing, true))
		log_say(LOG_LEVEL_ERROR,
			"the journal does not keep up: too many sessions wait "
			"to be written; some are missing in it");
	record_free(r);
}

/* All that wait; NULL: there is nothing more, and never will be. */
static struct record *
take(void)
{
	struct record *all;

	pthread_mutex_lock(&journal.lock);
	while (journal.first == NULL && !journal.stopping)
		pthread_cond_wait(&journal.changed, &journal.lock);
	all = journal.first;
	journal.first = NULL;
	journal.end = &journal.first;
	pthread_mutex_unlock(&journal.lock);
	return all;
}

/* They count as waiting until they are written. */
static void
taken(size_t bytes, size_t records)
{
	pthread_mutex_lock(&journal.lock);
	journal.bytes -= bytes;
	journal.waiting -= records;
	pthread_mutex_unlock(&journal.lock);
}

/* Told of once, until it works again. */
static void
tell(const char *why)
{
	static bool failing;

	if (why != NULL && !failing)
		log_say(LOG_LEVEL_ERROR,
			"the journal cannot be written: %s; sessions are "
			"missing in it until it can",
			why);
	if (why == NULL && failing)
		log_say(LOG_LEVEL_INFO, "the journal is written again");
	failing = why != NULL;
}

static void
write_batch(char *batch, size_t n, size_t records)
{
	const char *why = journal_file_add(str_make(batch, n));

	metrics_add(why == NULL ? METRIC_JOURNAL_KEPT : METRIC_JOURNAL_LOST,
		    (int64_t)records);
	tell(why);
	free(batch);
}

/* As many as go into one write. */
static struct record *
write_some(struct record *r)
{
	enum { BATCH = 4 * JOURNAL_RECORD_MOST };
	char *batch = malloc(BATCH);
	size_t n = 0, records = 0;

	if (batch == NULL)
		abort();
	while (r != NULL && n + r->n <= BATCH) {
		struct record *next = r->next;

		memcpy(batch + n, r->text, r->n);
		n += r->n;
		records++;
		record_free(r);
		r = next;
	}
	write_batch(batch, n, records);
	taken(n, records);
	return r;
}

static bool
is_stopping(void)
{
	bool stopping;

	pthread_mutex_lock(&journal.lock);
	stopping = journal.stopping;
	pthread_mutex_unlock(&journal.lock);
	return stopping;
}

static void *
journal_thread(void *argument)
{
	const struct timespec gather = {.tv_nsec = GATHER_MS * 1000000L};
	struct record *r;

	while ((r = take()) != NULL) {
		while (r != NULL)
			r = write_some(r);
		atomic_store(&overflowing, false);
		if (!is_stopping())
			nanosleep(&gather, NULL);
	}
	pthread_mutex_lock(&journal.lock);
	journal.stopped = true;
	pthread_cond_signal(&journal.changed);
	pthread_mutex_unlock(&journal.lock);
	return argument;
}

const char *
journal_start(const struct settings *settings)
{
	static const char *const addresses[] = {"keep", "hash", "drop"};
	const struct setting *s = settings->value;

	if (s[SETTING_JOURNAL].text.n == 0 ||
	    setting_is(settings, SETTING_JOURNAL, "none"))
		return NULL;
	for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++)
		if (setting_is(settings, SETTING_JOURNAL_ADDRESSES,
			       addresses[i]))
			journal.addresses = addresses[i];
	tell(journal_file_start(s[SETTING_JOURNAL].text,
				s[SETTING_JOURNAL_DAYS].number,
				s[SETTING_JOURNAL_SIZE].number));
	journal.end = &journal.first;
	errno = pthread_create(&journal.thread, NULL, journal_thread, NULL);
	if (errno != 0)
		return strerror(errno);
	journal.on = true;
	return NULL;
}

/* A disk that does not answer is not waited for. */
static void
give_up(size_t waiting)
{
	pthread_detach(journal.thread);
	metrics_add(METRIC_JOURNAL_LOST, (int64_t)waiting);
	log_say(LOG_LEVEL_ERROR,
		"the journal cannot be written: its disk does not answer; %zu "
		"sessions are missing in it",
		waiting);
}

void
journal_stop(void)
{
	struct timespec until;
	size_t waiting;
	bool stopped;

	if (!journal.on)
		return;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STOP_S;
	pthread_mutex_lock(&journal.lock);
	journal.stopping = true;
	pthread_cond_signal(&journal.changed);
	while (!journal.stopped &&
	       pthread_cond_timedwait(&journal.changed, &journal.lock,
				      &until) == 0)
		;
	stopped = journal.stopped;
	waiting = journal.waiting;
	pthread_mutex_unlock(&journal.lock);
	if (stopped)
		pthread_join(journal.thread, NULL);
	else
		give_up(waiting);
}
