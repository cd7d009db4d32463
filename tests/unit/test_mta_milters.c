#include "mta_milters.h"
#include "tap.h"

/* Put into smtpd_milters and taken out again; NULL: it is not set. */

static const struct {
	const char *before, *with;
} lists[] = {
    {NULL, "{ unix:h/s, x=1 }"},
    {"", ", { unix:h/s, x=1 }"},
    {"inet:a:1", "inet:a:1, { unix:h/s, x=1 }"},
    {"inet:a:1,, $b ,", "inet:a:1,, $b ,, { unix:h/s, x=1 }"},
    {"{ inet:a:1, x = 2 } inet:b:1", "{ inet:a:1, x = 2 } inet:b:1, "
				     "{ unix:h/s, x=1 }"},
    {"unix:h/s2", "unix:h/s2, { unix:h/s, x=1 }"},
    {"{ {x} inet:a:1 }", "{ {x} inet:a:1 }, { unix:h/s, x=1 }"},
};

/* Those that have us already, and what they are without. */
static const struct {
	const char *before, *with, *without;
} others[] = {
    {"unix:h/s", "{ unix:h/s, x=1 }", NULL},
    {"unix:/q/h/s, inet:a:1", "{ unix:h/s, x=1 }, inet:a:1", "inet:a:1"},
    {"inet:a:1 {unix:h/s} inet:b:1", "inet:a:1 { unix:h/s, x=1 } inet:b:1",
     "inet:a:1 inet:b:1"},
    {"inet:a:1,  {  unix:h/s, y = 1}", "inet:a:1,  { unix:h/s, x=1 }",
     "inet:a:1"},
    {"unix:h/s unix:h/s", "{ unix:h/s, x=1 } unix:h/s", NULL},
};

static bool
same(struct str got, const char *want)
{
	return str_eq(got, str_of(want)) && (got.p == NULL) == (want == NULL);
}

int
main(void)
{
	const struct str ours[] = {STR("unix:/q/h/s"), STR("unix:h/s")};
	const struct str element = STR("{ unix:h/s, x=1 }");
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		struct str got = mta_milters_add(a, str_of(lists[i].before),
						 element, ours, 2);

		ok(same(got, lists[i].with), "add to \"%s\": %.*s",
		   lists[i].before == NULL ? "(none)" : lists[i].before,
		   STR_ARG(got));
		got = mta_milters_add(a, got, element, ours, 2);
		ok(same(got, lists[i].with), "add again: %.*s", STR_ARG(got));
		got = mta_milters_remove(a, got, ours, 2);
		ok(same(got, lists[i].before), "remove: %.*s", STR_ARG(got));
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		struct str got = mta_milters_add(a, str_of(others[i].before),
						 element, ours, 2);

		ok(same(got, others[i].with), "add to \"%s\": %.*s",
		   others[i].before, STR_ARG(got));
		got = mta_milters_remove(a, str_of(others[i].before), ours, 2);
		ok(same(got, others[i].without), "remove from \"%s\": %.*s",
		   others[i].before, STR_ARG(got));
	}
	arena_free(a);
	return tap_done();
}
