#include "../tap.h"
#include "resolver_rig.h"

#include <pthread.h>
#include <stdlib.h>

/* Many sessions at once: who waits how long for whom, and what it costs. */

enum { THREADS_MOST = 256 };

/* One thread's work and what it saw. */
struct worker {
	pthread_t thread;
	struct rig *rig;
	unsigned number;
	int64_t took; /* ms */
	char shown[SHOWN], late[SHOWN];
	unsigned good, bad;
};

static void
run(struct rig *rig, struct worker *w, unsigned n, void *(*work)(void *))
{
	for (unsigned i = 0; i < n; i++) {
		w[i] = (struct worker){.rig = rig, .number = i};
		if (pthread_create(&w[i].thread, NULL, work, &w[i]) != 0)
			abort();
	}
}

static void
join(struct worker *w, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		pthread_join(w[i].thread, NULL);
}

static int64_t
longest(const struct worker *w, unsigned n)
{
	int64_t most = 0;

	for (unsigned i = 0; i < n; i++)
		if (w[i].took > most)
			most = w[i].took;
	return most;
}

static unsigned
shown(const struct worker *w, unsigned n, const char *what)
{
	unsigned same = 0;

	for (unsigned i = 0; i < n; i++)
		same += strcmp(w[i].shown, what) == 0;
	return same;
}

static struct worker workers[THREADS_MOST];

/* Everybody asks the same. */
static void *
ask_slow(void *arg)
{
	struct worker *w = arg;
	int64_t before = now_ms();

	rig_show(w->rig, "slow.example", DNS_A, w->shown);
	w->took = now_ms() - before;
	return NULL;
}

static void
test_one_in_flight(void)
{
	enum { N = 50 };
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.budget_ms = 4000;
	rig_start(&rig);
	rig_line(&rig, "dns slow.example A slow 300ms 192.0.2.1");
	run(&rig, workers, N, ask_slow);
	join(workers, N);
	ok(shown(workers, N, "found 192.0.2.1") == N, "%d askers, all served",
	   N);
	ok(dnsd_asked(rig.dnsd, "slow.example", DNS_A) == 1 &&
	       rig_count(&rig).sent == 1,
	   "the server was asked once");
	rig_stop(&rig);
}

/* Each asks what nobody else does, of a server that is silent. */
static void *
ask_silent(void *arg)
{
	static const enum dns_type types[] = {DNS_A, DNS_AAAA, DNS_MX};
	struct worker *w = arg;
	struct client c = client_new(w->rig);
	int64_t before = now_ms();
	char name[64];

	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "s%u.zone%u.example", w->number,
			 w->number % 7);
		client_ask(&c, name, types[i]);
	}
	client_show(&c, name, DNS_A, w->shown);
	w->took = now_ms() - before;
	client_end(&c);
	return NULL;
}

/* Issue 3: each is answered within its budget + 200 ms; those with cached
 * answers do not notice. */
static void
test_black_hole(void)
{
	enum { N = 200, BUDGET = 600 };
	unsigned wrong = 0, asked = 0, slow = 0;
	int64_t end;
	char one[SHOWN];
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.budget_ms = BUDGET;
	rig_start(&rig);
	rig_line(&rig, "dns known.example A 192.0.2.1");
	rig_show(&rig, "known.example", DNS_A, one);
	dnsd_mute(rig.dnsd, true);
	run(&rig, workers, N, ask_silent);
	for (end = now_ms() + BUDGET; now_ms() < end; asked++) {
		int64_t before = now_ms();

		rig_show(&rig, "known.example", DNS_A, one);
		wrong += strcmp(one, "found 192.0.2.1") != 0;
		slow += now_ms() - before >= 50;
		sleep_ms(1);
	}
	join(workers, N);
	ok(shown(workers, N, "failed: timed out") == N,
	   "black hole: all %d time out", N);
	ok(longest(workers, N) <= BUDGET + 200, "the last after %d of %d ms",
	   (int)longest(workers, N), BUDGET);
	ok(wrong == 0 && slow * 100 <= asked,
	   "%u sessions with cached answers meanwhile: %u took 50 ms", asked,
	   slow);
	rig_stop(&rig);
}

static void
test_admission(void)
{
	enum { N = 30, WAITING = 4, BUDGET = 500 };
	unsigned refused = 0, quick = 0;
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.budget_ms = BUDGET;
	rig.settings.waiting = WAITING;
	rig_start(&rig);
	dnsd_mute(rig.dnsd, true);
	run(&rig, workers, N, ask_silent);
	sleep_ms(BUDGET / 2);
	ok(rig_count(&rig).waiting == WAITING, "%d wait", WAITING);
	join(workers, N);
	for (unsigned i = 0; i < N; i++) {
		refused += strcmp(workers[i].shown,
				  "failed: too many are waiting") == 0;
		quick += workers[i].took < BUDGET / 2;
	}
	ok(refused == N - WAITING && quick == N - WAITING,
	   "the others are turned away at once: %u of %u", quick, N);
	ok(shown(workers, N, "failed: timed out") == WAITING,
	   "those who waited did so in vain");
	rig_stop(&rig);
}

static void
test_limits(void)
{
	struct dns *dns;
	struct client c, other;
	char name[64], one[SHOWN];
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.open = 20;
	rig_start(&rig);
	dnsd_mute(rig.dnsd, true);
	c = client_new(&rig);
	dns = resolver_session_dns(c.session);
	for (int i = 0; i < 16; i++) {
		snprintf(name, sizeof name, "n%d.example", i);
		dns->ask(dns, str_of(name), DNS_A);
	}
	answer_show(client_ask(&c, "n16.example", DNS_A), DNS_A, one);
	is_text(one, "failed: too many questions", "the 17th question");
	answer_show(client_ask(&c, "N15.example.", DNS_A), DNS_A, one);
	is_text(one, "pending", "the 16th again");
	other = client_new(&rig);
	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof name, "m%d.example", i);
		answer_show(client_ask(&other, name, DNS_A), DNS_A, one);
	}
	is_text(one, "failed: too many questions are open",
		"the 21st open one");
	answer_show(client_ask(&other, "n3.example", DNS_A), DNS_A, one);
	is_text(one, "pending", "one that is on its way may be joined");
	client_end(&c);
	client_end(&other);
	ok(rig_count(&rig).open == 20, "they run on without their sessions");
	ok(rig_idle(&rig), "and come to their end");
	rig_stop(&rig);
}

static void
fail_some(struct rig *rig, unsigned n)
{
	char name[64], one[SHOWN];

	for (unsigned i = 0; i < n; i++) {
		snprintf(name, sizeof name, "n%u.zone%u.example", i, i);
		rig_show(rig, name, DNS_A, one);
	}
}

/* It is told just after it has come to pass. */
static bool
told_once(struct rig *rig, enum resolver_event event)
{
	for (int i = 0; i < 200 && atomic_load(&rig->events[event]) == 0; i++)
		sleep_ms(10);
	return atomic_load(&rig->events[event]) == 1;
}

static void
test_breaker(void)
{
	char name[64], one[SHOWN];
	struct rig rig;
	int64_t before;
	unsigned n = 0;

	rig_init(&rig, 1);
	rig.settings.breaker.least = 20;
	rig.settings.breaker.zones = 1;
	rig.settings.breaker.probe_ms = 20;
	rig_start(&rig);
	rig_line(&rig, "dns known.example A 192.0.2.1");
	rig_show(&rig, "known.example", DNS_A, one);
	rig_line(&rig, "dns default fails");
	fail_some(&rig, 18);
	ok(!rig_count(&rig).sick, "19 questions are too few");
	fail_some(&rig, 20);
	ok(rig_count(&rig).sick && told_once(&rig, RESOLVER_SICK),
	   "sick, and told once");
	before = now_ms();
	rig_show(&rig, "x.example", DNS_A, one);
	rig_show(&rig, "y.example", DNS_A, one);
	is_text(one, "failed: the resolver is sick", "a new question");
	ok(now_ms() - before < 200, "fails at once");
	rig_show(&rig, "known.example", DNS_A, one);
	is_text(one, "found 192.0.2.1", "what is cached is still known");
	rig_line(&rig, "dns default none");
	before = now_ms();
	while (rig_count(&rig).sick && now_ms() - before < 2000) {
		snprintf(name, sizeof name, "p%u.example", n++);
		rig_show(&rig, name, DNS_A, one);
		sleep_ms(1);
	}
	ok(!rig_count(&rig).sick && told_once(&rig, RESOLVER_WELL),
	   "it is well after %d ms and %u questions", (int)(now_ms() - before),
	   n);
	rig_show(&rig, "z.example", DNS_A, one);
	is_text(one, "none, no name", "and answers");
	ok(rig_count(&rig).sick_times == 1, "it was sick once");
	rig_stop(&rig);
}

/* Sessions that come and go and ask what is asked often and what is not. */
static void *
flood(void *arg)
{
	struct worker *w = arg;
	unsigned seed = w->number;

	for (int i = 0; i < 60; i++) {
		struct client c = client_new(w->rig);
		char name[4][64];

		for (size_t j = 0; j < 4; j++) {
			snprintf(name[j], sizeof name[j], "f%u.%s.example",
				 (unsigned)rand_r(&seed) % 2000,
				 j == 3 ? "big" : "small");
			client_ask(&c, name[j], j == 3 ? DNS_PTR : DNS_A);
		}
		if (i % 8 == 0) { /* gone before the answers */
			client_end(&c);
			continue;
		}
		resolver_wait(c.session);
		for (size_t j = 0; j < 4; j++)
			if (client_ask(&c, name[j], j == 3 ? DNS_PTR : DNS_A)
				->state == DNS_FOUND)
				w->good++;
			else
				w->bad++;
		client_end(&c);
	}
	return NULL;
}

static void
test_flood(void)
{
	enum { N = 64 };
	unsigned good = 0, bad = 0;
	struct resolver_stats s;
	struct dnsd_count count;
	int64_t before = now_ms();
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.budget_ms = 8000;
	rig.settings.cache_bytes = 512 * 1024;
	rig_start(&rig);
	rig_line(&rig, "dns *.small.example A 192.0.2.1 192.0.2.2");
	rig_line(&rig, "dns *.big.example PTR many 40");
	run(&rig, workers, N, flood);
	join(workers, N);
	for (unsigned i = 0; i < N; i++) {
		good += workers[i].good;
		bad += workers[i].bad;
	}
	s = rig_count(&rig);
	dnsd_count(rig.dnsd, &count);
	ok(bad == 0 && good > 0, "flood: %u answers, %u failures", good, bad);
	printf("# %d ms; asked %u, hits %u, joined %u, sent %u, TCP %u, "
	       "evicted %u; at the server %u UDP, %u TCP, %u ports, %u ids\n",
	       (int)(now_ms() - before), (unsigned)s.asked, (unsigned)s.hits,
	       (unsigned)s.joined, (unsigned)s.sent, (unsigned)s.tcp,
	       (unsigned)s.cache.evicted, count.udp, count.tcp, count.ports,
	       count.ids);
	ok(s.asked <= s.hits + s.joined + s.sent,
	   "every question went one way");
	ok(count.ports > 8 && count.ids > 32,
	   "from %u ports with %u ids or more", count.ports, count.ids);
	rig_stop(&rig);
}

/* Waits for what never comes, until the resolver is freed. */
static void *
wait_for_nothing(void *arg)
{
	struct worker *w = arg;
	struct client c = client_new(w->rig);
	struct client idle = client_new(w->rig);
	int64_t before = now_ms();

	client_ask(&idle, "idle.example", DNS_A);
	client_show(&c, "nothing.example", DNS_A, w->shown);
	w->took = now_ms() - before;
	answer_show(client_ask(&idle, "other.example", DNS_A), DNS_A, w->late);
	client_end(&c);
	client_end(&idle);
	return NULL;
}

static void
test_stop(void)
{
	enum { N = 10 };
	unsigned told = 0;
	int64_t before;
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.budget_ms = 5000;
	rig_start(&rig);
	dnsd_mute(rig.dnsd, true);
	run(&rig, workers, N, wait_for_nothing);
	sleep_ms(100);
	before = now_ms();
	rig_stop(&rig);
	ok(now_ms() - before < 1000, "freed after %d ms",
	   (int)(now_ms() - before));
	join(workers, N);
	ok(shown(workers, N, "failed: the resolver is stopping") == N &&
	       longest(workers, N) < 3000,
	   "those who waited are told");
	for (unsigned i = 0; i < N; i++)
		told += strcmp(workers[i].late, workers[i].shown) == 0;
	ok(told == N, "and those who ask after that");
}

int
main(void)
{
	test_one_in_flight();
	test_black_hole();
	test_admission();
	test_limits();
	test_breaker();
	test_flood();
	test_stop();
	return tap_done();
}
