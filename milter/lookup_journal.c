#include "lookup.h"

#include "addr.h"
#include "journal_read.h"
#include "journal_text.h"

struct scan {
	const struct logline *wanted;
	struct arena *arena;
	struct str key;	 /* that its record holds, as it stands there */
	struct str text; /* of the last session that fits */
	size_t many;
};

/* The journal may have a path as it was, its local part hashed, or without. */
static void
note_path(struct arena *a, struct str *into, struct str kept, struct str wanted)
{
	static const char *const ways[] = {"hash", "drop"};

	*into = kept;
	for (size_t i = 0; wanted.p != NULL && i < 2; i++)
		if (str_ieq(kept, journal_text_path(a, wanted, ways[i])))
			*into = wanted;
}

static void
note_step(struct arena *a, struct logline *l, const struct step *s,
	  const struct logline *wanted)
{
	switch (s->nargs == 0 ? STEP_COUNT : s->kind) {
	case STEP_CLIENT:
		l->client = s->arg[0];
		break;
	case STEP_HELO:
		l->helo = s->arg[0];
		break;
	case STEP_MAIL:
		note_path(a, &l->from, s->arg[0], wanted->from);
		break;
	case STEP_RCPT:
		note_path(a, &l->to, s->arg[0], wanted->to);
		break;
	case STEP_MACRO:
		if (str_eq(s->arg[0], STR("i")))
			l->qid = step_arg(s, 1);
		break;
	default:
		break;
	}
}

/* The steps up to any of them may be what the line speaks of. */
static bool
fits(struct arena *a, const struct transcript *tr, const struct logline *wanted)
{
	struct logline l = {.ours = true};
	bool same = false;

	for (size_t i = 0; i < tr->nsteps && !same; i++) {
		note_step(a, &l, &tr->step[i], wanted);
		same = logline_same(wanted, &l);
	}
	return same;
}

static bool
scan_record(void *context, const char *file, size_t line, struct str text)
{
	struct scan *s = context;
	struct arena *a;
	struct rules *r;

	(void)line;
	if (memmem(text.p, text.n, s->key.p, s->key.n) == NULL)
		return true;
	a = arena_new();
	r = rules_load_text(file, text, NULL, diag_new(a));
	if (r != NULL && fits(a, rules_transcripts(r), s->wanted)) {
		s->text = arena_str(s->arena, text);
		s->many++;
	}
	rules_free(r);
	arena_free(a);
	return true;
}

/* A line without the id has the queue id, or client and greeting. */
static void
scan(struct scan *s, const char *path)
{
	const struct logline *l = s->wanted;
	char text[ADDR_TEXT];
	struct addr addr;
	const char *why;

	if (l->qid.p != NULL)
		s->key = l->qid;
	else if (l->client.p != NULL && addr_parse(l->client, &addr))
		s->key = str_make(text, addr_format(&addr, text));
	if (s->key.n > 0)
		journal_read(path, scan_record, s, &why);
}

bool
lookup_kept(const char *path, const struct logline *wanted, struct arena *a,
	    struct found *found)
{
	struct scan s = {.wanted = wanted, .arena = a};

	if (path == NULL || *path == '\0' || strcmp(path, "none") == 0)
		return false;
	if (wanted->sid.p != NULL)
		s.text = journal_find(path, wanted->sid, a);
	else
		scan(&s, path);
	if (s.text.p == NULL)
		return false;
	found->kept = rules_load_text(path, s.text, NULL, diag_new(a));
	if (found->kept == NULL)
		return false;
	found->tr = *rules_transcripts(found->kept);
	found->many = s.many;
	return true;
}
