#include "pattern_set.h"

#include "tap.h"

#include <stdlib.h>

/*
 * Ten thousand regular expressions in one set find in many names exactly what
 * matching one by one finds. Names and expressions are made up, and taken from
 * the greetings and reverse names of $HELOWARD_DATA where there are some.
 * HELOWARD_NAMES says how many names (100000: some minutes).
 */

enum { PATTERNS = 10000, NAMES = 300, NAME = 48 };

static const struct span nowhere;

struct names {
	struct str *name;
	size_t n;
};

struct many {
	struct arena *arena;
	struct pattern_set *set;
	struct pattern_scratch scratch, other;
	size_t found, tried, wrong;
};

static uint32_t seed = 20261125;

static uint32_t
below(uint32_t n)
{
	seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (uint32_t)((uint64_t)(seed >> 8) * n >> 24);
}

static void
name_add(struct arena *a, struct names *names, struct str name)
{
	ARENA_GROW(a, names->name, names->n);
	names->name[names->n++] = name;
}

/* Labels as hosts have them, digits among them. */
static struct str
make_name(struct arena *a)
{
	static const char *const words[] = {"mail", "mx",  "dyn",   "dhcp",
					    "pool", "dsl", "Cable", "example",
					    "net",  "org", "client"};
	struct str name = STR("");

	for (uint32_t n = 2 + below(4); n > 0; n--) {
		const char *word = words[below(sizeof words / sizeof *words)];

		name = below(3) == 0
			   ? arena_printf(a, "%.*s%u", STR_ARG(name),
					  (unsigned)below(300))
			   : arena_printf(a, "%.*s%s", STR_ARG(name), word);
		if (n > 1)
			name = arena_printf(a, "%.*s%c", STR_ARG(name),
					    ".-"[below(2)]);
	}
	return str_slice(name, 0, NAME);
}

/* The distinct greetings and reverse names, in no order that says anything. */
static void
read_names(struct arena *a, struct names *names)
{
	static const char command[] =
	    "xz -dc \"$HELOWARD_DATA/helo_real.tsv.xz\" | awk -F'\\t' '"
	    "NR == 1 { for (i = 1; i <= NF; i++) c[$i] = i; next } "
	    "{ print $c[\"helo\"]; print $c[\"rdns\"] }' | "
	    "grep -v '^-*$' | LC_ALL=C sort -u";
	FILE *in = popen(command, "r");
	char line[1024];

	while (in != NULL && fgets(line, sizeof line, in) != NULL)
		name_add(a, names, arena_str(a, str_trim(str_of(line))));
	if (in != NULL)
		pclose(in);
	for (size_t i = names->n; i > 1; i--) {
		size_t j = below((uint32_t)i);
		struct str last = names->name[i - 1];

		names->name[i - 1] = names->name[j];
		names->name[j] = last;
	}
}

/* One character of a name as part of an expression that matches it. */
static struct str
loosen(struct arena *a, char c)
{
	const char *plain = str_is_alnum(c) ? "" : "\\";

	switch (below(16)) {
	case 0:
		return STR(".");
	case 1:
		return arena_printf(a, "[\\%c_]", str_is_alnum(c) ? '-' : c);
	case 2:
		return arena_printf(a, "%s%c+", plain, c);
	case 3:
		return arena_printf(a, "q?%s%c", plain, c);
	case 4:
		return arena_printf(a, "(?:%s%c|adsl)", plain, c);
	case 5:
		return arena_printf(a, "(%s%c){1,2}z*", plain, c);
	case 6:
		return arena_printf(a, "(?<! )%s%c{1}", plain, c);
	default:
		return arena_printf(a, "%s%c", plain, c);
	}
}

/* It matches the name, or nearly so, and others like it. */
static struct str
make_loose(struct arena *a, struct str name)
{
	struct str re = STR("");

	for (size_t i = 0; i < name.n; i++) {
		struct str part = str_is_digit(name.p[i]) && below(2) == 0
				      ? STR("\\d+")
				      : loosen(a, name.p[i]);

		re = arena_printf(a, "%.*s%.*s", STR_ARG(re), STR_ARG(part));
	}
	if (below(8) == 0)
		re =
		    arena_printf(a, "%.*s|.*\\.(dyn|dhcp)-[0-9]+", STR_ARG(re));
	return re;
}

/* As lists of dial-up names have it: any digits where the name has some. */
static struct str
make_shape(struct arena *a, struct str name)
{
	static const char *const digits[] = {"[0-9]+", "[0-9]{1,3}", "\\d+"};
	const char *any = digits[below(3)];
	struct str re = below(2) == 0 ? STR("^") : STR("");

	for (size_t i = 0; i < name.n; i++) {
		if (str_is_digit(name.p[i])) {
			if (i == 0 || !str_is_digit(name.p[i - 1]))
				re =
				    arena_printf(a, "%.*s%s", STR_ARG(re), any);
			continue;
		}
		re = arena_printf(a, "%.*s%s%c", STR_ARG(re),
				  str_is_alnum(name.p[i]) ? "" : "\\",
				  name.p[i]);
	}
	return re;
}

static void
make_set(struct many *m, const struct names *names)
{
	struct diag *d = diag_new(m->arena);

	m->set = pattern_set_new(m->arena, 1);
	for (size_t i = 0; i < PATTERNS; i++) {
		struct str name = str_slice(names->name[i % names->n], 0, NAME);
		struct str re = i % 4 < 2 ? make_loose(m->arena, name)
					  : make_shape(m->arena, name);
		struct pattern *p = pattern_new(
		    m->arena, re, PATTERN_WHOLE | PATTERN_CASELESS, d, nowhere);

		if (p == NULL)
			printf("# not an expression: %.*s\n", STR_ARG(re));
		else
			pattern_set_add(m->set, p);
	}
	pattern_set_finish(m->set);
	ok(pattern_set_count(m->set) == PATTERNS, "%d patterns are right",
	   PATTERNS);
}

/* Two scratches: what the set remembers is not to be disturbed. */
static void
compare(struct many *m, struct str name)
{
	const uint64_t *may = pattern_set_may(m->set, name, &m->scratch);

	m->scratch.overruns = 0;
	for (size_t i = 0; i < PATTERNS; i++) {
		bool left = (may[i / 64] >> i % 64 & 1) != 0;
		bool matches = pattern_match(pattern_set_member(m->set, i),
					     name, &m->scratch) == PATTERN_YES;
		bool same = left || !matches;

		same &= left == pattern_set_can(m->set, i, name, &m->other);
		same &= left == (pattern_set_next(m->set, may, i) == i);
		m->found += matches;
		m->tried += left;
		if (!same && m->wrong++ == 0)
			printf("# first: /%.*s/ and \"%.*s\"\n",
			       STR_ARG(
				   pattern_text(pattern_set_member(m->set, i))),
			       STR_ARG(name));
	}
}

int
main(void)
{
	const char *given = getenv("HELOWARD_NAMES");
	size_t n = given == NULL ? NAMES : strtoul(given, NULL, 10);
	struct many m = {.arena = arena_new()};
	struct names real = {.n = 0}, names = {.n = 0};
	size_t nreal = 0;

	if (getenv("HELOWARD_DATA") != NULL)
		read_names(m.arena, &real);
	if (real.n == 0)
		printf("# no names in HELOWARD_DATA: all are made up\n");
	for (size_t i = 0; i < n || i < PATTERNS; i++)
		name_add(m.arena, &names,
			 i % 2 == 0 && nreal < real.n ? real.name[nreal++]
						      : make_name(m.arena));
	make_set(&m, &names);
	for (size_t i = 0; i < n; i++)
		compare(&m, names.name[i]);
	compare(&m, STR(""));
	compare(&m, STR("a"));
	ok(m.wrong == 0, "%zu of %zu answers differ from one by one", m.wrong,
	   (n + 2) * PATTERNS);
	ok(m.found >= n / 2, "%zu matches", m.found);
	ok(m.tried < n * PATTERNS / 4, "%zu pairs are left to match", m.tried);
	pattern_scratch_fini(&m.scratch);
	pattern_scratch_fini(&m.other);
	arena_free(m.arena);
	return tap_done();
}
