#ifndef MILTER_DNS_BREAKER_H
#define MILTER_DNS_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Is the resolver sick? Counts how the questions of the last minute ended.
 * Pure and without locks; times are milliseconds of any clock that never goes
 * back.
 */

enum { DNS_BREAKER_SECONDS = 60, DNS_BREAKER_ZONES = 16 };

struct dns_breaker_settings {
	unsigned share;	   /* sick at this percentage of failures ... */
	unsigned least;	   /* ... of at least so many questions ... */
	unsigned zones;	   /* ... in at least so many zones (at most 16): one
			      domain that is dead is no sick resolver */
	unsigned probe_ms; /* sick: one question in this time is let through */
	unsigned good;	   /* well after so many good answers in a row */
};

#define DNS_BREAKER_DEFAULTS ((struct dns_breaker_settings){50, 20, 3, 1000, 3})

struct dns_breaker {
	struct dns_breaker_settings settings;
	struct {
		int64_t at; /* which second */
		uint32_t asked, failed;
	} second[DNS_BREAKER_SECONDS];
	struct {
		int64_t until; /* 0: free */
		uint32_t zone;
	} zone[DNS_BREAKER_ZONES]; /* that failed last */
	bool sick;
	int64_t next_probe;
	unsigned good;
};

void dns_breaker_init(struct dns_breaker *b,
		      const struct dns_breaker_settings *settings);

/* May a question be sent now? While sick, a yes is the probe of its time. */
bool dns_breaker_allow(struct dns_breaker *b, int64_t now);

/*
 * A question ended; "zone" is any number that stands for the servers it rests
 * on. True when that made the resolver sick or well: see b->sick.
 */
bool dns_breaker_result(struct dns_breaker *b, int64_t now, bool failed,
			uint32_t zone);

/* How many of the last minute's questions failed. */
void dns_breaker_count(const struct dns_breaker *b, int64_t now,
		       uint32_t *asked, uint32_t *failed);

#endif
