#include "engine.h"

/* The rest of the facade: what a configuration tells about itself. */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *
needs_of(struct arena *a, const char *text)
{
	struct rules *r = engine_load(a, text);
	struct rules_needs n = rules_needs(r);

	rules_free(r);
	return arena_printf(
		   a, "%s%s%s%s%s%s%s%s", n.refused ? "refused " : "",
		   n.headers ? "headers " : "", n.headers_end ? "end " : "",
		   n.body ? "body " : "", n.add_header ? "add " : "",
		   n.discard ? "discard " : "",
		   n.quarantine ? "quarantine " : "", n.dns ? "dns " : "")
	    .p;
}

static const struct {
	const char *rules, *needs;
} needs[] = {
    {"", ""},
    {"reject r if helo.fqdn and mail.null and rcpt.postmaster", ""},
    {"reject r if message.size > 1K", "headers body "},
    {"log l \"%{message.size}\"", "headers body "},
    {"reject r if helo.resolves", "dns "},
    {"log l \"%{client.ptr}\"", "dns "},
    {"reject r with \"%{client.ptr}\"", "dns "},
    {"reject r if dnsbl(\"list.example.org\", client.address) exists", "dns "},
    {"discard d", "discard "},
    {"quarantine q", "quarantine "},
    {"reject r if header(\"Subject\") exists", "headers end "},
    {"reject r if message.has_nul", "headers body "},
    {"reject r if message.recipients > 1", "end "},
    {"reject r if message.size_declared > 1", ""},
    {"reject r if rcpt.rejected_count > 1", "refused "},
    {"reject big if message.size > 1K accept later if helo.fqdn",
     "headers body "},
};

static void
test_needs(void)
{
	for (size_t i = 0; i < COUNT(needs); i++) {
		struct arena *a = arena_new();

		is_text(needs_of(a, needs[i].rules), needs[i].needs,
			needs[i].rules);
		arena_free(a);
	}
}

/* What takes a header field or a message away must have been negotiated. */
static void
test_actions(void)
{
	struct arena *a = arena_new();

	ok(strstr(needs_of(a, "header h \"X-A\" \"b\""), "add ") != NULL,
	   "a header rule adds");
	ok(strstr(needs_of(a, "discard d if rcpt.postmaster"), "discard ") !=
	       NULL,
	   "a discard rule discards");
	arena_free(a);
}

static const char *
fingerprint_of(struct arena *a, const char *text)
{
	struct rules *r = engine_load(a, text);
	const char *copy = arena_str(a, rules_fingerprint(r)).p;

	rules_free(r);
	return copy;
}

static void
test_fingerprint(void)
{
	static const char *const set[] = {"mode=enforce"};
	struct rules_options options = {.override = set, .noverrides = 1};
	struct arena *a = arena_new();
	const char *one = fingerprint_of(a, "reject a");

	ok(strlen(one) == 16 && strspn(one, "0123456789abcdef") == 16,
	   "16 hexadecimal digits: %s", one);
	is_text(fingerprint_of(a, "reject a"), one, "the same of the same");
	ok(strcmp(fingerprint_of(a, "reject b"), one) != 0, "another byte");
	ok(strcmp(fingerprint_of(a, "reject a "), one) != 0, "one byte more");
	engine_options = &options;
	ok(strcmp(fingerprint_of(a, "reject a"), one) != 0,
	   "another setting on the command line");
	engine_options = NULL;
	arena_free(a);
}

/* The command line is in force over the file, and its mistakes are told. */
static void
test_overrides(void)
{
	static const struct {
		const char *set, *mode; /* NULL: refused */
	} cases[] = {{"mode=enforce", "enforce"},
		     {"mode=observe", "observe"},
		     {"reply-at=mail", "observe"},
		     {"mode=both", NULL},
		     {"mode", NULL},
		     {"", NULL},
		     {"=", NULL},
		     {"mod=enforce", NULL}};
	struct arena *a = arena_new();

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct rules_options options = {.override = &cases[i].set,
						.noverrides = 1};
		struct diag *d = diag_new(a);
		struct rules *r =
		    rules_load_text("t", STR("set mode observe"), &options, d);

		ok((r != NULL) == (cases[i].mode != NULL) &&
		       (r == NULL || setting_is(rules_settings(r), SETTING_MODE,
						cases[i].mode)),
		   "\"%s\": %s", cases[i].set,
		   r == NULL ? diag_first(d, a).p : "in force");
		rules_free(r);
	}
	arena_free(a);
}

/* Our own names: from the file, the setting and the machine, each once. */
static void
test_own(void)
{
	static const struct rules_identity machine[] = {
	    {{"mx.example.org", 14}, "host name"},
	    {{"192.0.2.25", 10}, "interface eth0"},
	    {{"not a name", 10}, "nonsense"}};
	struct rules_options options = {.identity = machine, .nidentity = 3};
	struct engine e;
	size_t found = 0;

	engine_options = &options;
	engine_open(&e, "set hostname mail.example.org "
			"table own { .mine.example.org }");
	engine_options = NULL;
	for (size_t i = 0; i < rules_own_count(e.r); i++) {
		struct rules_identity id = rules_own(e.r, i);

		found += str_eq(id.entry, STR("192.0.2.25")) &&
			 strcmp(id.from, "interface eth0") == 0;
		found += str_eq(id.entry, STR(".mine.example.org"));
		found += str_eq(id.entry, STR("mail.example.org"));
		found += str_eq(id.entry, STR("mx.example.org"));
	}
	ok(found == 4, "all four are told, with where they come from");
	engine_say(&e, "client 203.0.113.9 ehlo [192.0.2.25]");
	is_text(engine_fact(&e, "helo.own"), "yes", "an interface's address");
	engine_say(&e, "ehlo mx.example.org");
	is_text(engine_fact(&e, "helo.own"), "yes", "the machine's name");
	engine_say(&e, "ehlo mail.example.org");
	is_text(engine_fact(&e, "helo.own"), "yes", "the name that is set");
	engine_say(&e, "ehlo a.mine.example.org");
	is_text(engine_fact(&e, "helo.own"), "yes", "what the file says");
	engine_say(&e, "ehlo example.org");
	is_text(engine_fact(&e, "helo.own"), "no", "and nothing else");
	engine_close(&e);
}

/* Moments, as heloctl check -v prints them. */
static void
test_lines(void)
{
	static const struct {
		const char *rules;
		enum stage moment[4];
	} cases[] = {
	    {"reject a reject b if helo.fqdn reject c reject d if client.port "
	     "> 1",
	     {STAGE_CONNECT, STAGE_HELO, STAGE_HELO, STAGE_HELO}},
	    {"log a if mail.null reject b if helo.fqdn",
	     {STAGE_MAIL, STAGE_HELO}},
	    {"observe reject a if mail.null reject b if helo.fqdn",
	     {STAGE_MAIL, STAGE_HELO}},
	    {"score 1 a if mail.null reject b if score > 0 reject c",
	     {STAGE_MAIL, STAGE_MAIL, STAGE_MAIL}},
	    {"observe score 1 a if mail.null reject b if score > 0",
	     {STAGE_MAIL, STAGE_CONNECT}},
	    {"tag a if rcpt.postmaster reject b if tag.a",
	     {STAGE_RCPT, STAGE_RCPT}},
	    {"quarantine a \"%{message.size}\" accept b",
	     {STAGE_MESSAGE, STAGE_MESSAGE}},
	    {"reject a with \"%{rcpt.to}\" accept b if auth.user exists",
	     {STAGE_CONNECT, STAGE_MAIL}},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();
		struct rules *r = engine_load(a, cases[i].rules);
		size_t wrong = 0;

		for (size_t k = 0; k < rules_count(r); k++)
			wrong +=
			    rules_line(r, k, a).moment != cases[i].moment[k];
		ok(wrong == 0, "%s", cases[i].rules);
		rules_free(r);
		arena_free(a);
	}
}

int
main(void)
{
	test_needs();
	test_actions();
	test_fingerprint();
	test_overrides();
	test_own();
	test_lines();
	return tap_done();
}
