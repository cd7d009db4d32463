#ifndef RIG_MXD_H
#define RIG_MXD_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * One client of mxd, a mail server that does all right but for one flaw. It
 * takes mail for everybody and throws it away.
 */
enum { MXD_LINE = 2048, MXD_SIZE = 1000000 };

struct mxd {
	const char *flaw;
	int fd;
	SSL_CTX *context;
	SSL *ssl; /* NULL: in the clear */
	bool gone;
	char in[8192];
	size_t at, end;
	char line[MXD_LINE + 1]; /* a command, without its end */
	size_t length;
	bool helo, mail, rcpt;
	unsigned messages; /* taken */
};

/* The greeting and all that follows, until the client is gone. */
void mxd_serve(struct mxd *m);

bool mxd_has(const struct mxd *m, const char *flaw);
void mxd_say(struct mxd *m, const char *line);

/* A byte, or -1 at the end. Is there one already? */
int mxd_byte(struct mxd *m);
bool mxd_pending(const struct mxd *m);

/* A message up to its end; its reply. */
void mxd_data(struct mxd *m);

/* TLS from here on; keys and certificate for it. */
bool mxd_secure(struct mxd *m);
SSL_CTX *mxd_context(bool old);

#endif
