#include "ast.h"

#include "session_private.h"

enum stage
fact_ref_from(const struct fact_ref *fact)
{
	return fact->of != NULL ? fact->of->from : fact->row->from;
}

enum scope
fact_ref_scope(const struct fact_ref *fact)
{
	return fact->of != NULL ? fact->of->scope : fact->row->scope;
}

struct value
fact_ref_value(const struct fact_ref *fact, struct session *s)
{
	struct value of;

	if (fact->row->call == NULL)
		return fact_value(s, (enum fact_id)(fact->row - fact_rows));
	if (fact->of == NULL)
		return fact->row->call(s, fact->text, value_absent(VALUE_TEXT));
	of = fact_value(s, (enum fact_id)(fact->of - fact_rows));
	return fact->row->call(s, fact->text, of);
}
