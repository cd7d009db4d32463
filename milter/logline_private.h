#ifndef MILTER_LOGLINE_PRIVATE_H
#define MILTER_LOGLINE_PRIVATE_H

#include "logline.h"

/* What the programs of mail servers write, one function each; the queue id is
 * taken off. */
void logline_postfix(struct str text, struct logline *l);
void logline_sendmail(struct str text, struct logline *l);

/* "action=... KEY=VALUE", or the same as an object of JSON. */
void logline_ours(struct arena *a, struct str text, struct logline *l);

/* The place behind the first "what", or text.n when it is not in there. */
size_t logline_behind(struct str text, const char *what);

/* Does the text look like an id of ours? */
bool logline_is_sid(struct str text);

#endif
