#include "probe_tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>

struct probe_tls {
	SSL_CTX *context;
	SSL *ssl;
};

void
probe_tls_free(struct probe_tls *tls)
{
	if (tls == NULL)
		return;
	SSL_free(tls->ssl);
	SSL_CTX_free(tls->context);
	OPENSSL_free(tls);
}

/* Wait for what the last call wanted. */
static bool
again(struct probe_talk *t, int result, int64_t deadline)
{
	switch (SSL_get_error(t->tls->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return probe_wait(t, POLLIN, deadline);
	case SSL_ERROR_WANT_WRITE:
		return probe_wait(t, POLLOUT, deadline);
	case SSL_ERROR_ZERO_RETURN:
	case SSL_ERROR_SYSCALL:
		return probe_broken(t, "the server has closed the connection");
	default:
		return probe_broken(t, "what came is no TLS");
	}
}

/* An old version is only had with the keys and ciphers of its time. */
static bool
choose(SSL_CTX *c, bool old)
{
	SSL_CTX_set_verify(c, SSL_VERIFY_NONE, NULL);
	SSL_CTX_set_options(c, SSL_OP_IGNORE_UNEXPECTED_EOF);
	if (!old)
		return true;
	SSL_CTX_set_security_level(c, 0);
	return SSL_CTX_set_min_proto_version(c, TLS1_VERSION) == 1 &&
	       SSL_CTX_set_max_proto_version(c, TLS1_1_VERSION) == 1 &&
	       SSL_CTX_set_cipher_list(c, "ALL") == 1;
}

static bool
shake(struct probe_talk *t)
{
	const int64_t deadline = probe_deadline(t);
	int result;

	ERR_clear_error();
	do
		result = SSL_connect(t->tls->ssl);
	while (result != 1 && again(t, result, deadline));
	return result == 1 || probe_broken(t, "the TLS handshake failed");
}

bool
probe_secure(struct probe_talk *t, bool old)
{
	struct probe_tls *tls = OPENSSL_zalloc(sizeof *tls);

	t->tls = tls;
	t->at = t->end = 0;
	if (tls == NULL ||
	    (tls->context = SSL_CTX_new(TLS_client_method())) == NULL ||
	    !choose(tls->context, old) ||
	    (tls->ssl = SSL_new(tls->context)) == NULL ||
	    SSL_set_fd(tls->ssl, t->fd) != 1)
		return probe_broken(t, "OpenSSL does not work");
	if (!shake(t))
		return false;
	probe_note(t, PROBE_NOTE, probe_tls_name(t));
	return true;
}

struct str
probe_tls_name(const struct probe_talk *t)
{
	if (t->tls == NULL)
		return STR("no TLS");
	return arena_printf(t->arena, "%s %s", SSL_get_version(t->tls->ssl),
			    SSL_get_cipher_name(t->tls->ssl));
}

ssize_t
probe_tls_get(struct probe_talk *t, char *to, size_t n, int64_t deadline)
{
	int got;

	ERR_clear_error();
	do
		got = SSL_read(t->tls->ssl, to, (int)n);
	while (got <= 0 && again(t, got, deadline));
	return got;
}

ssize_t
probe_tls_put(struct probe_talk *t, struct str bytes, int64_t deadline)
{
	const int most = bytes.n > 1 << 14 ? 1 << 14 : (int)bytes.n;
	int sent;

	ERR_clear_error();
	do
		sent = SSL_write(t->tls->ssl, bytes.p, most);
	while (sent <= 0 && again(t, sent, deadline));
	return sent;
}
