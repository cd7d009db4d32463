#include "table_private.h"

#include "hostname.h"

static const struct {
	char letter;
	enum pattern_flags flag;
} flags[] = {
    {'i', PATTERN_CASELESS},
    {'s', PATTERN_DOTALL},
    {'x', PATTERN_EXTENDED},
};

/* The place of the "/" that ends /re/flags, or line.n. */
static size_t
closing(struct str line)
{
	for (size_t i = 1; i < line.n; i++) {
		if (line.p[i] == '/')
			return i;
		if (line.p[i] == '\\')
			i++;
	}
	return line.n;
}

size_t
table_regex_length(struct str line)
{
	size_t n = closing(line);

	while (n < line.n && !str_is_blank(line.p[n]))
		n++;
	return n;
}

/* Bytes "from" up to "to" of the entry, when it stands in the file as it is. */
static struct span
part(struct span at, struct str entry, size_t from, size_t to)
{
	if (at.end - at.start == entry.n) {
		at.end = at.start + to;
		at.start += from;
	}
	return at;
}

/* flags = any of i s x, each once; false: reported */
static bool
read_flags(struct str entry, size_t from, unsigned *out, struct diag *d,
	   struct span at)
{
	const size_t most = sizeof flags / sizeof flags[0];

	*out = PATTERN_WHOLE;
	for (size_t i = from; i < entry.n; i++) {
		size_t f = 0;

		while (f < most && flags[f].letter != entry.p[i])
			f++;
		if (f == most || (*out & flags[f].flag) != 0) {
			diag_error(d, part(at, entry, i, i + 1),
				   "behind \"/\" stand the flags i, s and x, "
				   "each once at most; a slash inside needs a "
				   "backslash");
			return false;
		}
		*out |= flags[f].flag;
	}
	return true;
}

struct pattern *
table_regex_read(struct table *t, struct str entry, struct diag *d,
		 struct span at)
{
	size_t from = 0, to = entry.n;
	unsigned how = PATTERN_WHOLE;
	struct pattern *p;
	struct str re;

	if (str_begins(entry, STR("/"))) {
		from = 1;
		to = closing(entry);
		if (to == entry.n) {
			diag_error(d, at,
				   "the \"/\" that ends the regular expression "
				   "is missing");
			return NULL;
		}
		if (!read_flags(entry, to + 1, &how, d, at))
			return NULL;
	}
	re = str_slice(entry, from, to);
	at = part(at, entry, from, to);
	/* Names and addresses are the same in any case. */
	p = pattern_new(t->arena, re, how | PATTERN_CASELESS, d, at);
	if (p != NULL && pattern_is_risky(re))
		diag_warn(d, at,
			  "this can be slow: a repeated group holds a "
			  "repetition, and one text can be cut in many "
			  "ways");
	return p;
}

const struct table_slot *
table_regex_find(const struct table *t, struct str subject, uint32_t today,
		 struct pattern_scratch *s)
{
	const uint64_t *may;
	size_t i;

	if (t->n_patterns == 0)
		return NULL;
	may = pattern_set_may(t->patterns, subject, s);
	for (i = pattern_set_next(t->patterns, may, 0); i < t->n_patterns;
	     i = pattern_set_next(t->patterns, may, i + 1)) {
		const struct table_slot *slot = &t->slots[t->pattern_slots[i]];

		if (table_slot_counts(slot, today) &&
		    pattern_match(pattern_set_member(t->patterns, i), subject,
				  s) == PATTERN_YES)
			return slot;
	}
	return NULL;
}

size_t
table_patterns(const struct table *t)
{
	return t->n_patterns;
}

bool
table_next_bare(const struct table *t, size_t *from, struct table_hit *hit)
{
	for (size_t i = *from; i < t->n_patterns; i++)
		if (pattern_set_is_bare(t->patterns, i)) {
			table_places_hit(t, &t->slots[t->pattern_slots[i]],
					 hit);
			*from = i + 1;
			return true;
		}
	return false;
}
