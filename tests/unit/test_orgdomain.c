#include "orgdomain.h"

#include "../tap.h"

#include <stdlib.h>
#include <unistd.h>

/* A list of our own, so that no system's list decides. */
static const char list[] =
    "// ===BEGIN ICANN DOMAINS===\n"
    "com\norg\nnet\nuk\nco.uk\njp\nac.jp\n*.kobe.jp\n!city.kobe.jp\n*.ck\n"
    "!www.ck\nac.za\nco.za\narpa\nin-addr.arpa\nxn--p1ai\n"
    "// ===END ICANN DOMAINS===\n"
    "// ===BEGIN PRIVATE DOMAINS===\n"
    "dyndns.org\n*.compute.example.com\n"
    "// ===END PRIVATE DOMAINS===\n";

#define LABEL63 \
	"a23456789a123456789a123456789a123456789a123456789a123456789a123"

static const struct {
	const char *name;
	const char *registry, *all; /* organisational domain; NULL: none */
} orgs[] = {
    {"mail.example.org", "example.org", "example.org"},
    {"example.org", "example.org", "example.org"},
    {"org", NULL, NULL},
    {"a.b.mail.example.co.uk", "example.co.uk", "example.co.uk"},
    {"co.uk", NULL, NULL},
    {"example.uk", "example.uk", "example.uk"},
    {"Mail.Example.CO.UK.", "Example.CO.UK", "Example.CO.UK"},
    {"a.b.c.kobe.jp", "b.c.kobe.jp", "b.c.kobe.jp"},
    {"c.kobe.jp", NULL, NULL},
    {"a.city.kobe.jp", "city.kobe.jp", "city.kobe.jp"},
    {"a.b.ck", "a.b.ck", "a.b.ck"},
    {"a.www.ck", "www.ck", "www.ck"},
    {"home.dyndns.org", "dyndns.org", "home.dyndns.org"},
    {"dyndns.org", "dyndns.org", NULL},
    {"vm1.compute.example.com", "example.com", NULL},
    {"a.vm1.compute.example.com", "example.com", "a.vm1.compute.example.com"},
    {"a.xn--p1ai", "a.xn--p1ai", "a.xn--p1ai"},
    {"_dmarc.example.org", "example.org", "example.org"},
    {"1.2.0.192.in-addr.arpa", "192.in-addr.arpa", "192.in-addr.arpa"},
    /* TLDs not on the list: the last two labels */
    {"a.b.new", "b.new", "b.new"},
    {"mail.corp.local", "corp.local", "corp.local"},
    /* no host names */
    {"", NULL, NULL},
    {".", NULL, NULL},
    {"localhost", NULL, NULL},
    {"localhost.", NULL, NULL},
    {"192.0.2.1", NULL, NULL},
    {"[192.0.2.1]", NULL, NULL},
    {"2001:db8::1", NULL, NULL},
    {".example.org", NULL, NULL},
    {"mail..example.org", NULL, NULL},
    {"example.org..", NULL, NULL},
    {"exa mple.org", NULL, NULL},
    {"ex\xc3\xa4mple.org", NULL, NULL},
    {LABEL63 ".org", LABEL63 ".org", LABEL63 ".org"},
    {LABEL63 "a.org", NULL, NULL},
    {LABEL63 "." LABEL63 "." LABEL63 ".a23456789a12345678.example12345."
	     "abcdefghijklmnopqrstuvw.org",
     "abcdefghijklmnopqrstuvw.org", "abcdefghijklmnopqrstuvw.org"},
    {LABEL63 "." LABEL63 "." LABEL63 "." LABEL63 ".org", NULL, NULL},
};

static void
check_org(const struct orgdomain *o, const char *name, enum orgdomain_part part,
	  const char *want)
{
	struct str text = str_of(name), org;
	enum tri found = orgdomain_of(o, text, part, &org);

	ok(found == tri_of(want != NULL) &&
	       (want == NULL ? org.p == NULL : str_eq(org, str_of(want))),
	   "%s: %.*s", name, STR_ARG(org));
	if (want != NULL)
		ok(org.p >= text.p && org.p + org.n <= text.p + text.n,
		   "%s: the domain is a view into it", name);
}

static void
test_of(const struct orgdomain *o)
{
	static const char with_nul[] = "a.b\0c.org";
	struct str org;

	for (size_t i = 0; i < sizeof orgs / sizeof orgs[0]; i++) {
		check_org(o, orgs[i].name, ORGDOMAIN_REGISTRY,
			  orgs[i].registry);
		check_org(o, orgs[i].name, ORGDOMAIN_ALL, orgs[i].all);
	}
	ok(orgdomain_of(o, str_make(with_nul, sizeof with_nul - 1),
			ORGDOMAIN_ALL, &org) == TRI_NO,
	   "a name with a NUL has none");
	ok(orgdomain_of(o, (struct str){NULL, 0}, ORGDOMAIN_ALL, &org) ==
	       TRI_NO,
	   "the absent text has none");
}

static const struct {
	const char *name;
	enum tri registry, all, tld;
} suffixes[] = {
    {"com", TRI_YES, TRI_YES, TRI_YES},
    {"COM.", TRI_YES, TRI_YES, TRI_YES},
    {"co.uk", TRI_YES, TRI_YES, TRI_YES},
    {"example.co.uk", TRI_NO, TRI_NO, TRI_YES},
    {"x.kobe.jp", TRI_YES, TRI_YES, TRI_YES},
    {"city.kobe.jp", TRI_NO, TRI_NO, TRI_YES},
    {"dyndns.org", TRI_NO, TRI_YES, TRI_YES},
    {"vm1.compute.example.com", TRI_NO, TRI_YES, TRI_YES},
    {"x.ck", TRI_YES, TRI_YES, TRI_YES},
    {"xn--p1ai", TRI_YES, TRI_YES, TRI_YES},
    {"co.za", TRI_YES, TRI_YES, TRI_YES},
    {"mail.example.co.za", TRI_NO, TRI_NO, TRI_YES},
    {"example.za", TRI_NO, TRI_NO, TRI_NO},
    {"new", TRI_NO, TRI_NO, TRI_NO},
    {"a.b.new", TRI_NO, TRI_NO, TRI_NO},
    {"local", TRI_NO, TRI_NO, TRI_NO},
    {"192.0.2.1", TRI_NO, TRI_NO, TRI_NO},
    {"", TRI_NO, TRI_NO, TRI_NO},
    {"a..com", TRI_NO, TRI_NO, TRI_NO},
};

static void
test_suffixes(const struct orgdomain *o)
{
	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		struct str name = str_of(suffixes[i].name);

		ok(orgdomain_is_suffix(o, name, ORGDOMAIN_REGISTRY) ==
		       suffixes[i].registry,
		   "%s: a registry's suffix", suffixes[i].name);
		ok(orgdomain_is_suffix(o, name, ORGDOMAIN_ALL) ==
		       suffixes[i].all,
		   "%s: a suffix", suffixes[i].name);
		ok(orgdomain_knows_tld(o, name) == suffixes[i].tld,
		   "%s: TLD on the list", suffixes[i].name);
	}
}

static const struct {
	const char *a, *b;
	enum tri same;
} pairs[] = {
    {"mail.example.org", "www.example.org", TRI_YES},
    {"mail.example.org", "EXAMPLE.ORG.", TRI_YES},
    {"a.example.co.uk", "b.other.co.uk", TRI_NO},
    {"a.example.co.uk", "b.example.co.uk", TRI_YES},
    {"a.dyndns.org", "b.dyndns.org", TRI_NO},
    {"x.a.dyndns.org", "a.dyndns.org", TRI_YES},
    {"a.example.org", "a.example.com", TRI_NO},
    {"localhost", "LOCALHOST.", TRI_YES},
    {"localhost", "localhost.example.org", TRI_NO},
    {"co.uk", "uk", TRI_NO},
    {"co.uk", "co.uk", TRI_YES},
    {"192.0.2.1", "192.0.2.1", TRI_NO},
    {"", "", TRI_NO},
};

static void
test_same(const struct orgdomain *o)
{
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct str a = str_of(pairs[i].a), b = str_of(pairs[i].b);

		ok(orgdomain_same(o, a, b) == pairs[i].same &&
		       orgdomain_same(o, b, a) == pairs[i].same,
		   "%s and %s", pairs[i].a, pairs[i].b);
	}
}

static void
test_none(const char *file)
{
	struct orgdomain o;
	struct str name = STR("mail.example.org"), org;

	ok(!orgdomain_init(&o, file), "%s is no list", file);
	printf("# %s\n", o.source);
	ok(strncmp(o.source, "none (", 6) == 0 && strstr(o.source, file),
	   "and the source says so");
	ok(orgdomain_of(&o, name, ORGDOMAIN_ALL, &org) == TRI_MAYBE &&
	       org.p == NULL,
	   "without a list: the domain is unknown");
	ok(orgdomain_is_suffix(&o, name, ORGDOMAIN_ALL) == TRI_MAYBE &&
	       orgdomain_knows_tld(&o, name) == TRI_MAYBE &&
	       orgdomain_same(&o, name, name) == TRI_MAYBE,
	   "without a list: all else is unknown");
	orgdomain_fini(&o);
	orgdomain_fini(&o);
	ok(o.list == NULL, "a list is given back twice without harm");
}

static void
write_file(char *path, const char *text)
{
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		ok(false, "%s can be written", path);
}

/* Whatever the system has: a list that knows com, or none and it says so. */
static void
test_default(void)
{
	struct orgdomain o;
	bool there = orgdomain_init(&o, NULL);

	printf("# the list of this system: %s\n", o.source);
	ok(orgdomain_is_suffix(&o, STR("com"), ORGDOMAIN_REGISTRY) ==
	       (there ? TRI_YES : TRI_MAYBE),
	   "com by this system's list");
	orgdomain_fini(&o);
}

int
main(void)
{
	char path[] = "test_orgdomain.XXXXXX", empty[] = "test_empty.XXXXXX",
	     other[] = "test_other.XXXXXX";
	struct orgdomain o;

	write_file(path, list);
	write_file(empty, "");
	write_file(other, "some\nother\nfile\n");
	if (ok(orgdomain_init(&o, path), "a list is loaded")) {
		printf("# %s\n", o.source);
		ok(o.source[4] == '-' && strstr(o.source, path),
		   "the source has a date and the file");
		test_of(&o);
		test_suffixes(&o);
		test_same(&o);
	}
	orgdomain_fini(&o);
	test_none("/nonexistent/list");
	test_none(empty);
	test_none(other);
	test_default();
	unlink(path);
	unlink(empty);
	unlink(other);
	return tap_done();
}
