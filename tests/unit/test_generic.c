#include "generic.h"

#include "../tap.h"

#include <stdint.h>

/* Without organisational domain: the best guess has to do, as without libpsl.
 */
static const struct str guess = {NULL, 0};

static const struct addr *
client_of(const char *text, struct addr *out)
{
	if (text == NULL)
		return NULL;
	if (!addr_parse(str_of(text), out))
		ok(false, "%s is an address", text);
	return out;
}

static struct generic
judge(const char *name, enum generic_use use, const char *client)
{
	struct addr addr;
	struct generic g;

	generic_judge(str_of(name), use, client_of(client, &addr), guess, &g);
	return g;
}

/* Names of well-run senders: none may be generic. */
static const struct {
	const char *client, *name;
} senders[] = {
    {"209.85.221.51", "mail-wr1-f51.google.com"},
    {"40.107.100.50", "mail-bn8nam12on2050.outbound.protection.outlook.com"},
    {"54.240.85.218", "a85-218.smtp-out.us-west-2.amazonses.com"},
    {"167.89.97.77", "o167-89-97-77.outbound-mail.sendgrid.net"},
    {"66.220.155.151", "66-220-155-151.mail-mail.facebook.com"},
    {"156.70.88.224", "mta-88-224.sparkpostmail.com"},
    {"148.163.156.1", "mx0a-001b2d01.pphosted.com"},
    {"198.2.180.236", "mail236.suw101.mcdlv.net"},
    {"88.198.1.2", "static.88-198-1-2.clients.your-server.de"},
    {"51.77.1.2", "vps-5f3a21bc.vps.ovh.net"},
    {"52.1.2.3", "ec2-52-1-2-3.compute-1.amazonaws.com"},
    {"192.0.1.1", "mx11.example.com"},
    {"192.0.2.5", "mail.dyni.net"},
    {"192.0.2.6", "mx1.dynamics.com"},
    {"192.0.2.7", "smtp.acm.org"},
    {"192.0.2.8", "mail.shop.online"},
    {"192.0.2.9", "smtp1.client.example.com"},
    {"192.0.2.10", "cable.example.org"},
    {"54.236.204.101", "outbound-54-236-204-101.pinterestmail.com"},
    {"13.110.1.2",
     "smtp-0f95944d4245d0b2c.core1.sfdc-58ktaz.mta.salesforce.com"},
    {"23.251.226.9", "e226-9.smtp-out.ap-northeast-1.amazonses.com"},
    {"194.90.1.2", "mail-il-dmz.mellanox.com"},
    {"115.124.30.131", "out30-131.freemail.mail.aliyun.com"},
    {"54.206.16.166", "smtpbgau1.qq.com"},
    {"63.216.63.40", "mxhk.zte.com.cn"},
    {"192.0.2.11", "node1.mail.example.net"},
};

/* Names of customers' lines: all are generic. When the client's address is
 * not known, two are missed: 118.Red-80-35-201 (an order of its own) and
 * bba-2-50-1-9 (too few digits to be no accident). */
static const struct {
	const char *client, *name;
	bool without_client;
} lines[] = {
    {"24.210.34.53", "dhcp024-210-034-053.columbus.rr.com", true},
    {"67.164.133.216", "c-67-164-133-216.client.comcast.net", true},
    {"217.228.248.159", "pD9E4F89F.dip.t-dialin.net", true},
    {"213.170.244.11", "0xd5aaf40b.dhcp.kabelnettet.dk", true},
    {"80.35.201.118", "118.Red-80-35-201.pooles.rima-tde.net", false},
    {"91.12.26.47", "p5b0c1a2f.dip0.t-ipconnect.de", true},
    {"200.52.74.178", "178.74.52.200.in-addr.arpa", true},
    {"123.8.198.233", "host-233-198-8-123.retail.pianetafibra.it", true},
    {"76.90.1.2", "cpe-76-90-1-2.socal.res.rr.com", true},
    {"113.35.70.11", "113x35x70x11.ap113.ftth.ucom.ne.jp", true},
    {"93.104.10.20", "ppp-93-104-10-20.dynamic.mnet-online.de", true},
    {"2001:db8:1::5", "2001-db8-1--5.dyn.example.net", true},
    {"2.50.1.9", "bba-2-50-1-9.alshamil.net.ae", false},
    {"178.39.1.2", "adsl-178-39-1-2.adslplus.ch", true},
    {"192.0.2.1", "WIN-9QL4SDRB93L.", true},
};

static void
test_known_names(void)
{
	static const enum generic_use uses[] = {GENERIC_REVERSE,
						GENERIC_GREETING};

	for (size_t u = 0; u < 2; u++) {
		for (size_t i = 0; i < sizeof senders / sizeof senders[0]; i++)
			ok(!judge(senders[i].name, uses[u], senders[i].client)
				.generic,
			   "sender %s", senders[i].name);
		for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
			ok(judge(lines[i].name, uses[u], lines[i].client)
			       .generic,
			   "line %s", lines[i].name);
	}
	for (size_t i = 0; i < sizeof senders / sizeof senders[0]; i++)
		ok(!judge(senders[i].name, GENERIC_REVERSE, NULL).generic,
		   "sender %s, client not known", senders[i].name);
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		ok(judge(lines[i].name, GENERIC_REVERSE, NULL).generic ==
		       lines[i].without_client,
		   "line %s, client not known", lines[i].name);
}

/* What is found in a name: one part of it, or with "" that there is none. */
static const struct {
	const char *client, *name, *part, *text;
} parts[] = {
    /* all four octets, every usual way */
    {"192.0.2.31", "h192-0-2-31.example.net", "address", "192-0-2-31"},
    {"192.0.2.31", "h192.0.2.31.example.net", "address", "192.0.2.31"},
    {"192.0.2.31", "h192_0_2_31.example.net", "address", "192_0_2_31"},
    {"192.0.2.31", "h192x0x2x31.example.net", "address", "192x0x2x31"},
    {"192.0.2.31", "h1920231.example.net", "address", "1920231"},
    {"192.0.2.31", "h192000002031.example.net", "address", "192000002031"},
    {"192.0.2.31", "h192-000-002-031.example.net", "address",
     "192-000-002-031"},
    {"192.0.2.31", "h31-2-0-192.example.net", "address", "31-2-0-192"},
    {"192.0.2.31", "h031002000192.example.net", "address", "031002000192"},
    {"192.0.2.31", "31.h192-0-2.example.net", "address", "31.h192-0-2"},
    {"192.0.2.31", "h2-31.w192-0.example.net", "address", "2-31.w192-0"},
    {"192.0.2.31", "hC000021F.example.net", "address", "C000021F"},
    {"192.0.2.31", "h1f0200c0.example.net", "address", "1f0200c0"},
    {"192.0.2.31", "n3221226015.example.net", "address", "3221226015"},
    {"203.0.113.31", "h203.0-28959.example.net", "address", "203.0-28959"},
    /* the same octet twice */
    {"10.9.10.9", "h10-9-10-9.example.net", "address", "10-9-10-9"},
    {"52.1.2.3", "ec2-52-1-2-3.example.net", "address", "52-1-2-3"},
    /* some of them */
    {"192.0.2.31", "h0-2-31.example.net", "address-1", "31"},
    {"203.0.113.31", "h0-113-31.example.net", "address-3", "0-113-31"},
    {"203.0.113.31", "h203-0-113.example.net", "address-3", "203-0-113"},
    {"203.0.113.31", "h113-31.example.net", "address-pair", "113-31"},
    {"203.0.113.31", "h31.113.example.net", "address-pair", "31.113"},
    {"203.0.113.31", "h113031.example.net", "address-2", "113031"},
    {"203.0.113.31", "h31n113.example.net", "address-2", "31n113"},
    {"203.0.113.31", "h31.example.net", "address-1", "31"},
    /* too few digits to be no accident */
    {"192.0.1.1", "mx11.example.com", "address-2", NULL},
    {"192.0.2.5", "h2-5.example.net", "", ""},
    {"192.0.2.5", "h5.example.net", "", ""},
    {"192.0.2.31", "h131.example.net", "address-1", NULL},
    /* somebody's */
    {"203.0.113.31", "h192-0-2-1.example.net", "address-other", "192-0-2-1"},
    {"203.0.113.31", "h192x0x2x1.example.net", "address-other", "192x0x2x1"},
    {NULL, "h192000002001.example.net", "address-other", "192000002001"},
    {NULL, "h192-0-2-256.example.net", "address-other", NULL},
    {NULL, "h1-2-3-4.example.net", "address-other", NULL},
    /* nothing stands before it */
    {"192.0.2.31", "192-0-2-31.example.net", "address-first", "192-0-2-31"},
    {"192.0.2.31", "c000021f.example.net", "address-first", NULL},
    {"192.0.2.31", "31.h192-0-2.example.net", "address-first", NULL},
    /* IPv6 */
    {"2001:db8:1::5", "2001-db8-1--5.example.net", "address", "2001-db8-1--5"},
    {"2001:db8:1::5", "h-2001-db8-1-0-0-0-0-5.example.net", "address",
     "2001-db8-1-0-0-0-0-5"},
    {"2001:db8:1::5", "h-2001-0db8-0001-0000-0000-0000-0000-0005.example.net",
     "address", "2001-0db8-0001-0000-0000-0000-0000-0005"},
    {"2001:db8:1::5", "h-5-1-db8-2001.example.net", "address", "5-1-db8-2001"},
    {"2001:db8:1::5", "h-20010db8000100000000000000000005.example.net",
     "address", "20010db8000100000000000000000005"},
    {"2001:db8:1::5",
     "5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2."
     "v6.example.net",
     "address",
     "5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2"},
    {"2001:db8::1234:5678:9abc:def0", "h-123456789abcdef0.example.net",
     "address", "123456789abcdef0"},
    {"2001:db8::1234:5678:9abc:def0", "h-1234-5678-9abc-def0.example.net",
     "address", "1234-5678-9abc-def0"},
    {"2001:db8::1", "x1.example.net", "", ""},
    {"2607:f8b0:4864:20::429", "pf1-x429.example.net", "", ""},
    {"2001:db8::1", "h-3fff-12--5-77.example.net", "address-other",
     "3fff-12--5-77"},
    {NULL, "h-3fff-12-0-0-0-0-5-77.example.net", "address-other",
     "3fff-12-0-0-0-0-5-77"},
    /* words, and what is none */
    {NULL, "dsl.example.net", "word:dsl", "dsl"},
    {NULL, "DSL12.example.net", "word:dsl", "DSL"},
    {NULL, "sdsl.example.net", "word:dsl", "dsl"},
    {NULL, "dynip.example.net", "word:dyn", "dyn"},
    {NULL, "dhcppool.example.net", "word:pool", "pool"},
    {NULL, "dial-up.example.net", "word:dial", "dial"},
    {NULL, "in-addr.example.net", "word:addr", "addr"},
    {NULL, "hosting.example.net", "word:host", NULL},
    {NULL, "shipping.example.net", "", ""},
    {NULL, "dynamics.example.net", "", ""},
    {NULL, "dyni.example.net", "", ""},
    {NULL, "carpool.example.net", "", ""},
    {NULL, "tcpool.example.net", "", ""},
    {NULL, "acm.example.net", "", ""},
    {NULL, "smtpcm.example.net", "word:cm", NULL},
    {NULL, "dsl-dsl.example.net", "word:dsl", "dsl"},
    {NULL, "mailgw.example.net", "word:mail", "mail"},
    {NULL, "hotmail.example.net", "word:mail", "mail"},
    {NULL, "amailer.example.net", "", ""},
    /* the organisational domain is not looked at */
    {NULL, "www.dsl.net", "", ""},
    {NULL, "dsl.net", "", ""},
    {NULL, "www.dsl.co.uk", "", ""},
    {NULL, "www.dsl.com.br", "", ""},
    {NULL, "www.dsl.info.pl", "word:dsl", "dsl"},
    {NULL, "mx.isp.megamail.net", "mail-domain", "mail"},
    /* numbers */
    {NULL, "dsl12.example.net", "numbered", "12"},
    {NULL, "12-dsl.example.net", "numbered", "12"},
    {NULL, "a12.b.dsl.example.net", "numbered", NULL},
    {NULL, "n12345.example.net", "long-number", "12345"},
    {NULL, "n123-n45.example.net", "digits", "n123-n45"},
    {NULL, "a-b-c-d.example.net", "hyphens", "a-b-c-d"},
    {NULL, "v5f3a21bc.example.net", "hex", "5f3a21bc"},
    {NULL, "15b0717dc4c2", "serial", "15b0717dc4c2"},
    {NULL, "s010600deadbeef01.example.net", "serial", "010600deadbeef01"},
    {NULL, "deadbeef.example.net", "", ""},
    {NULL, "DESKTOP-4G7HQ2L", "factory-name", "DESKTOP-4G7HQ2L"},
    {NULL, "WIN-9QL4SDRB93L.lan", "factory-name", NULL},
    {NULL, "WIN-9QL4SDRB93L.office.example.net", "factory-name",
     "WIN-9QL4SDRB93L"},
    {NULL, "win-win-situations.example.net", "", ""},
    {NULL, "4.2.0.192.in-addr.arpa", "reverse-zone", ".arpa"},
    /* addresses */
    {"192.0.2.31", "192.0.2.31", "", ""},
    {"192.0.2.31", "[192.0.2.31]", "", ""},
    {"192.0.2.31", "[192.0.2.31", "", ""},
    {"2001:db8::1234:5678", "2001:db8::1234:5678", "", ""},
    {"2001:db8::1234:5678", "[IPv6:2001:db8::1234:5678]", "", ""},
    {"192.0.2.31", "192.0.2.31.", "", ""},
    {"192.0.2.31", "h192.0.2.31", "address", "192.0.2.31"},
    /* hardly names at all */
    {NULL, "", "", ""},
    {NULL, ".", "", ""},
    {NULL, "..", "", ""},
    {NULL, "mail", "word:mail", "mail"},
    {NULL, "-", "", ""},
};

static const struct generic_part *
find_part(const struct generic *g, const char *name)
{
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->part[i].name, name) == 0)
			return &g->part[i];
	return NULL;
}

static void
test_parts(void)
{
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		struct generic g =
		    judge(parts[i].name, GENERIC_REVERSE, parts[i].client);
		const struct generic_part *p = find_part(&g, parts[i].part);
		bool good = parts[i].part[0] == '\0' ? g.n == 0
			    : parts[i].text == NULL  ? p == NULL
						     : p != NULL;

		ok(good, "%s: %s%s", parts[i].name,
		   parts[i].text == NULL ? "no " : "",
		   parts[i].part[0] == '\0' ? "nothing" : parts[i].part);
		if (p != NULL && parts[i].text != NULL)
			ok(str_eq(p->text, str_of(parts[i].text)),
			   "%s: %s is %.*s", parts[i].name, parts[i].part,
			   STR_ARG(p->text));
	}
}

static const struct {
	const char *name, *client;
	enum generic_use use;
	bool generic;
	enum generic_kind kind;
} verdicts[] = {
    {"mail.example.org", "192.0.2.1", GENERIC_REVERSE, false, GENERIC_MAIL},
    {"www.example.org", "192.0.2.1", GENERIC_REVERSE, false, GENERIC_NONE},
    {"h192-0-2-1.static.example.net", "192.0.2.1", GENERIC_REVERSE, false,
     GENERIC_STATIC},
    {"h192-0-2-1.example.net", "192.0.2.1", GENERIC_REVERSE, true,
     GENERIC_ADDRESS},
    {"192-0-2-1.example.net", "192.0.2.1", GENERIC_REVERSE, false,
     GENERIC_ADDRESS},
    {"192-0-2-1.example.net", "192.0.2.1", GENERIC_GREETING, true,
     GENERIC_ADDRESS},
    {"192-0-2-1.dsl.example.net", "192.0.2.1", GENERIC_REVERSE, true,
     GENERIC_ADDRESS},
    {"mail.192-0-2-1.dsl.example.net", "192.0.2.1", GENERIC_REVERSE, false,
     GENERIC_MAIL},
    {"ppp12.example.net", NULL, GENERIC_REVERSE, true, GENERIC_DYNAMIC},
    {"ppp.example.net", NULL, GENERIC_REVERSE, false, GENERIC_DYNAMIC},
    {"cust.cable.example.net", NULL, GENERIC_REVERSE, true, GENERIC_ACCESS},
    {"WIN-9QL4SDRB93L", NULL, GENERIC_GREETING, true, GENERIC_RANDOM},
};

static void
test_verdicts(void)
{
	for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
		struct generic g = judge(verdicts[i].name, verdicts[i].use,
					 verdicts[i].client);

		ok(g.generic == verdicts[i].generic, "%s: generic %d",
		   verdicts[i].name, g.generic);
		is_text(generic_kind_name(g.kind),
			generic_kind_name(verdicts[i].kind), verdicts[i].name);
	}
}

/* "rest" is what is judged when "org" is given. */
static const struct {
	const char *name;
	struct str org;
	bool dsl; /* is the word found? */
} orgs[] = {
    {"a.dsl.example.net", {"example.net", 11}, true},
    {"a.dsl.example.net", {"EXAMPLE.net.", 12}, true},
    {"a.dsl.example.net", {"dsl.example.net", 15}, false},
    {"a.dsl.example.net.", {"dsl.example.net", 15}, false},
    {"dsl.example.net", {"dsl.example.net", 15}, false},
    {"kd.dsl", {"", 0}, true},
    {"kd.dsl", {NULL, 0}, false},
    {"dsl", {NULL, 0}, true},
    {"x.dsl.example.net", {"other.org", 9}, true},
    {"xexample.dsl", {"example.dsl", 11}, true},
};

static void
test_orgs(void)
{
	for (size_t i = 0; i < sizeof orgs / sizeof orgs[0]; i++) {
		struct generic g;

		generic_judge(str_of(orgs[i].name), GENERIC_REVERSE, NULL,
			      orgs[i].org, &g);
		ok((find_part(&g, "word:dsl") != NULL) == orgs[i].dsl,
		   "%s without %.*s", orgs[i].name, STR_ARG(orgs[i].org));
	}
}

/* What must hold whatever the bytes. */
static bool
is_sound(struct str name, const struct generic *g)
{
	int sum = 0;

	if (g->n > GENERIC_PARTS ||
	    g->generic != (g->score >= generic_threshold()))
		return false;
	for (size_t i = 0; i < g->n; i++) {
		struct str t = g->part[i].text;

		sum += g->part[i].weight;
		if (g->part[i].name == NULL || t.n == 0 || t.p < name.p ||
		    t.p + t.n > name.p + name.n)
			return false;
	}
	return sum == g->score && generic_kind_name(g->kind) != NULL;
}

/* A small generator of our own: the same names on every machine. */
static uint32_t
next_random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 16;
}

static size_t
random_name(uint32_t *state, char out[300])
{
	static const char *const alphabets[] = {
	    "0123456789",   "0123456789abcdef.-",   "1.", "12-.x_:",
	    "dslpopmai.-1", "dynhostippool.mailcu", "a",  ".-",
	};
	const char *set = alphabets[next_random(state) % 8];
	size_t n = next_random(state) % 300;

	for (size_t i = 0; i < n; i++)
		out[i] = next_random(state) % 40 == 0
			     ? (char)next_random(state)
			     : set[next_random(state) % strlen(set)];
	return n;
}

static void
test_hostile(void)
{
	uint32_t state = 1;
	bool sound = true;
	char text[300];

	for (int i = 0; i < 20000 && sound; i++) {
		struct str name = str_make(text, random_name(&state, text));
		struct addr client = {{0}};
		struct generic g;

		for (size_t j = 0; j < sizeof client.b; j++)
			client.b[j] = (uint8_t)(next_random(&state) % 3);
		if (i % 3 == 0)
			client = addr_from_v4(client.b + 12);
		generic_judge(name, (enum generic_use)(i % 2),
			      i % 5 == 0 ? NULL : &client,
			      i % 7 == 0 ? str_slice(name, 3, 9) : guess, &g);
		sound = is_sound(name, &g);
	}
	ok(sound, "20000 random names are judged soundly");
	for (size_t n = 250; n < 260; n++) {
		struct generic g;

		memset(text, '1', n);
		generic_judge(str_make(text, n), GENERIC_GREETING, NULL, guess,
			      &g);
		ok(g.n == (n <= GENERIC_NAME_MAX ? 1 : 0),
		   "%zu digits have %zu parts", n, g.n);
	}
}

/* More words than there is room for: the first ones count. */
static void
test_many_parts(void)
{
	static const char name[] =
	    "dyn-dynamic-dhcp-dial-dialup-dialin-ppp-pppoe-pptp-pool-pools-"
	    "modem-cable-catv-docsis-broadband-cust-customer-client-user-"
	    "users-home-rev-host-ip-net-line.example.net";
	struct generic g = judge(name, GENERIC_REVERSE, NULL);

	ok(g.n == GENERIC_PARTS, "%zu parts are kept", g.n);
	ok(is_sound(str_of(name), &g), "and their sum is the score");
}

int
main(void)
{
	test_known_names();
	test_parts();
	test_verdicts();
	test_orgs();
	test_hostile();
	test_many_parts();
	return tap_done();
}
