#ifndef TESTS_RESOLVER_RIG_H
#define TESTS_RESOLVER_RIG_H

#include "../../milter/resolver.h"
#include "dnsd.h"

#include <stdatomic.h>

/* A resolver that asks name servers of the tests; for test_resolver*.c. */

struct rig {
	struct dnsd *dnsd, *second; /* the second only if asked for */
	struct dns_server server[2];
	struct resolver_settings settings;
	struct resolver *resolver;
	atomic_uint events[3]; /* by enum resolver_event */
};

/* The name server, and settings that fit it and a quick test; change them, then
 * rig_start() the resolver. */
void rig_init(struct rig *rig, size_t servers);
void rig_start(struct rig *rig);
void rig_stop(struct rig *rig);

void rig_line(struct rig *rig, const char *line); /* "dns ..." */

/* A session with its arena. */
struct client {
	struct arena *arena;
	struct resolver_session *session;
};
struct client client_new(struct rig *rig);
void client_end(struct client *c);

const struct dns_answer *client_ask(struct client *c, const char *name,
				    enum dns_type type);

/* Ask, wait and show: "found 192.0.2.1", "none", "failed: SERVFAIL" ... */
enum { SHOWN = 512 };
void answer_show(const struct dns_answer *answer, enum dns_type type,
		 char out[SHOWN]);
void client_show(struct client *c, const char *name, enum dns_type type,
		 char out[SHOWN]);

/* The same by a session of its own. */
void rig_show(struct rig *rig, const char *name, enum dns_type type,
	      char out[SHOWN]);

int64_t now_ms(void);
void sleep_ms(int64_t ms);

struct resolver_stats rig_count(struct rig *rig);

/* Wait until no question is on its way, some seconds at most. */
bool rig_idle(struct rig *rig);

#endif
