#include "delay.h"

#include "metrics.h"
#include "spare.h"

#include <stdatomic.h>
#include <time.h>

static atomic_int connections, waiting;

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
	if (atomic_fetch_add(&waiting, 1) < most(settings)) {
		metrics_add(METRIC_DELAYS, 1);
		metrics_add(METRIC_WAITING, 1);
		spare_begin();
		while (nanosleep(&left, &left) != 0)
			;
		spare_end();
		metrics_add(METRIC_WAITING, -1);
	} else {
		metrics_add(METRIC_DELAYS_SPARED, 1);
	}
	atomic_fetch_sub(&waiting, 1);
}
