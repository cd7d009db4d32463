#include "parse_private.h"

#include "esmtp.h"
#include "hostname.h"
#include "nearest.h"

static const struct fact_row tag_row = {
    .name = "a tag",
    .type = VALUE_BOOL,
    .scope = SCOPE_MESSAGE,
    .asks = "",
    .rfc = "",
    .words = "",
};

bool
parse_is_fact(const struct token *t)
{
	enum fact_id id;

	return t->kind == TOKEN_WORD &&
	       (fact_find(t->text, &id) || str_begins(t->text, STR("tag.")));
}

bool
parse_fact(struct parser *p, const struct token *t, struct fact_ref *out)
{
	struct nearest near = nearest_to(t->text);
	enum fact_id id;

	*out = (struct fact_ref){.span = t->span};
	if (str_begins(t->text, STR("tag."))) {
		struct str tag = str_from(t->text, sizeof "tag." - 1);

		if (tag.n == 0) {
			diag_error(p->diag, t->span,
				   "behind \"tag.\" stands the name of a tag "
				   "rule");
			return false;
		}
		out->row = &tag_row;
		out->tag = tag;
		return true;
	}
	if (t->kind == TOKEN_WORD && fact_find(t->text, &id)) {
		out->row = &fact_rows[id];
		return true;
	}
	for (size_t i = 0; i < FACT_COUNT; i++)
		nearest_try(&near, str_of(fact_rows[i].name));
	for (size_t i = 0; i < FUNCTION_COUNT; i++)
		nearest_try(&near, str_of(function_rows[i].name));
	if (t->kind == TOKEN_WORD && near.best.p != NULL)
		diag_error(p->diag, t->span,
			   "there is no fact \"%.*s\"; did you mean %.*s?",
			   STR_ARG(t->text), STR_ARG(near.best));
	else if (t->kind == TOKEN_WORD)
		diag_error(p->diag, t->span,
			   "there is no fact \"%.*s\"; heloctl facts lists "
			   "them",
			   STR_ARG(t->text));
	return false;
}

/* NAME of a header field (RFC 5322, 3.6.8): printable, without a colon */
static bool
is_field(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || text.p[i] > '~' || text.p[i] == ':')
			return false;
	return text.n > 0;
}

static const struct {
	bool (*is)(struct str text);
	const char *what, *example;
} takes[] = {
    [TAKES_ZONE] = {hostname_is_valid_loose, "the name of a zone",
		    "\"list.example.org\""},
    [TAKES_KEYWORD] = {esmtp_is_keyword, "the keyword of a parameter",
		       "\"SIZE\""},
    [TAKES_FIELD] = {is_field, "the name of a header field", "\"Subject\""},
};

/* "," FACT: what the function asks about */
static bool
call_subject(struct parser *p, struct fact_ref *out)
{
	struct token of;
	enum fact_id id;

	if (!parse_accept(p, ",")) {
		parse_expected(p, "\",\" and a fact");
		return false;
	}
	of = lex_take(&p->lx, LEX_RULE);
	if (of.kind != TOKEN_WORD || !fact_find(of.text, &id) ||
	    fact_rows[id].type != out->row->subject || fact_rows[id].list) {
		diag_error(p->diag, of.span,
			   "%s asks about %s; expected such a fact, found "
			   "%.*s",
			   out->row->name, value_type_name(out->row->subject),
			   STR_ARG(parse_found(p, &of)));
		return false;
	}
	out->of = &fact_rows[id];
	return true;
}

/* call = NAME "(" TEXT [ "," FACT ] ")" */
bool
parse_call(struct parser *p, const struct token *name, struct fact_ref *out)
{
	const struct fact_row *row = function_find(name->text);
	struct token text;

	*out = (struct fact_ref){.row = row, .span = name->span};
	if (!parse_accept(p, "(")) {
		parse_expected(p, "\"(\"");
		return false;
	}
	text = parse_argument(p, LEX_VALUE,
			      row->takes == TAKES_ZONE ? "a zone in quotes"
						       : "a name in quotes");
	if (text.kind == TOKEN_BAD)
		return false;
	out->text = arena_str(p->arena, text.text);
	if (!takes[row->takes].is(out->text))
		diag_error(p->diag, text.span, "expected %s, such as %s",
			   takes[row->takes].what, takes[row->takes].example);
	if (row->subject != VALUE_TYPES && !call_subject(p, out))
		return false;
	if (parse_accept(p, ")"))
		return true;
	parse_expected(p, "\")\"");
	return false;
}
