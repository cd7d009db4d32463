#include "ctl_ask.h"

#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * Where the control socket is: the file's setting, or the default when the
 * file cannot be read as it is now, for heloward runs on what it was.
 */
static const char *
find_control(struct arena *a, const struct options *o, struct socket_name *out)
{
	struct diag *d = diag_new(a);
	struct config *c =
	    config_load(o->config, o->override, o->noverrides, d);
	struct str text = str_of(setting_rows[SETTING_CONTROL].fallback);
	const char *why;

	if (c != NULL)
		text = arena_str(
		    a, rules_settings(c->rules)->value[SETTING_CONTROL].text);
	config_free(c);
	if (str_eq(text, STR("none")))
		return "the configuration has no control socket; SIGUSR1 makes "
		       "heloward reload";
	why = socket_parse(a, text, out);
	if (why == NULL && out->kind != SOCKET_UNIX)
		why = "the control socket is a unix socket";
	return why;
}

/* The answer is "ok TEXT" or "error TEXT", in one line or several. */
static struct str
exchange(struct arena *a, int fd, const char *request)
{
	char *all = NULL, buf[4096];
	struct str answer = STR("");
	size_t n = 0;
	ssize_t got;
	FILE *to;

	if (send(fd, request, strlen(request), MSG_NOSIGNAL) < 0 ||
	    send(fd, "\n", 1, MSG_NOSIGNAL) < 0)
		return STR("");
	to = open_memstream(&all, &n);
	if (to == NULL)
		return STR("");
	while ((got = read(fd, buf, sizeof buf)) > 0)
		fwrite(buf, 1, (size_t)got, to);
	if (fclose(to) == 0)
		answer = arena_str(a, str_trim(str_make(all, n)));
	free(all);
	return answer;
}

bool
ctl_ask_for(struct arena *a, const struct options *o, const char *request,
	    struct str *answer)
{
	struct socket_name control;
	const char *why = find_control(a, o, &control);
	struct str line;
	int fd;

	*answer = str_of(why);
	if (why != NULL)
		return false;
	fd = socket_connect(&control);
	*answer = arena_printf(a, "cannot reach heloward at %.*s: %s",
			       STR_ARG(control.path), strerror(errno));
	if (fd < 0)
		return false;
	line = exchange(a, fd, request);
	close(fd);
	*answer = line.n == 0
		      ? STR("heloward gave no answer")
		      : arena_str(a, str_from(line, str_find(line, ' ') + 1));
	return str_begins(line, STR("ok"));
}

int
ctl_ask(const struct options *o, const char *request, const char *before)
{
	struct arena *a = arena_new();
	struct str answer;
	bool good = ctl_ask_for(a, o, request, &answer);

	fprintf(good ? stdout : stderr, "%s%.*s\n",
		good ? before : "heloctl: ", STR_ARG(answer));
	arena_free(a);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
