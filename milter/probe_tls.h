#ifndef MILTER_PROBE_TLS_H
#define MILTER_PROBE_TLS_H

#include "probe_talk.h"

#include <sys/types.h>

/*
 * TLS under a probe's talk; the only file that knows OpenSSL. Certificates are
 * not verified: it is one's own server.
 */
void probe_tls_free(struct probe_tls *tls); /* NULL is fine */

/* Bytes moved; 0 at the end; -1 and t->why when it is broken. */
ssize_t probe_tls_get(struct probe_talk *t, char *to, size_t n,
		      int64_t deadline);
ssize_t probe_tls_put(struct probe_talk *t, struct str bytes, int64_t deadline);

#endif
