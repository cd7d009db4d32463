#include "daemon.h"
#include "target.h"

#include "../../milter/journal_read.h"
#include "../../milter/journal_text.h"
#include "rules.h"

#include <stdio.h>

/*
 * Two pieces and the rest, as what a client has said: they are written, read
 * as a transcript, and are the same. Then all of it as a file of the journal.
 */

static void
check_same(struct str words[2], struct str helo)
{
	struct journal_text t = {.text = NULL};
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	const struct transcript *tr;
	struct rules *r;

	journal_text_add(&t, STR("session"));
	journal_text_word(&t, STR("fuzz"));
	journal_text_step(&t, "ehlo", &helo, 1);
	journal_text_step(&t, "mail", words, 2);
	journal_text_step(&t, "header", words, 2);
	journal_text_add(&t, STR("\n"));
	assert(!t.full);
	r = rules_load_text("fuzz", str_make(t.text, t.n), NULL, d);
	diag_print(d, stderr);
	assert(r != NULL);
	tr = rules_transcripts(r);
	assert(tr != NULL && tr->next == NULL && tr->nsteps == 3);
	assert(str_eq(tr->step[0].arg[0], helo));
	for (size_t i = 1; i < 3; i++)
		for (size_t k = 0; k < 2; k++)
			assert(str_eq(tr->step[i].arg[k], words[k]));
	rules_free(r);
	arena_free(a);
	free(t.text);
}

static bool
see(void *context, const char *file, size_t line, struct str text)
{
	assert(file != NULL && line > 0 && text.n > 0);
	assert(journal_id(text).n <= text.n);
	(void)context;
	return true;
}

static void
check_file(const uint8_t *data, size_t size)
{
	char path[96];
	const char *why;
	FILE *f;

	snprintf(path, sizeof path, "%s/journal", fuzz_daemon());
	f = fopen(path, "wb");
	assert(f != NULL && fwrite(data, 1, size, f) == size);
	assert(fclose(f) == 0);
	journal_read(path, see, NULL, &why);
	remove(path);
}

int
fuzz_journal(const uint8_t *data, size_t size)
{
	struct str in = fuzz_input(data, size), words[2];

	words[0] = fuzz_piece(&in);
	words[1] = fuzz_piece(&in);
	if (in.n < 2048)
		check_same(words, in.p == NULL ? STR("") : in);
	check_file(data, size);
	return 0;
}
