#include "probe.h"

/* Of AUTH (RFC 4954) and STARTTLS (RFC 3207). */

static const char auth_remedy[] =
    "Postfix: smtpd_tls_auth_only = yes; Sendmail: confAUTH_OPTIONS `A p'";

/* Mechanisms by which the password itself is sent. */
static bool
has_word(struct str words, struct str word)
{
	while (words.n > 0) {
		const size_t end = str_find(words, ' ');

		if (str_ieq(str_slice(words, 0, end), word))
			return true;
		words = str_from(words, end + 1);
	}
	return false;
}

struct probe_finding
probe_check_auth_clear(struct probe *p)
{
	struct str how = STR("");
	const bool offered = probe_look(p, STR("AUTH"), &how);

	if (offered &&
	    (has_word(how, STR("PLAIN")) || has_word(how, STR("LOGIN"))))
		return probe_fail(p, "passwords are asked for in the clear",
				  auth_remedy);
	if (offered)
		return probe_unwise(p,
				    "AUTH in the clear can be listened to and "
				    "guessed at",
				    auth_remedy);
	if (probe_say(p, STR("AUTH PLAIN")) / 100 == 3)
		return probe_fail(p, "not offered, AUTH in the clear works",
				  auth_remedy);
	return probe_pass(p);
}

static const char not_offered[] = "STARTTLS is not offered";

static bool
offers_tls(struct probe *p)
{
	return probe_look(p, STR("STARTTLS"), NULL);
}

struct probe_finding
probe_check_tls_offer(struct probe *p)
{
	if (!offers_tls(p))
		return probe_unwise(p, "all mail is sent in the clear",
				    "Postfix: smtpd_tls_security_level = may, "
				    "smtpd_tls_chain_files; Sendmail: "
				    "confSERVER_CERT, confSERVER_KEY");
	return probe_pass(p);
}

struct probe_finding
probe_check_tls_word(struct probe *p)
{
	if (!offers_tls(p))
		return probe_untested(p, not_offered);
	probe_say(p, STR("STARTTLS now"));
	return probe_refused(p, 501, PROBE_FAIL,
			     "what cannot be meant is taken",
			     "which program answers here?");
}

/* The handshake's result instead of the reply. */
static struct probe_finding
with_tls(struct probe *p, struct probe_finding f)
{
	f.seen =
	    arena_printf(p->arena, "%.*s, %.*s", STR_ARG(f.seen),
			 STR_ARG(p->talk.why == NULL ? probe_tls_name(&p->talk)
						     : str_of(p->talk.why)));
	return f;
}

struct probe_finding
probe_check_tls(struct probe *p)
{
	if (!offers_tls(p))
		return probe_untested(p, not_offered);
	if (!probe_starttls(p, false))
		return with_tls(
		    p, probe_fail(p, "STARTTLS is offered and does not work",
				  "the log says why: certificate and key, "
				  "their files' rights"));
	return with_tls(p, probe_pass(p));
}

struct probe_finding
probe_check_tls_old(struct probe *p)
{
	if (!offers_tls(p))
		return probe_untested(p, not_offered);
	if (!probe_starttls(p, true))
		return p->reply.code == 220
			   ? with_tls(p, probe_pass(p))
			   : probe_untested(p, "STARTTLS is refused");
	return with_tls(
	    p, probe_unwise(p, "a TLS that has been broken is taken",
			    "Postfix: smtpd_tls_protocols = >=TLSv1.2; "
			    "Sendmail: confSERVER_SSL_OPTIONS with "
			    "+SSL_OP_NO_TLSv1 +SSL_OP_NO_TLSv1_1"));
}

struct probe_finding
probe_check_tls_again(struct probe *p)
{
	if (probe_hello(p) != 250)
		return probe_fail(p, "no EHLO is taken under TLS",
				  "look into the log");
	if (offers_tls(p))
		return probe_fail(p, "STARTTLS is offered under TLS",
				  "which program answers here?");
	return probe_pass(p);
}

struct probe_finding
probe_check_tls_forget(struct probe *p)
{
	if (!offers_tls(p))
		return probe_untested(p, not_offered);
	if (probe_say(p, STR("MAIL FROM:<>")) != 250)
		return probe_untested(p, "MAIL FROM:<> is not taken");
	if (!probe_starttls(p, false))
		return p->reply.code == 220
			   ? probe_untested(p, p->talk.why)
			   : probe_refused(p, 503, PROBE_PASS, NULL, NULL);
	/* A new EHLO would end it anyway. */
	probe_say(p, STR("RCPT TO:<postmaster>"));
	return probe_refused(p, 503, PROBE_FAIL,
			     "who listens in can begin what TLS then covers",
			     "a newer mail server, or a newer proxy before it");
}

/*
 * Where HELO is needed, it is needed again. Where it is not, MAIL does not
 * tell; see mail-before-helo.
 */
struct probe_finding
probe_check_tls_helo(struct probe *p)
{
	struct probe_finding f;

	probe_say(p, STR("MAIL FROM:<>"));
	f = probe_refused(p, 503, PROBE_FAIL,
			  "HELO is needed, and that from before TLS suffices",
			  "Sendmail has no setting: reject it by a rule, "
			  "helo.name is absent then");
	if (f.verdict != PROBE_FAIL)
		return f;
	if (probe_open(p) == 220 && probe_say(p, STR("MAIL FROM:<>")) == 250)
		return probe_unwise(p,
				    "HELO is not needed at all, so that what "
				    "is known of the client is its name from "
				    "before TLS",
				    "Postfix: smtpd_helo_required = yes; "
				    "Sendmail: confPRIVACY_FLAGS "
				    "`needmailhelo'");
	return f;
}

/* What came in the clear with STARTTLS must not be answered under TLS. */
struct probe_finding
probe_check_tls_inject(struct probe *p)
{
	unsigned code;

	if (!offers_tls(p))
		return probe_untested(p, not_offered);
	code = probe_put(p, STR("STARTTLS\r\nNOOP\r\n"));
	if (code != 220 || !probe_secure(&p->talk, false))
		return probe_pass(p);
	if (probe_say(p, STR("QUIT")) == 221 || p->reply.code == 0)
		return probe_pass(p);
	p->command = STR("NOOP in the clear, answered under TLS");
	return probe_fail(p,
			  "who listens in can put commands into the session "
			  "(CVE-2011-0411)",
			  "a newer mail server, or a newer proxy before it");
}
