#include "dns_breaker.h"

#include <string.h>

enum { SECOND = 1000, WINDOW = DNS_BREAKER_SECONDS * SECOND };

void
dns_breaker_init(struct dns_breaker *b,
		 const struct dns_breaker_settings *settings)
{
	memset(b, 0, sizeof *b);
	b->settings = *settings;
	if (b->settings.zones > DNS_BREAKER_ZONES)
		b->settings.zones = DNS_BREAKER_ZONES;
}

bool
dns_breaker_allow(struct dns_breaker *b, int64_t now)
{
	if (!b->sick)
		return true;
	if (now < b->next_probe)
		return false;
	b->next_probe = now + b->settings.probe_ms;
	return true;
}

void
dns_breaker_count(const struct dns_breaker *b, int64_t now, uint32_t *asked,
		  uint32_t *failed)
{
	int64_t at = now / SECOND;

	*asked = *failed = 0;
	for (int i = 0; i < DNS_BREAKER_SECONDS; i++) {
		if (b->second[i].at <= at - DNS_BREAKER_SECONDS)
			continue;
		*asked += b->second[i].asked;
		*failed += b->second[i].failed;
	}
}

/* A zone seen again keeps its place, a new one takes the longest ago. */
static void
zone_failed(struct dns_breaker *b, int64_t now, uint32_t zone)
{
	int place = 0;

	for (int i = 0; i < DNS_BREAKER_ZONES; i++) {
		if (b->zone[i].until > now && b->zone[i].zone == zone) {
			place = i;
			break;
		}
		if (b->zone[i].until < b->zone[place].until)
			place = i;
	}
	b->zone[place].zone = zone;
	b->zone[place].until = now + WINDOW;
}

static unsigned
zones_failed(const struct dns_breaker *b, int64_t now)
{
	unsigned n = 0;

	for (int i = 0; i < DNS_BREAKER_ZONES; i++)
		n += b->zone[i].until > now;
	return n;
}

static bool
is_over(const struct dns_breaker *b, int64_t now)
{
	uint32_t asked, failed;

	dns_breaker_count(b, now, &asked, &failed);
	return asked >= b->settings.least &&
	       (uint64_t)failed * 100 >= (uint64_t)asked * b->settings.share &&
	       zones_failed(b, now) >= b->settings.zones;
}

/* Forget the bad minute, so that it is not sick again at the next failure. */
static void
recover(struct dns_breaker *b)
{
	struct dns_breaker_settings keep = b->settings;

	dns_breaker_init(b, &keep);
}

bool
dns_breaker_result(struct dns_breaker *b, int64_t now, bool failed,
		   uint32_t zone)
{
	int64_t at = now / SECOND;
	int i = (int)(at % DNS_BREAKER_SECONDS);

	if (b->second[i].at != at) {
		b->second[i].at = at;
		b->second[i].asked = b->second[i].failed = 0;
	}
	b->second[i].asked++;
	b->second[i].failed += failed;
	if (failed)
		zone_failed(b, now, zone);
	if (!b->sick) {
		b->sick = failed && is_over(b, now);
		b->good = 0;
		b->next_probe = now + b->settings.probe_ms;
		return b->sick;
	}
	b->good = failed ? 0 : b->good + 1;
	if (b->good < b->settings.good)
		return false;
	recover(b);
	return true;
}
