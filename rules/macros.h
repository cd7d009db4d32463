#ifndef RULES_MACROS_H
#define RULES_MACROS_H

#include "arena.h"
#include "session.h"

/* The macros that a transcript's MTA sends: those set so far. */

enum { MACROS_MOST = 64 };

struct macro {
	struct str name, value;
	bool of_client; /* ends with the connection */
};

struct macros {
	struct macro macro[MACROS_MOST];
	size_t n;
};

/* What there is beyond MACROS_MOST is ignored. */
void macros_put(struct macros *m, const char *name, struct str value,
		bool of_client);
void macros_put_str(struct macros *m, struct str name, struct str value);

/* Of the client, unless it has been set, be it to nothing. */
void macros_default(struct macros *m, const char *name, struct str value);

/* Absent when it is not set. */
struct str macros_find(const struct macros *m, const char *name);

/* The next client brings its own name, and neither TLS nor a login. */
void macros_forget(struct macros *m);

/* Macros of a message are forgotten with it: the MTA sends all again. */
void macros_send(const struct macros *m, struct session *s);

#endif
