#include "options.h"

#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPTION_TSV = 256 };

static const struct option long_options[] = {
    {"config", required_argument, NULL, 'c'},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {"verbose", no_argument, NULL, 'v'},
    {"tsv", no_argument, NULL, OPTION_TSV},
    {NULL, 0, NULL, 0},
};

static void
print_version(void)
{
	puts("heloward " PACKAGE_VERSION);
	exit(EXIT_SUCCESS);
}

static void
print_usage(const char *usage, FILE *to, int status)
{
	fputs(usage, to);
	exit(status);
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
	case 'o':
		o->override[o->noverrides++] = optarg;
		break;
	case OPTION_TSV:
		o->tsv = true;
		break;
	case 'V':
		print_version();
		break;
	case 'h':
		print_usage(usage, stdout, EXIT_SUCCESS);
		break;
	default:
		print_usage(usage, stderr, EXIT_FAILURE);
	}
}

struct options
options_read(int argc, char **argv, const char *usage, const char *known)
{
	struct options o = {.config = CONFIG_DEFAULT};
	int option;

	o.override = calloc((size_t)argc + 1, sizeof *o.override);
	if (o.override == NULL)
		abort();
	while ((option = getopt_long(argc, argv, known, long_options, NULL)) !=
	       -1)
		read_one(&o, option, usage);
	o.argc = argc - optind;
	o.argv = argv + optind;
	return o;
}

void
options_free(struct options *o)
{
	free(o->override);
}
