#include "probe.h"

/* Of single commands: their syntax, their parameters, what they tell. */

/* ---- MAIL and RCPT ---------------------------------------------------------
 */

struct probe_finding
probe_check_mail_syntax(struct probe *p)
{
	probe_say(p, STR("MAIL FROM:<postmaster@[300.1.2.3.4]"));
	if (p->reply.code / 100 != 5)
		return probe_refused(p, 501, PROBE_FAIL,
				     "a path without its end is taken",
				     "Postfix: strict_rfc821_envelopes = yes");
	probe_say(p, STR("MAIL FROM:postmaster@example.org"));
	return probe_refused(p, 501, PROBE_UNWISE,
			     "a path without brackets is taken",
			     "Postfix: strict_rfc821_envelopes = yes, when no "
			     "old device of yours sends so");
}

struct probe_finding
probe_check_null_sender(struct probe *p)
{
	probe_say(p, STR("MAIL FROM:<>"));
	if (p->reply.code / 100 == 4)
		return probe_untested(p, "refused for now");
	if (p->reply.code != 250)
		return probe_fail(p, "bounces do not come through",
				  "which rule refuses the null sender?");
	return probe_pass(p);
}

struct probe_finding
probe_check_mail_option(struct probe *p)
{
	probe_say(p, STR("MAIL FROM:<> HELOWARD-PROBE=1"));
	return probe_refused(p, 555, PROBE_FAIL,
			     "a parameter that cannot be known is taken",
			     "which program answers here? Its clients cannot "
			     "rely on what it takes");
}

struct probe_finding
probe_check_postmaster(struct probe *p)
{
	probe_say(p, STR("RCPT TO:<Postmaster>"));
	if (p->reply.code / 100 == 4)
		return probe_untested(p, "refused for now");
	if (p->reply.code / 10 != 25)
		return probe_fail(p, "the postmaster cannot be written to",
				  "an alias for postmaster, and no rule that "
				  "refuses it");
	return probe_pass(p);
}

/* ---- SIZE (RFC 1870) -------------------------------------------------------
 */

/* What is offered; 0: no limit is. */
static uint64_t
size_offered(struct probe *p)
{
	struct str digits = STR("");
	uint64_t size = 0;

	probe_look(p, STR("SIZE"), &digits);
	for (size_t i = 0; i < digits.n; i++) {
		if (!str_is_digit(digits.p[i]) || size > UINT64_MAX / 100)
			return 0;
		size = size * 10 + (uint64_t)(digits.p[i] - '0');
	}
	return size;
}

struct probe_finding
probe_check_size(struct probe *p)
{
	if (!probe_look(p, STR("SIZE"), NULL))
		return probe_unwise(p,
				    "clients send all of a message to learn "
				    "that it is too large",
				    "Postfix: smtpd_discard_ehlo_keywords "
				    "without size");
	if (size_offered(p) == 0)
		return probe_unwise(p, "no limit is given",
				    "Postfix: message_size_limit; Sendmail: "
				    "confMAX_MESSAGE_SIZE");
	return probe_pass(p);
}

struct probe_finding
probe_check_size_over(struct probe *p)
{
	const unsigned long long size = size_offered(p);

	if (size == 0)
		return probe_untested(p, "no limit is given");
	probe_say(p,
		  arena_printf(p->arena, "MAIL FROM:<> SIZE=%llu", size + 1));
	return probe_refused(p, 552, PROBE_FAIL,
			     "what is too large is only found so at its end",
			     "whose limit is offered? A proxy's and the "
			     "server's must agree");
}

struct probe_finding
probe_check_size_syntax(struct probe *p)
{
	if (!probe_look(p, STR("SIZE"), NULL))
		return probe_untested(p, "SIZE is not offered");
	probe_say(p, STR("MAIL FROM:<> SIZE=large"));
	return probe_refused(p, 501, PROBE_FAIL,
			     "a size that is no number is taken",
			     "Sendmail takes it for no size: reject it by a "
			     "rule on mail.params_malformed");
}

/* ---- VRFY, EXPN, HELP, NOOP ------------------------------------------------
 */

static const char vrfy_remedy[] =
    "Postfix: disable_vrfy_command = yes; Sendmail: confPRIVACY_FLAGS "
    "`novrfy'";

/* Of one who is there and one who cannot be. */
struct probe_finding
probe_check_vrfy(struct probe *p)
{
	const unsigned there = probe_say(p, STR("VRFY postmaster"));
	unsigned nobody;

	if (there == 0 || there == 500)
		return probe_fail(p, "every server must know VRFY (4.5.1)",
				  vrfy_remedy);
	nobody = probe_say(p, STR("VRFY nobody-has-this-name-x7q"));
	if (there != nobody || there / 10 == 25) {
		if (there == 252 && nobody == 252)
			return probe_pass(p);
		if (there / 100 == 4 || nobody / 100 == 4)
			return probe_untested(p, "refused for now");
		return probe_unwise(p,
				    there == nobody
					? "250 says that it was verified"
					: "who exists is told from who does "
					  "not",
				    vrfy_remedy);
	}
	return there == 502 ? probe_unwise(p, "7.3 has 252 for this",
					   "none is needed: nothing is told")
			    : probe_pass(p);
}

struct probe_finding
probe_check_expn(struct probe *p)
{
	probe_say(p, STR("EXPN postmaster"));
	if (p->reply.code == 0)
		return probe_fail(p, "no reply came", "look into the log");
	if (p->reply.code == 250)
		return probe_unwise(p, "who is on a list is told to anybody",
				    "Sendmail: confPRIVACY_FLAGS `noexpn'");
	return probe_pass(p);
}

struct probe_finding
probe_check_help(struct probe *p)
{
	probe_say(p, STR("HELP"));
	if (p->reply.code == 0)
		return probe_fail(p, "no reply came", "look into the log");
	if (p->reply.code / 10 != 21)
		return probe_unwise(p, "servers should know HELP",
				    "Postfix has it from 3.9 on; nobody will "
				    "miss it");
	return probe_pass(p);
}

struct probe_finding
probe_check_noop(struct probe *p)
{
	if (probe_say(p, STR("NOOP")) != 250)
		return probe_fail(p, "NOOP must get 250",
				  "which rule refuses it?");
	if (probe_say(p, STR("NOOP nothing")) != 250)
		return probe_unwise(p, "an argument of NOOP is to be ignored",
				    "none is needed");
	return probe_pass(p);
}

struct probe_finding
probe_check_unknown(struct probe *p)
{
	probe_say(p, STR("XYZZY"));
	return probe_refused(p, 500, PROBE_FAIL, "anything is taken",
			     "which program answers here? It is no mail "
			     "server");
}

/* ---- Lines -----------------------------------------------------------------
 */

/* NOOP and so many bytes that all are "n" with CRLF. */
static struct str
long_noop(struct probe *p, size_t n)
{
	char *line = arena_alloc(p->arena, n);

	memset(line, 'x', n);
	memcpy(line, "NOOP ", 5);
	memcpy(line + n - 2, "\r\n", 2);
	return str_make(line, n);
}

static void
told_as(struct probe *p, const char *command)
{
	p->command = str_of(command);
}

struct probe_finding
probe_check_line_allowed(struct probe *p)
{
	const unsigned code = probe_put(p, long_noop(p, 512));

	told_as(p, "NOOP with 505 bytes");
	if (code != 250)
		return probe_fail(p, "a line that the RFC allows is refused",
				  "which proxy or firewall cuts it?");
	return probe_pass(p);
}

/* One reply, and then that to QUIT: else the line was cut into several. */
struct probe_finding
probe_check_line_long(struct probe *p)
{
	const unsigned code = probe_put(p, long_noop(p, 20000));

	told_as(p, "NOOP with 20 kB");
	if (code == 0 || code == 421)
		return code == 0 ? probe_unwise(p, "hung up on without a word",
						"none is needed")
				 : probe_pass(p);
	if (probe_say(p, STR("QUIT")) != 221 && p->reply.code != 0)
		return probe_fail(p,
				  "what is behind its limit becomes another "
				  "command",
				  "which program answers here? It can be made "
				  "to do what nobody has said");
	if (code == 250)
		return probe_unwise(p,
				    "it is taken, or silently cut, forty times "
				    "as long as the RFC has it",
				    "none in Postfix, which cuts at "
				    "line_length_limit");
	return probe_pass(p);
}

static const char bare_remedy[] =
    "Postfix 3.7.10, 3.8.5 and newer: smtpd_forbid_bare_newline = reject; it "
    "spares mynetworks, and so perhaps us; Sendmail 8.18 and newer";

/* When it is no end, the next line is its rest: one reply for both. */
static struct probe_finding
bare(struct probe *p, const char *bytes, const char *why)
{
	const unsigned code = probe_put(p, str_of(bytes));

	if (code == 0 || code == 421 || code / 100 == 5)
		return probe_pass(p);
	if (probe_say(p, STR("QUIT")) == 221 || p->reply.code == 0)
		return probe_pass(p);
	told_as(p, bytes);
	return probe_fail(p, why, bare_remedy);
}

struct probe_finding
probe_check_bare_lf(struct probe *p)
{
	return bare(p, "NOOP\nNOOP\r\n", "LF alone ends a command");
}

struct probe_finding
probe_check_bare_cr(struct probe *p)
{
	return bare(p, "NOOP\rNOOP\r\n", "CR alone ends a command");
}
