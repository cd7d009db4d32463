#include "engine.h"

/*
 * The field's checks as rules, each with sessions that it catches and sessions
 * that it must not. The rows: what other programs call the check.
 */

/* The rest of every session. */
#define SENT "mail <a@sender.example> rcpt <u@example.org> "

static const struct {
	const char *id, *rules, *steps;
} rows[] = {
    {"HS1 no greeting was sent",
     "reject none if mail.from exists and helo.name absent with 503 5.5.1 "
     "\"send HELO or EHLO first\"",
     "client 203.0.113.9 " SENT "expect reject none 503\n"
     "helo a.example " SENT "expect accept\n"
     "starttls " SENT "expect reject none 503\n"
     "ehlo a.example " SENT "expect accept"},
    {"HS2 the greeting has no argument",
     "reject empty if helo.raw is \"\" with 501 5.5.4",
     "client 203.0.113.9 helo \"\" " SENT "expect reject empty 501\n"
     "helo a.example " SENT "expect accept"},
    {"HS3 illegal characters",
     "reject bad if not helo.valid and not helo.underscore with 501 5.5.2 "
     "reject score_ if helo.underscore and rcpt.local is strict",
     "client 203.0.113.9 helo a!b.example " SENT "expect reject bad 501\n"
     "helo -a.example " SENT "expect reject bad\n"
     "helo a-.example " SENT "expect reject bad\n"
     "helo a..example " SENT "expect reject bad\n"
     "helo \"a\\xfc.example\" " SENT "expect reject bad\n"
     "helo a_b.example " SENT "expect accept\n"
     "helo a_b.example mail <> rcpt <strict@example.org> "
     "expect reject score_\nhelo a-b.example " SENT "expect accept"},
    {"HS4 junk behind the name",
     "reject junk if helo.extra_words and not helo.literal with 501",
     "client 203.0.113.9 helo \"a.example b\" " SENT "expect reject junk 501\n"
     "helo \"a.example \" " SENT "expect accept\n"
     "ehlo \"[203.0.113.9] hello\" " SENT "expect accept"},
    {"HS5 too long a label or name", "reject long if not helo.valid",
     "client 203.0.113.9 "
     "helo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
     "example " SENT "expect reject long\n"
     "helo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
     "example " SENT "expect accept"},
    {"HS6 not fully qualified",
     "reject short if not helo.fqdn and not helo.literal with 504 5.5.2",
     "client 203.0.113.9 helo friend " SENT "expect reject short 504\n"
     "helo friend. " SENT "expect reject short\n"
     "helo 203.0.113.9 " SENT "expect reject short\n"
     "helo a.example " SENT "expect accept\n"
     "ehlo [203.0.113.9] " SENT "expect accept\n"
     "ehlo [IPv6:2001:db8::9] " SENT "expect accept"},
    {"HS7 an address without brackets", "reject bare if helo.bare_ip",
     "client 203.0.113.9 helo 203.0.113.9 " SENT "expect reject bare\n"
     "helo 2001:db8::9 " SENT "expect reject bare\n"
     "helo IPv6:2001:db8::9 " SENT "expect reject bare\n"
     "helo [203.0.113.9] " SENT "expect accept\n"
     "helo 203-0-113-9.example " SENT "expect accept\n"
     "helo 1.2 " SENT "expect accept"},
    {"HS8 a malformed address literal",
     "reject literal if helo.name begins \"[\" and not helo.literal with 501",
     "client 203.0.113.9 ehlo [203.0.113.999] " SENT "expect reject literal\n"
     "ehlo [2001:db8::1] " SENT "expect reject literal\n"
     "ehlo [a.example] " SENT "expect reject literal\n"
     "ehlo [IPv4:203.0.113.9] " SENT "expect reject literal\n"
     "ehlo [203.0.113.9 " SENT "expect reject literal\n"
     "ehlo [IPV6:2001:db8::1] " SENT "expect accept\n"
     "ehlo [IPv6:::ffff:10.0.4.47] " SENT "expect accept\n"
     "ehlo a.example " SENT "expect accept"},
    {"HS9 an address literal at all", "reject any if helo.literal",
     "client 203.0.113.9 ehlo [203.0.113.9] " SENT "expect reject any\n"
     "ehlo a.example " SENT "expect accept"},
    {"HS10 HELO with a literal, as far as a milter can tell",
     "observe reject literal if helo.class is literal",
     "client 203.0.113.9 helo [203.0.113.9] " SENT
     "expect would-reject literal"},
    {"HS11 bytes outside ASCII, control bytes",
     "reject bytes if helo.raw contains /[^ -~]/ with 501 \"%{helo.raw}\"",
     "client 203.0.113.9 helo \"a\\x01b\" " SENT "expect reject bytes 501\n"
     "helo \"m\\xc3\\xbcller.example\" " SENT "expect reject bytes\n"
     "helo \"a\\x7f\" " SENT "expect reject bytes\n"
     "helo a~b " SENT "expect accept"},
    {"HS12 a trailing dot",
     "reject own-name if helo.name is mx.example.org "
     "reject dot if helo.trailing_dot with 501",
     "client 203.0.113.9 helo mx.example.org. " SENT "expect reject own-name\n"
     "helo a.example. " SENT "expect reject dot\n"
     "helo a.example " SENT "expect accept"},
    {"HS13 case does not matter",
     "table bad { yahoo.com } reject bad if helo.name in bad "
     "reject same if helo.name is aol.com or helo.name matches /gmail\\.com/",
     "client 203.0.113.9 helo YaHoO.com " SENT "expect reject bad\n"
     "helo AOL.COM " SENT "expect reject same\n"
     "helo gMail.Com " SENT "expect reject same"},
    {"HI1 our own host name",
     "set hostname mx.example.org table own { mx2.example.org } "
     "table sisters { 198.51.100.0/24 } "
     "accept sister if client.address in sisters "
     "reject own-name if helo.own",
     "client 203.0.113.9 helo mx.example.org " SENT "expect reject own-name\n"
     "helo MX2.example.org. " SENT "expect reject own-name\n"
     "helo amx.example.org " SENT "expect accept\n"
     "client 198.51.100.7 helo mx.example.org " SENT "expect accept sister"},
    {"HI2 our own address, bare or in brackets",
     "table own { 198.51.100.25 } reject own-address if helo.own",
     "server mx1 192.0.2.25 25 client 203.0.113.9 "
     "ehlo [192.0.2.25] " SENT "expect reject own-address\n"
     "ehlo 192.0.2.25 " SENT "expect reject own-address\n"
     "ehlo [198.51.100.25] " SENT "expect reject own-address\n"
     "ehlo [192.0.2.26] " SENT "expect accept"},
    {"HI3 one of our mail domains",
     "table domains { example.org example.com } "
     "reject domain if helo.name in domains "
     "reject to if helo.name is rcpt.domain",
     "client 203.0.113.9 helo example.com " SENT "expect reject domain\n"
     "helo notexample.com " SENT "expect accept\n"
     "helo b.example mail <> rcpt <a@B.example> expect reject to"},
    {"HI4 localhost from outside",
     "reject localhost if helo.name in { localhost localhost.localdomain "
     ".localdomain } and not client.class is loopback",
     "client 203.0.113.9 helo LocalHost " SENT "expect reject localhost\n"
     "helo a.localdomain " SENT "expect reject localhost\n"
     "client 127.0.0.1 helo localhost " SENT "expect accept"},
    {"HI5 a reserved or local suffix",
     "reject reserved if helo.tld_reserved or helo.local_suffix",
     "client 203.0.113.9 helo a.local " SENT "expect reject reserved\n"
     "helo a.lan " SENT "expect reject reserved\n"
     "helo a.invalid " SENT "expect reject reserved\n"
     "helo a.local.net " SENT "expect accept"},
    {"HI7 a literal that is not the client's address",
     "score 5 other if helo.literal_matches is no reject many if score >= 5",
     "client 203.0.113.9 ehlo [203.0.113.10] " SENT "expect reject many\n"
     "ehlo [203.0.113.9] " SENT "expect accept\n"
     "ehlo a.example " SENT "expect accept\n"
     "client 2001:db8::9 ehlo [IPv6:2001:db8:0:0::9] " SENT "expect accept\n"
     "ehlo [IPv6:2001:db8::8] " SENT "expect reject many"},
    {"HI8 a private or reserved address as greeting",
     "reject bogus if helo.literal and helo.address_class in "
     "{ private loopback link-local reserved multicast unspecified }",
     "client 203.0.113.9 ehlo [10.0.0.1] " SENT "expect reject bogus\n"
     "ehlo [127.0.0.1] " SENT "expect reject bogus\n"
     "ehlo [240.0.0.1] " SENT "expect reject bogus\n"
     "ehlo [IPv6:fe80::1] " SENT "expect reject bogus\n"
     "ehlo [93.184.215.14] " SENT "expect accept"},
    {"HI12 the greeting and the sender's or recipient's domain",
     "reject theirs if helo.name is rcpt.domain or helo.name ends rcpt.domain "
     "score -1 same if helo.name ends mail.domain and helo.is_client "
     "accept good if score < 0 reject rest",
     "dns mx.sender.example A 203.0.113.9 client 203.0.113.9 "
     "helo example.org " SENT "expect reject theirs\n"
     "helo mail.example.org " SENT "expect reject theirs\n"
     "helo mx.sender.example " SENT "expect accept good\n"
     "helo mx.other.example " SENT "expect reject rest"},
    {"HI14 names of software out of the box",
     "table odd { friend user pc ylmf-pc system.mail } "
     "reject odd if helo.name in odd or "
     "helo.name matches /oem.*|win-[a-z0-9]{11}|desktop-[a-z0-9]{7}/",
     "client 203.0.113.9 helo Friend " SENT "expect reject odd\n"
     "helo ylmf-pc " SENT "expect reject odd\n"
     "helo WIN-9QL4SDRB93L " SENT "expect reject odd\n"
     "helo DESKTOP-4A7K2PQ " SENT "expect reject odd\n"
     "helo friendly " SENT "expect accept\n"
     "helo win-9ql4sdrb93l.example " SENT "expect accept"},
    {"HI15 a site's list of patterns",
     "table ugly regex { /.*\\.dyn\\..*/ /(ppp|dsl)[0-9]+\\..*/i } "
     "reject ugly if helo.name in ugly",
     "client 203.0.113.9 helo a.dyn.example " SENT "expect reject ugly\n"
     "helo DSL12.example " SENT "expect reject ugly\n"
     "helo dsl.example " SENT "expect accept\n"
     "helo a.dyn " SENT "expect accept\n"
     "helo xdsl12.example " SENT "expect accept"},
    {"CR6 the reverse name in a list or pattern",
     "table dialup { .pool.example.net } "
     "reject listed if client.ptr in dialup or client.ptr matches /dyn.*/ "
     "accept known if client.rdns is pass and client.ptr in { .good.example }"
     "reject rest",
     "client 203.0.113.9 a.POOL.example.net helo a " SENT
     "expect reject listed\n"
     "client 203.0.113.10 dyn7.example.net helo a " SENT
     "expect reject listed\n"
     "client 203.0.113.11 mx.good.example helo a " SENT "expect accept known\n"
     "client 203.0.113.12 mx.example.net helo a " SENT "expect reject rest\n"
     "client 203.0.113.13 helo a " SENT "expect reject rest"},
    {"CR6 a forged reverse name is not believed",
     "accept known if client.rdns is pass and client.ptr in { .good.example }"
     "reject rest",
     "dns 203.0.113.9 PTR mx.good.example dns mx.good.example A 192.0.2.1 "
     "client 203.0.113.9 helo a " SENT "expect reject rest"},
    {"CR7 the kind of the client's address",
     "accept inside if client.class in { private loopback link-local } "
     "reject odd if client.class in { multicast reserved unspecified } "
     "reject rest",
     "client 192.168.1.1 helo a " SENT "expect accept inside\n"
     "client ::1 helo a " SENT "expect accept inside\n"
     "client fe80::1 helo a " SENT "expect accept inside\n"
     "client 240.0.0.1 helo a " SENT "expect reject odd\n"
     "client 93.184.215.14 helo a " SENT "expect reject rest"},
    {"LR2 local lists with comments and ends",
     "table bad { 203.0.113.0/24 # ticket 12\n"
     "2001:db8:bad::/48 until 2099-12-31 # of ours\n"
     "198.51.100.1 until 2001-12-31 }"
     "table names { .bad.example until 2099-01-01 gone.example until "
     "2001-01-01 spammer@sender.example a@ until 2001-01-01 } "
     "reject net if client.address in bad "
     "reject rdns if client.ptr in names "
     "reject helo-name if helo.name in names "
     "reject from if mail.from in names",
     "client 203.0.113.77 helo a " SENT "expect reject net\n"
     "client 2001:db8:bad:1::1 helo a " SENT "expect reject net\n"
     "client 198.51.100.1 helo a " SENT "expect accept\n"
     "client 198.51.100.2 x.bad.example helo a " SENT "expect reject rdns\n"
     "client 198.51.100.3 helo x.bad.example " SENT "expect reject\nhelo-name "
     "client 198.51.100.3 helo gone.example " SENT "expect accept\n"
     "client 198.51.100.4 helo a mail <Spammer@Sender.example> "
     "rcpt <u@example.org> expect reject from"},
};

static void
fails(void *context, const struct step *step, struct str why)
{
	const char *text = step->span.source->text.p;

	(void)context;
	printf("# %.*s\n#   but: %.*s\n",
	       (int)(step->span.end - step->span.start),
	       text + step->span.start, STR_ARG(why));
}

static void
test_row(size_t i)
{
	struct arena *a = arena_new();
	struct str text = arena_printf(a, "set mode enforce\n%s\ntest row %s",
				       rows[i].rules, rows[i].steps);
	struct rules *r = engine_load(a, text.p);
	struct transcript_end end;

	/* 2026-10-17 */
	transcript_play(r, rules_transcripts(r), 20743, fails, NULL, &end);
	ok(end.expects > 0 && end.failed == 0, "%s: %zu sessions", rows[i].id,
	   end.expects);
	rules_free(r);
	arena_free(a);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		test_row(i);
	return tap_done();
}
