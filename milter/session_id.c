#include "session_id.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/random.h>
#include <time.h>

enum { AT_ONCE = 32 };

/* Only when the kernel has no random bytes: unique, if guessable. */
static uint64_t
fallback(void)
{
	static atomic_uint_fast64_t count;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return ((uint64_t)now.tv_nsec << 20) + atomic_fetch_add(&count, 1);
}

/* The kernel is asked for many at a time, by each thread. */
static uint64_t
random_bits(void)
{
	static _Thread_local uint64_t bits[AT_ONCE];
	static _Thread_local size_t left;

	if (left == 0 &&
	    getrandom(bits, sizeof bits, GRND_NONBLOCK) != (ssize_t)sizeof bits)
		return fallback();
	if (left == 0)
		left = AT_ONCE;
	return bits[--left];
}

void
session_id_make(char out[SESSION_ID])
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	uint64_t bits = random_bits();

	for (size_t i = 0; i + 1 < SESSION_ID; i++, bits >>= 5)
		out[i] = digits[bits & 31];
	out[SESSION_ID - 1] = '\0';
}
