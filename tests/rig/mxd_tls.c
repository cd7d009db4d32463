#include "mxd.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

static X509 *
certificate(EVP_PKEY *key)
{
	X509 *c = X509_new();
	X509_NAME *name = X509_get_subject_name(c);

	ASN1_INTEGER_set(X509_get_serialNumber(c), 1);
	X509_gmtime_adj(X509_getm_notBefore(c), -3600);
	X509_gmtime_adj(X509_getm_notAfter(c), 86400);
	X509_set_pubkey(c, key);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
				   (const unsigned char *)"mx.example.org", -1,
				   -1, 0);
	X509_set_issuer_name(c, name);
	X509_sign(c, key, EVP_sha256());
	return c;
}

SSL_CTX *
mxd_context(bool old)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	SSL_CTX *s = SSL_CTX_new(TLS_server_method());
	X509 *c;

	if (key == NULL || s == NULL)
		return NULL;
	c = certificate(key);
	if (old)
		SSL_CTX_set_security_level(s, 0);
	SSL_CTX_set_min_proto_version(s, old ? TLS1_VERSION : TLS1_2_VERSION);
	SSL_CTX_use_certificate(s, c);
	SSL_CTX_use_PrivateKey(s, key);
	X509_free(c);
	EVP_PKEY_free(key);
	return s;
}

bool
mxd_secure(struct mxd *m)
{
	m->ssl = SSL_new(m->context);
	return m->ssl != NULL && SSL_set_fd(m->ssl, m->fd) == 1 &&
	       SSL_accept(m->ssl) == 1;
}
