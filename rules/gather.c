#include "gather.h"

enum { WORTH = 8 }; /* fewer are matched as fast alone */

struct group {
	size_t n;
	struct pattern_set *set;
};

/* Facts of many values would have the set search anew for each. */
static struct group *
group_of(struct group groups[FACT_COUNT], const struct expr *e)
{
	const struct fact_row *row = e->fact.row;

	if (e->right_side.pattern == NULL || row == NULL || row->list ||
	    row < fact_rows || row >= fact_rows + FACT_COUNT)
		return NULL;
	return &groups[row - fact_rows];
}

static void
join(struct group *g, struct op_right *right)
{
	if (g == NULL || g->set == NULL)
		return;
	right->set = g->set;
	right->member = pattern_set_count(g->set);
	pattern_set_add(g->set, right->pattern);
}

static void
begin_sets(struct group groups[FACT_COUNT], struct arena *a)
{
	size_t number = 0;

	for (size_t i = 0; i < FACT_COUNT; i++)
		if (groups[i].n >= WORTH)
			groups[i].set = pattern_set_new(a, ++number);
}

void
gather_patterns(struct ast *ast, struct arena *a)
{
	struct group groups[FACT_COUNT] = {{0, NULL}}, *g;

	for (const struct rule *r = ast->rules; r != NULL; r = r->next)
		for (const struct expr *e = r->tests; e != NULL; e = e->also)
			if ((g = group_of(groups, e)) != NULL)
				g->n++;
	begin_sets(groups, a);
	for (const struct rule *r = ast->rules; r != NULL; r = r->next)
		for (struct expr *e = r->tests; e != NULL; e = e->also)
			join(group_of(groups, e), &e->right_side);
	for (size_t i = 0; i < FACT_COUNT; i++)
		if (groups[i].set != NULL)
			pattern_set_finish(groups[i].set);
}
