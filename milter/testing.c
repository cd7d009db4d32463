#include "testing.h"

#include "escape.h"
#include "limits.h"
#include "orgdomain.h"

struct failures {
	struct arena *arena;
	struct str text;
};

static void
note(void *context, const struct step *step, struct str why)
{
	struct failures *f = context;
	struct str clean = escape(f->arena, why, NULL, 1000);
	struct str want = {NULL, 0};
	size_t line, column;

	source_place(step->span, &line, &column);
	want = str_slice(step->span.source->text, step->span.start,
			 step->span.end);
	want = escape(f->arena, want, NULL, LIMIT_SHOWN);
	f->text =
	    arena_printf(f->arena, "%.*s# %.*s:%zu: %.*s\n#   but: %.*s\n",
			 STR_ARG(f->text), STR_ARG(step->span.source->name),
			 line, STR_ARG(want), STR_ARG(clean));
}

/* Does the place "FILE:LINE" lie in that file? */
static bool
lies_in(struct str place, const struct source *file)
{
	return str_begins(place, file->name) &&
	       str_begins(str_from(place, file->name.n), STR(":"));
}

/* Settings by which a transcript may come out otherwise. */
static const enum setting_id judging[] = {
    SETTING_ON_DNS_FAILURE, SETTING_POSTMASTER, SETTING_RDNS, SETTING_REPLY_AT};

static struct str
set_elsewhere(const struct rules *rules, const struct source *file,
	      struct arena *a)
{
	const struct setting *value = rules_settings(rules)->value;

	for (size_t i = 0; i < sizeof judging / sizeof judging[0]; i++) {
		const struct span at = value[judging[i]].span;

		if (at.source != NULL && !str_eq(at.source->name, file->name))
			return arena_printf(a, "%s is set in %.*s",
					    setting_rows[judging[i]].name,
					    STR_ARG(at.source->name));
	}
	return STR("");
}

/*
 * A test that stands in a file of rules speaks of these as they are written.
 * Has another file that includes this one changed a rule, or how it is judged?
 */
static struct str
changed_elsewhere(const struct rules *rules, const struct transcript *tr,
		  struct arena *a)
{
	const struct source *file = tr->span.source;
	struct str why = set_elsewhere(rules, file, a);
	bool has_rules = false;

	for (size_t i = 0; i < rules_count(rules); i++) {
		struct rules_line line = rules_line(rules, i, a);

		has_rules |= lies_in(line.rule.place, file);
		if (line.changed.p != NULL && !lies_in(line.changed, file))
			why = arena_printf(a, "%.*s is changed in %.*s",
					   STR_ARG(line.rule.name),
					   STR_ARG(line.changed));
	}
	return has_rules ? why : STR("");
}

void
testing_play(const struct rules *r, const struct transcript *tr, uint32_t today,
	     struct arena *a, struct testing *out)
{
	struct failures f = {a, STR("")};
	struct transcript_end end;

	transcript_play(r, tr, today, note, &f, &end);
	*out = (struct testing){.failed = end.failed > 0, .skip = STR("")};
	if (out->failed)
		out->skip = changed_elsewhere(r, tr, a);
	out->failed = out->failed && out->skip.n == 0;
	out->why = out->failed ? f.text : STR("");
}

struct rules *
testing_load(const char *path, const struct orgdomain *org,
	     const char *const *override, size_t noverrides, struct diag *d)
{
	/* Nothing of this machine goes in. */
	struct rules_options options = {
	    .orgdomain = org, .override = override, .noverrides = noverrides};

	return rules_load(path, &options, d);
}

/* The lines of a failure without their marks, in one. */
static struct str
one_line(struct arena *a, const struct transcript *tr, struct str why)
{
	struct str all = arena_printf(
	    a, "\"%.*s\"", STR_ARG(escape(a, tr->name, "", LIMIT_SHOWN)));

	while (why.n > 0) {
		size_t end = str_find(why, '\n');
		struct str line = str_slice(why, 0, end);

		while (line.n > 0 && (line.p[0] == '#' || line.p[0] == ' '))
			line = str_from(line, 1);
		all =
		    arena_printf(a, "%.*s; %.*s", STR_ARG(all), STR_ARG(line));
		why = str_from(why, end < why.n ? end + 1 : end);
	}
	return all;
}

static size_t
play_all(const struct rules *r, uint32_t today, struct arena *a,
	 struct str *first)
{
	size_t failed = 0;

	for (const struct transcript *tr = rules_transcripts(r); tr != NULL;
	     tr = tr->next) {
		struct arena *own = arena_new();
		struct testing result = {.failed = false};

		if (!tr->session)
			testing_play(r, tr, today, own, &result);
		if (result.failed && failed++ == 0)
			*first = one_line(a, tr, result.why);
		arena_free(own);
	}
	return failed;
}

size_t
testing_all(const char *path, const char *const *override, size_t noverrides,
	    uint32_t today, struct arena *a, struct str *first)
{
	struct diag *d = diag_new(a);
	struct orgdomain org;
	struct rules *r;
	size_t failed = 1;

	orgdomain_init(&org, NULL);
	r = testing_load(path, &org, override, noverrides, d);
	if (r != NULL)
		failed = play_all(r, today, a, first);
	else
		*first = diag_first(d, a);
	rules_free(r);
	orgdomain_fini(&org);
	return failed;
}
