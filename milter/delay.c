#include "delay.h"

#include <stdatomic.h>
#include <time.h>

static atomic_int connections, waiting;
static atomic_int_fast64_t rest; /* before that time nobody begins to wait */

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
delay_connection(int change)
{
	atomic_fetch_add(&connections, change);
}

static int
most(const struct settings *settings)
{
	int64_t share = settings->value[SETTING_DELAY_SHARE].number *
			atomic_load(&connections) / 100;

	if (share < 1)
		return 1;
	return share > DELAY_MOST ? DELAY_MOST : (int)share;
}

void
delay_wait(int64_t milliseconds, const struct settings *settings)
{
	const int64_t limit = settings->value[SETTING_DELAY_LIMIT].number;
	struct timespec left;

	if (milliseconds > limit)
		milliseconds = limit;
	left = (struct timespec){.tv_sec = milliseconds / 1000,
				 .tv_nsec = milliseconds % 1000 * 1000000};
	if (atomic_fetch_add(&waiting, 1) < most(settings) &&
	    now_ms() >= atomic_load(&rest)) {
		while (nanosleep(&left, &left) != 0)
			;
		atomic_store(&rest, now_ms() + milliseconds);
	}
	atomic_fetch_sub(&waiting, 1);
}
