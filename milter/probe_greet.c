#include "probe.h"

#include "hostname.h"

/* Of the beginning of a session: greeting, HELO, EHLO, what is offered. */

/* The word behind the code. */
static struct str
name_in(const struct probe_reply *r)
{
	const struct str text = str_from(r->line[0], 4);

	return str_slice(text, 0, str_find(text, ' '));
}

static bool
is_name(struct str name)
{
	struct addr addr;
	const enum literal l = hostname_literal(name, &addr);

	return hostname_is_valid(name) || l == LITERAL_IPV4 ||
	       l == LITERAL_IPV6;
}

struct probe_finding
probe_check_greeting(struct probe *p)
{
	static const char remedy[] =
	    "Postfix: myhostname and smtpd_banner; Sendmail: confDOMAIN_NAME";

	if (p->reply.code / 100 == 4)
		return probe_untested(p, "no service for now");
	if (p->reply.code != 220)
		return probe_fail(p, "the greeting is neither 220 nor 421",
				  "who refuses us: a block list, a filter, "
				  "or a port that is not for mail");
	if (!is_name(name_in(&p->reply)))
		return probe_fail(p, "the greeting begins with no host name",
				  remedy);
	if (!hostname_is_fqdn(name_in(&p->reply)))
		return probe_unwise(p, "the name is not fully qualified",
				    remedy);
	return probe_pass(p);
}

/* All at once, as programs do that read no reply. */
struct probe_finding
probe_check_early(struct probe *p)
{
	if (probe_put(p, STR("EHLO localhost\r\nMAIL FROM:<>\r\n")) / 100 != 2)
		return probe_pass(p);
	if (probe_next(p) / 100 != 2)
		return probe_pass(p);
	return probe_unwise(p,
			    "most of what sends so is no mail server, and it "
			    "is served",
			    "Postfix 3.7.6, 3.8.1 and newer: "
			    "smtpd_forbid_unauth_pipelining = yes; "
			    "Sendmail: FEATURE(`greet_pause')");
}

struct probe_finding
probe_check_helo(struct probe *p)
{
	probe_say(p, STR("HELO localhost.localdomain"));
	if (p->reply.code / 100 == 4)
		return probe_untested(p, "refused for now");
	if (p->reply.code != 250)
		return probe_fail(p, "HELO is not taken",
				  "servers must know HELO (4.5.1); which rule "
				  "refuses it?");
	if (p->reply.nlines > 1)
		return probe_fail(p, "the reply has more than one line",
				  "extensions belong to EHLO alone");
	if (!is_name(name_in(&p->reply)))
		return probe_fail(p, "the reply does not begin with a name",
				  "Postfix: myhostname");
	return probe_pass(p);
}

/* ehlo-keyword (RFC 5321, 4.1.1.1). */
static bool
is_keyword(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!str_is_alnum(s.p[i]) && (s.p[i] != '-' || i == 0))
			return false;
	return s.n > 0;
}

struct probe_finding
probe_check_ehlo(struct probe *p)
{
	if (probe_hello(p) / 100 == 4)
		return probe_untested(p, "refused for now");
	if (p->reply.code != 250)
		return probe_fail(p, "EHLO is not taken",
				  "which rule refuses it? --helo NAME tries "
				  "another name");
	if (!is_name(name_in(&p->reply)))
		return probe_fail(p, "the reply does not begin with a name",
				  "Postfix: myhostname");
	for (size_t i = 1; i < p->reply.nlines; i++) {
		const struct str line = str_from(p->reply.line[i], 4);

		if (!is_keyword(str_slice(line, 0, str_find(line, ' '))))
			return probe_fail(
			    p, "an extension is not well-formed",
			    "Postfix: broken_sasl_auth_clients = no");
	}
	return probe_pass(p);
}

struct probe_finding
probe_check_extensions(struct probe *p)
{
	static const char *const wanted[] = {"8BITMIME", "PIPELINING",
					     "ENHANCEDSTATUSCODES"};

	if (probe_look(p, STR("XCLIENT"), NULL) ||
	    probe_look(p, STR("XFORWARD"), NULL))
		return probe_unwise(p,
				    "XCLIENT and XFORWARD let us be any client",
				    "Postfix: smtpd_authorized_xclient_hosts, "
				    "smtpd_authorized_xforward_hosts; only "
				    "proxies need them");
	if (probe_look(p, STR("VERB"), NULL) ||
	    probe_look(p, STR("EXPN"), NULL))
		return probe_unwise(p, "EXPN or VERB is offered to everybody",
				    "Sendmail: confPRIVACY_FLAGS `noexpn, "
				    "noverb'");
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		if (!probe_look(p, str_of(wanted[i]), NULL))
			return probe_unwise(
			    p,
			    arena_printf(p->arena, "%s is not offered",
					 wanted[i])
				.p,
			    "Postfix: smtpd_discard_ehlo_keywords, and which "
			    "proxy or firewall takes it out?");
	p->command = STR("EHLO");
	p->reply = p->ehlo;
	return probe_pass(p);
}

struct probe_finding
probe_check_no_name(struct probe *p)
{
	probe_say(p, STR("EHLO"));
	return probe_refused(p, 501, PROBE_FAIL,
			     "a greeting without a name is taken",
			     "Sendmail with confALLOW_BOGUS_HELO lets rules "
			     "see it: reject it when helo.name is absent");
}

struct probe_finding
probe_check_mail_first(struct probe *p)
{
	probe_say(p, STR("MAIL FROM:<>"));
	return probe_refused(p, 503, PROBE_UNWISE,
			     "mail is taken from who does not say who it is",
			     "Postfix: smtpd_helo_required = yes; Sendmail: "
			     "confPRIVACY_FLAGS `needmailhelo'");
}

struct probe_finding
probe_check_any_time(struct probe *p)
{
	static const char *const lines[] = {"NOOP", "RSET", "HELP",
					    "VRFY postmaster"};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (probe_say(p, str_of(lines[i])) == 503)
			return probe_unwise(
			    p, "it works at any time, says the RFC",
			    "none is needed; Sendmail: confPRIVACY_FLAGS "
			    "`needvrfyhelo' has VRFY so");
		else if (p->reply.code == 0)
			return probe_fail(p, "no reply came",
					  "look into the log");
	return probe_pass(p);
}
