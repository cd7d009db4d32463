#include "script.h"
#include "traps.h"
#include "ward.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/*
 * The trap that lies in names of sockets: libmilter takes nearly everything for
 * one, and takes a path away from who listens there.
 */

enum { PATIENCE = 10000, MOST_PATH = 106 };

static const char conf[] = "set hostname \"mx.example.org\"\n";

/* "DIR" stands for the directory of the test. */
static const struct bad {
	const char *socket, *why;
} bad[] = {
    {"", "absolute"},
    {"inet:127.0.0.1:20903", "expected inet:PORT@HOST"},
    {"inet:70000@127.0.0.1", "port from 1 to 65535"},
    {"inet:0@127.0.0.1", "port from 1 to 65535"},
    {"inet:-1@127.0.0.1", "port from 1 to 65535"},
    {"inet:smtp@127.0.0.1", "port from 1 to 65535"},
    {"inet:70000", "port from 1 to 65535"},
    {"inet:8891", "open to everybody"},
    {"inet:8891@", "an IPv4 address"},
    {"inet:8891@host.example", "an IPv4 address"},
    {"inet:8891@::1", "an IPv4 address"},
    {"inet6:8891@127.0.0.1", "an IPv6 address"},
    {"inet6:8891", "open to everybody"},
    {"8891@host", "absolute"},
    {"8891@127.0.0.1", "absolute"},
    {"8891", "absolute"},
    {"s", "absolute"},
    {"./s", "absolute"},
    {"unix:s", "absolute"},
    {"local:s", "absolute"},
    {"unix:", "absolute"},
    {"tcp:8891@127.0.0.1", "expected"},
    {"fd:0", "from 3 up"},
    {"fd:99", "could not open"},
    {"unix:DIR/plain", "no socket"},
    {"DIR/plain", "no socket"},
    {"unix:DIR", "no socket"},
    {"unix:DIR/link", "no socket"},
    {"unix:DIR/live", "another process listens"},
    {"local:DIR/live", "another process listens"},
    {"unix:DIR/none/s", "is its folder there"},
};

static const char *
expand(const struct ward *w, const char *socket)
{
	const char *at = strstr(socket, "DIR");

	if (at == NULL)
		return socket;
	return arena_printf(w->arena, "%.*s%s%s", (int)(at - socket), socket,
			    w->dir, at + strlen("DIR"))
	    .p;
}

/* A path of so many bytes, in the directory. */
static const char *
path_of(const struct ward *w, size_t size)
{
	const size_t n = strlen(w->dir);
	char *path = arena_alloc(w->arena, size + 1);

	memset(path, 'x', size);
	memcpy(path, w->dir, n);
	path[n] = '/';
	return path;
}

/* The socket of somebody else: -1 is a failed test. */
static int
listener(const char *path)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	const int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(un.sun_path, sizeof un.sun_path, "%s", path);
	if (bind(fd, (struct sockaddr *)&un, sizeof un) == 0 &&
	    listen(fd, 1) == 0)
		return fd;
	traps_ok(false, "a socket at %s", path);
	close(fd);
	return -1;
}

/* Whoever connects to the path still finds us. */
static void
is_ours(int fd, const char *path)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	const int client = socket(AF_UNIX, SOCK_STREAM, 0);
	char byte = 'x';
	int server;

	snprintf(un.sun_path, sizeof un.sun_path, "%s", path);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	/* Those who came to see if we live. */
	while ((server = accept(fd, NULL, NULL)) >= 0)
		close(server);
	connect(client, (struct sockaddr *)&un, sizeof un);
	server = accept(fd, NULL, NULL);
	traps_ok(server >= 0 && send(client, &byte, 1, MSG_NOSIGNAL) == 1 &&
		     recv(server, &byte, 1, 0) == 1,
		 "nobody takes a living socket");
	close(client);
	close(server);
}

static void
is_refused(struct ward *w, const char *socket, const char *why,
	   const char *what)
{
	const size_t files = ward_files(w);
	int status;

	ward_spawn(w, socket);
	status = ward_wait(w, TRAPS_PATIENCE);
	if (status == WARD_RUNS) {
		ward_signal(w, SIGKILL);
		ward_wait(w, PATIENCE);
	}
	traps_ok(status == EXIT_FAILURE && ward_count(w, why) > 0 &&
		     ward_files(w) == files,
		 "\"%s\" is refused: %s", what, why);
	if (status != EXIT_FAILURE || ward_count(w, why) == 0)
		traps_note("status %d: %s", status, ward_log(w));
	if (ward_files(w) != files)
		traps_note("there are files that were not there");
}

static void
refuse_all(void)
{
	struct ward w;
	int live;

	ward_make(&w);
	ward_write(&w, "conf", conf);
	ward_write(&w, "log", "");
	ward_write(&w, "plain", "text");
	live = listener(ward_path(&w, "live"));
	if (live < 0 || symlink("plain", ward_path(&w, "link")) != 0)
		traps_ok(false, "files for the test");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		is_refused(&w, expand(&w, bad[i].socket), bad[i].why,
			   bad[i].socket);
	is_refused(&w, path_of(&w, MOST_PATH + 1), "at most 106 bytes",
		   "a path that is too long");
	is_ours(live, ward_path(&w, "live"));
	close(live);
	ward_remove(&w);
}

static const struct script serves = {
    "it serves",
    0,
    {"CONNECT client.example > c", "HELO good.example > c",
     "MAIL <a@example.net> > c", "RCPT <user@example.org> > c"}};

/* Serve at a socket of the test's choice. */
static void
serve_at(struct ward *w, const char *where, const char *what)
{
	ward_spawn(w, where);
	traps_ok(ward_says(w, "serving on", 1), "%s", what);
	script_play(&serves, where);
}

/* A port of 127.0.0.1: whoever listens there is us, or -1. */
static int
port_listener(unsigned *port)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	socklen_t n = sizeof in;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd, (struct sockaddr *)&in, n) == 0 && listen(fd, 1) == 0 &&
	    getsockname(fd, (struct sockaddr *)&in, &n) == 0) {
		*port = ntohs(in.sin_port);
		return fd;
	}
	traps_ok(false, "a port");
	close(fd);
	return -1;
}

static void
serve_at_port(void)
{
	struct arena *a = arena_new();
	struct packets other;
	struct ward w;
	unsigned port = 0;
	int fd;

	ward_make(&w);
	ward_write(&w, "conf", conf);
	ward_write(&w, "log", "");
	fd = port_listener(&port);
	is_refused(&w, arena_printf(a, "inet:%u@127.0.0.1", port).p,
		   "is its port free", "a port that is taken");
	close(fd);
	serve_at(&w, arena_printf(a, "inet:%u@127.0.0.1", port).p,
		 "a port of one address");
	traps_ok(!packet_open(&other, a,
			      arena_printf(a, "inet:%u@127.0.0.2", port).p,
			      TRAPS_PATIENCE),
		 "it is not open on another");
	packet_broken(&other, NULL);
	ward_end(&w);
	arena_free(a);
}

/* Who died has left its socket; who lives keeps it. */
static void
serve_at_path(void)
{
	struct ward w, second;
	const char *where;

	ward_make(&w);
	close(listener(ward_path(&w, "stale")));
	where = expand(&w, "unix:DIR/stale");
	ward_write(&w, "conf", conf);
	serve_at(&w, where, "a dead socket is replaced");
	ward_make(&second);
	ward_write(&second, "conf", conf);
	ward_write(&second, "log", "");
	is_refused(&second, where, "another process listens",
		   "what another heloward has");
	ward_remove(&second);
	script_play(&serves, where);
	ward_end(&w);
}

static void
serve_at_long_path(void)
{
	struct ward w;

	ward_make(&w);
	ward_write(&w, "conf", conf);
	serve_at(&w, arena_printf(w.arena, "unix:%s", path_of(&w, MOST_PATH)).p,
		 "a path as long as can be");
	ward_end(&w);
}

void
trap_socket(void)
{
	refuse_all();
	serve_at_path();
	serve_at_long_path();
	serve_at_port();
}
