#ifndef MILTER_EXCEPTIONS_FILE_H
#define MILTER_EXCEPTIONS_FILE_H

#include "exception.h"
#include "rules.h"

/*
 * The file of the setting "exceptions". It is read when a rule asks
 * session.allowed; a file that is not there is an empty one.
 */

/*
 * What stands in it, in the arena; *out is NULL when there is nothing. False
 * when it cannot be read or a line is wrong, which is reported.
 */
bool exceptions_file_read(struct arena *a, const struct rules *r,
			  struct diag *d, const struct exceptions **out);

/* Its path; absent when the setting is "none". */
struct str exceptions_file_path(const struct rules *r);

/* Does any rule ask? */
bool exceptions_file_asked(const struct rules *r);

#endif
