#ifndef MILTER_REPLACE_H
#define MILTER_REPLACE_H

#include "str.h"

/*
 * Put a text in the place of a file, whole or not at all; everybody may read
 * it. The next file is made beside it, as PATH.new. NULL when all is well; else
 * why not, and the old file is as it was. "path" has a NUL behind it.
 */
const char *replace_file(struct str path, struct str text);

#endif
