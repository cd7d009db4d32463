#include "probe.h"

/* Of transactions: what belongs where, and what ends them. */

static const char log_remedy[] =
    "which program answers here? A mail server's settings cannot cause this";

static struct probe_finding
out_of_order(struct probe *p, const char *why)
{
	return probe_refused(p, 503, PROBE_FAIL, why, log_remedy);
}

struct probe_finding
probe_check_again(struct probe *p)
{
	if (probe_hello(p) != 250)
		return probe_fail(p, "a second EHLO is not taken", log_remedy);
	probe_say(p, STR("RCPT TO:<postmaster>"));
	return out_of_order(p, "the transaction has outlived a new EHLO");
}

struct probe_finding
probe_check_rcpt_first(struct probe *p)
{
	probe_say(p, STR("RCPT TO:<postmaster>"));
	return out_of_order(p, "a recipient is taken without a sender");
}

/* 503 or 554; or 354, which is to be followed by one of them. */
struct probe_finding
probe_check_data_first(struct probe *p)
{
	if (probe_say(p, STR("DATA")) == 554)
		return probe_pass(p);
	return probe_refused(p, 503, PROBE_UNWISE,
			     "a message may be sent that goes to nobody",
			     "none in the settings; senders must wait for the "
			     "replies to RCPT");
}

struct probe_finding
probe_check_nested(struct probe *p)
{
	probe_say(p, STR("MAIL FROM:<>"));
	return probe_refused(p, 503, PROBE_UNWISE,
			     "a second sender silently takes the first's place",
			     log_remedy);
}

struct probe_finding
probe_check_rset(struct probe *p)
{
	if (probe_say(p, STR("RSET")) != 250)
		return probe_fail(p, "RSET must get 250", log_remedy);
	probe_say(p, STR("RCPT TO:<postmaster>"));
	return out_of_order(p, "the sender is remembered");
}

static struct probe_finding
no_argument(struct probe *p, const char *line)
{
	probe_say(p, str_of(line));
	return probe_refused(p, 501, PROBE_UNWISE,
			     "what cannot be meant is taken", "none is needed");
}

struct probe_finding
probe_check_rset_word(struct probe *p)
{
	return no_argument(p, "RSET all");
}

struct probe_finding
probe_check_data_word(struct probe *p)
{
	return no_argument(p, "DATA now");
}

struct probe_finding
probe_check_quit_word(struct probe *p)
{
	return no_argument(p, "QUIT now");
}

static struct probe_finding
case_matters(struct probe *p)
{
	if (p->reply.code / 100 == 4)
		return probe_untested(p, "refused for now");
	return probe_fail(p, "the case of letters matters", log_remedy);
}

struct probe_finding
probe_check_case(struct probe *p)
{
	if (probe_say(p, STR("nOoP")) != 250)
		return case_matters(p);
	if (probe_say(p, STR("mail from:<>")) != 250)
		return case_matters(p);
	return probe_pass(p);
}

/* Each of three answers must come, and in this order. */
struct probe_finding
probe_check_pipelining(struct probe *p)
{
	static const unsigned codes[] = {250, 503, 250};

	if (!probe_offers(p, STR("PIPELINING"), NULL))
		return probe_untested(p, "PIPELINING is not offered");
	probe_put(p, STR("RSET\r\nRCPT TO:<postmaster>\r\nNOOP\r\n"));
	for (size_t i = 0; i < 3; i++) {
		if (i > 0)
			probe_next(p);
		if (p->reply.code == codes[i] ||
		    (i == 1 && p->reply.code / 100 > 3))
			continue;
		p->command = STR("RSET, RCPT, NOOP together");
		return probe_fail(p,
				  "PIPELINING is offered, and commands that "
				  "come together are lost",
				  "Postfix: smtpd_discard_ehlo_keywords = "
				  "pipelining, until a proxy or firewall "
				  "between is mended");
	}
	p->command = STR("RSET, RCPT, NOOP together");
	return probe_pass(p);
}

struct probe_finding
probe_check_quit(struct probe *p)
{
	if (probe_say(p, STR("QUIT")) != 221)
		return probe_fail(p, "QUIT must get 221", log_remedy);
	if (!probe_ends(&p->talk))
		return probe_fail(p, "the server does not hang up behind it",
				  log_remedy);
	return probe_pass(p);
}
