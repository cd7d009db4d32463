#include "allowed.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

/* Use is rare, and exceptions are few. */
struct used {
	struct used *next;
	struct exception x; /* without end and reason */
	int64_t count, last;
};

static struct used *first; /* under "lock" */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct used *
find(const struct exception *x)
{
	struct used *u = first;

	while (u != NULL && !exception_same(&u->x, x))
		u = u->next;
	return u;
}

static struct used *
add(const struct exception *x)
{
	struct used *u = calloc(1, sizeof *u);

	assert(u != NULL);
	u->x = *x;
	u->x.reason = (struct str){NULL, 0};
	if (x->helo.p != NULL)
		u->x.helo.p = strndup(x->helo.p, x->helo.n);
	u->next = first;
	first = u;
	return u;
}

void
allowed_used(const struct exception *x)
{
	struct used *u;

	pthread_mutex_lock(&lock);
	u = find(x);
	if (u == NULL)
		u = add(x);
	u->count++;
	u->last = (int64_t)time(NULL);
	pthread_mutex_unlock(&lock);
}

int64_t
allowed_count(const struct exception *x, int64_t *last)
{
	const struct used *u;
	int64_t count = 0;

	*last = 0;
	pthread_mutex_lock(&lock);
	u = find(x);
	if (u != NULL) {
		count = u->count;
		*last = u->last;
	}
	pthread_mutex_unlock(&lock);
	return count;
}
