#ifndef MILTER_REPORT_PRINT_H
#define MILTER_REPORT_PRINT_H

#include "report_loaded.h"

#include <stdio.h>

/* What a report has to show, however it is shown. */
struct report_shown {
	struct report *report; /* sorted */
	const struct report_loaded *loaded;
	size_t rows; /* most of a table */
};

/* As text; as one line of JSON, one object. */
void report_print(const struct report_shown *s, FILE *out);
void report_print_json(const struct report_shown *s, FILE *out);

#endif
