#include "target.h"

#include "mailaddr.h"

int
fuzz_path(const uint8_t *data, size_t size)
{
	struct str text = fuzz_input(data, size);
	struct mailaddr m;
	char *plain;

	if (!mailaddr_split(text, &m))
		return 0;
	assert(str_eq(m.text, text));
	assert(m.local.n + m.domain.n + m.route.n <= text.n);
	assert(!m.null || (m.local.n == 0 && m.domain.n == 0));
	mailaddr_is_valid(&m, false);
	mailaddr_is_valid(&m, true);
	mailaddr_is_postmaster(&m);
	assert(mailaddr_equal(&m, &m));
	plain = malloc(m.local.n + 1);
	assert(plain != NULL && mailaddr_unquote(&m, plain) <= m.local.n);
	free(plain);
	return 0;
}
