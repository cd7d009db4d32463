#include "parse_private.h"

/* Texts of rules, in which facts may stand. */

static struct part *
part_add(struct parser *p, struct part ***end, struct str text)
{
	struct part *part = ARENA_NEW(p->arena, struct part);

	part->text = text;
	**end = part;
	*end = &part->next;
	return part;
}

static void
part_fact(struct parser *p, struct part ***end, struct str name, struct span at)
{
	struct token t = {.kind = TOKEN_WORD, .text = name, .span = at};
	struct part *part = part_add(p, end, (struct str){NULL, 0});

	part->is_fact = parse_fact(p, &t, &part->fact);
}

/* Where a part of the text stands; behind escapes that is not known. */
static struct span
part_span(const struct token *t, struct str all, struct str part)
{
	const size_t at = t->inner.start + (size_t)(part.p - all.p);

	if (t->inner.end - t->inner.start != all.n)
		return t->span;
	return (struct span){t->span.source, at, at + part.n};
}

/* text = { BYTES | "%%" | "%{" FACT "}" } */
struct template *
parse_template(struct parser *p, const struct token *t)
{
	struct template *made = ARENA_NEW(p->arena, struct template);
	struct part **end = &made->first;
	const struct str all = arena_str(p->arena, t->text);
	struct str rest = all;

	made->span = t->span;
	while (rest.n > 0) {
		size_t percent = str_find(rest, '%');
		char next = percent + 1 < rest.n ? rest.p[percent + 1] : '\0';
		size_t close;

		if (percent > 0 || next != '{') {
			part_add(p, &end,
				 str_slice(rest, 0, percent > 0 ? percent : 1));
			rest = str_from(rest, percent > 0 ? percent
							  : 1 + (next == '%'));
			continue;
		}
		close = str_find(rest, '}');
		if (close == rest.n) {
			diag_error(p->diag, part_span(t, all, rest),
				   "\"%%{\" is not closed: a \"}\" is missing");
			break;
		}
		part_fact(p, &end, str_slice(rest, 2, close),
			  part_span(t, all, str_slice(rest, 2, close)));
		rest = str_from(rest, close + 1);
	}
	return made;
}
