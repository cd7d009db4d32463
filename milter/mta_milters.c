#include "mta_milters.h"

static bool
is_between(char c)
{
	return c == ',' || str_is_blank(c);
}

/* Where the element that begins at "at" ends. */
static size_t
end_of(struct str list, size_t at)
{
	size_t depth = 0;

	for (; at < list.n; at++) {
		if (depth == 0 && is_between(list.p[at]))
			break;
		depth += list.p[at] == '{';
		depth -= list.p[at] == '}' && depth > 0;
	}
	return at;
}

bool
mta_milters_next(struct str list, size_t *at, struct str *element,
		 struct str *address)
{
	size_t begin = *at, first, last;

	while (begin < list.n && is_between(list.p[begin]))
		begin++;
	*at = end_of(list, begin);
	*element = str_slice(list, begin, *at);
	first = 0;
	while (first < element->n &&
	       (element->p[first] == '{' || is_between(element->p[first])))
		first++;
	last = first;
	while (last < element->n && element->p[last] != '}' &&
	       !is_between(element->p[last]))
		last++;
	*address = str_slice(*element, first, last);
	return element->n > 0;
}

static bool
is_ours(struct str address, const struct str *ours, size_t nours)
{
	for (size_t i = 0; i < nours; i++)
		if (str_eq(address, ours[i]))
			return true;
	return false;
}

struct str
mta_milters_add(struct arena *a, struct str list, struct str element,
		const struct str *ours, size_t nours)
{
	struct str old, address;
	size_t at = 0;

	while (mta_milters_next(list, &at, &old, &address))
		if (is_ours(address, ours, nours))
			return arena_printf(
			    a, "%.*s%.*s%.*s", (int)(at - old.n), list.p,
			    STR_ARG(element), STR_ARG(str_from(list, at)));
	if (list.p == NULL)
		return element;
	return arena_printf(a, "%.*s, %.*s", STR_ARG(list), STR_ARG(element));
}

/* Cut out from "begin" to "end", and what parts it from those before it, or, of
 * the first, from those behind it. */
static struct str
cut(struct arena *a, struct str list, size_t begin, size_t end)
{
	const bool first = begin == 0;
	const bool added = end == list.n && begin >= 2 &&
			   list.p[begin - 2] == ',' && list.p[begin - 1] == ' ';

	/* At the end, it is what mta_milters_add has put there. */
	if (added)
		return arena_str(a, str_slice(list, 0, begin - 2));
	while (!first && begin > 0 && is_between(list.p[begin - 1]))
		begin--;
	while (first && end < list.n && is_between(list.p[end]))
		end++;
	if (first && end == list.n)
		return str_of(NULL);
	return arena_printf(a, "%.*s%.*s", (int)begin, list.p,
			    STR_ARG(str_from(list, end)));
}

struct str
mta_milters_remove(struct arena *a, struct str list, const struct str *ours,
		   size_t nours)
{
	struct str old, address;
	size_t at = 0;

	while (mta_milters_next(list, &at, &old, &address)) {
		if (!is_ours(address, ours, nours))
			continue;
		list = cut(a, list, at - old.n, at);
		at = 0;
	}
	return list;
}
