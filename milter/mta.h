#ifndef MILTER_MTA_H
#define MILTER_MTA_H

#include "config.h"
#include "tri.h"

#include <stdio.h>

/*
 * A mail server's own configuration, as heloctl mta reads it: options by the
 * mail server's names, each with the value in force, and what they mean for the
 * commands that no milter sees.
 */
struct mta_option {
	struct str name, value;
	struct mta_option *next;
};

struct mta {
	struct arena *arena;
	struct mta_option *options;
};

void mta_put(struct mta *m, struct str name, struct str value);

/* The value that was put last; absent when there is none. */
struct str mta_get(const struct mta *m, const char *name);

/* Is the word one of a list whose separators are blanks and commas? */
bool mta_lists(struct str list, const char *word);

/* One thing to look at. */
struct mta_check {
	const char *command; /* of SMTP, or what it is about */
	const char *option;
	enum tri (*good)(const struct mta *m, struct str value);
	const char *when_good, *when_bad;
	const char *mend; /* a line for the mail server's configuration */
};

/*
 * Write "ok" or "mend" for each, or "look" when the configuration alone does
 * not tell, what the option says and what that means, and how to mend it. The
 * number of those to be mended.
 */
size_t mta_report(FILE *to, const struct mta *m, const struct mta_check *check,
		  size_t n);

/* The same for one finding; "says" is what stands there now. */
void mta_finding(FILE *to, enum tri good, const char *command, struct str says,
		 const char *means, struct str mend);

/*
 * How a mail server is to reach the heloward of a configuration. While it only
 * observes, mail passes when heloward is away; when it enforces, mail waits.
 */
struct mta_attach {
	const struct config *config;
	bool waits;
	unsigned seconds; /* that one answer may take */
};

struct mta_attach mta_attach(const struct config *c);

/* The parts of inet:PORT@HOST and inet6:PORT@HOST; the host has brackets when
 * it is an IPv6 address. */
void mta_attach_inet(struct arena *a, const struct socket_name *s,
		     struct str *host, struct str *port);

/* What heloctl mta is asked for. */
enum mta_wish { MTA_SHOW, MTA_APPLY, MTA_REMOVE };

/*
 * The lines that attach heloward, and the report about the configuration in
 * "from" (NULL: where it usually is). For Postfix a folder, for Sendmail an .mc
 * or .cf file. The exit status.
 */
int mta_postfix(struct arena *a, const struct mta_attach *how, const char *from,
		enum mta_wish wish);
int mta_sendmail(struct arena *a, const struct mta_attach *how,
		 const char *from);

/* Options of a .cf file, or of an .mc file by the names they have in a .cf. */
bool mta_sendmail_read(struct mta *m, const char *path);

#endif
