#ifndef TESTS_FUZZ_DAEMON_H
#define TESTS_FUZZ_DAEMON_H

#include "str.h"

/* heloward without its main(), for targets that talk to it over a socket. */

/* Load its configuration, once; the folder for sockets. */
const char *fuzz_daemon(void);

/* What lasts as long as the process does. */
struct arena;
struct arena *fuzz_arena(void);

void fuzz_say(int fd, struct str bytes);

/* All that comes until it hangs up; of more than "size" bytes, some. */
struct str fuzz_hear(int fd, char *buf, size_t size);

#endif
