#include "../../rules/limits.h"
#include "canned_dns.h"
#include "rules.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Each limit of limits.h that other tests do not have: one under, at it, one
 * over. And what one client can make us hold, whatever it does.
 */

/* ---- Of a configuration ----------------------------------------------------
 */

struct text {
	char *p;
	size_t n;
};

static void
add(struct text *t, const char *what, size_t times)
{
	const size_t n = strlen(what);

	t->p = realloc(t->p, t->n + n * times + 1);
	if (t->p == NULL)
		exit(1);
	for (size_t i = 0; i < times; i++, t->n += n)
		memcpy(t->p + t->n, what, n);
	t->p[t->n] = '\0';
}

static void
line(struct text *t, size_t n)
{
	add(t, "#", 1);
	add(t, "x", n - 1);
	add(t, "\n", 1);
}

static void
parentheses(struct text *t, size_t n)
{
	add(t, "accept a if ", 1);
	add(t, "(", n);
	add(t, "helo.valid", 1);
	add(t, ")", n);
}

static void
nots(struct text *t, size_t n)
{
	add(t, "accept a if ", 1);
	add(t, "not ", n);
	add(t, "helo.valid", 1);
}

static void
tests(struct text *t, size_t n)
{
	add(t, "accept a if helo.valid", 1);
	add(t, " or helo.valid", n - 1);
}

static void
rules(struct text *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char one[64];

		snprintf(one, sizeof one, "tag t%zu if helo.valid\n", i);
		add(t, one, 1);
	}
}

static void
pattern(struct text *t, size_t n)
{
	add(t, "tag a if helo.name matches /", 1);
	add(t, "x", n);
	add(t, "/", 1);
}

static void
rule_name(struct text *t, size_t n)
{
	add(t, "tag ", 1);
	add(t, "x", n);
	add(t, " if helo.valid", 1);
}

static void
reply_lines(struct text *t, size_t n)
{
	add(t, "reject a if helo.own with 550", 1);
	add(t, " \"x\"", n);
}

static void
delay(struct text *t, size_t n)
{
	char one[60];

	snprintf(one, sizeof one, "delay a %zus if helo.own", n);
	add(t, one, 1);
}

/* "what" stands in the message of one that is over. */
static const struct {
	void (*make)(struct text *t, size_t n);
	size_t limit;
	const char *name, *what;
} texts[] = {
    {line, LIMIT_LINE, "bytes of a line", "a line may have 65536"},
    {parentheses, LIMIT_NESTING, "parentheses", "nests at most 32 deep"},
    {nots, LIMIT_NESTING, "nots", "nests at most 32 deep"},
    {tests, LIMIT_TESTS, "comparisons", "at most 1000 tests"},
    {rules, LIMIT_RULES, "rules", "at most 10000 rules"},
    {pattern, LIMIT_PATTERN, "bytes of a pattern", "4096"},
    {rule_name, LIMIT_RULE_NAME, "bytes of a rule's name", "at most 64"},
    {reply_lines, LIMIT_REPLY_LINES, "lines of a reply", "at most 32 lines"},
    {delay, LIMIT_DELAY, "seconds of a delay", "at most 20s"},
};

static bool
says(const struct diag *d, struct arena *a, const char *what)
{
	struct str first = diag_first(d, a);

	return first.n > 0 &&
	       memmem(first.p, first.n, what, strlen(what)) != NULL;
}

static void
test_text(size_t i, size_t n)
{
	const bool over = n > texts[i].limit;
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct text t = {NULL, 0};
	struct rules *r;

	texts[i].make(&t, n);
	r = rules_load_text("limits.rules", str_make(t.p, t.n), NULL, d);
	ok((r == NULL) == over && (!over || says(d, a, texts[i].what)),
	   "%zu %s %s", n, texts[i].name, over ? "are too many" : "load");
	rules_free(r);
	arena_free(a);
	free(t.p);
}

/* ---- Of its files ----------------------------------------------------------
 */

static char folder[] = "/tmp/heloward-limits-XXXXXX";

static const char *
path_of(size_t number)
{
	static char path[64];

	snprintf(path, sizeof path, "%s/%04zu.rules", folder, number);
	return path;
}

static void
put(size_t number, const char *text)
{
	FILE *f = fopen(path_of(number), "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		exit(1);
}

/* Does file 0 load, and if not, does it say so? */
static void
test_load(bool good, const char *what, const char *name)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules *r = rules_load(path_of(0), NULL, d);

	ok((r != NULL) == good && (good || says(d, a, what)), "%s %s", name,
	   good ? "load" : "are too many");
	rules_free(r);
	arena_free(a);
}

/* File 0 includes 1, which includes 2 ... "deep" of them. */
static void
test_depth(size_t deep)
{
	char text[64];

	for (size_t i = 0; i < deep; i++) {
		snprintf(text, sizeof text, "include \"%04zu.rules\"\n", i + 1);
		put(i, text);
	}
	put(deep, "");
	snprintf(text, sizeof text, "%zu files within each other", deep);
	test_load(deep <= LIMIT_INCLUDE_DEPTH, "at most 16 deep", text);
	for (size_t i = 0; i <= deep; i++)
		remove(path_of(i));
}

/* Each counts, the first included. */
static void
test_files(size_t n)
{
	char text[64];
	static size_t made = 1;

	put(0, "include \"[1-9]*.rules\"\n");
	/* Numbers of four digits that begin with no zero. */
	for (; made < n; made++)
		put(999 + made, "");
	snprintf(text, sizeof text, "%zu files", n);
	test_load(n <= LIMIT_FILES, "4096 in all", text);
}

static void
test_file_size(size_t n)
{
	struct text t = {NULL, 0};
	char name[64];

	add(&t, "#abcdefghijklmn\n", n / 16);
	add(&t, "\n", n % 16);
	put(0, t.p == NULL ? "" : t.p);
	free(t.p);
	snprintf(name, sizeof name, "%zu bytes of a file", n);
	test_load(n <= LIMIT_RULES_FILE, "", name);
}

/* A file with a hole: nothing of it is read. */
static void
test_table_size(void)
{
	put(1, "");
	if (truncate(path_of(1), (off_t)LIMIT_TABLE_FILE + 1) != 0)
		exit(1);
	put(0, "table t file \"0001.rules\"\naccept a if helo.name in t\n");
	test_load(false, "cannot read", "bytes of a table file, over 1 GiB,");
}

static void
test_of_files(void)
{
	if (mkdtemp(folder) == NULL)
		exit(1);
	for (size_t i = 0; i < 3; i++)
		test_depth(LIMIT_INCLUDE_DEPTH - 1 + i);
	for (size_t i = 0; i < 3; i++)
		test_files(LIMIT_FILES - 1 + i);
	for (size_t i = 0; i < LIMIT_FILES + 1; i++)
		remove(path_of(1000 + i));
	for (size_t i = 0; i < 3; i++)
		test_file_size(LIMIT_RULES_FILE - 1 + i);
	test_table_size();
	remove(path_of(0));
	remove(path_of(1));
	rmdir(folder);
}

/* ---- Of a client -----------------------------------------------------------
 */

static const char watch[] =
    "set mode enforce\n"
    "tag a if helo.name is \"x\" or mail.params is \"X\" or\n"
    "    header.count(\"X\") > 1 or header(\"Y\") contains \"z\"\n"
    "discard b if rcpt.to is <b@example.org>\n"
    "reject c if message.recipients > 1000000 or message.size > 1000G\n";

static void
run(const struct rules *r, struct session *s, enum stage stage)
{
	struct verdict v;

	rules_run(r, s, stage, &v);
}

static void
begin(const struct rules *r, struct session *s)
{
	const struct str from = STR("<a@example.org>");

	session_mail(s, &from, 1);
	run(r, s, STAGE_MAIL);
}

static void
greet(const struct rules *r, struct session *s, size_t i)
{
	static char helo[4096];

	memset(helo, 'a' + (char)(i % 26), sizeof helo);
	session_helo(s, str_make(helo, sizeof helo));
	run(r, s, STAGE_HELO);
}

static void
reset(const struct rules *r, struct session *s, size_t i)
{
	if (i % 100 == 0)
		begin(r, s);
	session_reset(s);
}

static void
mail(const struct rules *r, struct session *s, size_t i)
{
	(void)i;
	begin(r, s);
}

static void
rcpt(const struct rules *r, struct session *s, size_t i)
{
	char text[64];
	struct str path;

	if (i == 0)
		begin(r, s);
	snprintf(text, sizeof text, "<user%zu@example.org>", i);
	path = str_of(text);
	session_rcpt(s, &path, 1);
	run(r, s, STAGE_RCPT);
	session_rcpt_end(s, true);
}

/* All of them at once. */
static void
params(const struct rules *r, struct session *s, size_t i)
{
	static char text[2048];
	struct str arg[1001];

	(void)i;
	memset(text, 'X', sizeof text);
	for (size_t k = 0; k < sizeof arg / sizeof arg[0]; k++)
		arg[k] = str_make(text, sizeof text);
	session_mail(s, arg, sizeof arg / sizeof arg[0]);
	run(r, s, STAGE_MAIL);
}

static void
header(const struct rules *r, struct session *s, size_t i)
{
	if (i == 0)
		begin(r, s);
	session_header(s, STR("X"), STR(""));
}

static void
long_header(const struct rules *r, struct session *s, size_t i)
{
	static char text[64 << 10];

	if (i == 0)
		begin(r, s);
	memset(text, 'x', sizeof text);
	session_header(s, STR("Subject"), str_make(text, sizeof text));
}

static void
macro(const struct rules *r, struct session *s, size_t i)
{
	static char text[4096];

	begin(r, s);
	memset(text, 'a' + (char)(i % 26), sizeof text);
	session_macro(s, STR("{auth_authen}"), str_make(text, sizeof text));
}

static void
body(const struct rules *r, struct session *s, size_t i)
{
	static char text[64 << 10];

	if (i == 0)
		begin(r, s);
	session_body(s, str_make(text, sizeof text));
}

/* How often, and the most KiB of a session afterwards. */
static const struct {
	void (*does)(const struct rules *r, struct session *s, size_t i);
	size_t times, most;
	const char *name;
} storms[] = {
    {greet, 10000, 64, "greetings of 4,096 bytes"},
    {reset, 1000000, 64, "RSETs"},
    {mail, 100000, 64, "MAILs"},
    {rcpt, LIMIT_RECIPIENTS + 1, 16 << 10, "recipients"},
    {params, 1000, 256, "times 1,000 parameters of 2,048 bytes"},
    {header, 50000, 1 << 10, "header fields"},
    {long_header, 1000, 1 << 10, "header fields of 64 KiB"},
    {macro, 10000, 64, "macros of 4,096 bytes"},
    {body, 10000, 64, "pieces of 64 KiB"},
};

static void
test_storm(const struct rules *r, size_t i)
{
	struct session *s = session_new();
	size_t held;

	session_connect(s, STR("unknown"), NULL, 25);
	run(r, s, STAGE_CONNECT);
	for (size_t k = 0; k < storms[i].times; k++)
		storms[i].does(r, s, k);
	held = session_size(s);
	ok(held <= storms[i].most << 10,
	   "%zu %s: the session holds %zu KiB, at most %zu", storms[i].times,
	   storms[i].name, held >> 10, storms[i].most);
	session_free(s);
}

static void
test_of_client(void)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules *r = rules_load_text("watch", str_of(watch), NULL, d);

	diag_print(d, stderr);
	if (r == NULL)
		exit(1);
	for (size_t i = 0; i < sizeof storms / sizeof storms[0]; i++)
		test_storm(r, i);
	rules_free(r);
	arena_free(a);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (size_t n = texts[i].limit - 1; n <= texts[i].limit + 1;
		     n++)
			test_text(i, n);
	test_of_files();
	test_of_client();
	return tap_done();
}
