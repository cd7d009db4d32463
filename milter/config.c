#include "config.h"

#include "exceptions_file.h"
#include "identity.h"

static const char *
setting(const struct config *c, enum setting_id id, struct str *out)
{
	*out = rules_settings(c->rules)->value[id].text;
	return setting_rows[id].name;
}

static void
complain(struct config *c, struct diag *d, enum setting_id id, const char *why)
{
	struct str text;
	const char *name = setting(c, id, &text);

	diag_error(d, rules_settings(c->rules)->value[id].span,
		   "%s is %.*s: %s", name, STR_ARG(text), why);
}

static void
read_socket(struct config *c, struct diag *d, enum setting_id id,
	    struct socket_name *out)
{
	struct str text;
	const char *why;

	setting(c, id, &text);
	why = socket_parse(c->arena, text, out);
	if (why != NULL)
		complain(c, d, id, why);
}

static void
read_control(struct config *c, struct diag *d)
{
	struct str text;

	setting(c, SETTING_CONTROL, &text);
	if (str_eq(text, STR("none")))
		return;
	read_socket(c, d, SETTING_CONTROL, &c->control);
	if (c->control.kind != SOCKET_UNIX)
		complain(c, d, SETTING_CONTROL,
			 "the control socket is a unix socket");
}

static void
read_mode(struct config *c, struct diag *d)
{
	struct str text;

	setting(c, SETTING_SOCKET_MODE, &text);
	c->socket_mode = 0;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '7' || i >= 4) {
			complain(c, d, SETTING_SOCKET_MODE,
				 "expected permissions in octal, such as 0660");
			return;
		}
		c->socket_mode = c->socket_mode * 8 + (mode_t)(text.p[i] - '0');
	}
	if ((c->socket_mode & 0007) != 0)
		complain(
		    c, d, SETTING_SOCKET_MODE,
		    "every local user could speak as the MTA; give the socket "
		    "a group that the MTA is in (socket-group)");
}

struct config *
config_load(const char *path, const char *const *override, size_t noverrides,
	    struct diag *d)
{
	struct arena *a = arena_new();
	struct config *c = ARENA_NEW(a, struct config);
	struct rules_options options = {.override = override,
					.noverrides = noverrides};

	c->arena = a;
	orgdomain_init(&c->orgdomain, NULL);
	options.orgdomain = &c->orgdomain;
	identity_gather(a, &options);
	c->identity = options.identity;
	c->nidentity = options.nidentity;
	c->rules = rules_load(path, &options, d);
	if (c->rules != NULL) {
		read_socket(c, d, SETTING_SOCKET, &c->socket);
		read_control(c, d);
		read_mode(c, d);
		exceptions_file_read(a, c->rules, d, &c->exceptions);
		c->enforce = setting_is(rules_settings(c->rules), SETTING_MODE,
					"enforce");
	}
	if (c->rules != NULL && diag_errors(d) == 0)
		return c;
	config_free(c);
	return NULL;
}

void
config_free(struct config *c)
{
	if (c == NULL)
		return;
	rules_free(c->rules);
	orgdomain_fini(&c->orgdomain);
	arena_free(c->arena);
}
