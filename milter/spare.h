#ifndef MILTER_SPARE_H
#define MILTER_SPARE_H

#include "socket.h"

/*
 * A thread for the others while callbacks wait. Debian's libmilter serves all
 * connections by a pool of threads, and gives work to threads that it takes to
 * be free although they have gone to wait: what comes at the same moment stands
 * behind them. It makes a thread when a connection comes and none is free. So
 * who begins to wait while another waits connects to our own socket and hangs
 * up: the thread that libmilter makes for that serves what has been left. One
 * that waits alone needs none: the pool has two threads at least.
 *
 * Where libmilter has a thread for each connection it costs that connection.
 */

/* What libmilter listens on. Once, before the first callback. */
void spare_start(const struct socket_name *name);

/* A callback begins to wait, and has waited. Any thread. */
void spare_begin(void);
void spare_end(void);

#endif
