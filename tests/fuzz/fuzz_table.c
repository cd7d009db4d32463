#include "target.h"

#include "table.h"

/* The first byte: of regular expressions? Each line is looked up too. */

static void
look_up(const struct table *t, struct str line)
{
	struct pattern_scratch s = {.data = NULL};
	struct table_hit hit;
	struct mailaddr mail;
	struct addr addr;
	bool found;

	found = table_find_host(t, line, 20000, &s, &hit);
	assert(!found || (hit.entry.n > 0 && hit.line > 0));
	found |= table_find_text(t, line, 20000, &s, &hit);
	if (addr_parse(line, &addr))
		found |= table_find_addr(t, &addr, 20000, &s, &hit);
	if (mailaddr_split(line, &mail))
		found |= table_find_mail(t, &mail, 20000, &s, &hit);
	assert(!found || table_count(t) > 0);
	pattern_scratch_fini(&s);
}

int
fuzz_table(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct str text = fuzz_input(data, size);
	const bool regex = text.n > 0 && text.p[0] == '/';
	struct source source = {STR("fuzz"), str_from(text, 1)};
	struct table *t = table_new(a, STR("t"), regex);

	if (source_check(d, &source)) {
		bool good = table_add_source(t, &source, d);

		assert(good == (diag_errors(d) == 0));
		table_finish(t);
		while (text.n > 0) {
			size_t n = str_find(text, '\n');

			look_up(t, str_trim(str_slice(text, 0, n)));
			text = str_from(text, n + 1);
		}
	}
	arena_free(a);
	return 0;
}
