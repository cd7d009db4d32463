#include "engine.h"

/* Conditions, as the manual's section on operators means them. */

/* One session, about which all conditions below are asked. */
static const char session[] = "dns mail.example.net A 203.0.113.9\n"
			      "dns mail.example.net AAAA fails\n"
			      "dns 203.0.113.9 PTR Mail.Example.Net b.example\n"
			      "server mx1 192.0.2.25 25\n"
			      "client 203.0.113.9 mail.example.net\n"
			      "ehlo Mail.Example.NET\n"
			      "mail <Bob@Example.com>\n"
			      "rcpt \"<\\\"a b/c\\\"@example.org>\"\n";

static const char before[] =
    "table hosts { mail.example.net .example.com friend }\n"
    "table nets { 203.0.113.0/24 203.0.113.8/31 2001:db8::/32 }\n"
    "table mails { bob@example.com }\n"
    "table domains { example.com }\n"
    "table below { .com }\n"
    "table below2 { .example.com }\n"
    "table anybob { bob@ }\n"
    "table re regex { /mail\\.example\\.[a-z]+/ }\n"
    "table old { mail.example.net until 2020-01-01 }\n"
    "score 2.5 some if session.id absent or session.id exists\n"
    "tag seen if helo.fqdn\n"
    "tag unseen if not helo.fqdn\n"
    "observe tag dry\n";

static const struct {
	const char *condition;
	bool yes;
} cases[] = {
    /* "and" binds tighter than "or", "not" tighter than both */
    {"helo.fqdn", true},
    {"not helo.fqdn", false},
    {"helo.fqdn or helo.fqdn and not helo.fqdn", true},
    {"(helo.fqdn or helo.fqdn) and not helo.fqdn", false},
    {"not helo.fqdn or helo.fqdn", true},
    {"not (helo.fqdn or helo.fqdn)", false},
    {"not helo.fqdn and helo.fqdn or helo.fqdn", true},
    {"not helo.fqdn and (helo.fqdn or helo.fqdn)", false},
    {"helo.fqdn and helo.literal or helo.valid", true},
    {"helo.literal and helo.fqdn or helo.valid and helo.fqdn", true},
    {"helo.literal or helo.fqdn and helo.literal", false},
    {"not not helo.fqdn", true},
    {"not not not helo.fqdn", false},
    {"((((helo.fqdn))))", true},
    {"(not(helo.literal))and(helo.fqdn)", true},

    /* host names: without case and trailing dot */
    {"helo.name is mail.example.net", true},
    {"helo.name is MAIL.EXAMPLE.NET.", true},
    {"helo.name is \"mail.example.net\"", true},
    {"helo.name is not mail.example.net", false},
    {"not helo.name is mail.example.net", false},
    {"helo.name is example.net", false},
    {"helo.name begins MAIL.", true},
    {"helo.name ends .example.net", true},
    {"helo.name ends .example.net.", true},
    {"helo.name ends example.com", false},
    {"helo.name contains ample", true},
    {"helo.name not contains ample", false},
    {"helo.name not begins ample", true},

    /* a regular expression matches the whole value */
    {"helo.name matches /mail/", false},
    {"helo.name matches /mail.*/", true},
    {"helo.name matches /mail|.*net/", true},
    {"helo.name matches /mail|net/", false},
    {"helo.name matches /x|mail\\.example\\.net|y/", true},
    {"helo.name not matches /mail/", true},
    {"helo.name contains /^mail/", true},
    {"helo.name contains /ample\\.n/", true},
    {"helo.name contains /^ample/", false},
    {"helo.name matches /MAIL.EXAMPLE.NET/", true},
    {"helo.name matches /mail \\. example \\. net # no comment to us/x", true},
    {"rcpt.local matches /\"a b\\/c\"/", true},
    {"rcpt.local matches /\"A B\\/C\"/", false},
    {"rcpt.local matches /\"A B\\/C\"/i", true},
    {"helo.raw matches /mail.example.net/", false},
    {"helo.raw matches /mail.example.net/i", true},
    {"helo.name matches /#.*|mail.*/ # and this is one\n", true},

    /* text with case, and with escapes */
    {"mail.local is Bob", true},
    {"mail.local is bob", false},
    {"mail.local is \"Bob\"", true},
    {"mail.local is \"B\\x6fb\"", true},
    {"mail.local is \"\\102ob\"", true},
    {"mail.local is \"Bob\\n\"", false},
    {"rcpt.local is \"\\\"a b/c\\\"\"", true},
    {"rcpt.local contains \" b/\"", true},
    {"rcpt.local contains \"#\"", false},

    /* mail addresses */
    {"mail.from is bob@example.COM", true},
    {"mail.from is \"<bob@example.com>\"", true},
    {"mail.from is al@example.com", false},
    {"mail.from ends @example.com", true},
    {"mail.from in mails", true},
    {"mail.from in domains", true},
    {"mail.from in below", true},
    {"mail.from in below2", false},
    {"mail.from in anybob", true},
    {"mail.from in { al@example.com, .example.com, bob@example.org }", false},
    {"mail.domain is EXAMPLE.COM", true},

    /* sets: ".example.com" is what is below, and not itself */
    {"helo.name in hosts", true},
    {"mail.domain in hosts", false},
    {"mail.domain not in hosts", true},
    {"helo.name in { .net }", true},
    {"helo.name in { .example.net }", true},
    {"helo.name in { .ample.net }", false},
    {"helo.name in { example.net }", false},
    {"helo.name in { .mail.example.net }", false},
    {"helo.name in re", true},
    {"mail.domain in re", false},
    {"helo.name in old", false},
    {"helo.name in { a.example b.example, mail.example.net }", true},
    {"helo.name in {}", false},
    {"helo.name not in {}", true},
    {"client.address in nets", true},
    {"client.address in 203.0.113.0/24", true},
    {"client.address not in 203.0.113.0/24", false},
    {"client.address in 203.0.113.9", true},
    {"client.address in { 203.0.113.8 198.51.100.0/24 }", false},
    {"client.address in ::/0", false},
    {"client.class in { private documentation }", true},
    {"client.class is documentation", true},
    {"helo.labels in { 1 3 }", true},
    {"helo.labels in { 1, 2 }", false},

    /* numbers */
    {"helo.labels is 3", true},
    {"helo.labels is 3.0", true},
    {"helo.labels is not 3", false},
    {"helo.labels > 3", false},
    {"helo.labels >= 3", true},
    {"helo.labels < 3", false},
    {"helo.labels <= 3", true},
    {"helo.labels<4", true},
    {"client.port < 5K", true},
    {"client.port < 4K", false},
    {"score is 2.5", true},
    {"score > 2.4", true},
    {"score >= 2.501", false},
    {"score > -1", true},

    /* yes or no */
    {"helo.fqdn is yes", true},
    {"helo.fqdn is no", false},
    {"helo.fqdn is not no", true},
    {"helo.literal is no", true},

    /* lists: one member is enough */
    {"client.ptrs is b.example", true},
    {"client.ptrs is mail.example.net", true},
    {"client.ptrs is c.example", false},
    {"client.ptrs is not b.example", false},
    {"client.ptrs in { b.example }", true},
    {"client.ptrs matches /b\\..*/", true},
    {"client.ptr is b.example", false},
    {"helo.addresses is 203.0.113.9", true},
    {"helo.addresses exists", true},

    /* absent: no comparison holds, and "not" of it does */
    {"auth.user is bob", false},
    {"auth.user is not bob", true},
    {"not auth.user is bob", true},
    {"auth.user in { bob }", false},
    {"auth.user not in { bob }", true},
    {"auth.user matches /.*/", false},
    {"auth.user not matches /.*/", true},
    {"auth.user contains \"\"", false},
    {"tls.bits < 1000", false},
    {"not tls.bits < 1000", true},
    {"tls.bits >= 0", false},
    {"tls.verified", false},
    {"not tls.verified", true},
    {"tls.verified is no", false},
    {"auth.user absent", true},
    {"auth.user exists", false},
    {"not auth.user exists", true},
    {"helo.name exists", true},
    {"helo.name absent", false},
    {"helo.name is auth.user", false},
    {"helo.name is not auth.user", true},
    {"auth.user is helo.name", false},
    {"helo.literal_matches", false},
    {"not helo.literal_matches", true},

    /* fact and fact */
    {"helo.name is client.ptr", true},
    {"helo.name is client.ptrs", true},
    {"helo.name is mail.domain", false},
    {"client.address is helo.addresses", true},
    {"client.address is not listener.address", true},
    {"helo.name ends mail.domain", false},
    {"helo.raw is helo.name", true},

    /* tags: what is observed is as if it had not matched */
    {"tag.seen", true},
    {"not tag.unseen", true},
    {"tag.dry", false},

    /* layout is free, and a comment ends with its line */
    {"helo.fqdn\tand\r\n\n   # or helo.literal and not\n not helo.literal",
     true},
    {"helo.name#comment\nis#comment\nmail.example.net", true},
    {"helo.name is mail.example.net # and not helo.fqdn", true},
    {"mail.from is \"a#b@example.com\" or mail.from is a#b@example.com", false},
};

static bool
answer(const char *condition, char *got, size_t size)
{
	struct engine e;
	bool yes;

	struct arena *a = arena_new();
	struct str text = arena_printf(a, "%s accept yes if %s\nreject no",
				       before, condition);

	engine_open(&e, text.p);
	session_set_today(e.s, 20000);
	engine_say(&e, session);
	yes = e.v.settled && str_eq(e.v.rule.name, STR("yes"));
	snprintf(got, size, "%s", engine_verdict(&e));
	engine_close(&e);
	arena_free(a);
	return yes;
}

int
main(void)
{
	char got[100];

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool yes = answer(cases[i].condition, got, sizeof got);

		/* A "#" would be a directive of TAP. */
		if (!ok(yes == cases[i].yes, "condition %zu", i))
			printf("# %s\n# got %s\n", cases[i].condition, got);
	}
	return tap_done();
}
