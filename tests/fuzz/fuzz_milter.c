#include "daemon.h"
#include "target.h"

#include "../../milter/bridge.h"
#include "../../milter/negotiate.h"
#include "../../milter/socket.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/*
 * A mail server at the other end of libmilter: a byte is the command, a piece
 * its data. The first command is negotiated as Postfix does, unless the input
 * begins with 0. Command 0: the piece goes out as it is, its length and all;
 * command 1: a length that is not true. Macros are names and values, as any
 * mail server sends them: libmilter itself reads behind the end of a list in
 * which a name has no value (smfi_getsymval). So is the line of an unknown
 * command, which it hands on without a look whether it ends in a NUL.
 */

static char socket_text[96];

static void *
serve(void *none)
{
	smfi_main();
	return none;
}

static int
dial(void)
{
	static struct socket_name name;
	static bool begun;
	pthread_t thread;

	if (!begun) {
		begun = true;
		snprintf(socket_text, sizeof socket_text, "unix:%s/milter",
			 fuzz_daemon());
		assert(socket_parse(fuzz_arena(), str_of(socket_text), &name) ==
		       NULL);
		negotiate_init();
		assert(smfi_register(bridge_desc) == MI_SUCCESS);
		assert(smfi_setconn(socket_text) == MI_SUCCESS);
		assert(smfi_opensocket(1) == MI_SUCCESS);
		assert(pthread_create(&thread, NULL, serve, NULL) == 0);
		pthread_detach(thread);
	}
	return socket_connect(&name);
}

static void
packet(int fd, char command, struct str data, size_t length)
{
	char head[5] = {(char)(length >> 24), (char)(length >> 16),
			(char)(length >> 8), (char)length, command};

	fuzz_say(fd, str_make(head, sizeof head));
	fuzz_say(fd, data);
}

static bool
are_pairs(struct str data)
{
	size_t nuls = 0;

	for (size_t i = 1; i < data.n; i++)
		nuls += data.p[i] == '\0';
	return nuls % 2 == 0 && (data.n < 2 || data.p[data.n - 1] == '\0');
}

static void
offers(int fd)
{
	static const char postfix[12] = {0, 0,	0, 6,  0,  0,
					 1, -1, 0, 31, -1, -1};

	packet(fd, 'O', str_make(postfix, sizeof postfix), sizeof postfix + 1);
}

int
fuzz_milter(const uint8_t *data, size_t size)
{
	static char buf[1 << 17];
	struct str in = fuzz_input(data, size);
	int fd = dial();

	assert(fd >= 0);
	if (size > 0 && data[0] != 0)
		offers(fd);
	while (in.n > 0) {
		char command = in.p[0];
		struct str piece;

		in = str_from(in, 1);
		piece = fuzz_piece(&in);
		if ((command == 'D' && !are_pairs(piece)) ||
		    (command == 'U' && !str_iends(piece, STR("\0"))))
			continue;
		if (command == 0)
			fuzz_say(fd, piece);
		else
			packet(fd, command, piece,
			       piece.n + (command == 1 ? 3 : 1));
	}
	shutdown(fd, SHUT_WR);
	fuzz_hear(fd, buf, sizeof buf);
	close(fd);
	return 0;
}
