#include "scene.h"

#include "addr.h"

static struct str
argument(const struct step *step, size_t i, struct str usual)
{
	return i < step->nargs ? step->arg[i] : usual;
}

static void
set(struct scene *s, struct str name, struct str value)
{
	size_t i = 0;

	while (i < s->nmacros && !str_eq(s->macro[i].name, name))
		i++;
	if (value.p == NULL && i < s->nmacros) {
		s->macro[i] = s->macro[--s->nmacros];
		return;
	}
	if (value.p == NULL)
		return;
	if (i == s->nmacros) {
		ARENA_GROW(s->arena, s->macro, s->nmacros);
		s->nmacros++;
	}
	s->macro[i] = (struct wire_macro){name, value};
}

void
scene_set(struct scene *s, const char *macro, struct str value)
{
	set(s, str_of(macro), value);
}

struct str
scene_get(const struct scene *s, const char *macro)
{
	for (size_t i = 0; i < s->nmacros; i++)
		if (str_eq(s->macro[i].name, str_of(macro)))
			return s->macro[i].value;
	return (struct str){NULL, 0};
}

bool
scene_is_said(const struct scene *s, const char *macro)
{
	for (size_t i = 0; i < s->nsaid; i++)
		if (str_eq(s->said[i], str_of(macro)))
			return true;
	return false;
}

static void
set_unless_said(struct scene *s, const char *macro, struct str value)
{
	if (!scene_is_said(s, macro))
		scene_set(s, macro, value);
}

static void
server_macros(struct scene *s)
{
	scene_set(s, "j", s->server);
	scene_set(s, "{daemon_name}", s->server);
	scene_set(s, "{daemon_addr}", s->address);
	scene_set(s, "{daemon_port}", s->port);
}

void
scene_init(struct scene *s, struct arena *a, struct str server)
{
	*s = (struct scene){.arena = a,
			    .server = server,
			    .address = STR("192.0.2.25"),
			    .port = STR("25")};
	server_macros(s);
}

void
scene_again(struct scene *s)
{
	const struct scene before = *s;

	scene_init(s, before.arena, before.server);
	s->address = before.address;
	s->port = before.port;
	server_macros(s);
}

void
scene_server(struct scene *s, const struct step *step)
{
	s->server = step->arg[0];
	s->address = argument(step, 1, s->address);
	s->port = argument(step, 2, s->port);
	server_macros(s);
}

bool
scene_is_v6(const struct scene *s)
{
	struct addr addr;

	return addr_parse(s->client, &addr) && !addr_is_v4(&addr);
}

struct str
scene_tagged(const struct scene *s)
{
	return arena_printf(s->arena, "%s%.*s", scene_is_v6(s) ? "IPv6:" : "",
			    STR_ARG(s->client));
}

void
scene_client(struct scene *s, const struct step *step)
{
	const bool named = step->nargs > 1;
	struct str name = argument(step, 1, STR("unknown"));

	s->client = step->arg[0];
	scene_set(s, "{client_addr}", scene_tagged(s));
	set_unless_said(s, "{client_port}", STR("41233"));
	set_unless_said(s, "{client_name}", name);
	set_unless_said(s, "{client_ptr}", name);
	set_unless_said(s, "{client_resolve}", named ? STR("OK") : STR("FAIL"));
}

void
scene_macro(struct scene *s, const struct step *step)
{
	set(s, step->arg[0], step_arg(step, 1));
	ARENA_GROW(s->arena, s->said, s->nsaid);
	s->said[s->nsaid++] = step->arg[0];
}

void
scene_starttls(struct scene *s, const struct step *step)
{
	scene_set(s, "{tls_version}", argument(step, 0, STR("TLSv1.3")));
	scene_set(s, "{cipher}",
		  argument(step, 1, STR("TLS_AES_256_GCM_SHA384")));
	scene_set(s, "{cipher_bits}", argument(step, 2, STR("256")));
}

void
scene_auth(struct scene *s, const struct step *step)
{
	scene_set(s, "{auth_authen}", step->arg[0]);
	scene_set(s, "{auth_type}", argument(step, 1, STR("PLAIN")));
}

bool
scene_is_verified(const struct scene *s)
{
	return str_eq(scene_get(s, "{client_resolve}"), STR("OK"));
}

struct str
scene_host(const struct scene *s)
{
	if (scene_is_verified(s))
		return scene_get(s, "{client_name}");
	return arena_printf(s->arena, "[%.*s]", STR_ARG(s->client));
}
