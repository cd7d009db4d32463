#include "pattern.h"

#include "limits.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct pattern {
	pcre2_code *code;
	struct str text;
	bool extended;
};

/* What pattern_scratch.data points to. */
struct matcher {
	pcre2_match_data *data;
	pcre2_match_context *limits;
};

static const struct {
	enum pattern_flags flag;
	uint32_t option;
} options[] = {
    {PATTERN_CASELESS, PCRE2_CASELESS},
    {PATTERN_DOTALL, PCRE2_DOTALL},
    {PATTERN_EXTENDED, PCRE2_EXTENDED},
    {PATTERN_WHOLE, PCRE2_ANCHORED | PCRE2_ENDANCHORED},
};

/* Where PCRE2's own words would puzzle the user. */
static const struct {
	int code;
	const char *text;
} messages[] = {
    {PCRE2_ERROR_END_BACKSLASH,
     "nothing stands behind the backslash at its end"},
    {PCRE2_ERROR_QUANTIFIER_OUT_OF_ORDER,
     "the first number of {...} is larger than the second"},
    {PCRE2_ERROR_MISSING_SQUARE_BRACKET, "the \"]\" of a \"[\" is missing"},
    {PCRE2_ERROR_CLASS_RANGE_ORDER,
     "the range in [...] runs backwards; put a literal \"-\" last"},
    {PCRE2_ERROR_QUANTIFIER_INVALID,
     "nothing to repeat stands before this; a backslash makes it literal"},
    {PCRE2_ERROR_MISSING_CLOSING_PARENTHESIS,
     "the \")\" of a \"(\" is missing"},
    {PCRE2_ERROR_UNMATCHED_CLOSING_PARENTHESIS,
     "this \")\" has no \"(\"; a backslash makes it literal"},
    {PCRE2_ERROR_MISSING_NAME_TERMINATOR,
     "the name of the group does not end in \">\""},
    {PCRE2_ERROR_UTF_IS_DISABLED, "UTF is not for mail's bytes: leave it out"},
    {PCRE2_ERROR_UCP_IS_DISABLED, "UCP is not for mail's bytes: leave it out"},
    {PCRE2_ERROR_BACKSLASH_C_CALLER_DISABLED,
     "a \"C\" behind a backslash is not allowed"},
};

static void *
give(size_t size, void *arena)
{
	return arena_alloc(arena, size);
}

/* The arena takes all of it back at once. */
static void
take_back(void *p, void *arena)
{
	(void)p;
	(void)arena;
}

static void *
must(void *p)
{
	if (p != NULL)
		return p;
	fputs("heloward: out of memory\n", stderr);
	abort();
}

static void
report(struct diag *d, struct span at, int code, size_t offset)
{
	size_t n = at.end - at.start;
	char text[256] = "";

	for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++)
		if (messages[i].code == code)
			snprintf(text, sizeof text, "%s", messages[i].text);
	if (text[0] == '\0')
		pcre2_get_error_message(code, (PCRE2_UCHAR *)text, sizeof text);
	at.start += offset < n ? offset : n;
	at.end = at.start + (offset < n ? 1 : 0);
	diag_error(d, at, "regular expression: %s", text);
}

static bool
size_is_fine(struct str re, struct diag *d, struct span at)
{
	if (re.n == 0)
		diag_error(d, at,
			   "a regular expression is expected; this is "
			   "empty");
	else if (re.n > LIMIT_PATTERN)
		diag_error(d, at,
			   "the regular expression has %zu bytes; it may have "
			   "%d",
			   re.n, LIMIT_PATTERN);
	return re.n > 0 && re.n <= LIMIT_PATTERN;
}

struct pattern *
pattern_new(struct arena *a, struct str re, unsigned flags, struct diag *d,
	    struct span at)
{
	uint32_t how = PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF |
		       PCRE2_NEVER_UCP | PCRE2_DOLLAR_ENDONLY;
	pcre2_compile_context *context;
	struct pattern *p;
	PCRE2_SIZE offset;
	int code;

	if (!size_is_fine(re, d, at))
		return NULL;
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		if ((flags & options[i].flag) != 0)
			how |= options[i].option;
	context = pcre2_compile_context_create(
	    pcre2_general_context_create(give, take_back, a));
	p = ARENA_NEW(a, struct pattern);
	p->text = arena_str(a, re);
	p->extended = (flags & PATTERN_EXTENDED) != 0;
	p->code =
	    pcre2_compile((PCRE2_SPTR)re.p, re.n, how, &code, &offset, context);
	if (p->code != NULL)
		return p;
	report(d, at, code, offset);
	return NULL;
}

struct str
pattern_text(const struct pattern *p)
{
	return p->text;
}

bool
pattern_is_extended(const struct pattern *p)
{
	return p->extended;
}

static struct matcher *
matcher_new(void)
{
	struct matcher *m = must(malloc(sizeof *m));

	/* One pair of offsets: nobody asks what the groups matched. */
	m->data = must(pcre2_match_data_create(1, NULL));
	m->limits = must(pcre2_match_context_create(NULL));
	pcre2_set_match_limit(m->limits, LIMIT_MATCH);
	pcre2_set_depth_limit(m->limits, LIMIT_MATCH_DEPTH);
	pcre2_set_heap_limit(m->limits, LIMIT_MATCH_HEAP);
	return m;
}

void
pattern_scratch_fini(struct pattern_scratch *s)
{
	struct matcher *m = s->data;

	for (size_t i = 0; i < s->nfound; i++)
		free(s->found[i].words);
	free(s->found);
	s->found = NULL;
	s->nfound = 0;
	s->data = NULL;
	if (m == NULL)
		return;
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->limits);
	free(m);
}

void
pattern_scratch_forget(struct pattern_scratch *s)
{
	for (size_t i = 0; i < s->nfound; i++)
		s->found[i].set = NULL;
}

static void
make_found(struct pattern_scratch *s, size_t n)
{
	s->found = must(realloc(s->found, n * sizeof *s->found));
	for (; s->nfound < n; s->nfound++)
		s->found[s->nfound] = (struct pattern_found){.words = NULL};
}

struct pattern_found *
pattern_scratch_found(struct pattern_scratch *s, size_t number, size_t nwords)
{
	struct pattern_found *found;

	if (number >= s->nfound)
		make_found(s, number + 1);
	found = &s->found[number];
	if (nwords > found->nwords) {
		free(found->words);
		found->words = must(malloc(nwords * sizeof *found->words));
		found->nwords = nwords;
		found->set = NULL;
	}
	return found;
}

enum pattern_result
pattern_match(const struct pattern *p, struct str subject,
	      struct pattern_scratch *s)
{
	const struct matcher *m;
	int rc;

	if (s->overruns >= LIMIT_MATCH_OVERRUNS)
		return PATTERN_LIMIT;
	if (s->data == NULL)
		s->data = matcher_new();
	m = s->data;
	/* PCRE2 before 10.40 takes no NULL, even for no bytes. */
	rc = pcre2_match(p->code,
			 (PCRE2_SPTR)(subject.p == NULL ? "" : subject.p),
			 subject.n, 0, 0, m->data, m->limits);
	if (rc >= 0)
		return PATTERN_YES;
	if (rc == PCRE2_ERROR_NOMATCH)
		return PATTERN_NO;
	s->overruns++;
	return PATTERN_LIMIT;
}

void
pattern_library(char version[64])
{
	assert(pcre2_config(PCRE2_CONFIG_VERSION, NULL) <= 64);
	pcre2_config(PCRE2_CONFIG_VERSION, version);
}
