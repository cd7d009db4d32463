#ifndef RULES_PATTERN_H
#define RULES_PATTERN_H

#include "arena.h"
#include "diag.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Regular expressions (PCRE2), bounded: LIMIT_MATCH, LIMIT_MATCH_DEPTH,
 * LIMIT_MATCH_HEAP. The only file that knows pcre2.h. A compiled pattern is
 * immutable and may be used by many threads.
 */
struct pattern;

enum pattern_flags {
	PATTERN_CASELESS = 1, /* "i" */
	PATTERN_DOTALL = 2,   /* "s" */
	PATTERN_EXTENDED = 4, /* "x" */
	PATTERN_WHOLE = 8,    /* must match the whole subject */
};

/*
 * Compile "re". What is wrong is reported inside "at", which spans exactly the
 * bytes of "re" in its file (so PCRE2's offset becomes a column); then NULL.
 * The pattern lives in the arena, PCRE2's own memory included.
 */
struct pattern *pattern_new(struct arena *a, struct str re, unsigned flags,
			    struct diag *d, struct span at);

/* The text it was made from, and if blanks and "#" in it mean nothing. */
struct str pattern_text(const struct pattern *p);
bool pattern_is_extended(const struct pattern *p);

/*
 * Can it backtrack without bound: a repeated group that itself holds a
 * repetition, as (a+)+, and nothing to tell the rounds apart, as the dot in
 * ([a-z]+\.)+ does? For the lint; a rough look at the text.
 */
bool pattern_is_risky(struct str re);

/* What pattern_set.h found of one subject. */
struct pattern_found {
	uint64_t *words;
	size_t nwords;
	const void *set; /* NULL: of no use any more */
	size_t subject_n;
	char subject[256];
};

/*
 * What a session needs to match: PCRE2's match data, made at the first match,
 * how often a limit was hit, and what sets have found. Begins zeroed, is freed
 * by pattern_scratch_fini(). One thread at a time.
 */
struct pattern_scratch {
	void *data;
	uint32_t overruns;
	struct pattern_found *found; /* one a number of pattern_set_new() */
	size_t nfound;
};
void pattern_scratch_fini(struct pattern_scratch *s);

/* Sets may be gone: forget what they have found. */
void pattern_scratch_forget(struct pattern_scratch *s);

/* The place "number", with room for so many words. */
struct pattern_found *pattern_scratch_found(struct pattern_scratch *s,
					    size_t number, size_t nwords);

enum pattern_result {
	PATTERN_NO,
	PATTERN_YES,
	PATTERN_LIMIT, /* gave up: reads as "no match", to be counted */
};

/*
 * After LIMIT_MATCH_OVERRUNS limit hits the session gets LIMIT at once,
 * whatever the pattern. Any subject bytes are fine.
 */
enum pattern_result pattern_match(const struct pattern *p, struct str subject,
				  struct pattern_scratch *s);

/* The version of PCRE2 that is linked, of at most 63 characters. */
void pattern_library(char version[64]);

#endif
