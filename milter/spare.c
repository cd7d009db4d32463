#include "spare.h"

#include <stdatomic.h>
#include <unistd.h>

static struct sockaddr_storage own;
static socklen_t own_length; /* 0: it is not known */
static atomic_int waiting;

void
spare_start(const struct socket_name *name)
{
	own_length = sizeof own;
	if (name->kind != SOCKET_FD) {
		own = name->addr;
		own_length = name->addrlen;
	} else if (getsockname(name->fd, (struct sockaddr *)(void *)&own,
			       &own_length) != 0) {
		own_length = 0;
	}
}

/* When the backlog is full, other connections are there to do the same. */
static void
call(void)
{
	const int fd = socket(own.ss_family,
			      SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return;
	(void)!connect(fd, (const struct sockaddr *)(const void *)&own,
		       own_length);
	close(fd);
}

void
spare_begin(void)
{
	if (atomic_fetch_add(&waiting, 1) > 0 && own_length > 0)
		call();
}

void
spare_end(void)
{
	atomic_fetch_sub(&waiting, 1);
}
