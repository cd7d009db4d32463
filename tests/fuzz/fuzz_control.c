#include "daemon.h"
#include "target.h"

#include "../../milter/control.h"

#include <stdio.h>
#include <unistd.h>

/* What is written to the control socket before its end is shut. */

static const struct socket_name *
start(void)
{
	static struct socket_name name;
	static bool begun;
	char text[96];

	if (begun)
		return &name;
	begun = true;
	snprintf(text, sizeof text, "unix:%s/control", fuzz_daemon());
	/* It is kept until the process ends. */
	assert(socket_parse(fuzz_arena(), str_of(text), &name) == NULL);
	assert(control_start(&name) == NULL);
	return &name;
}

int
fuzz_control(const uint8_t *data, size_t size)
{
	static char buf[1 << 17];
	int fd = socket_connect(start());
	struct str answer;

	assert(fd >= 0);
	fuzz_say(fd, fuzz_input(data, size));
	shutdown(fd, SHUT_WR);
	answer = fuzz_hear(fd, buf, sizeof buf);
	close(fd);
	/* With bytes of ours unread, the kernel may throw its answer away. */
	assert(answer.n == 0 || str_begins(answer, STR("ok ")) ||
	       str_begins(answer, STR("error ")) ||
	       str_begins(answer, STR("HTTP/1.1 ")));
	return 0;
}
