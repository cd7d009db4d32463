#ifndef RULES_ORGDOMAIN_H
#define RULES_ORGDOMAIN_H

#include "str.h"
#include "tri.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Organisational domains by the public suffix list (publicsuffix.org): the
 * only file that knows libpsl.h. After orgdomain_init() nothing is written, so
 * any number of threads may ask one list.
 *
 * Every answer is TRI_MAYBE without a list. Names are taken without case and
 * without one trailing dot; what is no host name (an address, an empty label,
 * a byte outside ASCII) has the answer TRI_NO, never an error.
 */
struct orgdomain {
	struct psl_ctx_st *list; /* libpsl's; NULL: no list */
	uint64_t number;	 /* of the lists that were loaded */
	bool builtin;		 /* the list is part of libpsl, not ours */
	char source[192];	 /* for people: date and file, or why not */
};

/* Which part of the list counts. */
enum orgdomain_part {
	/* What registries delegate: com, co.uk. For "can a host be this?" */
	ORGDOMAIN_REGISTRY,
	/* Also where companies give names away, as dyndns.org. For "same
	 * owner?"; a default name of EC2 is then a suffix itself. */
	ORGDOMAIN_ALL,
};

/*
 * Load the list: from "file", or for NULL the newer of the distribution's file
 * and the one within libpsl. False: there is none, "source" says why, and all
 * answers are TRI_MAYBE; the struct is good to use either way. NULL or not,
 * "file" need not outlive the call. No two threads may load at once.
 */
bool orgdomain_init(struct orgdomain *o, const char *file);
void orgdomain_fini(struct orgdomain *o);

/*
 * The organisational domain of a name: its public suffix and one label more;
 * mail.example.co.uk has example.co.uk. With TRI_YES *out is a view into
 * "name", else it is absent. TRI_NO: the name has none, being a public suffix
 * or a single label itself. Under a TLD that is not on the list it is the last
 * two labels, as the list's own default rule says.
 */
enum tri orgdomain_of(const struct orgdomain *o, struct str name,
		      enum orgdomain_part part, struct str *out);

/* Is the name itself a public suffix that stands on the list? */
enum tri orgdomain_is_suffix(const struct orgdomain *o, struct str name,
			     enum orgdomain_part part);

/*
 * Does the last label stand on the list, or do the last two? (Lists age: new
 * ones do not.)
 */
enum tri orgdomain_knows_tld(const struct orgdomain *o, struct str name);

/* The version of libpsl that is linked. */
const char *orgdomain_library(void);

/* Do both names have one organisational domain, by ORGDOMAIN_ALL? A name that
 * has none shares it with nobody but itself. */
enum tri orgdomain_same(const struct orgdomain *o, struct str a, struct str b);

#endif
