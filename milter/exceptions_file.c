#include "exceptions_file.h"

#include <errno.h>
#include <unistd.h>

enum { EXCEPTIONS_MOST = 16 << 20 /* bytes */ };

struct str
exceptions_file_path(const struct rules *r)
{
	struct str path = rules_settings(r)->value[SETTING_EXCEPTIONS].text;

	return str_eq(path, STR("none")) ? (struct str){NULL, 0} : path;
}

bool
exceptions_file_asked(const struct rules *r)
{
	return rules_asks(r, FACT_session_allowed);
}

bool
exceptions_file_read(struct arena *a, const struct rules *r, struct diag *d,
		     const struct exceptions **out)
{
	const struct span at =
	    rules_settings(r)->value[SETTING_EXCEPTIONS].span;
	struct str path = arena_str(a, exceptions_file_path(r));
	struct source *source;

	*out = NULL;
	if (path.p == NULL || !exceptions_file_asked(r))
		return true;
	if (path.n == 0 || path.p[0] != '/') {
		diag_error(d, at, "exceptions is the absolute path of a file");
		return false;
	}
	if (access(path.p, F_OK) != 0 && errno == ENOENT)
		return true;
	source = source_read(d, a, at, path, EXCEPTIONS_MOST);
	if (source == NULL)
		return false;
	*out = exceptions_read(a, source, d);
	return *out != NULL;
}
