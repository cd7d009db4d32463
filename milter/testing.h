#ifndef MILTER_TESTING_H
#define MILTER_TESTING_H

#include "rules.h"

/*
 * The test blocks of a configuration, as heloctl test plays them and heloward
 * does before a reload, when test-on-reload says so.
 */

struct testing {
	bool failed;
	struct str why;	 /* it failed: lines for TAP, each with its end */
	struct str skip; /* it does not count: why; else empty */
};

/* Play one. The texts are in the arena. */
void testing_play(const struct rules *r, const struct transcript *tr,
		  uint32_t today, struct arena *a, struct testing *out);

/* Load it for tests: they mean the same everywhere. NULL: *d says why. */
struct orgdomain;
struct rules *testing_load(const char *path, const struct orgdomain *org,
			   const char *const *override, size_t noverrides,
			   struct diag *d);

/*
 * All of a configuration; how many failed. "*first" is "NAME: why" of the first
 * that did, in one line.
 */
size_t testing_all(const char *path, const char *const *override,
		   size_t noverrides, uint32_t today, struct arena *a,
		   struct str *first);

#endif
