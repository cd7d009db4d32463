#include "engine.h"
#include "suffixes.h"

#include "fact.h"
#include "orgdomain.h"

#include <unistd.h>

/* What every fact of the catalogue says of some sessions. */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define CLIENT "client 203.0.113.9 "
#define MAIL "mail <> rcpt <a@b.example> data "
#define RESULTS "header Authentication-Results "
#define LABEL63 \
	"a23456789b123456789c123456789d123456789e123456789f123456789g123"
#define NAME255                                                     \
	LABEL63 "." LABEL63 "." LABEL63 "."                         \
		"a23456789b123456789c123456789d123456789e123456789" \
		"f1234567.example"

static const char rules[] =
    "set hostname mx.example.org "
    "table own { .own.example.org 192.0.2.25 2001:db8::25 192.0.2.128/25 }";

/* Values that stand behind the steps, written "fact=value;fact=value". */
static const struct {
	const char *steps, *facts;
} cases[] = {
    /* the client */
    {"client 203.0.113.9 mail.example.net",
     "client.address=203.0.113.9;client.class=documentation;"
     "client.name=mail.example.net;client.port=4321;"
     "client.ptr=mail.example.net;client.ptrs=mail.example.net;"
     "client.rdns=pass;client.ptr_generic=no"},
    {CLIENT, "client.name=-;client.ptr=-;client.ptrs=-;client.rdns=permerror;"
	     "client.ptr_generic=-"},
    {"client 203.0.113.9 [203.0.113.9]", "client.name=-"},
    {"client ::ffff:203.0.113.9", "client.address=203.0.113.9"},
    {"client 2001:DB8:0::9", "client.address=2001:db8::9"},
    {"client 10.1.2.3", "client.class=private"},
    {"client 127.0.0.1", "client.class=loopback"},
    {"client 93.184.215.14", "client.class=public"},
    {"client 169.254.1.1", "client.class=link-local"},
    {"client fd00::1", "client.class=private"},
    {"dns 203.0.113.9 PTR b.example.net a.example.net "
     "dns a.example.net A 203.0.113.9 dns b.example.net A 192.0.2.1 " CLIENT,
     "client.ptr=b.example.net;client.ptrs=b.example.net,a.example.net;"
     "client.rdns=pass"},
    {"dns 203.0.113.9 PTR a.example.net dns a.example.net A 192.0.2.1 " CLIENT,
     "client.rdns=fail;client.ptr=a.example.net"},
    {"dns 203.0.113.9 PTR a.example.net " CLIENT, "client.rdns=fail"},
    {"dns 203.0.113.9 PTR fails " CLIENT,
     "client.ptr=unknown;client.ptrs=unknown;client.rdns=unknown;"
     "client.ptr_generic=unknown"},
    {"dns 203.0.113.9 PTR a.example.net dns a.example.net A fails " CLIENT,
     "client.ptr=a.example.net;client.rdns=unknown"},
    {"dns 203.0.113.9 PTR a.example.net b.example.net "
     "dns a.example.net A fails dns b.example.net A 203.0.113.9 " CLIENT,
     "client.rdns=pass"},
    {"dns 203.0.113.9 PTR dyn-203-0-113-9.pool.example.net " CLIENT,
     "client.ptr_generic=yes"},
    {"dns 203.0.113.9 PTR dyn-203-0-113-9.pool.example.net "
     "mail.example.net " CLIENT,
     "client.ptr_generic=no"},

    /* the listener */
    {"server mx7 192.0.2.77 587 " CLIENT,
     "listener.name=mx7;listener.address=192.0.2.77;listener.port=587"},
    {"server mx7 IPv6:2001:db8::77 " CLIENT,
     "listener.address=2001:db8::77;listener.port=-"},
    {"macro {if_addr} 192.0.2.78 " CLIENT,
     "listener.name=-;listener.address=192.0.2.78"},

    /* no greeting */
    {CLIENT, "helo.name=-;helo.raw=-;helo.valid=-;helo.fqdn=-;helo.class=-;"
	     "helo.labels=-;helo.literal=-;helo.literal_matches=-;"
	     "helo.bare_ip=-;helo.own=-;helo.address=-;helo.addresses=-;"
	     "helo.resolves=-;helo.is_client=-;helo.matches_ptr=-;"
	     "helo.generic=-;helo.tld_reserved=-;helo.local_suffix=-;"
	     "helo.underscore=-;helo.trailing_dot=-;helo.extra_words=-;"
	     "helo.public_suffix=-;helo.tld_known=-;helo.dnssec=-;"
	     "helo.same_domain_as_ptr=-;helo.address_class=-"},

    /* forms of a greeting */
    {CLIENT "ehlo Mail.Example.NET",
     "helo.name=Mail.Example.NET;helo.raw=Mail.Example.NET;helo.valid=yes;"
     "helo.fqdn=yes;helo.class=fqdn;helo.labels=3;helo.literal=no;"
     "helo.bare_ip=no;helo.own=no;helo.address=-;helo.literal_matches=-;"
     "helo.generic=no;helo.tld_reserved=no;helo.local_suffix=no;"
     "helo.underscore=no;helo.trailing_dot=no;helo.extra_words=no;"
     "helo.public_suffix=no;helo.tld_known=yes"},
    {CLIENT "ehlo friend",
     "helo.valid=yes;helo.fqdn=no;helo.class=single;helo.labels=1;"
     "helo.tld_known=no"},
    {CLIENT "ehlo localhost", "helo.valid=yes;helo.class=single;"
			      "helo.tld_reserved=yes"},
    {CLIENT "ehlo a_b.example.net",
     "helo.valid=no;helo.underscore=yes;helo.fqdn=yes;helo.class=fqdn"},
    {CLIENT "ehlo a_b-.example.net",
     "helo.valid=no;helo.underscore=no;helo.class=malformed"},
    {CLIENT "ehlo mail.example.net.",
     "helo.valid=no;helo.trailing_dot=yes;helo.labels=3;helo.fqdn=yes"},
    {CLIENT "ehlo mail.example.net..",
     "helo.valid=no;helo.trailing_dot=yes;helo.class=malformed"},
    {CLIENT "ehlo .", "helo.valid=no;helo.class=malformed;helo.fqdn=no"},
    {CLIENT "ehlo .example.net", "helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo mail..example", "helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo -a.example.net", "helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo a-.example.net", "helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo a--b.example.net", "helo.valid=yes"},
    {CLIENT "ehlo xn--mller-kva.example", "helo.valid=yes"},
    {CLIENT "ehlo \"m\\xc3\\xbcller.example\"",
     "helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo \"a\\tb\"", "helo.name=a;helo.extra_words=yes;helo.valid=no"},
    {CLIENT "ehlo \"mail.example.net and more\"",
     "helo.raw=mail.example.net and more;helo.name=mail.example.net;"
     "helo.extra_words=yes;helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo \"[203.0.113.9] and more\"",
     "helo.name=[203.0.113.9];helo.extra_words=yes;helo.valid=yes"},
    {CLIENT "helo \"\"", "helo.raw=;helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo 1.example", "helo.valid=yes"},
    {CLIENT "ehlo example.1", "helo.valid=no"},
    {CLIENT "ehlo 12345", "helo.valid=no;helo.fqdn=no"},
    {CLIENT "ehlo " LABEL63 ".example", "helo.valid=yes"},
    {CLIENT "ehlo x" LABEL63 ".example", "helo.valid=no"},
    {CLIENT "ehlo x" NAME255, "helo.valid=no"},
    {CLIENT "ehlo a@b.example", "helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo \"<b.example>\"", "helo.valid=no"},

    /* addresses as a greeting */
    {CLIENT "ehlo [203.0.113.9]",
     "helo.valid=yes;helo.literal=yes;helo.class=literal;helo.fqdn=no;"
     "helo.labels=0;helo.address=203.0.113.9;helo.literal_matches=yes;"
     "helo.bare_ip=no;helo.resolves=yes;helo.addresses=203.0.113.9;"
     "helo.is_client=yes;helo.generic=-;helo.public_suffix=-;"
     "helo.tld_known=-;helo.address_class=documentation"},
    {CLIENT "ehlo [203.0.113.10]",
     "helo.literal=yes;helo.literal_matches=no;helo.is_client=no"},
    {"client 2001:db8::9 ehlo [IPv6:2001:db8:0:0::9]",
     "helo.valid=yes;helo.literal=yes;helo.address=2001:db8::9;"
     "helo.literal_matches=yes"},
    {"client 2001:db8::9 ehlo [ipv6:2001:DB8::9]",
     "helo.valid=yes;helo.literal_matches=yes"},
    {"client 2001:db8::9 ehlo [2001:db8::9]",
     "helo.valid=no;helo.literal=no;helo.address=2001:db8::9;"
     "helo.literal_matches=-"},
    {CLIENT "ehlo [IPv6:::ffff:203.0.113.9]",
     "helo.literal=yes;helo.literal_matches=yes"},
    {CLIENT "ehlo [203.0.113]", "helo.valid=no;helo.literal=no;helo.address=-;"
				"helo.class=malformed"},
    {CLIENT "ehlo [203.0.113.256]", "helo.valid=no;helo.literal=no"},
    {CLIENT "ehlo [203.0.113.09]", "helo.valid=no"},
    {CLIENT "ehlo [mail.example.net]", "helo.valid=no;helo.literal=no"},
    {CLIENT "ehlo []", "helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo [203.0.113.9", "helo.valid=no;helo.class=malformed"},
    {CLIENT "ehlo 203.0.113.9",
     "helo.valid=no;helo.bare_ip=yes;helo.class=bare-ip;helo.fqdn=no;"
     "helo.literal=no;helo.literal_matches=-;helo.address=203.0.113.9;"
     "helo.resolves=no;helo.labels=0"},
    {CLIENT "ehlo 2001:db8::9", "helo.bare_ip=yes;helo.class=bare-ip"},
    {CLIENT "ehlo IPv6:2001:db8::9", "helo.bare_ip=yes"},

    /* whose name it is */
    {CLIENT "ehlo MX.example.org.", "helo.own=yes"},
    {CLIENT "ehlo example.org", "helo.own=no"},
    {CLIENT "ehlo a.own.example.org", "helo.own=yes"},
    {CLIENT "ehlo own.example.org", "helo.own=no"},
    {CLIENT "ehlo [192.0.2.25]", "helo.own=yes"},
    {CLIENT "ehlo 192.0.2.25", "helo.own=yes"},
    {CLIENT "ehlo [192.0.2.200]", "helo.own=yes"},
    {CLIENT "ehlo [IPv6:2001:db8::25]", "helo.own=yes"},
    {CLIENT "macro j other.example.org ehlo other.example.org", "helo.own=yes"},
    {"server mx1 192.0.2.99 25 " CLIENT "ehlo [192.0.2.99]", "helo.own=yes"},

    /* suffixes */
    {CLIENT "ehlo host.invalid", "helo.tld_reserved=yes"},
    {CLIENT "ehlo pc.local", "helo.tld_reserved=yes;helo.local_suffix=no"},
    {CLIENT "ehlo a.home.arpa", "helo.tld_reserved=yes"},
    {CLIENT "ehlo a.onion", "helo.tld_reserved=yes"},
    {CLIENT "ehlo a.internal", "helo.tld_reserved=yes"},
    {CLIENT "ehlo a.test", "helo.tld_reserved=yes"},
    {CLIENT "ehlo 9.113.0.203.in-addr.arpa", "helo.tld_reserved=yes"},
    {CLIENT "ehlo router.LAN", "helo.tld_reserved=no;helo.local_suffix=yes"},
    {CLIENT "ehlo a.localdomain", "helo.local_suffix=yes"},
    {CLIENT "ehlo plan", "helo.local_suffix=no"},
    {CLIENT "ehlo co.uk", "helo.public_suffix=yes"},
    {CLIENT "ehlo a.co.uk", "helo.public_suffix=no"},
    {CLIENT "ehlo a.nosuchtld", "helo.tld_known=no"},
    {CLIENT "ehlo dyn-203-0-113-9.pool.example.net", "helo.generic=yes"},

    /* the greeting in the DNS */
    {"dns a.example.net A 192.0.2.1 203.0.113.9 dns a.example.net AAAA "
     "2001:db8::1 " CLIENT "ehlo a.example.net",
     "helo.addresses=192.0.2.1,203.0.113.9,2001:db8::1;helo.resolves=yes;"
     "helo.is_client=yes;helo.dnssec=no"},
    {"dns a.example.net A 10.0.0.1 127.0.0.1 " CLIENT "ehlo A.EXAMPLE.NET.",
     "helo.addresses=10.0.0.1,127.0.0.1;helo.address_class=private,loopback;"
     "helo.is_client=no"},
    {CLIENT "ehlo a.example.net",
     "helo.addresses=-;helo.resolves=no;helo.is_client=no;helo.dnssec=-;"
     "helo.address_class=-"},
    {"dns a.example.net MX 10 b.example.net " CLIENT "ehlo a.example.net",
     "helo.resolves=yes;helo.addresses=-"},
    {"dns a.example.net fails " CLIENT "ehlo a.example.net",
     "helo.resolves=unknown;helo.addresses=unknown;helo.is_client=unknown;"
     "helo.dnssec=unknown;helo.address_class=unknown"},
    {"dns a.example.net AAAA fails dns a.example.net A 203.0.113.9 " CLIENT
     "ehlo a.example.net",
     "helo.resolves=yes;helo.addresses=203.0.113.9,unknown;"
     "helo.is_client=yes"},
    {"dns a.example.net AAAA fails dns a.example.net A 192.0.2.1 " CLIENT
     "ehlo a.example.net",
     "helo.resolves=yes;helo.is_client=unknown"},
    {CLIENT "a.example.net ehlo A.example.net.", "helo.matches_ptr=yes"},
    {CLIENT "a.example.net ehlo b.example.net",
     "helo.matches_ptr=no;helo.same_domain_as_ptr=yes"},
    {CLIENT "a.example.net ehlo a.example.org", "helo.same_domain_as_ptr=no"},
    {CLIENT "a.one.co.uk ehlo a.two.co.uk", "helo.same_domain_as_ptr=no"},
    {"dns 203.0.113.9 PTR fails " CLIENT "ehlo b.example.net",
     "helo.matches_ptr=unknown;helo.same_domain_as_ptr=unknown"},
    {CLIENT "ehlo b.example.net", "helo.matches_ptr=no"},

    /* the sender */
    {CLIENT, "mail.from=-;mail.domain=-;mail.local=-;mail.null=-;"
	     "mail.valid=-;mail.quoted=-;mail.source_route=-;mail.utf8=-;"
	     "mail.domain_resolves=-;mail.null_mx=-;mail.mx_address_class=-"},
    {CLIENT "mail <Bob@Example.NET> SIZE=100",
     "mail.from=<Bob@Example.NET>;mail.domain=Example.NET;mail.local=Bob;"
     "mail.null=no;mail.valid=yes;mail.quoted=no;mail.source_route=no;"
     "mail.utf8=no"},
    {CLIENT "mail <>", "mail.from=<>;mail.null=yes;mail.domain=-;"
		       "mail.local=-;mail.valid=yes;mail.domain_resolves=-"},
    {CLIENT "mail \"<\\\"a b\\\"@example.net>\"",
     "mail.quoted=yes;mail.valid=yes;mail.local=\"a b\""},
    {CLIENT "mail <@a.example,@b.example:c@d.example>",
     "mail.source_route=yes;mail.valid=yes;mail.local=c;"
     "mail.domain=d.example"},
    {CLIENT "mail \"<\\xc3\\xbc@example.net>\" SMTPUTF8",
     "mail.utf8=yes;mail.valid=yes"},
    {CLIENT "mail \"<\\xff@example.net>\"", "mail.utf8=yes;mail.valid=no"},
    {CLIENT "mail bob@example.net", "mail.domain=example.net"},
    {CLIENT "mail <bob>", "mail.valid=no;mail.domain=-;mail.local=bob"},
    {CLIENT "mail <bob@>", "mail.valid=no"},
    {CLIENT "mail <@example.net>", "mail.valid=no"},
    {CLIENT "mail <a..b@example.net>", "mail.valid=no"},
    {CLIENT "mail <bob@ex_ample.net>", "mail.valid=no"},
    {CLIENT "mail <bob@[192.0.2.1]>", "mail.valid=yes;mail.domain_resolves=yes;"
				      "mail.mx_address_class=documentation"},
    {CLIENT "mail \"<bob@example.net\"", "mail.valid=no;mail.domain=-"},
    {"dns example.net MX 10 mx.example.net dns mx.example.net A "
     "10.0.0.1 " CLIENT "mail <a@example.net>",
     "mail.domain_resolves=yes;mail.null_mx=no;mail.mx_address_class=private"},
    {"dns example.net A 127.0.0.1 " CLIENT "mail <a@example.net>",
     "mail.domain_resolves=yes;mail.mx_address_class=loopback"},
    {"dns example.net MX 0 . " CLIENT "mail <a@example.net>",
     "mail.null_mx=yes"},
    {CLIENT "mail <a@example.net>", "mail.domain_resolves=no;mail.null_mx=no"},
    {"dns example.net MX fails " CLIENT "mail <a@example.net>",
     "mail.domain_resolves=unknown;mail.null_mx=unknown;"
     "mail.mx_address_class=unknown"},

    /* its parameters */
    {CLIENT, "mail.params=-;mail.param_count=-;mail.params_malformed=-;"
	     "mail.params_repeated=-;mail.params_unknown=-;"
	     "message.size_declared=-"},
    {CLIENT "mail <>", "mail.params=-;mail.param_count=0"},
    {CLIENT "mail <> size=100 BODY=8BITMIME X=1 Size=2 RET=x",
     "mail.params=SIZE,BODY,X,SIZE,RET;mail.param_count=5;"
     "mail.params_malformed=RET;mail.params_repeated=SIZE;"
     "mail.params_unknown=X;message.size_declared=100"},
    {CLIENT "mail <> SIZE=x", "message.size_declared=-"},

    /* login and TLS */
    {CLIENT "mail <>", "auth.user=-;auth.mechanism=-;tls.version=-;"
		       "tls.cipher=-;tls.bits=-;tls.verified=-;"
		       "tls.subject=-;tls.issuer=-"},
    {CLIENT "mail <> auth alice CRAM-MD5",
     "auth.user=alice;auth.mechanism=CRAM-MD5"},
    {CLIENT "starttls TLSv1.3 TLS_AES_256_GCM_SHA384 256 mail <>",
     "tls.version=TLSv1.3;tls.cipher=TLS_AES_256_GCM_SHA384;tls.bits=256;"
     "tls.verified=no"},
    {CLIENT "starttls macro {cert_subject} \"CN=a\" macro {cert_issuer} "
	    "\"CN=b\" mail <>",
     "tls.subject=CN=a;tls.issuer=CN=b;tls.verified=yes"},
    {CLIENT "starttls macro {cert_subject} \"CN=a\" macro {verify} FAIL "
	    "mail <>",
     "tls.verified=no"},
    {CLIENT "starttls macro {verify} OK mail <>", "tls.verified=yes"},

    /* the recipient */
    {CLIENT "mail <>", "rcpt.to=-;rcpt.domain=-;rcpt.local=-;"
		       "rcpt.postmaster=-;rcpt.valid=-;rcpt.quoted=-;"
		       "rcpt.source_route=-;rcpt.utf8=-"},
    {CLIENT "mail <> rcpt <User@Example.ORG>",
     "rcpt.to=<User@Example.ORG>;rcpt.domain=Example.ORG;rcpt.local=User;"
     "rcpt.postmaster=no;rcpt.valid=yes;rcpt.quoted=no;rcpt.source_route=no;"
     "rcpt.utf8=no"},
    {CLIENT "mail <> rcpt <Postmaster>",
     "rcpt.postmaster=yes;rcpt.valid=yes;rcpt.domain=-"},
    {CLIENT "mail <> rcpt <POSTMASTER@example.org>", "rcpt.postmaster=yes"},
    {CLIENT "mail <> rcpt <postmasters@example.org>", "rcpt.postmaster=no"},
    {CLIENT "mail <> rcpt <user>", "rcpt.valid=no;rcpt.local=user"},
    {CLIENT "mail <> rcpt <>", "rcpt.valid=no"},
    {CLIENT "mail <> rcpt \"<\\\"a\\\"@b.example>\"", "rcpt.quoted=yes"},
    {CLIENT "mail <> rcpt <@a.example:b@c.example>", "rcpt.source_route=yes"},
    {CLIENT "mail <> rcpt \"<\\xc3\\xbc@b.example>\"", "rcpt.utf8=yes"},
    {"dns b.example MX 10 c.example dns c.example A 192.168.0.1 " CLIENT
     "mail <> rcpt <a@b.example>",
     "rcpt.domain_resolves=yes;rcpt.null_mx=no;"
     "rcpt.mx_address_class=private"},

    {CLIENT "mail <>", "rcpt.params=-;rcpt.count=0;rcpt.index=0"},
    {CLIENT "mail <> rcpt <a@b.example> notify=never ORCPT=x Y NOTIFY=DELAY",
     "rcpt.params=NOTIFY,ORCPT,Y,NOTIFY;rcpt.params_malformed=ORCPT;"
     "rcpt.params_repeated=NOTIFY;rcpt.params_unknown=Y;"
     "rcpt.count=0;rcpt.index=1;rcpt.rejected_count=0"},
    {CLIENT "mail <> rcpt <a@b.example> refused <c@d.example> "
	    "rcpt <e@f.example>",
     "rcpt.count=1;rcpt.index=2;rcpt.rejected_count=1"},

    /* the message */
    {CLIENT "mail <> rcpt <a@b.example> rcpt <c@d.example> data",
     "message.recipients=2"},
    {CLIENT "mail <> rcpt <a@b.example> mail <>", "message.recipients=0"},
    {CLIENT "helo a.example mail <>",
     "helo.verb=-;helo.count=1;helo.changed=no;helo.before_tls=-"},
    {CLIENT "helo a.example mail <> macro r SMTP", "helo.verb=HELO"},
    {CLIENT "helo a.example mail <> macro r ESMTPS", "helo.verb=EHLO"},
    {CLIENT "helo a.example mail <> SIZE=1", "helo.verb=EHLO"},
    {CLIENT "helo a.example mail <> auth joe PLAIN", "helo.verb=EHLO"},
    {CLIENT "mail <>", "helo.count=0;helo.changed=-;helo.before_tls=-"},
    {CLIENT "helo a.example starttls mail <>", "helo.before_tls=a.example"},
    {CLIENT "helo a.example mail <> rset mail <> helo b.example mail <>",
     "session.resets=2;session.messages=0;helo.changed=yes"},
    {CLIENT "unknown FROB unknown BAR mail <> rcpt <a@b.example>",
     "session.unknown_commands=2;session.refused=0"},
    {CLIENT, "session.pace=-"},
    {CLIENT "mail <>", "session.pace=0ms"},
    {"at 2026-11-26T23:59:59 " CLIENT "at 2026-11-27T00:00:00.500Z helo a mail "
     "<> at 2026-11-27T00:00:02.000Z rcpt <a@b.example>",
     "session.pace=1s"},
    {CLIENT "at 2026-11-27T10:00 rset at 2026-11-27T10:01 unknown FROB mail <>",
     "session.pace=30s"},
    {CLIENT "unknown \"  frob \t a  b \"",
     "command.verb=FROB;command.argument=a  b"},
    {CLIENT "unknown FROB", "command.verb=FROB;command.argument=-"},
    {CLIENT "unknown \"\"", "command.verb=-;command.argument=-"},
    {CLIENT "unknown \"x-vrfy=<a@b.example> c\"",
     "command.verb=VRFY;command.argument=<a@b.example> c"},
    {CLIENT "unknown X-HELP=", "command.verb=HELP;command.argument=-"},
    {CLIENT "unknown X-", "command.verb=X-;command.argument=-"},
    {CLIENT "unknown \"X-FROB a=b\"",
     "command.verb=X-FROB;command.argument=a=b"},
    {CLIENT "unknown FROB mail <>", "command.verb=-;session.silent=no"},
    {CLIENT "helo a.example unknown FROB", "session.silent=yes"},
    {CLIENT,
     "message.size=-;session.id=s1;session.allowed=no;message.received_count=-;"
     "message.fields_missing=-;message.fields_repeated=-;"
     "message.forged_results=-;message.eight_bit=-"},
    {CLIENT MAIL, "message.size=0;message.size_ratio=-"},
    {CLIENT MAIL "header A b size 1000", "message.size=1008"},
    {CLIENT "mail <> SIZE=500 rcpt <a@b.example> data size 1000",
     "message.size_ratio=2.004"},
    {CLIENT "mail <> SIZE=0 rcpt <a@b.example> data size 1000",
     "message.size_ratio=-"},
    {CLIENT MAIL "header A b header Received c header received d body e",
     "message.received_count=2;message.fields_missing=Date,From;"
     "message.fields_repeated=-;message.longest_line=13;"
     "message.eight_bit=no;message.has_nul=no;message.size=35"},
    {CLIENT MAIL "header From b header DATE c header Subject d "
		 "header subject e header To f header To g",
     "message.fields_missing=-;message.fields_repeated=To,Subject"},
    {CLIENT MAIL "header A \"b\\n c\\r\\n longest\" body d",
     "message.longest_line=10;message.size=23"},
    {CLIENT MAIL "body \"a\\r\\nbcd\" body \"efg\\r\\nh\"",
     "message.longest_line=8;message.size=14"},
    {CLIENT MAIL "body \"a\\x00b\"", "message.has_nul=yes"},
    {CLIENT MAIL "header A \"\\xe9\"",
     "message.eight_bit=yes;message.eight_bit_undeclared=yes"},
    {CLIENT MAIL "body \"\\xe9\"",
     "message.eight_bit=yes;message.eight_bit_undeclared=yes"},
    {CLIENT "mail <> BODY=7bit rcpt <a@b.example> body \"\\xe9\"",
     "message.eight_bit_undeclared=yes"},
    {CLIENT "mail <> body=8bitmime rcpt <a@b.example> body \"\\xe9\"",
     "message.eight_bit_undeclared=no"},
    {CLIENT "mail <> BODY=8BITMIME rcpt <a@b.example> header A \"\\xe9\"",
     "message.eight_bit_undeclared=yes"},
    {CLIENT "mail <> SMTPUTF8 rcpt <a@b.example> header A \"\\xe9\"",
     "message.eight_bit_undeclared=no"},
    {CLIENT MAIL RESULTS "\"mx.example.org; spf=pass\"",
     "message.forged_results=yes"},
    {CLIENT MAIL RESULTS "\" (a (b) \\\\) c) MX.example.org 1; none\"",
     "message.forged_results=yes"},
    {CLIENT MAIL RESULTS "\"\\\"mx.example.org\\\"; none\"",
     "message.forged_results=yes"},
    {CLIENT MAIL RESULTS "\"mx.example.net; mx.example.org\" header A b",
     "message.forged_results=no"},
    {CLIENT MAIL "header Subject \"mx.example.org; spf=pass\"",
     "message.forged_results=no"},
};

static bool asked[FACT_COUNT];

static void
test_case(size_t i)
{
	struct engine e;
	char facts[2048], *rest = NULL;

	engine_open(&e, rules);
	engine_say(&e, cases[i].steps);
	snprintf(facts, sizeof facts, "%s", cases[i].facts);
	for (char *pair = strtok_r(facts, ";", &rest); pair != NULL;
	     pair = strtok_r(NULL, ";", &rest)) {
		char *value = strchr(pair, '=');
		enum fact_id id;

		*value++ = '\0';
		if (fact_find(str_of(pair), &id))
			asked[id] = true;
		if (!ok(strcmp(engine_fact(&e, pair), value) == 0,
			"case %zu: %s is %s", i, pair, value))
			printf("# got %s\n# %s\n", engine_fact(&e, pair),
			       cases[i].steps);
	}
	engine_close(&e);
}

/* Without the list, what only it can tell is unknown. */
static void
test_no_suffixes(void)
{
	static const char *const facts[] = {
	    "helo.public_suffix", "helo.tld_known", "helo.same_domain_as_ptr"};
	struct engine e;

	engine_options = NULL;
	engine_open(&e, rules);
	engine_say(&e, "client 203.0.113.9 a.example.net ehlo b.example.net");
	for (size_t i = 0; i < COUNT(facts); i++)
		is_text(engine_fact(&e, facts[i]), "unknown", facts[i]);
	engine_close(&e);
}

/* Before any event, and with nothing but an address, all can be asked. */
static void
test_nothing(void)
{
	struct engine e;

	engine_open(&e, "");
	for (size_t i = 0; i < FACT_COUNT; i++)
		if (i != FACT_score && i != FACT_session_id)
			ok(strlen(engine_fact(&e, fact_rows[i].name)) > 0,
			   "%s is %s", fact_rows[i].name,
			   engine_fact(&e, fact_rows[i].name));
	engine_close(&e);
}

int
main(void)
{
	struct orgdomain suffixes;
	struct rules_options options = {.orgdomain = &suffixes};

	load_suffixes(&suffixes);
	engine_options = &options;
	for (size_t i = 0; i < COUNT(cases); i++)
		test_case(i);
	for (size_t i = 0; i < FACT_COUNT; i++)
		ok(asked[i] || i == FACT_score, "there is a case for %s",
		   fact_rows[i].name);
	test_no_suffixes();
	test_nothing();
	orgdomain_fini(&suffixes);
	return tap_done();
}
