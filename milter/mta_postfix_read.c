#include "mta_postfix.h"

#include "command.h"

#include <unistd.h>

/* Where postconf is: it is run as it stands here, whatever PATH says. */
static const char *const places[] = {
    "/usr/sbin/postconf",
    "/usr/local/sbin/postconf",
    "/usr/bin/postconf",
    "/opt/postfix/sbin/postconf",
};

/* Parameters that are no row of the report. */
static const char *const others[] = {
    "queue_directory",	      "smtpd_milters",
    "non_smtpd_milters",      "milter_default_action",
    "milter_command_timeout", "smtpd_sasl_auth_enable",
    "smtpd_milter_maps",      "smtpd_discard_ehlo_keywords",
    "compatibility_level",
};

static const char *const rows[] = {
#define CHECK(command, option, good, when_good, when_bad, mend) option,
#include "mta_postfix.def"
#undef CHECK
};

static struct str
next_line(struct str *text)
{
	struct str line = str_slice(*text, 0, str_find(*text, '\n'));

	*text = str_from(*text, line.n + 1);
	return line;
}

/* "NAME = VALUE"; false: no such line. */
static bool
pair(struct str line, struct str *name, struct str *value)
{
	size_t is = str_find(line, '=');

	*name = str_trim(str_slice(line, 0, is));
	*value = str_trim(str_from(line, is + 1));
	if (value->p == NULL)
		*value = STR("");
	return is < line.n;
}

enum { WORDS = 40 };

static bool
read_values(struct postfix *p)
{
	const char *argv[WORDS] = {p->postconf, "-x", "-c", p->from};
	struct str out, name, value;
	size_t n = 4;

	_Static_assert(sizeof rows / sizeof rows[0] +
			       sizeof others / sizeof others[0] <
			   WORDS - 4,
		       "more words");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		argv[n++] = rows[i];
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		argv[n++] = others[i];
	/* It complains of parameters that its version does not know. */
	if (!command_run(p->mta.arena, argv, true, &out, &p->why))
		return false;
	while (out.n > 0)
		if (pair(next_line(&out), &name, &value))
			mta_put(&p->mta, name, value);
	return true;
}

static bool
read_set(struct postfix *p)
{
	const char *const argv[] = {p->postconf,     "-n", "-c", p->from,
				    "smtpd_milters", NULL};
	struct str out, name, value;

	p->set = str_of(NULL);
	/* A second time, it may say aloud why it fails. */
	if (!command_run(p->mta.arena, argv, true, &out, &p->why) &&
	    !command_run(p->mta.arena, argv, false, &out, &p->why))
		return false;
	while (out.n > 0)
		if (pair(next_line(&out), &name, &value) &&
		    str_eq(name, STR("smtpd_milters")))
			p->set = value;
	return true;
}

static bool
read_services(struct postfix *p)
{
	const char *const argv[] = {p->postconf, "-M", "-c", p->from, NULL};

	return command_run(p->mta.arena, argv, true, &p->services, &p->why);
}

const char *
postfix_postconf(void)
{
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		if (access(places[i], X_OK) == 0)
			return places[i];
	return NULL;
}

bool
postfix_read(struct postfix *p)
{
	p->postconf = postfix_postconf();
	if (p->postconf == NULL) {
		p->why = STR("there is no /usr/sbin/postconf");
		return false;
	}
	return read_set(p) && read_values(p) && read_services(p);
}

static void
unix_address(struct postfix *p, struct str path)
{
	struct arena *a = p->mta.arena;
	struct str queue = mta_get(&p->mta, "queue_directory");

	p->address = arena_printf(a, "unix:%.*s", STR_ARG(path));
	p->ours[p->nours++] = p->address;
	if (queue.n == 0 || !str_begins(path, queue) || path.n == queue.n ||
	    path.p[queue.n] != '/')
		return;
	/* Relative to the queue, it is the same for those in a chroot. */
	path = str_from(path, queue.n + 1);
	p->address = arena_printf(a, "unix:%.*s", STR_ARG(path));
	p->ours[p->nours++] = p->address;
	p->ours[p->nours++] = arena_printf(a, "unix:/%.*s", STR_ARG(path));
}

/* inet:PORT@HOST is inet:HOST:PORT there, and so is inet6. */
static void
inet_address(struct postfix *p, const struct socket_name *s)
{
	struct arena *a = p->mta.arena;
	struct str host, port;

	mta_attach_inet(a, s, &host, &port);
	p->address =
	    arena_printf(a, "inet:%.*s:%.*s", STR_ARG(host), STR_ARG(port));
	p->ours[p->nours++] = p->address;
}

bool
postfix_address(struct postfix *p)
{
	const struct socket_name *s = &p->how->config->socket;

	p->nours = 0;
	if (s->kind == SOCKET_FD) {
		p->why = STR("the socket is inherited (fd:N): where it listens "
			     "is not in the configuration; give it with "
			     "-o socket=unix:/PATH");
		return false;
	}
	if (s->kind == SOCKET_UNIX)
		unix_address(p, s->path);
	else
		inet_address(p, s);
	p->element = arena_printf(
	    p->mta.arena,
	    "{ %.*s, default_action=%s, connect_timeout=5s, "
	    "command_timeout=%us }",
	    STR_ARG(p->address), p->how->waits ? "tempfail" : "accept",
	    p->how->seconds);
	return true;
}
