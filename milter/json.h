#ifndef MILTER_JSON_H
#define MILTER_JSON_H

#include "str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * JSON (RFC 8259) written as it comes, on one line. Texts pass the escaping
 * printer, so that the output is printable ASCII: a byte of the client beyond
 * is \xHH in the text.
 */
struct json {
	FILE *to;
	bool comma; /* before what comes next */
};

/* "key" is NULL within a list. */
void json_object(struct json *j, const char *key);
void json_list(struct json *j, const char *key);
void json_end_object(struct json *j);
void json_end_list(struct json *j);
void json_text(struct json *j, const char *key, struct str text); /* or null */
void json_bool(struct json *j, const char *key, bool yes);
void json_number(struct json *j, const char *key, int64_t number);
/* Thousandths, as 2.5. */
void json_decimal(struct json *j, const char *key, int64_t thousandths);

#endif
