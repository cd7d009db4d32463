#include "command.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void
child(const char *const *argv, int out, bool quiet)
{
	static char *environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin",
				      "LC_ALL=C", NULL};
	const int null = open("/dev/null", O_RDWR);
	char *words[COMMAND_WORDS];
	size_t n = 0;

	while (argv[n] != NULL)
		n++;
	assert(n < COMMAND_WORDS);

	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	if (quiet)
		dup2(null, STDERR_FILENO);
	environ = environment;
	/* execv wants them writable, and writes to none. */
	memcpy(words, argv, (n + 1) * sizeof *argv);
	execv(words[0], words);
	_exit(127);
}

static struct str
read_all(struct arena *a, int fd)
{
	char chunk[4096];
	struct str all = STR("");
	char *text = NULL;
	size_t room = 0;
	ssize_t got;

	while ((got = read(fd, chunk, sizeof chunk)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || all.n + (size_t)got > COMMAND_MOST)
			return str_of(NULL);
		if (all.n + (size_t)got >= room) {
			room = 2 * room + sizeof chunk;
			text = memcpy(arena_alloc(a, room), all.p, all.n);
		}
		memcpy(text + all.n, chunk, (size_t)got);
		all = str_make(text, all.n + (size_t)got);
	}
	return all;
}

bool
command_run(struct arena *a, const char *const *argv, bool quiet,
	    struct str *out, struct str *why)
{
	int pipes[2], status = 0;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) != 0 || (pid = fork()) < 0) {
		*why = arena_printf(a, "%s: %s", argv[0], strerror(errno));
		return false;
	}
	if (pid == 0)
		child(argv, pipes[1], quiet);
	close(pipes[1]);
	*out = read_all(a, pipes[0]);
	close(pipes[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (out->p != NULL && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	*why = WIFEXITED(status) && WEXITSTATUS(status) == 127
		   ? arena_printf(a, "%s cannot be run", argv[0])
		   : arena_printf(a, "%s failed", argv[0]);
	return false;
}
