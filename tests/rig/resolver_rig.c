#include "resolver_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
sleep_ms(int64_t ms)
{
	const struct timespec t = {.tv_sec = ms / 1000,
				   .tv_nsec = ms % 1000 * 1000000};

	nanosleep(&t, NULL);
}

static void
event(void *ctx, enum resolver_event event, struct str detail)
{
	struct rig *rig = ctx;

	printf("# event %d: %.*s\n", (int)event, STR_ARG(detail));
	atomic_fetch_add(&rig->events[event], 1);
}

static void
add_server(struct rig *rig, size_t i, struct dnsd *d)
{
	if (d == NULL) {
		perror("dnsd");
		exit(1);
	}
	rig->server[i].addr = addr_from_v4((const uint8_t[]){127, 0, 0, 1});
	rig->server[i].port = dnsd_port(d);
}

void
rig_init(struct rig *rig, size_t servers)
{
	memset(rig, 0, sizeof *rig);
	add_server(rig, 0, rig->dnsd = dnsd_start(NULL, 0));
	if (servers > 1)
		add_server(rig, 1, rig->second = dnsd_start(NULL, 0));
	resolver_settings_init(&rig->settings);
	rig->settings.server = rig->server;
	rig->settings.nservers = servers;
	rig->settings.budget_ms = 400;
	rig->settings.waiting = 1000;
	/* Failures are what is tested here. */
	rig->settings.breaker.least = 1000000;
	rig->settings.event = event;
	rig->settings.ctx = rig;
}

void
rig_start(struct rig *rig)
{
	rig->resolver = resolver_new(&rig->settings);
	if (rig->resolver == NULL) {
		perror("resolver_new");
		exit(1);
	}
}

void
rig_stop(struct rig *rig)
{
	resolver_free(rig->resolver);
	dnsd_stop(rig->dnsd);
	dnsd_stop(rig->second);
}

void
rig_line(struct rig *rig, const char *line)
{
	if (!dnsd_line(rig->dnsd, str_of(line))) {
		printf("# not understood: %s\n", line);
		exit(1);
	}
}

struct client
client_new(struct rig *rig)
{
	struct client c = {.arena = arena_new()};

	c.session = resolver_session_new(rig->resolver, c.arena);
	return c;
}

void
client_end(struct client *c)
{
	resolver_session_end(c->session);
	arena_free(c->arena);
}

const struct dns_answer *
client_ask(struct client *c, const char *name, enum dns_type type)
{
	struct dns *dns = resolver_session_dns(c->session);

	return dns->ask(dns, str_of(name), type);
}

static size_t
show_record(const struct dns_record *r, enum dns_type type, char *out,
	    size_t size)
{
	char addr[ADDR_TEXT];

	switch (type) {
	case DNS_A:
	case DNS_AAAA:
		addr_format(&r->addr, addr);
		return (size_t)snprintf(out, size, " %s", addr);
	case DNS_MX:
		return (size_t)snprintf(out, size, " %u/%.*s", r->preference,
					STR_ARG(r->name));
	case DNS_TXT:
		return (size_t)snprintf(out, size, " '%.*s'", STR_ARG(r->text));
	default:
		return (size_t)snprintf(out, size, " %.*s", STR_ARG(r->name));
	}
}

void
answer_show(const struct dns_answer *answer, enum dns_type type,
	    char out[SHOWN])
{
	size_t n;

	if (answer->state == DNS_PENDING) {
		snprintf(out, SHOWN, "pending");
	} else if (answer->state == DNS_FAILED) {
		snprintf(out, SHOWN, "failed: %.*s", STR_ARG(answer->why));
	} else if (answer->n > 5) {
		snprintf(out, SHOWN, "found %zu records", answer->n);
	} else {
		n = (size_t)snprintf(out, SHOWN, "%s%s%s",
				     answer->state == DNS_FOUND ? "found"
								: "none",
				     answer->no_name ? ", no name" : "",
				     answer->secure ? ", secure" : "");
		for (size_t i = 0; i < answer->n; i++)
			n += show_record(&answer->record[i], type, out + n,
					 SHOWN - n);
	}
}

void
client_show(struct client *c, const char *name, enum dns_type type,
	    char out[SHOWN])
{
	client_ask(c, name, type);
	resolver_wait(c->session);
	answer_show(client_ask(c, name, type), type, out);
}

void
rig_show(struct rig *rig, const char *name, enum dns_type type, char out[SHOWN])
{
	struct client c = client_new(rig);

	client_show(&c, name, type, out);
	client_end(&c);
}

struct resolver_stats
rig_count(struct rig *rig)
{
	struct resolver_stats stats;

	resolver_count(rig->resolver, &stats);
	return stats;
}

bool
rig_idle(struct rig *rig)
{
	for (int i = 0; i < 500 && rig_count(rig).open > 0; i++)
		sleep_ms(10);
	return rig_count(rig).open == 0;
}
