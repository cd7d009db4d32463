#include "driver_smtp.h"
#include "smtp.h"

#include "addr.h"

/*
 * Transcripts through a Postfix that postfix-start started. It takes XCLIENT
 * from one address, whose own connections it keeps from the filter; behind
 * XCLIENT the filter sees a connection of the client that was named.
 */
static const struct smtp_from FROM = {"127.255.255.1", NULL};
static const char SERVER[] = "mx.example.org";

/* Macros that Postfix makes of what XCLIENT tells it. */
static const char *const told[] = {
    "{client_name}", "{client_ptr}",  "{client_resolve}", "{client_port}",
    "{client_addr}", "{daemon_addr}", "{daemon_port}",	  NULL};

/* How XCLIENT says that there is no name; FORGED cannot be said. */
static const struct {
	const char *resolve, *name;
} unnamed[] = {
    {"FAIL", "[UNAVAILABLE]"},
    {"TEMP", "[TEMPUNAVAIL]"},
};

/* Is there a macro that Postfix would not send as the transcript has it? */
static bool
can_tell(struct talk *t)
{
	const struct scene *s = &t->scene;

	if (!str_eq(s->server, str_of(SERVER)))
		return driver_cannot(t, "the Postfix here is %s, not %.*s",
				     SERVER, STR_ARG(s->server));
	for (size_t i = 0; i < s->nsaid; i++) {
		size_t k = 0;

		while (told[k] != NULL && !str_eq(s->said[i], str_of(told[k])))
			k++;
		if (told[k] == NULL)
			return driver_cannot(t, "Postfix itself sets %.*s",
					     STR_ARG(s->said[i]));
	}
	return true;
}

static struct str
address(struct talk *t, struct str text)
{
	struct addr addr;

	if (!addr_parse(text, &addr) || addr_is_v4(&addr))
		return text;
	return arena_printf(t->arena, "IPV6:%.*s", STR_ARG(text));
}

/* What stands for a name that there is not; absent: XCLIENT cannot say it. */
static struct str
no_name(const struct scene *s)
{
	struct str resolve = scene_get(s, "{client_resolve}");

	if (scene_is_verified(s))
		return str_of(unnamed[0].name);
	for (size_t i = 0; i < sizeof unnamed / sizeof unnamed[0]; i++)
		if (str_eq(resolve, str_of(unnamed[i].resolve)))
			return str_of(unnamed[i].name);
	return str_of(NULL);
}

static bool
introduce(struct talk *t, struct smtp_reply *r)
{
	struct smtp *s = t->state;
	const struct scene *scene = &t->scene;
	struct str none = no_name(scene);
	struct str ptr = scene_get(scene, "{client_ptr}");

	if (none.p == NULL)
		return driver_cannot(
		    t, "XCLIENT cannot make {client_resolve} %.*s",
		    STR_ARG(scene_get(scene, "{client_resolve}")));
	if (ptr.n == 0 || str_eq(ptr, STR("unknown")))
		ptr = none;
	const struct smtp_attr attr[] = {
	    {"ADDR", address(t, scene->client)},
	    {"PORT", scene_get(scene, "{client_port}")},
	    {"NAME", scene_is_verified(scene)
			 ? scene_get(scene, "{client_name}")
			 : none},
	    {"REVERSE_NAME", ptr},
	    {"DESTADDR", address(t, scene_get(scene, "{daemon_addr}"))},
	    {"DESTPORT", scene_get(scene, "{daemon_port}")},
	};
	return smtp_xclient(s, attr, sizeof attr / sizeof attr[0], r) ||
	       driver_smtp_gone(t);
}

static bool
postfix_open(struct talk *t)
{
	struct smtp *s = t->state;
	struct smtp_reply r;

	s->fd = -1;
	if (!can_tell(t))
		return false;
	if (!smtp_open(s, t->arena, t->target, FROM, t->timeout, &r))
		return driver_smtp_gone(t);
	if (r.code != 220)
		return driver_cannot(t, "Postfix greets with %.*s",
				     STR_ARG(r.text));
	if (!introduce(t, &r))
		return false;
	/* Behind XCLIENT comes a greeting: 220, 554 or 421. */
	if (r.code != 220 && r.code != 554 && r.code != 421)
		return driver_cannot(t, "XCLIENT: %.*s", STR_ARG(r.text));
	return driver_smtp_leave(t, &r);
}

const struct driver driver_postfix = {
    .option = "--smtp",
    .mta = "postfix",
    .state = sizeof(struct smtp),
    .open = postfix_open,
    .say = DRIVER_SMTP_SAYS,
    .headers_end = driver_smtp_headers_end,
    .body = driver_smtp_body,
    .end = driver_smtp_end,
    .close = driver_smtp_close,
};
