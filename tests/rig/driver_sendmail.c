#include "dnsd.h"
#include "driver_smtp.h"
#include "smtp.h"
#include "zone.h"

#include <errno.h>

/*
 * Transcripts through a Sendmail that sendmail-start started, in a network
 * namespace where every address is our own (rig4): the client of the transcript
 * is who calls, and Sendmail asks us what its name is.
 */
enum { DNS_PORT = 53 };

/* Macros that follow from who calls where, and from the DNS. */
static const char *const told[] = {"{client_name}",
				   "{client_ptr}",
				   "{client_resolve}",
				   "{client_port}",
				   "{client_addr}",
				   "{daemon_port}",
				   NULL};

static bool
can_tell(struct talk *t)
{
	const struct scene *s = &t->scene;

	if (!str_eq(s->server, str_of(t->target)))
		return driver_cannot(t, "the Sendmail here is %s, not %.*s",
				     t->target, STR_ARG(s->server));
	for (size_t i = 0; i < s->nsaid; i++) {
		size_t k = 0;

		while (told[k] != NULL && !str_eq(s->said[i], str_of(told[k])))
			k++;
		if (told[k] == NULL)
			return driver_cannot(t, "Sendmail itself sets %.*s",
					     STR_ARG(s->said[i]));
	}
	return true;
}

static void
add(void *to, const struct str *arg, size_t n)
{
	/* What it does not understand, the daemon's name server would not. */
	dnsd_add(to, arg, n);
}

/* One name server for all transcripts, since there is one port. */
static bool
tell_names(struct talk *t)
{
	static struct dnsd *names;

	if (names == NULL)
		names = dnsd_start(NULL, DNS_PORT);
	if (names == NULL)
		return driver_cannot(t, "no name server: %s", strerror(errno));
	dnsd_clear(names);
	zone_each(t->transcript, add, names);
	return true;
}

/* Where the client connects to; transcripts name no IPv6 address of ours. */
static const char *
server(struct talk *t)
{
	const struct scene *s = &t->scene;
	struct str address = s->address;

	if (scene_is_v6(s) && str_find(address, ':') == address.n)
		address = STR("2001:db8::25");
	return arena_printf(t->arena, "%.*s:%.*s", STR_ARG(address),
			    STR_ARG(s->port))
	    .p;
}

/* The port is whatever the kernel gives unless the transcript cares. */
static struct smtp_from
client(struct talk *t)
{
	const struct scene *s = &t->scene;
	struct str port = scene_get(s, "{client_port}");

	if (!scene_is_said(s, "{client_port}") || port.p == NULL)
		port = STR("0");
	return (struct smtp_from){arena_str(t->arena, s->client).p,
				  arena_str(t->arena, port).p};
}

static bool
sendmail_open(struct talk *t)
{
	struct smtp *s = t->state;
	struct smtp_reply r;

	s->fd = -1;
	if (!can_tell(t) || !tell_names(t))
		return false;
	if (!smtp_open(s, t->arena, server(t), client(t), t->timeout, &r))
		return driver_smtp_gone(t);
	if (r.code != 220 && r.code != 554 && r.code != 421)
		return driver_cannot(t, "Sendmail greets with %.*s",
				     STR_ARG(r.text));
	return driver_smtp_leave(t, &r);
}

const struct driver driver_sendmail = {
    .option = "--sendmail",
    .mta = "sendmail",
    .state = sizeof(struct smtp),
    .open = sendmail_open,
    .say = DRIVER_SMTP_SAYS,
    .headers_end = driver_smtp_headers_end,
    .body = driver_smtp_body,
    .end = driver_smtp_end,
    .close = driver_smtp_close,
};
