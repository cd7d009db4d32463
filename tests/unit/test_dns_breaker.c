#include "../../milter/dns_breaker.h"
#include "../tap.h"

/* A story: so many questions in each second end so, and what becomes of it. */
struct step {
	int64_t from, to;   /* seconds, "to" not included */
	unsigned good, bad; /* questions in each */
	unsigned zones;	    /* that the bad ones are spread over */
	bool sick;	    /* at the end */
};

static const struct {
	const char *name;
	struct step step[6];
} stories[] = {
    {"all is well", {{0, 100, 10, 0, 1, false}}},
    {"a third fails", {{0, 100, 10, 5, 9, false}}},
    {"half fails", {{0, 1, 10, 10, 9, true}}},
    {"all fail, but few", {{0, 19, 0, 1, 9, false}}},
    {"all fail, and now they are enough", {{0, 20, 0, 1, 9, true}}},
    {"few a minute are never enough",
     {{0, 1, 0, 15, 9, false}, {60, 61, 0, 15, 9, false}}},
    {"one dead domain", {{0, 100, 1, 50, 1, false}}},
    {"two dead domains", {{0, 100, 1, 50, 2, false}}},
    {"three dead domains", {{0, 100, 1, 50, 3, true}}},
    {"long good, then dead: the minute counts",
     {{0, 60, 10, 0, 1, false},
      {60, 89, 0, 10, 9, false},
      {89, 92, 0, 10, 9, true}}},
    {"sick and well again: three good answers in a row",
     {{0, 20, 0, 1, 9, true},
      {20, 22, 1, 0, 9, true},
      {22, 23, 1, 0, 9, false}}},
    {"a failure begins the row anew",
     {{0, 20, 0, 1, 9, true},
      {20, 22, 1, 0, 9, true},
      {22, 23, 0, 1, 9, true},
      {23, 25, 1, 0, 9, true},
      {25, 26, 1, 0, 9, false}}},
    {"well again means a new minute",
     {{0, 20, 0, 1, 9, true},
      {20, 23, 1, 0, 9, false},
      {23, 40, 0, 1, 9, false}}},
    {"and sick again, if it is",
     {{0, 20, 0, 1, 9, true},
      {20, 23, 1, 0, 9, false},
      {23, 45, 0, 1, 9, true}}},
};

static void
play(struct dns_breaker *b, const struct step *s)
{
	uint32_t zone = 0;

	for (int64_t at = s->from; at < s->to; at++) {
		for (unsigned i = 0; i < s->good; i++)
			dns_breaker_result(b, at * 1000 + i, false, 0);
		for (unsigned i = 0; i < s->bad; i++)
			dns_breaker_result(b, at * 1000 + i, true,
					   zone++ % s->zones);
	}
}

static void
test_stories(void)
{
	const struct dns_breaker_settings settings = DNS_BREAKER_DEFAULTS;

	for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
		struct dns_breaker b;

		dns_breaker_init(&b, &settings);
		for (const struct step *s = stories[i].step; s->to > 0; s++) {
			play(&b, s);
			ok(b.sick == s->sick, "%s: %s at second %d",
			   stories[i].name, s->sick ? "sick" : "well",
			   (int)s->to);
		}
	}
}

static void
test_probes(void)
{
	const struct dns_breaker_settings settings = {50, 2, 1, 1000, 3};
	static const struct {
		int64_t at;
		bool allowed;
	} asks[] = {
	    {2000, false}, {2999, false}, {3000, true}, {3001, false},
	    {3999, false}, {4000, true},  {9000, true}, {9001, false},
	};
	struct dns_breaker b;

	dns_breaker_init(&b, &settings);
	ok(dns_breaker_allow(&b, 1), "well: every question is let through");
	ok(!dns_breaker_result(&b, 1999, true, 7), "one failure: no change");
	ok(dns_breaker_result(&b, 2000, true, 7), "two: it turns sick");
	ok(!dns_breaker_result(&b, 2000, true, 7), "it turns once");
	for (size_t i = 0; i < sizeof asks / sizeof asks[0]; i++)
		ok(dns_breaker_allow(&b, asks[i].at) == asks[i].allowed,
		   "sick since 2000, at %d: %s", (int)asks[i].at,
		   asks[i].allowed ? "a probe" : "nothing");
	dns_breaker_result(&b, 9100, false, 0);
	dns_breaker_result(&b, 9200, false, 0);
	ok(dns_breaker_result(&b, 9300, false, 0), "it turns well");
	ok(dns_breaker_allow(&b, 9301), "well: no more probes");
}

static void
test_count(void)
{
	const struct dns_breaker_settings settings = DNS_BREAKER_DEFAULTS;
	uint32_t asked, failed;
	struct dns_breaker b;

	dns_breaker_init(&b, &settings);
	for (int64_t at = 100; at < 200; at++)
		dns_breaker_result(&b, at * 1000, at % 4 == 0, 0);
	dns_breaker_count(&b, 199500, &asked, &failed);
	ok(asked == 60 && failed == 15, "the last minute: 60 asked, 15 failed");
	dns_breaker_count(&b, 259000, &asked, &failed);
	ok(asked == 0 && failed == 0, "a minute later: nothing");
}

int
main(void)
{
	test_stories();
	test_probes();
	test_count();
	return tap_done();
}
