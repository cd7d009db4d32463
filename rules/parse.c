#include "parse_private.h"

#include "escape.h"
#include "limits.h"
#include "nearest.h"

#include <glob.h>
#include <unistd.h>

static const char *const statements[] = {
    "set",     "table", "include", "test", "session", "observe", "off",
    "enforce", "if",	"with",	   "not",  "and",     "or"};

bool
parse_is_reserved(struct str word)
{
	enum action action;

	if (action_find(word, &action))
		return true;
	for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
		if (str_eq(word, str_of(statements[i])))
			return true;
	return false;
}

bool
parse_peek_is(struct parser *p, const char *text)
{
	const struct token *t = lex_peek(&p->lx, LEX_RULE);

	return (t->kind == TOKEN_WORD || t->kind == TOKEN_PUNCT) &&
	       str_eq(t->text, str_of(text));
}

bool
parse_accept(struct parser *p, const char *text)
{
	if (!parse_peek_is(p, text))
		return false;
	lex_take(&p->lx, LEX_RULE);
	return true;
}

static struct str
quoted(struct parser *p, struct span at)
{
	struct str text = str_slice(p->lx.source->text, at.start, at.end);
	const char *quote = str_begins(text, STR("\"")) ? "" : "\"";

	return arena_printf(p->arena, "%s%.*s%s", quote,
			    STR_ARG(escape(p->arena, text, "", 60)), quote);
}

struct str
parse_found(struct parser *p, const struct token *t)
{
	if (t->kind == TOKEN_END)
		return STR("the end of the file");
	return quoted(p, t->span);
}

/* Does the next statement begin where something else was expected? */
static bool
is_missing(const struct parser *p, const struct token *t)
{
	if (p->lx.last.source == NULL)
		return false;
	return t->kind == TOKEN_END ||
	       (t->kind == TOKEN_WORD && lex_is_first(t) &&
		parse_is_reserved(t->text));
}

static void
expected(struct parser *p, const struct token *t, const char *what)
{
	const struct span last = p->lx.last;

	if (is_missing(p, t))
		diag_error(p->diag, last, "expected %s behind %.*s", what,
			   STR_ARG(quoted(p, last)));
	else if (t->kind != TOKEN_BAD)
		diag_error(p->diag, t->span, "expected %s, found %.*s", what,
			   STR_ARG(parse_found(p, t)));
}

void
parse_expected(struct parser *p, const char *what)
{
	expected(p, lex_peek(&p->lx, LEX_RULE), what);
}

struct token
parse_argument(struct parser *p, enum lex_mode mode, const char *what)
{
	const struct token *t = lex_peek(&p->lx, mode);

	if ((t->kind == TOKEN_WORD && !is_missing(p, t)) ||
	    t->kind == TOKEN_STRING)
		return lex_take(&p->lx, mode);
	expected(p, t, what);
	if (t->kind == TOKEN_BAD)
		lex_take(&p->lx, mode);
	return (struct token){.kind = TOKEN_BAD};
}

/* setting = NAME value [ "{" { NAME value } "}" ] */
static bool
setting_value(struct parser *p, struct str name, struct span at)
{
	struct token value, port;
	struct str text;
	enum setting_id id;
	struct nearest near = nearest_to(name);

	if (!setting_find(name, &id)) {
		for (size_t i = 0; i < SETTING_COUNT; i++)
			nearest_try(&near, str_of(setting_rows[i].name));
		diag_error(p->diag, at, "there is no setting %.*s%s%.*s%s",
			   STR_ARG(name),
			   near.best.p == NULL ? "" : "; did you mean ",
			   STR_ARG(near.best), near.best.p == NULL ? "" : "?");
		return parse_argument(p, LEX_VALUE, "a value").kind !=
		       TOKEN_BAD;
	}
	value = parse_argument(p, LEX_VALUE, "a value");
	if (value.kind == TOKEN_BAD)
		return false;
	text = arena_str(p->arena, value.text);
	if (setting_rows[id].type == SETTING_TYPE_SERVER &&
	    parse_accept(p, "port")) {
		port = parse_argument(p, LEX_VALUE, "a port");
		text = arena_printf(p->arena, "%.*s port %.*s", STR_ARG(text),
				    STR_ARG(port.text));
		value.span.end = port.span.end;
	}
	setting_put(p->settings, id, text, p->arena, p->diag, value.span);
	return true;
}

static bool
setting_block(struct parser *p, struct str group)
{
	while (!parse_accept(p, "}")) {
		struct token t =
		    parse_argument(p, LEX_VALUE, "a setting or \"}\"");
		struct str name = arena_printf(p->arena, "%.*s.%.*s",
					       STR_ARG(group), STR_ARG(t.text));

		if (t.kind == TOKEN_BAD || !setting_value(p, name, t.span))
			return false;
	}
	return true;
}

static bool
is_group(struct str name)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		struct str row = str_of(setting_rows[i].name);

		if (str_begins(row, name) &&
		    str_begins(str_from(row, name.n), STR(".")))
			return true;
	}
	return false;
}

static bool
parse_set(struct parser *p)
{
	struct token t = parse_argument(p, LEX_VALUE, "the name of a setting");

	if (t.kind == TOKEN_BAD)
		return false;
	if (parse_peek_is(p, "{") && !is_group(t.text)) {
		diag_error(p->diag, t.span,
			   "there is no group of settings %.*s",
			   STR_ARG(t.text));
		return false;
	}
	if (!parse_peek_is(p, "{") && !setting_value(p, t.text, t.span))
		return false;
	return !parse_accept(p, "{") || setting_block(p, t.text);
}

void
parse_add_source(struct parser *p, struct source *source)
{
	ARENA_GROW(p->arena, p->ast->source, p->ast->nsources);
	p->ast->source[p->ast->nsources++] = source;
}

struct str
parse_beside(struct parser *p, struct str path)
{
	struct str me = p->lx.source->name;
	size_t slash = str_find_last(me, '/');

	if (str_begins(path, STR("/")) || slash == me.n)
		return arena_str(p->arena, path);
	return arena_printf(p->arena, "%.*s/%.*s", (int)slash, me.p,
			    STR_ARG(path));
}

static bool
includes_itself(const struct parser *p, struct str path)
{
	for (; p != NULL; p = p->parent)
		if (str_eq(p->lx.source->name, path))
			return true;
	return false;
}

static void parse_text(struct parser *p);

static void
include_one(struct parser *p, struct span at, struct str path)
{
	struct parser inner = *p;
	struct source *source;

	if (includes_itself(p, path)) {
		diag_error(p->diag, at, "%.*s includes itself", STR_ARG(path));
		return;
	}
	if (p->depth == LIMIT_INCLUDE_DEPTH ||
	    p->ast->nsources == LIMIT_FILES) {
		diag_error(p->diag, at,
			   "files include each other at most %d deep, and "
			   "%d in all",
			   LIMIT_INCLUDE_DEPTH, LIMIT_FILES);
		return;
	}
	source = source_read(p->diag, p->arena, at, path, LIMIT_RULES_FILE);
	if (source == NULL)
		return;
	parse_add_source(p, source);
	inner.lx = (struct lexer){
	    .source = source, .arena = p->arena, .diag = p->diag};
	inner.parent = p;
	inner.depth = p->depth + 1;
	parse_text(&inner);
}

static void
include_all(struct parser *p, struct span at, struct str pattern)
{
	glob_t found;

	/* That there is none is fine: rules.d may be empty. */
	if (glob(pattern.p, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			include_one(
			    p, at,
			    arena_str(p->arena, str_of(found.gl_pathv[i])));
	globfree(&found);
}

/* The rule sets that came with heloward are found from anywhere. */
static struct str
shared(struct parser *p, struct str path)
{
	struct str installed =
	    arena_printf(p->arena, PKGDATADIR "/%.*s", STR_ARG(path));

	return str_begins(path, STR("sets/")) && access(installed.p, F_OK) == 0
		   ? installed
		   : (struct str){NULL, 0};
}

/* include = "include" PATH, relative to this file; * ? and [ ] as in a shell */
static bool
parse_include(struct parser *p)
{
	struct token t = parse_argument(p, LEX_VALUE, "a file name");
	struct str path;

	if (t.kind == TOKEN_BAD)
		return false;
	path = parse_beside(p, t.text);
	if (strpbrk(path.p, "*?[") != NULL) {
		include_all(p, t.span, path);
		return true;
	}
	if (access(path.p, F_OK) != 0 && shared(p, t.text).p != NULL)
		path = shared(p, t.text);
	include_one(p, t.span, path);
	return true;
}

static bool
parse_statement(struct parser *p)
{
	struct token t = *lex_peek(&p->lx, LEX_RULE);
	enum action action;

	if (parse_accept(p, "set"))
		return parse_set(p);
	if (parse_accept(p, "table"))
		return parse_table(p);
	if (parse_accept(p, "include"))
		return parse_include(p);
	if (parse_accept(p, "test") || parse_accept(p, "session"))
		return parse_transcript(p, &t);
	if (t.kind == TOKEN_WORD &&
	    (action_find(t.text, &action) || str_eq(t.text, STR("observe")) ||
	     str_eq(t.text, STR("off")) || str_eq(t.text, STR("enforce"))))
		return parse_rule(p, &t);
	if (t.kind != TOKEN_BAD)
		parse_no_statement(p, &t);
	return false;
}

/* configuration = { statement } */
static void
parse_text(struct parser *p)
{
	if (str_begins(p->lx.source->text, STR("\xef\xbb\xbf")))
		p->lx.at = 3;
	while (lex_peek(&p->lx, LEX_RULE)->kind != TOKEN_END) {
		const size_t start = p->lx.at;

		if (!parse_statement(p))
			lex_recover(&p->lx, start);
	}
}

void
parse_source(struct arena *a, struct diag *d, struct ast *ast,
	     struct settings *settings, const struct source *source)
{
	struct parser p = {.arena = a,
			   .diag = d,
			   .ast = ast,
			   .settings = settings,
			   .lx = {.source = source, .arena = a, .diag = d}};

	parse_text(&p);
}

void
parse_file(struct arena *a, struct diag *d, struct ast *ast,
	   struct settings *settings, struct str path)
{
	struct source *source = source_read(d, a, (struct span){NULL, 0, 0},
					    path, LIMIT_RULES_FILE);

	if (source == NULL)
		return;
	ARENA_GROW(a, ast->source, ast->nsources);
	ast->source[ast->nsources++] = source;
	parse_source(a, d, ast, settings, source);
}
