#ifndef MILTER_DAEMON_H
#define MILTER_DAEMON_H

#include "config.h"

#include <stdbool.h>

/* What a daemon does to itself before and after it serves. */

/*
 * Into the background; the caller goes on in the child. The parent waits for
 * daemon_ready() and ends with status 0, or 1 when the child ends before it, so
 * that what is wrong at the start is seen. NULL when done.
 */
const char *daemon_detach(void);
void daemon_ready(bool keeps_output);

/* Drop root for the user and group of the settings. NULL when done. */
const char *daemon_drop(const struct settings *settings);

/*
 * Permissions, owner and group of a unix socket: the owner is the user that we
 * are going to be, for we connect to it too (spare.h). NULL when done.
 */
const char *daemon_own_socket(const struct socket_name *name, mode_t mode,
			      const struct settings *settings);

/* As many descriptors as the system lets us have: libmilter spins without. */
void daemon_raise_limits(void);

/* Tell systemd (sd_notify(3)), if it asked to be told: "READY=1". */
void daemon_notify(const char *state);

/*
 * How often systemd wants to hear "WATCHDOG=1" from us, in microseconds; half
 * of its limit, as sd_watchdog_enabled(3) advises. 0: it does not.
 */
uint64_t daemon_watchdog(void);

#endif
