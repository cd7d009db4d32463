#ifndef MILTER_OPTIONS_H
#define MILTER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

/* The options that both programs share. */
struct options {
	const char *config; /* -c, or the default */
	bool config_given;
	bool foreground;    /* -f */
	bool version;	    /* -V */
	bool verbose;	    /* -v */
	bool once;	    /* -1 */
	bool tsv;	    /* --tsv */
	bool json;	    /* --json */
	bool apply, remove; /* --apply, --remove */
	bool openmetrics;   /* --openmetrics */
	/* of allow */
	bool list, forgeable;	    /* --list, --forgeable */
	const char *lasts, *reason; /* --for, --reason */
	/* What a client said, of explain and session; NULL: nothing. */
	const char *client, *name, *helo, *from, *auth, *listener_port, *dns;
	const char *size, *log, *in;
	const char *timeout, *deliver;	  /* of probe */
	const char *interval;		  /* of top */
	const char *since, *until, *html; /* of report */
	bool mine;			  /* --yes-it-is-mine */
	const char **rcpt;
	size_t nrcpts;
	const char **override;
	size_t noverrides;
	int argc; /* what is left */
	char **argv;
};

/*
 * Reads the options of "known" (as for getopt(3), and behind "|" the long ones
 * that have no letter, each with "|" behind it); -h prints and ends the
 * process, a mistake prints the usage and ends it with status 1.
 */
struct options options_read(int argc, char **argv, const char *usage,
			    const char *known);
void options_free(struct options *o);

#endif
