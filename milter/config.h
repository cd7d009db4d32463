#ifndef MILTER_CONFIG_H
#define MILTER_CONFIG_H

#include "orgdomain.h"
#include "rules.h"
#include "socket.h"

#include <sys/types.h>

/*
 * A configuration as the daemon runs it. heloward and heloctl check load it by
 * this same function, so that they agree on what is good.
 */
struct config {
	struct arena *arena;
	struct rules *rules;
	struct orgdomain orgdomain;
	struct socket_name socket;
	struct socket_name control; /* "path" absent: none */
	mode_t socket_mode;
	bool enforce;
	const struct rules_identity *identity;
	size_t nidentity;
	const struct exceptions *exceptions; /* NULL: none */
};

#define CONFIG_DEFAULT "/etc/heloward/heloward.conf"

/* NULL when anything is wrong; *d says what. */
struct config *config_load(const char *path, const char *const *override,
			   size_t noverrides, struct diag *d);
void config_free(struct config *c); /* NULL is fine */

#endif
