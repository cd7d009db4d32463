/*
 * Verdicts of other programs on greetings in context: client address, reverse
 * name, what the DNS says. Each of their checks is written as a rule of ours,
 * each vector as a transcript; the engine must say what they say, or the
 * reason stands here. The data are outside the project (HELOWARD_DATA).
 */
#include "arena.h"
#include "orgdomain.h"
#include "rules.h"
#include "transcript.h"

#include "tap.h"

#include <stdlib.h>

enum { CHECK, HELO, CLIENT, RDNS, DNS, EXPECTED, SOURCE, NOTE, COLUMNS };

/* One of their checks as our rule; a NULL rule has a reason instead. */
static struct {
	const char *check; /* a "*" at its end: all that begin so */
	const char *condition;
	const char *reason;
	unsigned used;
} checks[] = {
    {"bare_ip", "helo.bare_ip", NULL, 0},
    {"ip_in_helo(dynamic)", "helo.generic", NULL, 0},
    {"helo_matches_rdns*", "not helo.same_domain_as_ptr", NULL, 0},
    {"literal_mismatch(/24)",
     "helo.literal_matches is no and client.class not in { private loopback }",
     NULL, 0},
    {"valid_hostname(TLD)", "helo.public_suffix or not helo.tld_known", NULL,
     0},
    {"match_re ^(bad.tld)$", "helo.name matches /bad.tld/", NULL, 0},
    {"helo_changed_in_session", NULL,
     "needs a fact about the greetings before: a later fact", 0},
    {"ehlo_then_helo", NULL,
     "a milter does not see HELO or EHLO at that time: a later fact", 0},
    {"badhelo list", "helo.name in { aol.com yahoo.com }", NULL, 0},
    {"regex ya.oo*", "helo.name contains /ya.oo\\.com$/", NULL, 0},
    {"regex !*", "not helo.name contains /\\./", NULL, 0},
    {"invalid_localhost",
     "helo.name is localhost and client.class is not loopback", NULL, 0},
    {"no_reverse_dns", "client.ptr absent", NULL, 0},
    {"helo_address_matches_client*", "not helo.is_client", NULL, 0},
    {"fcrdns is_valid_localhost",
     "client.ptr is localhost and client.class is not loopback", NULL, 0},
    {"dynamic_rdns", "client.ptr absent or client.ptr_generic", NULL, 0},
    {"postfix helo restrictions*",
     "helo.bare_ip and not helo.resolves or not helo.bare_ip and "
     "(not helo.valid and not helo.trailing_dot or not helo.resolves)",
     NULL, 0},
};
enum { CHECKS = sizeof checks / sizeof checks[0] };

static struct orgdomain suffixes;
static unsigned same, left_out;

static bool
fits(const char *pattern, const char *check)
{
	size_t n = strlen(pattern);

	if (pattern[n - 1] == '*')
		return strncmp(pattern, check, n - 1) == 0;
	return strcmp(pattern, check) == 0;
}

/* "helo resolves to A" and "A x; AAAA y" as steps of a transcript. */
static struct str
dns_steps(struct arena *a, const char *helo, const char *dns)
{
	static const char resolves[] = "helo resolves to ";
	struct str all = STR(""), rest = str_of(dns);

	if (strncmp(dns, resolves, strlen(resolves)) == 0) {
		const char *address = dns + strlen(resolves);

		return arena_printf(a, "dns %s %s %s\n", helo,
				    strchr(address, ':') ? "AAAA" : "A",
				    address);
	}
	while (rest.n > 0) {
		size_t end = str_find(rest, ';');
		struct str one = str_trim(str_slice(rest, 0, end));

		if (str_begins(one, STR("A ")) || str_begins(one, STR("AAAA ")))
			all = arena_printf(
			    a, "%.*sdns %s %.*s\n", STR_ARG(all), helo,
			    str_iends(one, STR("NXDOMAIN"))
				? (int)str_find(one, ' ') + 5
				: (int)one.n,
			    str_iends(one, STR("NXDOMAIN"))
				? (one.p[1] == ' ' ? "A none" : "AAAA none")
				: one.p);
		rest = str_from(rest, end + 1);
	}
	return all;
}

/* What Postfix and Sendmail take for a name, "[1.2.3.4]", is none. */
static const char *
client_name(const char *rdns)
{
	return rdns[0] == '[' ? "" : rdns;
}

static struct str
configuration(struct arena *a, const char *condition, char *field[COLUMNS])
{
	const char *client =
	    field[CLIENT][0] != '\0' ? field[CLIENT] : "203.0.113.9";
	const char *helo = field[HELO][0] != '\0' ? field[HELO] : "x.example";
	/* Postfix' suite calls the client foo, and no DNS knows a foo. */
	struct str dns = strcmp(field[RDNS], "foo") == 0
			     ? STR("dns foo none\n")
			     : dns_steps(a, helo, field[DNS]);

	return arena_printf(
	    a,
	    "reject flag if %s\n"
	    "test \"x\"\n%.*sclient %s %s\nehlo \"%s\"\n"
	    "mail <>\nrcpt <u@example.org>\nexpect %s\n",
	    condition, STR_ARG(dns), client, client_name(field[RDNS]), helo,
	    strcmp(field[EXPECTED], "flag") == 0 ? "reject flag" : "accept");
}

static void
play(const char *condition, char *field[COLUMNS])
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules_options options = {.orgdomain = &suffixes};
	struct str text = configuration(a, condition, field);
	struct rules *rules = rules_load_text("vector", text, &options, d);
	struct transcript_end end = {.failed = 1};

	if (rules == NULL)
		diag_print(d, stdout);
	else
		transcript_play(rules, rules_transcripts(rules), 20000, NULL,
				NULL, &end);
	ok(end.failed == 0, "%s: helo \"%s\" client \"%s\" rdns \"%s\": %s",
	   field[CHECK], field[HELO], field[CLIENT], field[RDNS],
	   field[EXPECTED]);
	same += end.failed == 0;
	rules_free(rules);
	arena_free(a);
}

static void
check(char *field[COLUMNS])
{
	for (size_t i = 0; i < CHECKS; i++) {
		if (!fits(checks[i].check, field[CHECK]))
			continue;
		checks[i].used++;
		if (checks[i].condition != NULL) {
			play(checks[i].condition, field);
			return;
		}
		left_out++;
		printf("# %s: %s\n", field[CHECK], checks[i].reason);
		return;
	}
	ok(false, "%s: a check that is not in the table", field[CHECK]);
}

static bool
cut(char *line, char *field[COLUMNS])
{
	size_t n = 0;

	line[strcspn(line, "\n")] = '\0';
	for (char *at = line; at != NULL && n < COLUMNS; n++) {
		field[n] = at;
		at = strchr(at, '\t');
		if (at != NULL)
			*at++ = '\0';
	}
	return n == COLUMNS;
}

static void
read_file(FILE *f)
{
	char line[4096], *field[COLUMNS];
	bool heading = true;

	for (; fgets(line, sizeof line, f) != NULL; heading = false)
		if (!heading && cut(line, field))
			check(field);
	for (size_t i = 0; i < CHECKS; i++)
		ok(checks[i].used > 0, "%s: the data has it", checks[i].check);
	printf("# %u say what they say, %u are not asked of us\n", same,
	       left_out);
}

int
main(void)
{
	const char *dir = getenv("HELOWARD_DATA"), *srcdir = getenv("srcdir");
	char path[4096];
	FILE *f;

	if (dir != NULL)
		snprintf(path, sizeof path, "%s/helo_check_vectors.tsv", dir);
	else
		snprintf(path, sizeof path,
			 "%s/../shared/data/helo_check_vectors.tsv",
			 srcdir != NULL ? srcdir : ".");
	f = fopen(path, "r");
	if (f == NULL) {
		ok(true, "the vectors are absent (%s): nothing is compared",
		   path);
		return tap_done();
	}
	ok(orgdomain_init(&suffixes, NULL), "there is a public suffix list");
	read_file(f);
	fclose(f);
	orgdomain_fini(&suffixes);
	return tap_done();
}
