#include "dnsd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * dnsd [-p PORT] [FILE]: serve the "dns" lines of a file (or of the standard
 * input) on 127.0.0.1 until SIGTERM or SIGINT. Prints "port N" when it is
 * ready.
 */

static bool
read_lines(struct dnsd *d, FILE *from)
{
	char *line = NULL;
	size_t size = 0, number = 0;
	ssize_t n;
	bool good = true;

	while (good && (n = getline(&line, &size, from)) >= 0) {
		number++;
		good = dnsd_line(d, str_make(line, (size_t)n));
	}
	if (!good)
		fprintf(stderr, "dnsd: line %zu cannot be understood: %s",
			number, line);
	free(line);
	return good;
}

static int
serve(const char *path, uint16_t port)
{
	FILE *from = path == NULL ? stdin : fopen(path, "r");
	struct dnsd *d;
	sigset_t stop;
	int signal = 0;

	if (from == NULL) {
		perror(path);
		return 1;
	}
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	d = dnsd_start(NULL, port);
	if (d == NULL) {
		perror("dnsd");
		return 1;
	}
	if (!read_lines(d, from))
		return 1;
	printf("port %u\n", dnsd_port(d));
	fflush(stdout);
	sigwait(&stop, &signal);
	dnsd_stop(d);
	return 0;
}

int
main(int argc, char **argv)
{
	unsigned port = 0;
	int c;

	while ((c = getopt(argc, argv, "p:")) != -1) {
		if (c != 'p') {
			fprintf(stderr, "usage: dnsd [-p PORT] [FILE]\n");
			return 2;
		}
		port = (unsigned)strtoul(optarg, NULL, 10);
	}
	return serve(argv[optind], (uint16_t)port);
}
