#ifndef RULES_LINES_H
#define RULES_LINES_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

/* The body that the steps "body" and "size" of a transcript stand for. */

/* The text as an MTA hands it on: every line ends in CRLF, the last one too. */
struct str lines_of(struct arena *a, struct str text);

/*
 * Make "bytes" bytes of lines, none longer than 74 with its CRLF, and none that
 * is a lone CR or LF: one byte alone cannot be had. False then, or as soon as
 * "take" returns false.
 */
bool lines_fill(uint64_t bytes, bool (*take)(void *context, struct str line),
		void *context);

#endif
