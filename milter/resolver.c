#define CARES_NO_DEPRECATED
#include "resolver_private.h"

#include <sys/select.h>

#include <ares.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/random.h>

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

int64_t
resolver_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
resolver_tell(struct resolver *r, enum resolver_event event, struct str detail)
{
	if (r->settings.event != NULL)
		r->settings.event(r->settings.ctx, event, detail);
}

void
resolver_settings_init(struct resolver_settings *s)
{
	*s = (struct resolver_settings){
	    .resolv_conf = "/etc/resolv.conf",
	    .conf_check_ms = 5000,
	    .budget_ms = 4000,
	    .questions = 16,
	    .session_bytes = 256 * 1024,
	    .waiting = 8,
	    .open = 4096,
	    .cache_bytes = 8 << 20,
	    .ttl_least = 5,
	    .ttl_most = 3600,
	    .ttl_none = 900,
	    .ttl_failed = 15,
	    .breaker = DNS_BREAKER_DEFAULTS,
	};
}

/* What the settings point to may go after resolver_new. */
static void
keep_settings(struct resolver *r, const struct resolver_settings *s)
{
	struct dns_server *server =
	    ARENA_ARRAY(r->arena, struct dns_server, DNS_SERVERS_MOST);
	struct resolver_settings *own = &r->settings;

	*own = *s;
	if (own->nservers > DNS_SERVERS_MOST)
		own->nservers = DNS_SERVERS_MOST;
	for (size_t i = 0; i < own->nservers; i++)
		server[i] = s->server[i];
	if (own->open == 0)
		own->open = 1;
	own->server = server;
	own->resolv_conf = arena_str(r->arena, str_of(s->resolv_conf)).p;
}

static struct resolver *
make(const struct resolver_settings *s)
{
	struct arena *a = arena_new();
	struct resolver *r = ARENA_NEW(a, struct resolver);
	struct dns_channel_settings none = {.epoll = -1};
	ssize_t n = getrandom(&r->seed, sizeof r->seed, 0);

	assert(n == sizeof r->seed); /* so few bytes always come */
	r->arena = a;
	r->epoll = r->eventfd = -1;
	keep_settings(r, s);
	pthread_mutex_init(&r->lock, NULL);
	r->cache = dns_cache_new(a, s->cache_bytes, r->seed);
	dns_breaker_init(&r->breaker, &s->breaker);
	r->buckets = r->settings.open;
	r->bucket = ARENA_ARRAY(a, struct resolver_flight *, r->buckets);
	r->queue_end = &r->queue;
	r->channels = dns_channel_new(a, &none);
	return r;
}

void
resolver_destroy(struct resolver *r)
{
	pthread_mutex_destroy(&r->lock);
	arena_free(r->arena);
}

static bool
open_descriptors(struct resolver *r)
{
	struct epoll_event e = {.events = EPOLLIN, .data.u64 = 0};

	r->epoll = epoll_create1(EPOLL_CLOEXEC);
	r->eventfd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return r->epoll >= 0 && r->eventfd >= 0 &&
	       epoll_ctl(r->epoll, EPOLL_CTL_ADD, r->eventfd, &e) == 0;
}

static void
close_descriptors(struct resolver *r)
{
	if (r->epoll >= 0)
		close(r->epoll);
	if (r->eventfd >= 0)
		close(r->eventfd);
}

/* Signals are for the daemon's own threads. */
static bool
start_thread(struct resolver *r)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&r->thread, NULL, resolver_thread_main, r);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return error == 0;
}

static void
library(void)
{
	ares_library_init(ARES_LIB_INIT_ALL);
}

struct resolver *
resolver_new(const struct resolver_settings *s)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct resolver *r;
	int error;

	pthread_once(&once, library);
	r = make(s);
	if (open_descriptors(r)) {
		resolver_servers_start(r);
		if (start_thread(r))
			return r;
	}
	error = errno;
	close_descriptors(r);
	resolver_destroy(r);
	errno = error;
	return NULL;
}

void
resolver_free(struct resolver *r)
{
	const uint64_t one = 1;
	bool last;

	if (r == NULL)
		return;
	pthread_mutex_lock(&r->lock);
	r->stopping = true;
	pthread_mutex_unlock(&r->lock);
	if (write(r->eventfd, &one, sizeof one) < 0)
		assert(errno == EAGAIN); /* full: it is awake */
	pthread_join(r->thread, NULL);
	close_descriptors(r);
	pthread_mutex_lock(&r->lock);
	resolver_flight_drop_all(r, resolver_now());
	r->freed = true;
	last = r->stats.sessions == 0;
	pthread_mutex_unlock(&r->lock);
	if (last)
		resolver_destroy(r);
}

void
resolver_count(struct resolver *r, struct resolver_stats *out)
{
	pthread_mutex_lock(&r->lock);
	*out = r->stats;
	out->sick = r->breaker.sick;
	dns_breaker_count(&r->breaker, resolver_now(), &out->minute_asked,
			  &out->minute_failed);
	dns_cache_count(r->cache, &out->cache);
	pthread_mutex_unlock(&r->lock);
}

const char *
resolver_library(void)
{
	return ares_version(NULL);
}
