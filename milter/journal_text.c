#include "journal_text.h"

#include "escape.h"
#include "journal.h"
#include "mailaddr.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_MOST = 8 * 1024, RECORDS_A_LINE = 40 };

void
journal_text_add(struct journal_text *t, struct str s)
{
	if (t->n + s.n > t->room) {
		t->room = 2 * t->room + s.n + 512;
		t->text = realloc(t->text, t->room);
		if (t->text == NULL)
			abort();
	}
	if (s.n > 0)
		memcpy(t->text + t->n, s.p, s.n);
	t->n += s.n;
}

void
journal_text_join(struct journal_text *t, const struct journal_text *more)
{
	journal_text_add(t, str_make(more->text, more->n));
}

void
journal_text_word(struct journal_text *t, struct str word)
{
	char out[4 * WORD_MOST + 1];

	word = str_slice(word, 0, WORD_MOST);
	journal_text_add(t, STR("\""));
	journal_text_add(
	    t, str_make(out, escape_into(out, sizeof out, word, "\"")));
	journal_text_add(t, STR("\""));
}

void
journal_text_step(struct journal_text *t, const char *word,
		  const struct str *arg, size_t n)
{
	const size_t before = t->n;

	if (t->full)
		return;
	journal_text_add(t, STR("\n\t"));
	journal_text_add(t, str_of(word));
	for (size_t i = 0; i < n; i++) {
		journal_text_add(t, STR(" "));
		journal_text_word(t, arg[i]);
	}
	/* With three texts a record. */
	t->full = t->n > JOURNAL_RECORD_MOST / 3;
	if (t->full)
		t->n = before;
}

static struct str
data(struct arena *a, enum dns_type type, const struct dns_record *r)
{
	char text[ADDR_TEXT];

	if (type == DNS_A || type == DNS_AAAA)
		return arena_str(a,
				 str_make(text, addr_format(&r->addr, text)));
	return type == DNS_TXT ? r->text : r->name;
}

/* Records from "i" on, as many as go into a line; how many they were. */
static size_t
records(struct journal_text *t, struct str name, enum dns_type type,
	const struct dns_answer *answer, size_t i)
{
	struct arena *a = arena_new();
	struct str arg[3 + 2 * RECORDS_A_LINE] = {name,
						  str_of(dns_type_name(type))};
	size_t n = 2, done = 0;

	if (answer->secure)
		arg[n++] = STR("secure");
	for (; i < answer->n && done < RECORDS_A_LINE; i++, done++) {
		const struct dns_record *r = &answer->record[i];

		if (type == DNS_MX)
			arg[n++] = arena_printf(a, "%u", r->preference);
		arg[n++] = data(a, type, r);
	}
	journal_text_step(t, "dns", arg, n);
	arena_free(a);
	return done;
}

void
journal_text_answer(struct journal_text *t, struct str name, enum dns_type type,
		    const struct dns_answer *answer)
{
	const char *word = answer->state == DNS_NONE ? "none" : "fails";

	if (dns_type_name(type) == NULL)
		return;
	if (answer->state == DNS_FOUND)
		for (size_t i = 0; i < answer->n;)
			i += records(t, name, type, answer, i);
	else
		journal_text_step(t, "dns",
				  (struct str[]){name,
						 str_of(dns_type_name(type)),
						 str_of(word)},
				  3);
}

/* FNV-1a: one cannot read it, and who guesses can check. */
static unsigned long long
hash(struct str s)
{
	unsigned long long h = 14695981039346656037ULL;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)str_lower(s.p[i])) * 1099511628211ULL;
	return h;
}

struct str
journal_text_path(struct arena *a, struct str path, const char *addresses)
{
	struct mailaddr addr;
	const char *at;

	if (strcmp(addresses, "keep") == 0 || !mailaddr_split(path, &addr) ||
	    addr.local.n == 0 || mailaddr_is_postmaster(&addr))
		return path;
	at = addr.domain.p == NULL ? "" : "@";
	if (strcmp(addresses, "drop") == 0)
		return arena_printf(a, "<dropped%s%.*s>", at,
				    STR_ARG(addr.domain));
	return arena_printf(a, "<%016llx%s%.*s>", hash(addr.local), at,
			    STR_ARG(addr.domain));
}
