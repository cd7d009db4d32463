#ifndef MILTER_LOOKUP_H
#define MILTER_LOOKUP_H

#include "config.h"
#include "logline.h"
#include "options.h"
#include "transcript.h"

/*
 * The session that a person means: by its id or a line of a mail log (the
 * arguments; "-": the lines of standard input). The journal is asked first,
 * then the file of --log, whose other lines tell what this one does not.
 */
struct found {
	struct transcript tr;
	struct rules *kept; /* of the journal: that hold it; rules_free() */
	size_t many;	    /* sessions of the journal that fit: the last one */
	bool unheard;	    /* made of log lines that have no greeting */
};

/* False when it is not found; *why says so in the user's words. */
bool lookup(const struct options *o, const struct config *c, struct arena *a,
	    struct found *found, struct str *why);

/* In the journal at "path" alone. */
bool lookup_kept(const char *path, const struct logline *wanted,
		 struct arena *a, struct found *found);

#endif
