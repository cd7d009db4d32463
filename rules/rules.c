#include "rules_private.h"

#include "check.h"
#include "gather.h"
#include "parse.h"

#include <assert.h>
#include <inttypes.h>

static struct rules *
rules_new(void)
{
	struct arena *a = arena_new();
	struct rules *r = ARENA_NEW(a, struct rules);

	r->arena = a;
	r->ast.rules_end = &r->ast.rules;
	r->ast.changes_end = &r->ast.changes;
	r->ast.transcripts_end = &r->ast.transcripts;
	settings_init(&r->settings);
	return r;
}

void
rules_free(struct rules *r)
{
	if (r != NULL)
		arena_free(r->arena);
}

/* "NAME=VALUE" from the command line, as a file of its own for the messages. */
static void
override(struct rules *r, const char *text, struct diag *d)
{
	struct source *source = ARENA_NEW(r->arena, struct source);
	struct str all = arena_str(r->arena, str_of(text));
	size_t equals = str_find(all, '=');
	enum setting_id id;
	struct span span;

	source->name = STR("command line");
	source->text = all;
	span = (struct span){source, 0, all.n};
	if (equals == all.n || !setting_find(str_slice(all, 0, equals), &id)) {
		diag_error(d, span, "expected the NAME=VALUE of a setting");
		return;
	}
	r->settings.value[id].span.source = NULL;
	setting_put(&r->settings, id, str_from(all, equals + 1), r->arena, d,
		    span);
}

static void
own_add(struct rules *r, struct str entry, const char *from)
{
	ARENA_GROW(r->arena, r->identity, r->nidentity);
	r->identity[r->nidentity++] = (struct rules_identity){
	    arena_str(r->arena, entry), arena_str(r->arena, str_of(from)).p};
}

static struct table_decl *
own_table(struct rules *r)
{
	struct table_decl *t = r->ast.tables;

	while (t != NULL && !t->own)
		t = t->next;
	if (t != NULL)
		return t;
	t = ARENA_NEW(r->arena, struct table_decl);
	t->name = STR("own");
	t->own = true;
	t->table = table_new(r->arena, t->name, false);
	t->next = r->ast.tables;
	r->ast.tables = t;
	return t;
}

/*
 * The table "own" is always there: what the file says, our host name, and what
 * the caller found out about this machine.
 */
static void
own_fill(struct rules *r, const struct rules_options *options)
{
	struct diag *quiet = diag_new(r->arena);
	struct table_decl *t = own_table(r);
	struct str hostname = r->settings.value[SETTING_HOSTNAME].text;
	size_t written;

	r->own = t->table;
	for (size_t i = 0; i < t->nentries; i++)
		own_add(r, t->entry[i].text, "table own");
	if (t->file.p != NULL)
		own_add(r,
			arena_printf(r->arena, "%zu entries of %.*s",
				     table_count(t->table), STR_ARG(t->file)),
			"table own");
	written = r->nidentity;
	if (hostname.n > 0)
		own_add(r, hostname, "setting hostname");
	for (size_t i = 0; options != NULL && i < options->nidentity; i++)
		own_add(r, options->identity[i].entry,
			options->identity[i].from);
	/* That the file has it already is no news here. */
	for (size_t i = written; i < r->nidentity; i++)
		table_add(r->own, r->identity[i].entry, 0, quiet,
			  (struct span){NULL, 0, 0});
}

static void
fingerprint(struct rules *r, const struct rules_options *options)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < r->ast.nsources; i++)
		for (size_t k = 0; k <= r->ast.source[i]->text.n; k++) {
			struct str text = r->ast.source[i]->text;

			hash ^= k < text.n ? (unsigned char)text.p[k] : 0x100u;
			hash *= 0x100000001b3u;
		}
	for (size_t i = 0; options != NULL && i < options->noverrides; i++)
		for (const char *p = options->override[i]; *p != '\0'; p++) {
			hash ^= (unsigned char)*p;
			hash *= 0x100000001b3u;
		}
	r->fingerprint = arena_printf(r->arena, "%016" PRIx64, hash);
}

static void
need(struct rules *r, const struct rule *rule)
{
	r->needs.headers_end |= rule->moment == STAGE_HEADERS;
	r->needs.add_header |= rule->action == ACTION_HEADER;
	r->needs.add_header |= rule->action == ACTION_RESULTS;
	r->needs.headers |= rule->action == ACTION_RESULTS;
	r->needs.change_header |= rule->action == ACTION_RESULTS;
	r->needs.discard |= rule->action == ACTION_DISCARD;
	r->needs.quarantine |= rule->action == ACTION_QUARANTINE;
	r->setup.keep_paths |= rule->action == ACTION_DISCARD ||
			       (rule->late && rule->moment > STAGE_RCPT &&
				!stage_is_aside(rule->moment));
}

/* What it takes for a fact to be known at all. */
static void
note_need(struct rules *r, const struct fact_ref *fact)
{
	const enum stage from = fact_ref_from(fact);

	r->needs.refused |= fact->row == &fact_rows[FACT_rcpt_rejected_count];
	r->needs.unknown |=
	    from == STAGE_COMMAND ||
	    fact->row == &fact_rows[FACT_session_unknown_commands];
	r->needs.end |= from == STAGE_END;
	r->needs.clock |= fact->row == &fact_rows[FACT_session_pace];
	if (stage_is_aside(from))
		return;
	r->needs.headers |= from >= STAGE_HEADERS &&
			    fact->row != &fact_rows[FACT_message_recipients];
	r->needs.body |= from == STAGE_MESSAGE;
}

static void
note_fact(struct rules *r, const struct fact_ref *fact)
{
	note_need(r, fact);
	if (fact->row->asks[0] == '\0' &&
	    (fact->of == NULL || fact->of->asks[0] == '\0'))
		return;
	r->needs.dns = true;
	ARENA_GROW(r->arena, r->asks, r->nasks);
	r->asks[r->nasks++] = fact;
}

static void
note_texts(struct rules *r, const struct template *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (const struct part *p = text[i].first; p != NULL;
		     p = p->next)
			if (p->is_fact)
				note_fact(r, &p->fact);
}

/* Which questions a session may have to ask. */
static void
note_questions(struct rules *r, const struct rule *rule)
{
	for (const struct expr *e = rule->tests; e != NULL; e = e->also) {
		note_fact(r, &e->fact);
		if (e->has_fact)
			note_fact(r, &e->right_fact);
	}
	note_texts(r, rule->text, rule->ntexts);
	note_texts(r, rule->reply.line, rule->reply.nlines);
}

static void
link_program(struct rules *r)
{
	struct program *p = &r->program;
	bool late = false;

	p->rule = ARENA_ARRAY(r->arena, const struct rule *, r->ast.nrules + 1);
	for (const struct rule *rule = r->ast.rules; rule != NULL;
	     rule = rule->next) {
		p->rule[p->n++] = rule;
		need(r, rule);
		note_questions(r, rule);
		late |= rule->late;
	}
	/* What is open at RCPT is asked again at the end of the message. */
	r->setup.keep_paths |= late && r->needs.dns;
	r->setup.rules = r;
	r->setup.nrules = p->n;
	r->setup.own = r->own;
	r->setup.rdns_mta = setting_is(&r->settings, SETTING_RDNS, "mta");
	r->setup.spare_postmaster =
	    setting_is(&r->settings, SETTING_POSTMASTER, "always");
	r->reply_at = setting_is(&r->settings, SETTING_REPLY_AT, "mail")
			  ? STAGE_MAIL
			  : STAGE_RCPT;
}

static struct rules *
compile(struct rules *r, const struct rules_options *options, struct diag *d)
{
	for (size_t i = 0; options != NULL && i < options->noverrides; i++)
		override(r, options->override[i], d);
	own_fill(r, options);
	check(&r->ast, d);
	if (diag_errors(d) > 0) {
		rules_free(r);
		return NULL;
	}
	for (struct table_decl *t = r->ast.tables; t != NULL; t = t->next)
		table_finish(t->table);
	link_program(r);
	gather_patterns(&r->ast, r->arena);
	r->setup.orgdomain = options == NULL ? NULL : options->orgdomain;
	fingerprint(r, options);
	return r;
}

struct rules *
rules_load(const char *path, const struct rules_options *options,
	   struct diag *d)
{
	struct rules *r = rules_new();

	parse_file(r->arena, d, &r->ast, &r->settings, str_of(path));
	return compile(r, options, d);
}

struct rules *
rules_load_text(const char *name, struct str text,
		const struct rules_options *options, struct diag *d)
{
	struct rules *r = rules_new();
	struct source *source = ARENA_NEW(r->arena, struct source);

	source->name = arena_str(r->arena, str_of(name));
	source->text = arena_str(r->arena, text);
	if (source_check(d, source)) {
		ARENA_GROW(r->arena, r->ast.source, r->ast.nsources);
		r->ast.source[r->ast.nsources++] = source;
		parse_source(r->arena, d, &r->ast, &r->settings, source);
	}
	return compile(r, options, d);
}

const struct settings *
rules_settings(const struct rules *r)
{
	return &r->settings;
}

const struct transcript *
rules_transcripts(const struct rules *r)
{
	return r->ast.transcripts;
}

struct str
rules_fingerprint(const struct rules *r)
{
	return r->fingerprint;
}

size_t
rules_own_count(const struct rules *r)
{
	return r->nidentity;
}

struct rules_identity
rules_own(const struct rules *r, size_t index)
{
	return r->identity[index];
}

bool
rules_owns(const struct rules *r, struct session *s, const struct addr *addr)
{
	session_use(s, &r->setup);
	return session_is_own_addr(s, addr);
}

struct rules_needs
rules_needs(const struct rules *r)
{
	return r->needs;
}

struct str
rules_fact(const struct rules *r, struct session *s, const char *name,
	   struct arena *a)
{
	enum fact_id id;
	bool known = fact_find(str_of(name), &id);
	struct value value;

	assert(known && id != FACT_score);
	session_use(s, &r->setup);
	value = fact_value(s, id);
	if (value.n == 0 && !value.open)
		return (struct str){NULL, 0};
	return value_show(a, value);
}

size_t
rules_count(const struct rules *r)
{
	return r->program.n;
}

static struct str
add_question(struct arena *a, struct str all, const struct fact_ref *fact)
{
	const char *asks = fact->row->asks;

	if (asks[0] == '\0' && fact->of != NULL)
		asks = fact->of->asks;
	if (asks[0] == '\0')
		return all;
	if (all.p == NULL)
		return str_of(asks);
	return arena_printf(a, "%.*s; %s", STR_ARG(all), asks);
}

bool
rules_asks(const struct rules *r, enum fact_id id)
{
	const struct fact_row *row = &fact_rows[id];

	for (size_t i = 0; i < r->program.n; i++)
		for (const struct expr *e = r->program.rule[i]->tests;
		     e != NULL; e = e->also)
			if (e->fact.row == row ||
			    (e->has_fact && e->right_fact.row == row))
				return true;
	return false;
}

struct rules_line
rules_line(const struct rules *r, size_t index, struct arena *a)
{
	const struct rule *rule = r->program.rule[index];
	struct rules_line line = {.rule = verdict_rule(a, rule),
				  .action = rule->action,
				  .observe = rule->observe && !rule->off,
				  .off = rule->off,
				  .share = rule->share,
				  .moment = rule->moment};

	if (rule->changed.source != NULL)
		line.changed = verdict_place(a, rule->changed);

	for (const struct expr *e = rule->tests; e != NULL; e = e->also) {
		line.tests++;
		line.asks = add_question(a, line.asks, &e->fact);
		if (e->has_fact)
			line.asks = add_question(a, line.asks, &e->right_fact);
	}
	return line;
}

bool
rules_next_bare(const struct rules *r, size_t *from, struct arena *a,
		struct rules_bare *out)
{
	const struct table_decl *t = r->ast.tables;
	size_t at = 0, next = 0;

	while (t != NULL && (at < *from || table_patterns(t->table) == 0)) {
		t = t->next;
		at++;
	}
	if (t == NULL)
		return false;
	*from = at + 1;
	*out = (struct rules_bare){.table = t->name,
				   .npatterns = table_patterns(t->table)};
	ARENA_GROW(a, out->bare, out->n);
	while (table_next_bare(t->table, &next, &out->bare[out->n])) {
		out->n++;
		ARENA_GROW(a, out->bare, out->n);
	}
	return true;
}
