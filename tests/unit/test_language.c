#include "engine.h"

#include <sys/stat.h>
#include <unistd.h>

/* Statements: where they begin and end, and what they may be called. */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* What was made of a text: "3 rules, 1 transcripts", or its first mistake. */
static const char *
read_text(struct arena *a, const char *text, size_t n)
{
	struct diag *d = diag_new(a);
	struct rules *r = rules_load_text("t", str_make(text, n), NULL, d);
	const struct transcript *t;
	size_t transcripts = 0;
	struct str made;

	if (r == NULL)
		return diag_first(d, a).p;
	for (t = rules_transcripts(r); t != NULL; t = t->next)
		transcripts++;
	made = arena_printf(a, "%zu rules, %zu transcripts", rules_count(r),
			    transcripts);
	rules_free(r);
	return made.p;
}

static const struct {
	const char *what, *text, *made;
} layouts[] = {
    {"nothing", "", "0 rules, 0 transcripts"},
    {"blanks", " \t\r\n\n", "0 rules, 0 transcripts"},
    {"a comment without an end", "# only", "0 rules, 0 transcripts"},
    {"one line", "reject a if helo.fqdn accept b defer c",
     "3 rules, 0 transcripts"},
    {"a word a line", "reject\na\nif\nhelo.fqdn\naccept\nb\n",
     "2 rules, 0 transcripts"},
    {"CRLF", "reject a if helo.fqdn\r\n\twith 550\r\naccept b\r\n",
     "2 rules, 0 transcripts"},
    {"no end of line", "reject a", "1 rules, 0 transcripts"},
    {"UTF-8's mark", "\xef\xbb\xbfreject a", "1 rules, 0 transcripts"},
    {"comments between words",
     "reject # a\n a # b\n if # c\n helo.fqdn # d\n with # e\n 550 # f\n",
     "1 rules, 0 transcripts"},
    {"a sign in a text is no comment", "log a \"# no comment\" reject b",
     "2 rules, 0 transcripts"},
    {"a statement in a text is none", "log a \"reject b\"",
     "1 rules, 0 transcripts"},
    {"a rule behind a reply", "reject a with \"no\" \"way\" reject b with 550",
     "2 rules, 0 transcripts"},
    {"a rule behind a table", "table t { a b } reject a if helo.name in t",
     "1 rules, 0 transcripts"},
    {"words of the language in a table",
     "table t { reject if test } reject a if helo.name in t",
     "1 rules, 0 transcripts"},
    {"a set on its line, a rule behind", "set mode enforce reject a",
     "1 rules, 0 transcripts"},
    {"observe", "observe reject a observe accept b if helo.fqdn",
     "2 rules, 0 transcripts"},
    {"all actions",
     "accept a if score > 5 reject b if score > 5 defer c if score > 5 "
     "close d if score > 5 discard e if score > 5 "
     "quarantine f if score > 5 quarantine g \"why\" if score > 5 "
     "score 1 h if helo.fqdn score -2.5 i if helo.fqdn "
     "score 0.001 j if helo.fqdn tag k header l \"X-A\" \"b\" "
     "log m log n \"text\" delay o 2s delay p 500ms",
     "16 rules, 0 transcripts"},
    {"names of rules",
     "reject a.b-c_D9 reject is if helo.fqdn reject table2 reject 9lives",
     "4 rules, 0 transcripts"},
    {"a test and a session", "test a expect accept session \"b c\" helo x",
     "0 rules, 2 transcripts"},
    {"a test with a word for its name", "test \"reject\" expect accept",
     "0 rules, 1 transcripts"},
    {"a rule behind a test", "test a client ::1 helo x reject b",
     "1 rules, 1 transcripts"},
    {"a table behind a test",
     "test a helo x table t { b } accept c if helo.name in t",
     "1 rules, 1 transcripts"},
    {"a step \"header\"", "test a header X-A b body \"x\" expect accept",
     "0 rules, 1 transcripts"},
    {"a step \"header\" in quotes", "test a header \"X-A\" \"b\" expect accept",
     "0 rules, 1 transcripts"},
    {"a rule \"header\" behind a test",
     "test a expect accept header b \"X-A\" \"c\"", "1 rules, 1 transcripts"},
    {"a step, then a rule \"header\"",
     "test a header X-A b header c \"X-A\" \"d\" if helo.fqdn",
     "1 rules, 1 transcripts"},
    {"a step \"header\" at the end", "test a header X-A b",
     "0 rules, 1 transcripts"},
    {"a greeting that is a word of the language",
     "test a helo \"reject\" mail <> expect accept", "0 rules, 1 transcripts"},
    {"a greeting without an argument", "test a helo \"\" mail <> expect accept",
     "0 rules, 1 transcripts"},
    {"paths with signs", "test a mail <a{b}c,d#e(f)@x> rcpt <> NOTIFY=NEVER",
     "0 rules, 1 transcripts"},
    {"a rule named like a step, expected in quotes",
     "reject mail test a client ::1 mail <> expect reject \"mail\" 550",
     "1 rules, 1 transcripts"},
    {"quotes of a text that stand alone", "test a \"helo\" x",
     "t:1:8: there is no step \"helo\""},
    {"a text of two lines", "log a \"b\nc\"",
     "t:1:7: the text is not closed: a \" is missing before the end of the "
     "line"},
    {"parentheses over lines", "reject a if (\nhelo.fqdn\n)\n",
     "1 rules, 0 transcripts"},
    {"signs without blanks", "reject a if score>=5 and(helo.labels<3 )",
     "1 rules, 0 transcripts"},
    {"a table in one piece", "table t{a,b}reject c if helo.name in t",
     "1 rules, 0 transcripts"},
    {"a block of settings", "set dns { budget 3s cache 4M } reject a",
     "1 rules, 0 transcripts"},
};

static void
test_layouts(void)
{
	for (size_t i = 0; i < COUNT(layouts); i++) {
		struct arena *a = arena_new();

		is_text(read_text(a, layouts[i].text, strlen(layouts[i].text)),
			layouts[i].made, layouts[i].what);
		arena_free(a);
	}
}

static const char *
named(struct arena *a, const char *name)
{
	struct str text =
	    arena_printf(a, "reject %s if helo.fqdn reject b", name);

	return read_text(a, text.p, text.n);
}

/* A statement's first word or a rule's own cannot name a rule; others can. */
static void
test_reserved(void)
{
	static const char *const words[] = {
	    "set",     "table", "include", "test", "session", "observe", "off",
	    "enforce", "if",	"with",	   "and",  "or",      "not",
	};
	struct arena *a = arena_new();
	const char *made;

	for (size_t i = 0; i < COUNT(words); i++) {
		made = named(a, words[i]);
		ok(strstr(made, "cannot be one") != NULL, "reject %s: %s",
		   words[i], made);
	}
	for (size_t i = 0; i < ACTION_COUNT; i++) {
		made = named(a, action_rows[i].name);
		ok(strstr(made, "cannot be one") != NULL, "reject %s: %s",
		   action_rows[i].name, made);
	}
	for (size_t i = 0; i < STEP_COUNT; i++)
		if (i != STEP_HEADER) /* a rule too */
			is_text(named(a, step_rows[i].word),
				"2 rules, 0 transcripts", step_rows[i].word);
	arena_free(a);
}

/* Escapes in texts: what the client would read. */
static const struct {
	const char *written, *line;
} texts[] = {
    {"plain", "plain (a s1)"},
    {"a \\\"quoted\\\" word", "a \"quoted\" word (a s1)"},
    {"\\x41\\102\\103", "ABC (a s1)"},
    {"a\\tb", "a\\x09b (a s1)"},
    {"100%", "100% (a s1)"},
    {"100%% of %{helo.name}", "100% of h.example (a s1)"},
    {"%helo.name", "%helo.name (a s1)"},
    {"%{helo.name}%{helo.name}", "h.exampleh.example (a s1)"},
    {"", " (a s1)"},
};

static void
test_texts(void)
{
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct arena *a = arena_new();
		struct str text =
		    arena_printf(a, "reject a with \"%s\"", texts[i].written);
		struct engine e;

		engine_open(&e, text.p);
		engine_say(&e, "client 203.0.113.9 helo h.example mail <> "
			       "rcpt <a@b.example>");
		is_text(arena_str(a, e.v.line[0]).p, texts[i].line,
			texts[i].written);
		engine_close(&e);
		arena_free(a);
	}
}

/* Bytes that a text file cannot have. */
static void
test_bytes(void)
{
	static const char nul[] = "reject a\n# \0\nreject b\n";
	struct arena *a = arena_new();
	char *line = arena_alloc(a, 70001);

	is_text(read_text(a, nul, sizeof nul - 1),
		"t:2:3: a NUL byte; this is not a text file", "a NUL byte");
	memset(line, '#', 70000);
	is_text(read_text(a, line, 70000),
		"t:1:1: the line has 70000 bytes; a line may have 65536",
		"a long line");
	ok(strstr(read_text(a, "reject a if \xe4", 13), "\\xe4") != NULL,
	   "a byte that does not print is shown by its number");
	arena_free(a);
}

/* The configuration of the manual's first page, with the files it names. */

static const char page[] =
    "# heloward.conf\n"
    "set hostname \"mx.example.org\"\n"
    "set socket   \"unix:/run/heloward/milter.sock\"\n"
    "set mode     observe                      # observe: say what would "
    "happen; enforce: do it\n"
    "\n"
    "table own     { mx.example.org  .mail.example.org  192.0.2.25  "
    "2001:db8::25 }\n"
    "table trusted { 127.0.0.0/8  ::1  192.0.2.0/24 }\n"
    "table friends file \"friends.table\"        # one entry a line, '#' "
    "comments, optional 'until 2027-01-31'\n"
    "table ugly    regex file \"ugly.pcre\"      # thousands of PCRE2 "
    "patterns, matched as a set\n"
    "\n"
    "accept  trusted-network   if client.address in trusted\n"
    "accept  authenticated     if auth.user exists\n"
    "\n"
    "reject  no-greeting       if mail.from exists and helo.name absent\n"
    "        with 503 5.5.1 \"send HELO or EHLO first\"\n"
    "\n"
    "reject  my-own-name       if helo.name in own\n"
    "        with 550 5.7.1 \"%{helo.name} is my own name, not yours\"\n"
    "\n"
    "reject  malformed         if not helo.valid\n"
    "        with 501 5.5.2 \"%{helo.name} is not a host name or an address "
    "literal (RFC 5321 4.1.1.1)\"\n"
    "\n"
    "defer   unresolvable      if not helo.resolves\n"
    "        with 450 4.7.1 \"cannot find %{helo.name} in the DNS\"\n"
    "\n"
    "score 3 generic-rdns      if client.ptr_generic\n"
    "score 2 no-rdns           if client.ptr absent\n"
    "observe\n"
    "reject  suspicious        if score >= 5\n"
    "\n"
    "header  helo-seen         \"X-Greeting\" \"%{helo.name} "
    "(%{helo.class})\"\n"
    "\n"
    "include \"rules.d/*.rules\"\n"
    "\n"
    "test \"a stranger who takes our name is refused\"\n"
    "        client 203.0.113.9\n"
    "        helo   mx.example.org\n"
    "        mail   <someone@example.net>\n"
    "        rcpt   <user@example.org>\n"
    "        expect reject my-own-name 550\n"
    "\n"
    "test \"a dead resolver defers, never refuses\"\n"
    "        dns    mail.example.net A fails\n"
    "        client 203.0.113.9\n"
    "        helo   mail.example.net\n"
    "        mail   <>\n"
    "        rcpt   <user@example.org>\n"
    "        expect defer 451\n";

static char folder[] = "/tmp/heloward-language-XXXXXX";

static const char *
path_of(struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", folder, name).p;
}

static void
write_file(struct arena *a, const char *name, const char *text)
{
	FILE *f = fopen(path_of(a, name), "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0) {
		printf("Bail out! cannot write %s\n", path_of(a, name));
		exit(1);
	}
}

static void
page_failed(void *context, const struct step *step, struct str why)
{
	(void)context;
	printf("# step %d: %.*s\n", step->kind, STR_ARG(why));
}

static void
play_page(const struct rules *r)
{
	const struct transcript *t;

	for (t = rules_transcripts(r); t != NULL; t = t->next) {
		struct transcript_end end;

		transcript_play(r, t, 20000, page_failed, NULL, &end);
		ok(end.expects == 1 && end.failed == 0, "%.*s",
		   STR_ARG(t->name));
	}
}

static void
test_page(void)
{
	static const char *const names[] = {
	    "friends.table", "ugly.pcre", "rules.d/20.rules",
	    "rules.d/10.rules", "heloward.conf"};
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules *r;

	if (mkdtemp(folder) == NULL || mkdir(path_of(a, "rules.d"), 0700) != 0)
		printf("Bail out! no folder\n");
	write_file(a, names[0], "mx.example.com until 2027-01-31 # a friend\n");
	write_file(a, names[1], "/dyn[0-9]+\\..*/i\nhost-.*\n");
	write_file(a, names[2], "reject second if helo.name in ugly\n");
	write_file(a, names[3], "accept first if client.name in friends\n");
	write_file(a, names[4], page);
	r = rules_load(path_of(a, names[4]), NULL, d);
	diag_print(d, stdout);
	ok(r != NULL && diag_errors(d) == 0 && diag_warnings(d) == 0,
	   "the page loads without a warning");
	ok(r != NULL && rules_count(r) == 12, "it has its rules, and those of "
					      "the files it includes");
	if (r != NULL && rules_count(r) == 12) {
		struct str last = rules_line(r, 11, a).rule.place;

		ok(strstr(arena_str(a, last).p, "rules.d/20.rules:1") != NULL,
		   "included in the order of their names: %.*s", STR_ARG(last));
		play_page(r);
	}
	rules_free(r);
	for (size_t i = 0; i < COUNT(names); i++)
		remove(path_of(a, names[i]));
	rmdir(path_of(a, "rules.d"));
	rmdir(folder);
	arena_free(a);
}

int
main(void)
{
	test_layouts();
	test_reserved();
	test_texts();
	test_bytes();
	test_page();
	return tap_done();
}
