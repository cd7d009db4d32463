#ifndef MILTER_HTML_H
#define MILTER_HTML_H

#include "str.h"

#include <stdint.h>
#include <stdio.h>

/*
 * Pieces of HTML. Texts pass the escaping printer first, so that whatever a
 * client has sent is printable ASCII and neither a tag nor an entity.
 */

/* For text and for attributes in double quotes. */
void html_text(FILE *to, struct str text);

/* "12,345" */
void html_number(FILE *to, uint64_t n);

/* "12.3 %" of all; of nothing it is "0 %". */
void html_percent(FILE *to, uint64_t n, uint64_t all);

#endif
