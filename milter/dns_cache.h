#ifndef MILTER_DNS_CACHE_H
#define MILTER_DNS_CACHE_H

#include "dns_pack.h"
#include "dns_question.h"

/*
 * Answers by question, within a fixed number of bytes: a ring, in which the
 * newest answer takes the place of the oldest. Pure and without locks; times
 * are milliseconds of any clock that never goes back.
 */
struct dns_cache;

enum { DNS_CACHE_LEAST = 256 * 1024 }; /* bytes; fewer are taken as this */

/* "bytes" is all that it will ever use, its index included. */
struct dns_cache *dns_cache_new(struct arena *a, size_t bytes, uint64_t seed);

/*
 * The answer, or NULL; its bytes are a view that lives until the next put. With
 * "stale" also one past its time, as long as the ring still holds it.
 */
const struct dns_pack *dns_cache_find(struct dns_cache *c,
				      const struct dns_question *q, int64_t now,
				      bool stale);

/* Remember until "until"; what was known about the question is forgotten. */
void dns_cache_put(struct dns_cache *c, const struct dns_question *q,
		   const struct dns_pack *p, int64_t now, int64_t until);

void dns_cache_clear(struct dns_cache *c);

struct dns_cache_stats {
	size_t bytes;	  /* that the ring and its index take */
	size_t used;	  /* of these, by answers */
	size_t answers;	  /* held, past their time or not */
	uint64_t evicted; /* gave way before their time was over */
};
void dns_cache_count(const struct dns_cache *c, struct dns_cache_stats *out);

#endif
