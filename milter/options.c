#include "options.h"

#include "config.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Those without a letter, from 256 on. */
enum {
	OPTION_TSV = 256,
	OPTION_JSON,
	OPTION_OPENMETRICS,
	OPTION_CLIENT,
	OPTION_NAME,
	OPTION_HELO,
	OPTION_FROM,
	OPTION_RCPT,
	OPTION_AUTH,
	OPTION_LISTENER_PORT,
	OPTION_DNS,
	OPTION_SIZE,
	OPTION_LOG,
	OPTION_IN,
	OPTION_TIMEOUT,
	OPTION_DELIVER,
	OPTION_MINE,
	OPTION_APPLY,
	OPTION_REMOVE,
	OPTION_LIST,
	OPTION_FORGEABLE,
	OPTION_FOR,
	OPTION_REASON,
	OPTION_SINCE,
	OPTION_UNTIL,
	OPTION_HTML,
	OPTION_INTERVAL
};

static const struct option long_options[] = {
    {"config", required_argument, NULL, 'c'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"verbose", no_argument, NULL, 'v'},
    {"tsv", no_argument, NULL, OPTION_TSV},
    {"json", no_argument, NULL, OPTION_JSON},
    {"openmetrics", no_argument, NULL, OPTION_OPENMETRICS},
    {"client", required_argument, NULL, OPTION_CLIENT},
    {"name", required_argument, NULL, OPTION_NAME},
    {"helo", required_argument, NULL, OPTION_HELO},
    {"from", required_argument, NULL, OPTION_FROM},
    {"rcpt", required_argument, NULL, OPTION_RCPT},
    {"auth", required_argument, NULL, OPTION_AUTH},
    {"listener-port", required_argument, NULL, OPTION_LISTENER_PORT},
    {"dns", required_argument, NULL, OPTION_DNS},
    {"size", required_argument, NULL, OPTION_SIZE},
    {"log", required_argument, NULL, OPTION_LOG},
    {"in", required_argument, NULL, OPTION_IN},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"deliver", required_argument, NULL, OPTION_DELIVER},
    {"yes-it-is-mine", no_argument, NULL, OPTION_MINE},
    {"apply", no_argument, NULL, OPTION_APPLY},
    {"remove", no_argument, NULL, OPTION_REMOVE},
    {"list", no_argument, NULL, OPTION_LIST},
    {"forgeable", no_argument, NULL, OPTION_FORGEABLE},
    {"for", required_argument, NULL, OPTION_FOR},
    {"reason", required_argument, NULL, OPTION_REASON},
    {"since", required_argument, NULL, OPTION_SINCE},
    {"interval", required_argument, NULL, OPTION_INTERVAL},
    {"html", required_argument, NULL, OPTION_HTML},
    {"until", required_argument, NULL, OPTION_UNTIL},
    {NULL, 0, NULL, 0},
};

static void
print_usage(const char *usage, FILE *to, int status)
{
	fputs(usage, to);
	exit(status);
}

/* Where the argument of a long option goes that just has one; or NULL. */
static const char **
place_of(struct options *o, int option)
{
	switch (option) {
	case OPTION_CLIENT:
		return &o->client;
	case OPTION_NAME:
		return &o->name;
	case OPTION_HELO:
		return &o->helo;
	case OPTION_FROM:
		return &o->from;
	case OPTION_AUTH:
		return &o->auth;
	case OPTION_LISTENER_PORT:
		return &o->listener_port;
	case OPTION_DNS:
		return &o->dns;
	case OPTION_SIZE:
		return &o->size;
	case OPTION_LOG:
		return &o->log;
	case OPTION_IN:
		return &o->in;
	case OPTION_TIMEOUT:
		return &o->timeout;
	case OPTION_DELIVER:
		return &o->deliver;
	case OPTION_FOR:
		return &o->lasts;
	case OPTION_REASON:
		return &o->reason;
	case OPTION_SINCE:
		return &o->since;
	case OPTION_INTERVAL:
		return &o->interval;
	case OPTION_HTML:
		return &o->html;
	case OPTION_UNTIL:
		return &o->until;
	default:
		return NULL;
	}
}

/* Does the verb have this long option? */
static bool
is_known(const char *known, int option, const char *verb)
{
	const char *name = NULL;
	char wanted[32];

	for (const struct option *l = long_options; l->name != NULL; l++)
		if (l->val == option)
			name = l->name;
	assert(name != NULL);
	snprintf(wanted, sizeof wanted, "|%s|", name);
	if (strstr(known, wanted) != NULL)
		return true;
	fprintf(stderr, "%s: it takes no option --%s here\n", verb, name);
	return false;
}

static void
read_one(struct options *o, int option, const char *usage)
{
	switch (option) {
	case 'c':
		o->config = optarg;
		o->config_given = true;
		break;
	case 'f':
		o->foreground = true;
		break;
	case 'v':
		o->verbose = true;
		break;
	case '1':
		o->once = true;
		break;
	case 'o':
		o->override[o->noverrides++] = optarg;
		break;
	case OPTION_TSV:
		o->tsv = true;
		break;
	case OPTION_JSON:
		o->json = true;
		break;
	case OPTION_MINE:
		o->mine = true;
		break;
	case OPTION_APPLY:
		o->apply = true;
		break;
	case OPTION_REMOVE:
		o->remove = true;
		break;
	case OPTION_LIST:
		o->list = true;
		break;
	case OPTION_FORGEABLE:
		o->forgeable = true;
		break;
	case OPTION_OPENMETRICS:
		o->openmetrics = true;
		break;
	case OPTION_RCPT:
		o->rcpt[o->nrcpts++] = optarg;
		break;
	case 'V':
		o->version = true;
		break;
	case 'h':
		print_usage(usage, stdout, EXIT_SUCCESS);
		break;
	default:
		if (place_of(o, option) == NULL)
			print_usage(usage, stderr, EXIT_FAILURE);
		*place_of(o, option) = optarg;
	}
}

static const char **
places(int argc)
{
	const char **p = calloc((size_t)argc + 1, sizeof *p);

	if (p == NULL)
		abort();
	return p;
}

struct options
options_read(int argc, char **argv, const char *usage, const char *known)
{
	struct options o = {.config = CONFIG_DEFAULT};
	char letters[32];
	int option;

	snprintf(letters, sizeof letters, "%.*s", (int)strcspn(known, "|"),
		 known);
	o.override = places(argc);
	o.rcpt = places(argc);
	while ((option = getopt_long(argc, argv, letters, long_options,
				     NULL)) != -1) {
		if (option >= OPTION_TSV && !is_known(known, option, argv[0]))
			option = '?';
		read_one(&o, option, usage);
	}
	o.argc = argc - optind;
	o.argv = argv + optind;
	return o;
}

void
options_free(struct options *o)
{
	free(o->override);
	free(o->rcpt);
}
