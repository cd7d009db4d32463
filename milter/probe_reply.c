#include "probe.h"

/* Of all replies that have come, in this check and those before it. */

/* Some of each kind, so that there are replies to look at. */
static void
hear(struct probe *p)
{
	static const char *const lines[] = {
	    "NOOP", "VRFY postmaster", "HELP", "RCPT TO:<postmaster>",
	    "MAIL", "MAIL FROM:<>",    "RSET", "XYZZY"};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		probe_say(p, str_of(lines[i]));
}

static void
see(struct probe *p, const struct probe_seen *s)
{
	p->command = s->command;
	p->reply = s->reply;
}

struct probe_finding
probe_check_reply_lines(struct probe *p)
{
	hear(p);
	for (size_t i = 0; i < p->nseen; i++)
		if (p->seen[i].reply.flaw != NULL) {
			see(p, &p->seen[i]);
			return probe_fail(p, p->reply.flaw,
					  "which program or rule has this "
					  "text?");
		}
	return probe_pass(p);
}

/* "5.7.1 " behind "550 ": its class (RFC 3463, 2), or 0. */
static unsigned
class_of(struct str line)
{
	struct str text = str_from(line, 4);

	if (text.n < 5 || text.p[1] != '.' || !str_is_digit(text.p[0]))
		return 0;
	for (size_t dots = 0, i = 0; i < text.n; i++) {
		if (text.p[i] == '.')
			dots++;
		else if (text.p[i] == ' ' && dots == 2)
			break;
		else if (!str_is_digit(text.p[i]))
			return 0;
	}
	return (unsigned)(text.p[0] - '0');
}

struct probe_finding
probe_check_enhanced(struct probe *p)
{
	if (!p->enhanced)
		return probe_untested(p, "ENHANCEDSTATUSCODES is not offered");
	hear(p);
	for (size_t i = 0; i < p->nseen; i++) {
		const struct probe_seen *s = &p->seen[i];
		unsigned class;

		if (!s->enhanced)
			continue;
		class = class_of(s->reply.line[0]);
		if (class == s->reply.code / 100)
			continue;
		see(p, s);
		return probe_fail(p,
				  class == 0
				      ? "the reply has no enhanced code"
				      : "the enhanced code says something "
					"else than the reply code",
				  "which program or rule has this text?");
	}
	return probe_pass(p);
}
