#include "exception.h"

#include "engine.h"

static const char file[] = "# exceptions\n"
			   "\n"
			   "printer 203.0.113.0/24 until 2026-12-10 # a\n"
			   ".example.net  2001:db8::/32 until 2026-12-11 # b\n"
			   "  [192.0.2.1] any until 2026-12-10 #  c # d \n"
			   "any 198.51.100.7 until 2026-12-10 # e\n"
			   "any ::/0 until 2026-12-09 # f";

enum { DAY = 20797 /* 2026-12-10 */ };

static struct exceptions *
read_text(struct arena *a, const char *text, struct diag *d)
{
	struct source *s = ARENA_NEW(a, struct source);

	s->name = STR("exceptions");
	s->text = str_of(text);
	return exceptions_read(a, s, d);
}

static void
test_find(struct arena *a)
{
	static const struct {
		const char *helo, *client;
		uint32_t today;
		size_t line; /* 0: none */
	} cases[] = {
	    {"printer", "203.0.113.9", DAY, 3},
	    {"PRINTER.", "203.0.113.9", DAY - 400, 3},
	    {"printer", "203.0.113.9", DAY + 1, 0},
	    {"printer", "203.0.112.255", DAY, 0},
	    {"printer2", "203.0.113.9", DAY, 0},
	    {NULL, "203.0.113.9", DAY, 0},
	    {"printer", NULL, DAY, 0},
	    {"a.b.example.net", "2001:db8::1", DAY + 1, 4},
	    {"a.b.example.net", "2001:db8::1", DAY + 2, 0},
	    {"example.net", "2001:db8::1", DAY, 0},
	    {"[192.0.2.1]", NULL, DAY, 5},
	    {"[192.0.2.10]", "192.0.2.1", DAY, 0},
	    {"x", "198.51.100.7", DAY, 6},
	    {NULL, "198.51.100.7", DAY, 6},
	    {"x", "198.51.100.8", DAY - 1, 0},
	    {"x", "2001:db9::1", DAY - 1, 7},
	    {"x", "2001:db9::1", DAY, 0},
	};
	struct diag *d = diag_new(a);
	struct exceptions *x = read_text(a, file, d);

	if (!ok(x != NULL && x->n == 5, "the file is read"))
		return;
	ok(str_eq(x->item[2].reason, STR("c # d")), "a reason is trimmed");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *helo = cases[i].helo, *client = cases[i].client;
		const struct exception *e;
		struct addr addr;

		if (client != NULL)
			addr_parse(str_of(client), &addr);
		e = exceptions_find(x, str_of(helo),
				    client != NULL ? &addr : NULL,
				    cases[i].today);
		ok((e == NULL ? 0 : e->line) == cases[i].line,
		   "%s of %s on %u: line %zu", helo ? helo : "nothing",
		   client ? client : "nobody", cases[i].today, cases[i].line);
	}
}

static void
test_mistakes(struct arena *a)
{
	static const char *const cases[][2] = {
	    {"printer", "exceptions:1:8: expected the client's address"},
	    {"printer 203.0.113.9", "exceptions:1:20: an exception has an end"},
	    {"printer 203.0.113.9 until 2026-02-30 # x",
	     "exceptions:1:27: \"until\" needs a day"},
	    {"printer 203.0.113.9 until 2026-12-10",
	     "exceptions:1:37: an exception has a reason"},
	    {"printer 203.0.113.9 until 2026-12-10 #  ",
	     "exceptions:1:37: an exception has a reason"},
	    {"printer 203.0.113.9 until 2026-12-10 x # y",
	     "exceptions:1:37: an exception has a reason"},
	    {"any any until 2026-12-10 # x", "exceptions:1:5: that would be"},
	    {"# fine\nprinter 203.0.113.0/33 until 2026-12-10 # x",
	     "exceptions:2:9: that is no length"},
	    {"pr\x01nter 203.0.113.0/24 until 2026-12-10 # x",
	     "exceptions:1:1: expected a greeting"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct diag *d = diag_new(a);
		struct exceptions *x = read_text(a, cases[i][0], d);
		struct str said = diag_first(d, a);

		ok(x == NULL && str_begins(said, str_of(cases[i][1])), "%s",
		   cases[i][1]);
		if (said.n > 0 && !str_begins(said, str_of(cases[i][1])))
			printf("# but: %.*s\n", STR_ARG(said));
	}
}

/* The rules ask, the day moves, and it is gone. */
static void
test_session(struct arena *a)
{
	struct exceptions *x = read_text(a, file, diag_new(a));
	struct addr addr = {{0}};
	struct engine e;

	engine_open(&e, "accept excepted if session.allowed "
			"reject single if helo.class is single");
	addr_parse(STR("203.0.113.9"), &addr);
	for (uint32_t today = DAY - 1; today <= DAY + 1; today++) {
		session_set_today(e.s, today);
		session_set_exceptions(e.s, x);
		session_connect(e.s, STR("unknown"), &addr, 4321);
		session_helo(e.s, STR("printer"));
		engine_run(&e, STAGE_HELO);
		ok(str_eq(e.v.rule.name,
			  today > DAY ? STR("single") : STR("excepted")),
		   "day %u: %.*s", today, STR_ARG(e.v.rule.name));
		ok((session_take_exception(e.s) != NULL) == (today <= DAY),
		   "it is told of");
		ok(session_take_exception(e.s) == NULL, "once");
	}
	session_set_today(e.s, DAY);
	session_helo(e.s, STR("printer"));
	engine_run(&e, STAGE_HELO);
	ok(e.v.action == ACTION_ACCEPT, "back on its day it holds");
	session_set_exceptions(e.s, NULL);
	engine_run(&e, STAGE_HELO);
	ok(e.v.action == ACTION_REJECT, "taken back, the greeting is refused");
	engine_close(&e);
}

int
main(void)
{
	struct arena *a = arena_new();

	test_find(a);
	test_mistakes(a);
	test_session(a);
	arena_free(a);
	return tap_done();
}
