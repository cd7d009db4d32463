#include "target.h"

#include "exception.h"

/* What is shown is read again, and is the same. */
static void
check_shown(struct arena *a, const struct exception *x)
{
	struct str text = arena_printf(a, "%.*s until 2027-01-31 # why\n",
				       STR_ARG(exception_show(a, x)));
	struct source source = {STR("shown"), text};
	struct diag *d = diag_new(a);
	const struct exceptions *again = exceptions_read(a, &source, d);

	assert(fuzz_is_clean(str_slice(text, 0, text.n - 1)));
	assert(again != NULL && again->n == 1);
	assert(exception_same(x, &again->item[0]));
}

int
fuzz_exception(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct source source = {STR("fuzz"), fuzz_input(data, size)};
	const struct exceptions *x = exceptions_read(a, &source, d);

	assert((x == NULL) == (diag_errors(d) > 0));
	for (size_t i = 0; x != NULL && i < x->n; i++) {
		const struct exception *e = &x->item[i];

		check_shown(a, e);
		exceptions_find(x, e->helo, NULL, 20000);
		exceptions_find(x, e->reason, &e->client.addr, 20000);
	}
	arena_free(a);
	return 0;
}
