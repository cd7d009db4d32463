#ifndef RIG_SMTP_TLS_H
#define RIG_SMTP_TLS_H

#include "smtp.h"

#include <sys/types.h>

/* TLS for smtp.c: no certificate is checked, every cipher may be asked for. */

/* Ends TLS without closing the socket; NULL is fine. */
void smtp_tls_free(struct smtp_tls *t);

/*
 * Shake hands over the socket of *s with this version and cipher alone; absent:
 * any. NULL and *why when it fails.
 */
struct smtp_tls *smtp_tls_new(const struct smtp *s, struct str version,
			      struct str cipher, const char **why);

/* As recv and send; milliseconds. */
ssize_t smtp_tls_get(struct smtp_tls *t, char *to, size_t n, int timeout);
ssize_t smtp_tls_put(struct smtp_tls *t, const char *from, size_t n,
		     int timeout);

#endif
