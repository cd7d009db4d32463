#include "probe.h"

#include <time.h>

/*
 * Of messages: what ends one. Only where they may be delivered; they go from
 * the null sender to that address.
 */

/*
 * What has ended messages in servers where it must not. A byte before the true
 * CR LF dot CR LF, or behind it, does not change that this is the end, so that
 * those are not here.
 */
static const struct str not_ends[] = {
#define SEQUENCE(text)                 \
	{                              \
		text, sizeof(text) - 1 \
	}
    SEQUENCE("\n.\n"),	     SEQUENCE("\r.\r"),	      SEQUENCE("\r.\n"),
    SEQUENCE("\n.\r"),	     SEQUENCE("\n.\r\n"),     SEQUENCE("\r\n.\n"),
    SEQUENCE("\r.\r\n"),     SEQUENCE("\r\n.\r"),     SEQUENCE("\r\n\0.\r\n"),
    SEQUENCE("\r\n.\0\r\n"), SEQUENCE("\r\n.\r\r\n"), SEQUENCE("\r\r\n.\r\r\n"),
    SEQUENCE("\r\0\n.\r\n"), SEQUENCE("\r\n.\r\0\n"),
#undef SEQUENCE
};

/* RFC 5322, 3.6; RFC 3834, 5: nobody is to answer it. */
static struct str
header(struct probe *p, const char *subject)
{
	const time_t now = time(NULL);
	char date[64];
	struct tm tm;

	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000",
		 gmtime_r(&now, &tm));
	return arena_printf(p->arena,
			    "From: heloctl probe <%.*s>\r\n"
			    "To: <%.*s>\r\n"
			    "Date: %s\r\n"
			    "Message-ID: <probe.%lld.%zu@heloward.invalid>\r\n"
			    "Subject: heloctl probe: %s\r\n"
			    "Auto-Submitted: auto-generated\r\n"
			    "\r\n"
			    "A test that heloctl probe was asked for.",
			    STR_ARG(p->deliver), STR_ARG(p->deliver), date,
			    (long long)now, p->nseen, subject);
}

/* Everything up to the 354; false: the reply says what was in the way. */
static bool
begin(struct probe *p)
{
	if (probe_say(p, STR("MAIL FROM:<>")) != 250)
		return false;
	if (probe_say(p, arena_printf(p->arena, "RCPT TO:<%.*s>",
				      STR_ARG(p->deliver))) /
		10 !=
	    25)
		return false;
	return probe_say(p, STR("DATA")) == 354;
}

/* The message, these bytes and the true end; the code of the first reply. */
static unsigned
send_with(struct probe *p, const char *subject, struct str bytes)
{
	const struct str text = probe_join(p->arena, header(p, subject), bytes);
	const unsigned code =
	    probe_put(p, probe_join(p->arena, text, STR("\r\n.\r\n")));

	p->command = bytes.n > 0 ? bytes : STR(".");
	return code;
}

struct probe_finding
probe_check_delivery(struct probe *p)
{
	if (!begin(p))
		return probe_untested(p, "no message may be sent");
	if (send_with(p, "delivery", STR("")) / 100 == 4)
		return probe_untested(p, "refused for now");
	if (p->reply.code != 250)
		return probe_fail(p, "a message is not taken",
				  "which rule refuses it?");
	return probe_pass(p);
}

/*
 * A command behind what must not be the end: if it was, that is answered, and
 * the true end is a command that nobody knows. Else there is one reply, and
 * the next is that to QUIT.
 */
static bool
is_taken_for_end(struct probe *p, struct str sequence)
{
	const struct str text = probe_join(p->arena, sequence, STR("NOOP"));
	const unsigned code = send_with(p, "end of data", text);
	struct probe_reply first = p->reply;
	unsigned next;

	if (code == 0)
		return false;
	next = probe_say(p, STR("QUIT"));
	p->command = sequence;
	if (next != 0 && next != 221)
		return true;
	p->reply = first;
	return false;
}

/* One session a sequence; those that are taken for the end, into *taken. */
static bool
try_all(struct probe *p, struct str *taken)
{
	for (size_t i = 0; i < sizeof not_ends / sizeof not_ends[0]; i++) {
		if (i > 0 && (probe_open(p) != 220 || probe_hello(p) != 250))
			return false;
		if (!begin(p))
			return false;
		if (!is_taken_for_end(p, not_ends[i]))
			continue;
		if (taken->n > 0)
			*taken = probe_join(p->arena, *taken, STR(", "));
		*taken = probe_join(p->arena, *taken, not_ends[i]);
	}
	return true;
}

struct probe_finding
probe_check_dot(struct probe *p)
{
	struct str taken = STR("");
	const bool all = try_all(p, &taken);

	if (taken.n == 0 && !all)
		return probe_untested(p, "no message may be sent");
	if (taken.n == 0) {
		p->command = STR("none of the sequences");
		return probe_pass(p);
	}
	p->command = STR("");
	p->reply = (struct probe_reply){.code = 250, .nlines = 1};
	p->reply.line = ARENA_NEW(p->arena, struct str);
	p->reply.line[0] = taken;
	return probe_fail(p,
			  "these end a message as well: others' mail can be "
			  "smuggled in",
			  "Postfix 3.7.10, 3.8.5 and newer: "
			  "smtpd_forbid_bare_newline = normalize, which spares "
			  "mynetworks and so perhaps us; Sendmail 8.18 and "
			  "newer");
}

struct probe_finding
probe_check_data_bare(struct probe *p)
{
	if (!begin(p))
		return probe_untested(p, "no message may be sent");
	send_with(p, "LF alone", STR("\nLF alone.\nEnd."));
	p->command = STR("message with LF alone");
	if (p->reply.code / 100 == 4)
		return probe_untested(p, "refused for now");
	if (p->reply.code == 250)
		return probe_unwise(p,
				    "servers behind this one may take it for "
				    "the end of a line",
				    "Postfix 3.7.10, 3.8.5 and newer: "
				    "smtpd_forbid_bare_newline = reject");
	return probe_pass(p);
}
