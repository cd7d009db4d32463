#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * syslogd SOCKET: what programs say to the system's log at SOCKET, a line each,
 * on the standard output. Serves until it is killed.
 */

enum { LINE = 8192 };

static int
listen_at(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	if (fd < 0 || strlen(path) >= sizeof at.sun_path)
		return -1;
	memcpy(at.sun_path, path, strlen(path));
	if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
	    chmod(path, 0666) != 0)
		return -1;
	return fd;
}

int
main(int argc, char **argv)
{
	char line[LINE];
	ssize_t n;
	int fd;

	if (argc != 2) {
		fprintf(stderr, "usage: syslogd SOCKET\n");
		return 2;
	}
	fd = listen_at(argv[1]);
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	while ((n = recv(fd, line, sizeof line, 0)) >= 0) {
		printf("%.*s\n", (int)strnlen(line, (size_t)n), line);
		fflush(stdout);
	}
	return 1;
}
