#include "target.h"

#include "rules.h"

#include <stdio.h>

/* What is printed is lines of printable ASCII, and tabs above carets. */
static void
check_printed(const struct diag *d)
{
	char *text;
	size_t n;
	FILE *to = open_memstream(&text, &n);

	diag_print(d, to);
	fclose(to);
	for (size_t i = 0; i < n; i++)
		assert((text[i] >= ' ' && text[i] <= '~') || text[i] == '\n' ||
		       text[i] == '\t');
	free(text);
}

static void
check_loaded(const struct rules *r, struct arena *a)
{
	assert(rules_fingerprint(r).n == 16);
	for (size_t i = 0; i < rules_count(r); i++) {
		struct rules_line line = rules_line(r, i, a);

		assert(line.rule.name.n > 0 && line.rule.number == i + 1);
	}
	for (const struct transcript *t = rules_transcripts(r); t != NULL;
	     t = t->next) {
		struct transcript_end end;

		transcript_play(r, t, 20000, NULL, NULL, &end);
	}
}

int
fuzz_rules(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules *r =
	    rules_load_text("/nowhere/fuzz", fuzz_input(data, size), NULL, d);

	assert((r == NULL) == (diag_errors(d) > 0));
	check_printed(d);
	if (r != NULL)
		check_loaded(r, a);
	rules_free(r);
	arena_free(a);
	return 0;
}
