#include "daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int parent = -1; /* who waits for us to be ready */

static _Noreturn void
wait_for_child(int fd)
{
	char ready = 0;
	ssize_t got;

	while ((got = read(fd, &ready, 1)) < 0 && errno == EINTR)
		;
	_exit(got == 1 ? EXIT_SUCCESS : EXIT_FAILURE);
}

const char *
daemon_detach(void)
{
	int ends[2];
	pid_t child;

	if (pipe(ends) != 0 || (child = fork()) < 0)
		return strerror(errno);
	if (child > 0) {
		close(ends[1]);
		wait_for_child(ends[0]);
	}
	close(ends[0]);
	parent = ends[1];
	return setsid() < 0 ? strerror(errno) : NULL;
}

void
daemon_ready(bool keeps_output)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	daemon_notify("READY=1");
	if (parent < 0 || null < 0)
		return;
	dup2(null, 0);
	if (!keeps_output) {
		dup2(null, 1);
		dup2(null, 2);
	}
	close(null);
	if (write(parent, "", 1) != 1)
		return;
	close(parent);
	parent = -1;
}

static bool
group_id(struct str name, gid_t *out)
{
	const struct group *gr = getgrnam(name.p);

	if (gr != NULL)
		*out = gr->gr_gid;
	return gr != NULL;
}

const char *
daemon_drop(const struct settings *settings)
{
	struct str user = settings->value[SETTING_USER].text;
	struct str group = settings->value[SETTING_GROUP].text;
	const struct passwd *pw;
	gid_t gid;

	if (user.n == 0 || geteuid() != 0)
		return NULL;
	pw = getpwnam(user.p);
	if (pw == NULL)
		return "there is no such user (setting \"user\")";
	gid = pw->pw_gid;
	if (group.n > 0 && !group_id(group, &gid))
		return "there is no such group (setting \"group\")";
	if (initgroups(user.p, gid) != 0 || setgid(gid) != 0 ||
	    setuid(pw->pw_uid) != 0)
		return strerror(errno);
	if (setuid(0) == 0)
		return "root could be regained";
	return NULL;
}

const char *
daemon_own_socket(const struct socket_name *name, mode_t mode,
		  const struct settings *settings)
{
	struct str user = settings->value[SETTING_USER].text;
	struct str group = settings->value[SETTING_SOCKET_GROUP].text;
	const struct passwd *pw = NULL;
	gid_t gid = (gid_t)-1;

	if (name->kind != SOCKET_UNIX)
		return NULL;
	if (group.n > 0 && !group_id(group, &gid))
		return "there is no such group (setting \"socket-group\")";
	if (user.n > 0 && geteuid() == 0)
		pw = getpwnam(user.p);
	if ((pw != NULL || group.n > 0) &&
	    chown(name->path.p, pw == NULL ? (uid_t)-1 : pw->pw_uid, gid) != 0)
		return strerror(errno);
	return chmod(name->path.p, mode) == 0 ? NULL : strerror(errno);
}

void
daemon_raise_limits(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

void
daemon_notify(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	size_t n = path == NULL ? 0 : strlen(path);
	int fd;

	if (n == 0 || n >= sizeof un.sun_path)
		return;
	memcpy(un.sun_path, path, n);
	if (path[0] == '@')
		un.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	sendto(fd, state, strlen(state), MSG_NOSIGNAL,
	       (const struct sockaddr *)(const void *)&un,
	       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
	close(fd);
}

uint64_t
daemon_watchdog(void)
{
	const char *limit = getenv("WATCHDOG_USEC");
	const char *pid = getenv("WATCHDOG_PID");

	if (limit == NULL ||
	    (pid != NULL && strtol(pid, NULL, 10) != (long)getpid()))
		return 0;
	return strtoull(limit, NULL, 10) / 2;
}
