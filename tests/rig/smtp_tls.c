#include "smtp_tls.h"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <poll.h>

struct smtp_tls {
	SSL_CTX *context;
	SSL *ssl;
};

static const struct {
	const char *name;
	int version;
} versions[] = {
    {"TLSv1", TLS1_VERSION},
    {"TLSv1.1", TLS1_1_VERSION},
    {"TLSv1.2", TLS1_2_VERSION},
    {"TLSv1.3", TLS1_3_VERSION},
};

void
smtp_tls_free(struct smtp_tls *t)
{
	if (t == NULL)
		return;
	SSL_free(t->ssl);
	SSL_CTX_free(t->context);
	OPENSSL_free(t);
}

static bool
choose_version(SSL_CTX *c, struct str name)
{
	const size_t n = sizeof versions / sizeof versions[0];

	if (name.n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		if (str_eq(name, str_of(versions[i].name)))
			return SSL_CTX_set_min_proto_version(
				   c, versions[i].version) == 1 &&
			       SSL_CTX_set_max_proto_version(
				   c, versions[i].version) == 1;
	return false;
}

static bool
choose_cipher(SSL_CTX *c, struct arena *a, struct str name)
{
	struct str cipher = arena_str(a, name);

	SSL_CTX_set_security_level(c, 0);
	if (name.n == 0)
		return SSL_CTX_set_cipher_list(c, "ALL") == 1;
	if (str_begins(name, STR("TLS_")))
		return SSL_CTX_set_ciphersuites(c, cipher.p) == 1;
	return SSL_CTX_set_cipher_list(c, cipher.p) == 1;
}

/* Wait for what the last call wanted; false: it failed or nothing came. */
static bool
again(struct smtp_tls *t, int result, int timeout)
{
	struct pollfd wait = {.fd = SSL_get_fd(t->ssl)};
	int error = SSL_get_error(t->ssl, result);

	if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
		return false;
	wait.events = error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
	return poll(&wait, 1, timeout) > 0;
}

static bool
shake(struct smtp_tls *t, int fd, int timeout)
{
	int result;

	t->ssl = SSL_new(t->context);
	if (t->ssl == NULL || fcntl(fd, F_SETFL, O_NONBLOCK) != 0 ||
	    SSL_set_fd(t->ssl, fd) != 1)
		return false;
	do
		result = SSL_connect(t->ssl);
	while (result != 1 && again(t, result, timeout));
	return result == 1;
}

struct smtp_tls *
smtp_tls_new(const struct smtp *s, struct str version, struct str cipher,
	     const char **why)
{
	struct smtp_tls *t = OPENSSL_zalloc(sizeof *t);

	*why = NULL;
	if (t == NULL)
		return NULL;
	t->context = SSL_CTX_new(TLS_client_method());
	if (t->context == NULL || !choose_version(t->context, version))
		*why = "OpenSSL has no such TLS version";
	else if (!choose_cipher(t->context, s->arena, cipher))
		*why = "OpenSSL has no such cipher";
	else if (!shake(t, s->fd, s->timeout))
		*why = "the TLS handshake failed";
	if (*why == NULL)
		return t;
	smtp_tls_free(t);
	return NULL;
}

ssize_t
smtp_tls_get(struct smtp_tls *t, char *to, size_t n, int timeout)
{
	int got;

	do
		got = SSL_read(t->ssl, to, (int)n);
	while (got <= 0 && again(t, got, timeout));
	return got;
}

ssize_t
smtp_tls_put(struct smtp_tls *t, const char *from, size_t n, int timeout)
{
	const int most = n > 1 << 14 ? 1 << 14 : (int)n;
	int sent;

	do
		sent = SSL_write(t->ssl, from, most);
	while (sent <= 0 && again(t, sent, timeout));
	return sent;
}

bool
smtp_starttls(struct smtp *s, struct str version, struct str cipher,
	      struct smtp_reply *r)
{
	const char *why;

	if (!smtp_say(s, STR("STARTTLS"), r))
		return false;
	if (r->code != 220)
		return true;
	s->tls = smtp_tls_new(s, version, cipher, &why);
	return s->tls != NULL || smtp_broken(s, why);
}

struct str
smtp_tls_version(const struct smtp *s)
{
	return str_of(s->tls == NULL ? NULL : SSL_get_version(s->tls->ssl));
}

struct str
smtp_tls_cipher(const struct smtp *s)
{
	return str_of(s->tls == NULL ? NULL : SSL_get_cipher_name(s->tls->ssl));
}

int
smtp_tls_bits(const struct smtp *s)
{
	return s->tls == NULL ? 0 : SSL_get_cipher_bits(s->tls->ssl, NULL);
}
