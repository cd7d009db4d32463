#ifndef MILTER_EXPLAIN_JSON_H
#define MILTER_EXPLAIN_JSON_H

#include "explain.h"
#include "json.h"

/* An explanation as an object of the list at hand; see heloctl(8). */
void explain_json(struct json *j, const struct explanation *e, bool told,
		  bool enforce);

#endif
