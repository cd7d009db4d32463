#include "probe.h"

#include "addr.h"
#include "socket.h"

#include <unistd.h>

const struct probe_row probe_rows[PROBE_CHECKS] = {
#define CHECK(id, name, ready, rfc, summary) \
	{name, PROBE_##ready, rfc, summary, probe_check_##id},
#include "probe.def"
#undef CHECK
};

const char *
probe_verdict_name(enum probe_verdict verdict)
{
	static const char *const names[PROBE_VERDICTS] = {
	    [PROBE_PASS] = "pass",
	    [PROBE_FAIL] = "fail",
	    [PROBE_UNWISE] = "unwise",
	    [PROBE_UNTESTED] = "not tested",
	};

	return names[verdict];
}

/* ---- Talking ---------------------------------------------------------------
 */

/* Greetings and their replies owe no enhanced code (RFC 2034, 4). */
static bool
owes_code(const struct probe *p)
{
	const unsigned class = p->reply.code / 100;

	return p->enhanced && class != 3 && p->command.n > 0 &&
	       !str_ibegins(p->command, STR("EHLO")) &&
	       !str_ibegins(p->command, STR("HELO"));
}

unsigned
probe_next(struct probe *p)
{
	struct probe_seen *seen;

	if (!probe_receive(&p->talk, &p->reply))
		return 0;
	ARENA_GROW(p->arena, p->seen, p->nseen);
	seen = &p->seen[p->nseen++];
	*seen = (struct probe_seen){p->command, p->reply, owes_code(p)};
	return p->reply.code;
}

unsigned
probe_put(struct probe *p, struct str bytes)
{
	p->command = arena_str(p->arena, bytes);
	probe_send(&p->talk, bytes);
	return probe_next(p);
}

unsigned
probe_say(struct probe *p, struct str line)
{
	struct str sent = arena_printf(p->arena, "%.*s\r\n", STR_ARG(line));
	unsigned code = probe_put(p, sent);

	p->command = arena_str(p->arena, line);
	return code;
}

unsigned
probe_open(struct probe *p)
{
	probe_hang_up(&p->talk);
	p->command = STR("");
	p->enhanced = false;
	p->ehlo = (struct probe_reply){.code = 0};
	p->reply = p->ehlo;
	if (!probe_connect(&p->talk, (const struct sockaddr *)&p->to,
			   p->tolength)) {
		p->reply.why = p->talk.why;
		return 0;
	}
	probe_next(p);
	p->greeting = p->reply;
	return p->reply.code;
}

/* Our address as a literal (RFC 5321, 4.1.3): true, whatever the DNS says. */
static struct str
literal(struct probe *p)
{
	struct sockaddr_storage own = {.ss_family = AF_UNSPEC};
	socklen_t size = sizeof own;
	char text[ADDR_TEXT];
	struct addr addr;
	uint16_t port;

	getsockname(p->talk.fd, (struct sockaddr *)&own, &size);
	if (!socket_addr((const struct sockaddr *)&own, &addr, &port))
		return STR("localhost");
	addr_format(&addr, text);
	return arena_printf(p->arena, addr_is_v4(&addr) ? "[%s]" : "[IPv6:%s]",
			    text);
}

unsigned
probe_hello(struct probe *p)
{
	struct str name = p->helo.n > 0 ? p->helo : literal(p);

	probe_say(p, arena_printf(p->arena, "EHLO %.*s", STR_ARG(name)));
	p->ehlo = p->reply;
	p->enhanced = probe_offers(p, STR("ENHANCEDSTATUSCODES"), NULL);
	return p->reply.code;
}

bool
probe_starttls(struct probe *p, bool old)
{
	if (probe_say(p, STR("STARTTLS")) != 220)
		return false;
	p->enhanced = false;
	p->ehlo = (struct probe_reply){.code = 0};
	return probe_secure(&p->talk, old);
}

bool
probe_offers(const struct probe *p, struct str keyword, struct str *parameters)
{
	for (size_t i = 1; i < p->ehlo.nlines; i++) {
		const struct str line = str_from(p->ehlo.line[i], 4);
		const size_t end = str_find(line, ' ');

		if (!str_ieq(str_slice(line, 0, end), keyword))
			continue;
		if (parameters != NULL)
			*parameters = str_trim(str_from(line, end));
		return true;
	}
	return false;
}

bool
probe_look(struct probe *p, struct str keyword, struct str *parameters)
{
	struct str line = arena_printf(p->arena, "no %.*s", STR_ARG(keyword));
	struct str behind = STR("");
	const bool offered = probe_offers(p, keyword, &behind);

	if (offered)
		line = arena_printf(p->arena, "%u %.*s %.*s", p->ehlo.code,
				    STR_ARG(keyword), STR_ARG(behind));
	p->command = STR("EHLO");
	p->reply = (struct probe_reply){.code = p->ehlo.code, .nlines = 1};
	p->reply.line = ARENA_NEW(p->arena, struct str);
	p->reply.line[0] = str_trim(line);
	if (parameters != NULL)
		*parameters = behind;
	return offered;
}

/* ---- Findings --------------------------------------------------------------
 */

struct str
probe_join(struct arena *a, struct str first, struct str second)
{
	char *all = arena_alloc(a, first.n + second.n + 1);

	if (first.n > 0)
		memcpy(all, first.p, first.n);
	if (second.n > 0)
		memcpy(all + first.n, second.p, second.n);
	return str_make(all, first.n + second.n);
}

static struct str
reply_text(const struct probe *p)
{
	struct str all = STR("");

	if (p->reply.nlines == 0)
		return str_of(p->reply.why != NULL ? p->reply.why
						   : "nothing was said");
	for (size_t i = 0; i < p->reply.nlines; i++) {
		if (i > 0)
			all = probe_join(p->arena, all, STR(" / "));
		all = probe_join(p->arena, all, p->reply.line[i]);
	}
	return all;
}

static struct probe_finding
finding(const struct probe *p, enum probe_verdict verdict, const char *why,
	const char *remedy)
{
	struct str seen = p->command;

	if (seen.n > 0)
		seen = probe_join(p->arena, seen, STR(" -> "));
	seen = probe_join(p->arena, seen, reply_text(p));
	return (struct probe_finding){verdict, seen, why, remedy};
}

struct probe_finding
probe_pass(const struct probe *p)
{
	return finding(p, PROBE_PASS, NULL, NULL);
}

struct probe_finding
probe_fail(const struct probe *p, const char *why, const char *remedy)
{
	return finding(p, PROBE_FAIL, why, remedy);
}

struct probe_finding
probe_unwise(const struct probe *p, const char *why, const char *remedy)
{
	return finding(p, PROBE_UNWISE, why, remedy);
}

struct probe_finding
probe_untested(const struct probe *p, const char *why)
{
	return finding(p, PROBE_UNTESTED, why, NULL);
}

struct probe_finding
probe_refused(const struct probe *p, unsigned code, enum probe_verdict taken,
	      const char *why, const char *remedy)
{
	if (p->reply.code == code)
		return probe_pass(p);
	switch (p->reply.code / 100) {
	case 0:
		return probe_fail(p, "no reply came", "look into the log");
	case 4:
		return probe_untested(p, "refused for now, whatever it is");
	case 5:
		return probe_unwise(p,
				    "it is refused, and the code is one for "
				    "something else",
				    "none is needed unless a filter or policy "
				    "of yours gives this reply");
	default:
		return finding(p, taken, why, remedy);
	}
}

/* ---- One check -------------------------------------------------------------
 */

static const char *
get_hello(struct probe *p)
{
	if (probe_hello(p) == 250)
		return NULL;
	return "the server does not take EHLO";
}

static const char *
get_rcpt(struct probe *p, enum probe_ready ready)
{
	if (probe_say(p, STR("MAIL FROM:<>")) != 250)
		return "the server does not take MAIL FROM:<>";
	if (ready == PROBE_RCPT &&
	    probe_say(p, STR("RCPT TO:<postmaster>")) / 10 != 25)
		return "the server does not take RCPT TO:<postmaster>";
	return NULL;
}

/* NULL when the session is where the check begins; else what is in the way. */
static const char *
get_ready(struct probe *p, enum probe_ready ready)
{
	const char *why;

	if (probe_open(p) == 0)
		return "the server does not greet";
	if (ready == PROBE_GREETED)
		return NULL;
	if (p->reply.code != 220)
		return "the server takes no mail";
	why = get_hello(p);
	if (why != NULL || ready == PROBE_HELLO || ready == PROBE_DELIVER)
		return why;
	if (ready == PROBE_MAIL || ready == PROBE_RCPT)
		return get_rcpt(p, ready);
	if (!probe_offers(p, STR("STARTTLS"), NULL))
		return "STARTTLS is not offered";
	return probe_starttls(p, false) ? NULL : "TLS does not come about";
}

/* What waits for more text from us would take a QUIT for that. */
static void
leave(struct probe *p)
{
	if (p->talk.why == NULL && p->reply.code / 100 != 3)
		probe_send(&p->talk, STR("QUIT\r\n"));
	probe_hang_up(&p->talk);
}

struct probe_finding
probe_run(struct probe *p, const struct probe_row *row)
{
	struct probe_finding f;
	const char *why = NULL;

	p->talk = (struct probe_talk){
	    .arena = p->arena, .fd = -1, .timeout = p->timeout};
	if (row->ready == PROBE_DELIVER && p->deliver.n == 0)
		return (struct probe_finding){
		    .verdict = PROBE_UNTESTED,
		    .why = "it takes messages: --deliver ADDRESS"};
	why = get_ready(p, row->ready);
	if (why == NULL)
		f = row->check(p);
	else if (row == &probe_rows[PROBE_CHECK_greeting])
		f = probe_fail(p, why, "is the mail server running?");
	else
		f = probe_untested(p, why);
	leave(p);
	return f;
}
