#ifndef RULES_ESCAPE_H
#define RULES_ESCAPE_H

#include "arena.h"
#include "str.h"

/*
 * The one way out for bytes that somebody else chose. Printable ASCII passes,
 * except the backslash and the bytes in "also"; everything else becomes \xHH.
 * ("also" NULL: the backslash alone; "": not even that, for our own messages.)
 * At most "most" bytes of output (room for "..." included);
 * what is cut ends in "...", and no escape is cut in two. The result has a NUL
 * behind it (not counted). The absent text comes out as "-".
 */
struct str escape(struct arena *a, struct str in, const char *also,
		  size_t most);

/* The same into a buffer of "size" bytes, which holds the NUL too. */
size_t escape_into(char *out, size_t size, struct str in, const char *also);

#endif
