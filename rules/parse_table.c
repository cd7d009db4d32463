#include "parse_private.h"

#include "limits.h"

/* Tables: what is looked up in, written in the rules or in files beside. */

static bool
table_file(struct parser *p, struct table_decl *decl)
{
	struct token t = parse_argument(p, LEX_VALUE, "a file name");
	struct source *source;

	if (t.kind == TOKEN_BAD)
		return false;
	source = source_read(p->diag, p->arena, t.span, parse_beside(p, t.text),
			     LIMIT_TABLE_FILE);
	if (source != NULL) {
		parse_add_source(p, source);
		table_add_source(decl->table, source, p->diag);
		decl->file = source->name;
	}
	return true;
}

static void
entry_until(struct parser *p, uint32_t *until)
{
	struct token t;

	*until = 0;
	if (!parse_accept(p, "until"))
		return;
	t = parse_argument(p, LEX_VALUE, "a day such as 2027-01-31");
	if (t.kind != TOKEN_BAD && !table_day(t.text, until))
		diag_error(p->diag, t.span,
			   "%.*s is no day; expected one such as 2027-01-31",
			   STR_ARG(parse_found(p, &t)));
}

static void
own_entry(struct parser *p, const struct token *t)
{
	ARENA_GROW(p->arena, p->own->entry, p->own->nentries);
	p->own->entry[p->own->nentries++] =
	    (struct token_text){arena_str(p->arena, t->text), t->span};
}

/* entry = ( VALUE | STRING | REGEX ) [ "until" DAY ] [ "," ] */
bool
parse_entries(struct parser *p, struct table *table)
{
	const struct span brace = p->lx.last;

	for (;;) {
		const struct token *t;
		struct token entry;
		uint32_t until;

		if (parse_accept(p, "}"))
			return true;
		if (parse_accept(p, ","))
			continue;
		t = lex_peek(&p->lx, LEX_VALUE);
		if (t->kind == TOKEN_WORD && t->text.p[0] == '/')
			t = lex_peek(&p->lx, LEX_RULE);
		if (t->kind != TOKEN_WORD && t->kind != TOKEN_STRING &&
		    t->kind != TOKEN_REGEX) {
			if (t->kind == TOKEN_END)
				diag_error(p->diag, brace,
					   "the \"{\" is not closed: a \"}\" "
					   "is missing");
			else
				parse_expected(p, "an entry or \"}\"");
			return false;
		}
		entry = lex_take(&p->lx, p->lx.mode);
		if (entry.kind == TOKEN_REGEX)
			entry.text =
			    str_slice(p->lx.source->text, entry.span.start,
				      entry.span.end);
		entry_until(p, &until);
		table_add(table, entry.text, until, p->diag, entry.span);
		if (p->own != NULL)
			own_entry(p, &entry);
	}
}

static struct table_decl *
table_find(const struct parser *p, struct str name)
{
	for (struct table_decl *t = p->ast->tables; t != NULL; t = t->next)
		if (str_eq(t->name, name))
			return t;
	return NULL;
}

/* Another file may add to a table; the same file would do it by mistake. */
static bool
table_goes_on(struct parser *p, const struct table_decl *t,
	      const struct token *name, bool regex)
{
	const bool again = t->span.source == name->span.source;
	size_t line, column;

	if (!again && table_is_regex(t->table) == regex)
		return true;
	source_place(t->span, &line, &column);
	diag_error(p->diag, name->span,
		   "there is a table %.*s already, in line %zu of %.*s%s",
		   STR_ARG(name->text), line, STR_ARG(t->span.source->name),
		   again   ? ""
		   : regex ? "; this one is of regular expressions, that one "
			     "is not"
			   : "; that one is of regular expressions, this one "
			     "is not");
	return false;
}

static struct table_decl *
table_declare(struct parser *p, const struct token *name, bool regex)
{
	struct table_decl *t = table_find(p, name->text);

	if (t != NULL && table_goes_on(p, t, name, regex)) {
		t->span = name->span;
		return t;
	}
	t = ARENA_NEW(p->arena, struct table_decl);
	t->name = arena_str(p->arena, name->text);
	t->span = name->span;
	t->own = str_eq(name->text, STR("own"));
	t->table = table_new(p->arena, t->name, regex);
	t->next = p->ast->tables;
	p->ast->tables = t;
	return t;
}

/* table = "table" NAME [ "regex" ] ( "{" entries "}" | "file" PATH ) */
bool
parse_table(struct parser *p)
{
	struct token name =
	    parse_argument(p, LEX_VALUE, "the name of the table");
	struct table_decl *decl;
	bool closed;

	if (name.kind == TOKEN_BAD)
		return false;
	decl = table_declare(p, &name, parse_accept(p, "regex"));
	if (parse_accept(p, "file"))
		return table_file(p, decl);
	if (parse_accept(p, "{")) {
		p->own = decl->own ? decl : NULL;
		closed = parse_entries(p, decl->table);
		p->own = NULL;
		return closed;
	}
	parse_expected(p, "\"{\", \"file\" or \"regex\"");
	return false;
}
