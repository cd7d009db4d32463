#include "target.h"

#include "rules.h"

/*
 * A piece that stands as text in rules that reply, add a field, write to the
 * log and quarantine; the rest is the greeting. A text that does not load is
 * none.
 */

static void
run(const struct rules *r, struct str helo)
{
	struct session *s = session_new();
	struct str path = STR("<a@example.org>");
	struct verdict v;

	session_set_id(s, STR("fuzz"));
	session_connect(s, helo, NULL, 25);
	session_helo(s, helo);
	session_mail(s, &path, 1);
	session_rcpt(s, &path, 1);
	for (int stage = STAGE_CONNECT; stage <= STAGE_RCPT; stage++) {
		rules_run(r, s, (enum stage)stage, &v);
		fuzz_check_verdict(&v);
	}
	session_rcpt_end(s, true);
	rules_run(r, s, STAGE_HEADERS, &v);
	rules_run(r, s, STAGE_MESSAGE, &v);
	fuzz_check_verdict(&v);
	session_free(s);
}

static void
try(const char *rule, struct str text, struct str helo)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct str all = arena_printf(a, "%s \"%.*s\"\n", rule, STR_ARG(text));
	struct rules *r = rules_load_text("/nowhere/fuzz", all, NULL, d);

	assert((r == NULL) == (diag_errors(d) > 0));
	if (r != NULL)
		run(r, helo);
	rules_free(r);
	arena_free(a);
}

int
fuzz_reply(const uint8_t *data, size_t size)
{
	struct str in = fuzz_input(data, size);
	struct str text = fuzz_piece(&in);

	if (in.p == NULL)
		in = STR("");
	try("reject r with 550", text, in);
	try("defer r with 450 4.7.1 \"one\"", text, in);
	try("header h \"X-A\"", text, in);
	try("log l", text, in);
	try("quarantine q", text, in);
	return 0;
}
