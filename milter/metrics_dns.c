#include "metrics_private.h"

#include "live.h"
#include "resolver.h"

#include <unistd.h>

/* What the resolver has counted. */

static const char *const whys[DNS_WHY_COUNT] = {
#define WHY(id, text, sick) text,
#include "dns_why.def"
#undef WHY
};

static void
number(const struct metrics_sink *s, const char *name, enum metrics_kind kind,
       const char *help, uint64_t value)
{
	metrics_family(s, name, kind, help);
	metrics_line(s, name, kind, "", (int64_t)value);
}

static void
results(const struct metrics_sink *s, const struct resolver_stats *r)
{
	const char *name = "heloward_dns_results";
	char label[128];

	metrics_family(s, name, METRICS_KIND_COUNTER,
		       "How questions ended: there was an answer, there is "
		       "none, or why it is not known.");
	metrics_line(s, name, METRICS_KIND_COUNTER, "result=\"found\",why=\"\"",
		     (int64_t)r->found);
	metrics_line(s, name, METRICS_KIND_COUNTER, "result=\"none\",why=\"\"",
		     (int64_t)r->none);
	for (size_t i = 0; i < DNS_WHY_COUNT; i++) {
		snprintf(label, sizeof label, "result=\"failed\",why=\"%s\"",
			 whys[i]);
		/* Two of them read alike. */
		if (i != DNS_WHY_BUDGET)
			metrics_line(s, name, METRICS_KIND_COUNTER, label,
				     (int64_t)(r->failed[i] +
					       (i == DNS_WHY_TIMED_OUT
						    ? r->failed[DNS_WHY_BUDGET]
						    : 0)));
	}
}

static void
latency(const struct metrics_sink *s, const struct resolver_stats *r)
{
	static const int64_t bounds[] = RESOLVER_LATENCY_MS;
	int64_t us[RESOLVER_LATENCIES - 1], count[RESOLVER_LATENCIES];

	for (size_t i = 0; i < RESOLVER_LATENCIES; i++) {
		if (i + 1 < RESOLVER_LATENCIES)
			us[i] = bounds[i] * 1000;
		count[i] = (int64_t)r->latency[i];
	}
	metrics_family(s, "heloward_dns_latency_seconds",
		       METRICS_KIND_HISTOGRAM,
		       "Time from sending a question to its end.");
	metrics_histogram_lines(s, "heloward_dns_latency_seconds", "", us,
				count, RESOLVER_LATENCIES - 1,
				(int64_t)r->latency_ms * 1000);
}

void
metrics_dns(const struct metrics_sink *s)
{
	struct resolver_stats r;

	live_count(&r);
	number(s, "heloward_dns_questions", METRICS_KIND_COUNTER,
	       "Questions of the sessions.", r.asked);
	number(s, "heloward_dns_cache_hits", METRICS_KIND_COUNTER,
	       "Questions that the cache answered.", r.hits);
	number(s, "heloward_dns_joined", METRICS_KIND_COUNTER,
	       "Questions that were on their way for another session.",
	       r.joined);
	number(s, "heloward_dns_queries", METRICS_KIND_COUNTER,
	       "Queries sent to name servers.", r.queries);
	number(s, "heloward_dns_queries_tcp", METRICS_KIND_COUNTER,
	       "Queries sent over TCP.", r.tcp);
	results(s, &r);
	latency(s, &r);
	number(s, "heloward_dns_waits", METRICS_KIND_COUNTER,
	       "Times that a session had to wait for the DNS.", r.waits);
	number(s, "heloward_dns_waiting", METRICS_KIND_GAUGE,
	       "Sessions that wait for the DNS now.", r.waiting);
	number(s, "heloward_dns_open", METRICS_KIND_GAUGE,
	       "Questions on their way now.", r.open);
	number(s, "heloward_dns_sick", METRICS_KIND_GAUGE,
	       "1 while the resolver is held to be sick and DNS facts are "
	       "unknown at once.",
	       r.sick);
	number(s, "heloward_dns_sick_times", METRICS_KIND_COUNTER,
	       "Times that the resolver became sick.", r.sick_times);
	number(s, "heloward_dns_minute_asked", METRICS_KIND_GAUGE,
	       "Questions of the last minute.", r.minute_asked);
	number(s, "heloward_dns_minute_failed", METRICS_KIND_GAUGE,
	       "Of these, those that failed.", r.minute_failed);
}
