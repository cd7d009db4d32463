#include "../tap.h"
#include "resolver_rig.h"

#include <stdlib.h>
#include <unistd.h>

/* The resolver against a name server that behaves, and one that does not. */

#define CHAIN_TOO_LONG "failed: the CNAME chain is too long or a loop"

static const struct {
	const char *line; /* as in a transcript, without "dns" */
	const char *name;
	enum dns_type type;
	const char *want;
} cases[] = {
    {"a1.example A 192.0.2.1", "a1.example", DNS_A, "found 192.0.2.1"},
    {"a2.example A 192.0.2.1 192.0.2.2", "A2.Example.", DNS_A,
     "found 192.0.2.1 192.0.2.2"},
    {"a3.example AAAA 2001:db8::3", "a3.example", DNS_AAAA,
     "found 2001:db8::3"},
    {"a4.example MX 10 mx.a4.example 20 mx2.example", "a4.example", DNS_MX,
     "found 10/mx.a4.example 20/mx2.example"},
    {"a5.example MX 0 .", "a5.example", DNS_MX, "found 0/"},
    {"192.0.2.6 PTR Mail.Example.", "6.2.0.192.in-addr.arpa", DNS_PTR,
     "found mail.example"},
    {"a7.example TXT \"v=spf1 -all\"", "a7.example", DNS_TXT,
     "found 'v=spf1 -all'"},
    {"a8.example NS ns.example", "a8.example", DNS_NS, "found ns.example"},
    {"a9.example A secure 192.0.2.9", "a9.example", DNS_A,
     "found, secure 192.0.2.9"},
    {"_dmarc.b1.example TXT x", "_dmarc.b1.example", DNS_TXT, "found 'x'"},
    {"b2%s%n.example A 192.0.2.1", "b2%s%n.example", DNS_A, "found 192.0.2.1"},
    {"b3.example PTR 100%.example", "b3.example", DNS_PTR,
     "found 100%.example"},
    {"b4.example PTR mail.example.\\000.evil", "b4.example", DNS_PTR,
     "found mail.example.\\000.evil"},
    {"b5.example PTR many 100", "b5.example", DNS_PTR, "found 100 records"},

    {"c1.example MX 1 x", "no.c1.example", DNS_A, "none, no name"},
    {"c2.example MX 1 x", "c2.example", DNS_A, "none"},
    {"c3.example A none", "c3.example", DNS_A, "none"},

    {"d1.example CNAME a1.example", "d1.example", DNS_A, "found 192.0.2.1"},
    {"d2.example CNAME bare a1.example", "d2.example", DNS_A,
     "found 192.0.2.1"},
    {"d3.example CNAME bare d2.example", "d3.example", DNS_A,
     "found 192.0.2.1"},
    {"d4.example CNAME bare nowhere.example", "d4.example", DNS_A,
     "none, no name"},
    {"d5.example CNAME bare e1.example", "d5.example", DNS_A,
     "failed: SERVFAIL"},
    {"d6.example CNAME bare d6.example", "d6.example", DNS_A, CHAIN_TOO_LONG},
    {"d7.example CNAME d7.example", "d7.example", DNS_A, CHAIN_TOO_LONG},

    {"e1.example A fails", "e1.example", DNS_A, "failed: SERVFAIL"},
    {"e2.example A refused", "e2.example", DNS_A, "failed: refused"},
    {"e3.example A formerr", "e3.example", DNS_A,
     "failed: the name server answers with an error"},
    {"e4.example A referral none", "e4.example", DNS_A,
     "failed: the name server does not recurse"},

    /* packets to be seen through */
    {"f1.example A wrong-id 192.0.2.1", "f1.example", DNS_A, "found 192.0.2.1"},
    {"f2.example A drop-first 192.0.2.1", "f2.example", DNS_A,
     "found 192.0.2.1"},
    {"f3.example A truncated 192.0.2.1", "f3.example", DNS_A,
     "found 192.0.2.1"},
    {"f4.example A slow 100ms 192.0.2.1", "f4.example", DNS_A,
     "found 192.0.2.1"},
    {"f5.example A empty 192.0.2.1", "f5.example", DNS_A, "found 192.0.2.1"},

    /* hostile */
    {"g1.example A drop 192.0.2.1", "g1.example", DNS_A, "failed: timed out"},
    {"g2.example A garbage 192.0.2.1", "g2.example", DNS_A,
     "failed: timed out"},
    {"g3.example A wrong-question 192.0.2.1", "g3.example", DNS_A,
     "failed: timed out"},
    {"g4.example A no-question 192.0.2.1", "g4.example", DNS_A,
     "failed: timed out"},
    {"g5.example A slow 1s 192.0.2.1", "g5.example", DNS_A,
     "failed: timed out"},
    {"g6.example A tcp-silent 192.0.2.1", "g6.example", DNS_A,
     "failed: timed out"},
    {"g7.example A tcp-close 192.0.2.1", "g7.example", DNS_A,
     "failed: the name server cannot be reached"},
    {"g8.example A truncated-tcp 192.0.2.1", "g8.example", DNS_A,
     "failed: garbled answer"},
    {"h1.example A no-reply 192.0.2.1", "h1.example", DNS_A,
     "failed: garbled answer"},
    {"h2.example A foreign-owner 192.0.2.1", "h2.example", DNS_A, "none"},
    {"h3.example A pointer-loop 192.0.2.1", "h3.example", DNS_A,
     "failed: garbled answer"},
    {"h4.example A long-data 192.0.2.1", "h4.example", DNS_A,
     "failed: garbled answer"},
    {"h5.example A short-data 192.0.2.1", "h5.example", DNS_A,
     "failed: garbled answer"},
    {"h6.example A lying-count 192.0.2.1", "h6.example", DNS_A,
     "failed: garbled answer"},
    {"h7.example A trailing 192.0.2.1", "h7.example", DNS_A,
     "failed: garbled answer"},
    {"h8.example A nxdomain 192.0.2.1", "h8.example", DNS_A,
     "failed: garbled answer"},
    {"h9.example PTR many 4000", "h9.example", DNS_PTR,
     "failed: too many records"},
    {"i1.example A many 4000", "i1.example", DNS_A, "failed: too many records"},
};

enum { CASES = sizeof cases / sizeof cases[0] };

/* All at once, each in a session of its own. */
static void
test_answers(void)
{
	struct client client[CASES];
	char line[256], shown[SHOWN];
	struct resolver_stats stats;
	struct rig rig;

	rig_init(&rig, 1);
	rig_start(&rig);
	for (size_t i = 0; i < CASES; i++) {
		snprintf(line, sizeof line, "dns %s", cases[i].line);
		rig_line(&rig, line);
	}
	for (size_t i = 0; i < CASES; i++) {
		client[i] = client_new(&rig);
		client_ask(&client[i], cases[i].name, cases[i].type);
	}
	for (size_t i = 0; i < CASES; i++) {
		client_show(&client[i], cases[i].name, cases[i].type, shown);
		is_text(shown, cases[i].want, cases[i].line);
		client_end(&client[i]);
	}
	ok(rig_idle(&rig), "nothing is on its way");
	stats = rig_count(&rig);
	ok(stats.asked == CASES && stats.sent == CASES && stats.sessions == 0 &&
	       stats.waiting == 0,
	   "counted: %u asked and sent, none left", (unsigned)stats.sent);
	ok(stats.failed[DNS_WHY_SERVFAIL] == 2 && stats.cnames == 5,
	   "counted: %u SERVFAIL, %u CNAMEs chased",
	   (unsigned)stats.failed[DNS_WHY_SERVFAIL], (unsigned)stats.cnames);
	rig_stop(&rig);
}

static void
test_names(void)
{
	static const struct {
		const char *name;
		size_t n;
	} names[] = {{"", 0},	 {".", 1},    {"a..b", 4}, {".a", 2},
		     {"a..", 3}, {"a\0b", 3}, {"\n", 1},   {"\xff\xfe", 2}};
	struct client c;
	struct dns *dns;
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.budget_ms = 4000; /* no try comes twice */
	rig_start(&rig);
	c = client_new(&rig);
	dns = resolver_session_dns(c.session);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct str name = str_make(names[i].name, names[i].n);

		dns->ask(dns, name, DNS_A);
		resolver_wait(c.session);
		ok(dns->ask(dns, name, DNS_A)->state == DNS_NONE,
		   "name %zu of odd ones: none", i);
	}
	ok(dnsd_asked(rig.dnsd, "a\\000b", DNS_A) == 1 &&
	       rig_count(&rig).sent == 3,
	   "three of them can be asked");
	client_end(&c);
	rig_stop(&rig);
}

static void
test_cache(void)
{
	char shown[SHOWN];
	struct client c;
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.ttl_least = 1;
	rig.settings.ttl_failed = 1;
	rig.settings.budget_ms = 4000; /* no try comes twice */
	rig_start(&rig);
	rig_line(&rig, "dns a.example A ttl 0 192.0.2.1");
	rig_line(&rig, "dns f.example A fails");
	for (int i = 0; i < 3; i++) {
		rig_show(&rig, "a.example", DNS_A, shown);
		is_text(shown, "found 192.0.2.1", "a.example");
		rig_show(&rig, "F.Example", DNS_A, shown);
		is_text(shown, "failed: SERVFAIL", "f.example");
		rig_show(&rig, "n.example", DNS_A, shown);
		is_text(shown, "none, no name", "n.example");
	}
	ok(dnsd_asked(rig.dnsd, "a.example", DNS_A) == 1 &&
	       dnsd_asked(rig.dnsd, "f.example", DNS_A) == 1 &&
	       dnsd_asked(rig.dnsd, "n.example", DNS_A) == 1 &&
	       rig_count(&rig).hits == 6,
	   "asked once each, the rest is from the cache");
	c = client_new(&rig);
	ok(client_ask(&c, "a.example", DNS_A)->state == DNS_FOUND,
	   "what is cached needs no waiting");
	ok(!resolver_wait(c.session), "and there is nothing to wait for");
	client_end(&c);
	sleep_ms(1100);
	rig_show(&rig, "a.example", DNS_A, shown);
	rig_show(&rig, "f.example", DNS_A, shown);
	rig_show(&rig, "n.example", DNS_A, shown);
	ok(dnsd_asked(rig.dnsd, "a.example", DNS_A) == 2 &&
	       dnsd_asked(rig.dnsd, "f.example", DNS_A) == 2 &&
	       dnsd_asked(rig.dnsd, "n.example", DNS_A) == 1,
	   "past their time they are asked again, a none with its SOA is not");
	rig_stop(&rig);
}

/* An answer that was crowded out before its asker came for it. */
static void
test_crowded_out(void)
{
	char name[64], shown[SHOWN];
	struct client c, other;
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.cache_bytes = 0;
	rig.settings.questions = 1000;
	rig.settings.budget_ms = 4000;
	rig_start(&rig);
	rig_line(&rig, "dns a.example A 192.0.2.1");
	rig_line(&rig, "dns *.many.example PTR many 100");
	c = client_new(&rig);
	other = client_new(&rig);
	client_ask(&c, "a.example", DNS_A);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof name, "n%d.many.example", i);
		client_ask(&other, name, DNS_PTR);
	}
	resolver_wait(other.session);
	ok(rig_count(&rig).cache.evicted > 0, "the cache is too small");
	client_show(&c, "a.example", DNS_A, shown);
	is_text(shown, "found 192.0.2.1", "the answer comes all the same");
	ok(dnsd_asked(rig.dnsd, "a.example", DNS_A) == 2, "asked again");
	client_show(&other, "n0.many.example", DNS_PTR, shown);
	ok(rig_count(&rig).failed[DNS_WHY_LARGE] > 0,
	   "and one session cannot hold them all");
	client_end(&c);
	client_end(&other);
	rig_stop(&rig);
}

static void
test_two_servers(void)
{
	static const struct {
		const char *line;
		const char *what;
	} firsts[] = {
	    {"dns a.example A fails", "the first says SERVFAIL"},
	    {"dns a.example A refused", "the first refuses"},
	    {"dns a.example A drop", "the first is silent"},
	    {"dns a.example A no-reply 192.0.2.9", "the first talks nonsense"},
	    {"dns a.example A referral none", "the first does not recurse"},
	    {NULL, "the first is not there"},
	};
	char shown[SHOWN];

	for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
		struct rig rig;

		rig_init(&rig, 2);
		rig_start(&rig);
		dnsd_line(rig.second, STR("dns a.example A 192.0.2.2"));
		if (firsts[i].line != NULL)
			rig_line(&rig, firsts[i].line);
		else
			dnsd_open(rig.dnsd, false);
		rig_show(&rig, "a.example", DNS_A, shown);
		is_text(shown, "found 192.0.2.2", firsts[i].what);
		rig_stop(&rig);
	}
}

/* A first server that is silent costs its time a few times, not always. */
static void
test_silent_server(void)
{
	char name[64], shown[SHOWN];
	struct rig rig;
	int64_t before;

	rig_init(&rig, 2);
	rig_start(&rig);
	dnsd_mute(rig.dnsd, true);
	for (int i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "n%d.example", i);
		rig_show(&rig, name, DNS_A, shown);
		is_text(shown, "none, no name", name);
	}
	before = now_ms();
	rig_show(&rig, "last.example", DNS_A, shown);
	ok(now_ms() - before < 150, "the second is asked first now: %d ms",
	   (int)(now_ms() - before));
	rig_stop(&rig);
}

static void
test_gone_and_back(void)
{
	char shown[SHOWN];
	struct rig rig;
	int64_t before;

	rig_init(&rig, 1);
	rig.settings.ttl_least = 0;
	rig.settings.ttl_failed = 0;
	rig_start(&rig);
	dnsd_open(rig.dnsd, false);
	before = now_ms();
	rig_show(&rig, "a.example", DNS_A, shown);
	is_text(shown, "failed: the name server cannot be reached", "gone");
	ok(now_ms() - before < 300, "and that is clear after %d ms",
	   (int)(now_ms() - before));
	ok(dnsd_open(rig.dnsd, true), "the same port again");
	rig_show(&rig, "a.example", DNS_A, shown);
	is_text(shown, "none, no name", "back");
	rig_stop(&rig);
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		exit(1);
}

static void
test_resolv_conf(void)
{
	char path[] = "/tmp/test_resolver.XXXXXX", shown[SHOWN];
	struct dnsd *other;
	struct rig rig;
	int fd = mkstemp(path);

	rig_init(&rig, 1);
	other = dnsd_start("127.0.0.2", dnsd_port(rig.dnsd));
	rig_line(&rig, "dns a.example A secure 192.0.2.1");
	dnsd_line(other, STR("dns a.example A secure 192.0.2.2"));
	rig.settings.nservers = 0;
	rig.settings.resolv_conf = path;
	rig.settings.conf_port = dnsd_port(rig.dnsd);
	rig.settings.conf_check_ms = 1;
	write_file(path, "nameserver 127.0.0.1\n");
	rig.settings.budget_ms = 4000; /* no try comes twice */
	rig_start(&rig);
	rig_show(&rig, "a.example", DNS_A, shown);
	is_text(shown, "found, secure 192.0.2.1", "the server of resolv.conf");
	write_file(path, "nameserver 127.0.0.2\n# changed\n");
	sleep_ms(5);
	rig_show(&rig, "b.example", DNS_A, shown);
	is_text(shown, "none, no name", "the other one, after a change");
	ok(dnsd_asked(rig.dnsd, "b.example", DNS_A) == 0 &&
	       dnsd_asked(other, "b.example", DNS_A) == 1,
	   "it was asked and not the old one");
	rig_show(&rig, "a.example", DNS_A, shown);
	is_text(shown, "found, secure 192.0.2.2", "the cache begins anew");
	ok(atomic_load(&rig.events[RESOLVER_SERVERS]) == 1, "it was told");
	unlink(path);
	sleep_ms(5);
	rig_show(&rig, "c.example", DNS_A, shown);
	is_text(shown, "none, no name", "the file has gone: nothing changes");
	rig_stop(&rig);
	dnsd_stop(other);
	close(fd);
}

static void
test_renew(void)
{
	char shown[SHOWN];
	struct client c;
	struct rig rig;

	rig_init(&rig, 1);
	rig.settings.questions = 2;
	rig.settings.budget_ms = 300;
	rig.settings.ttl_least = 0;
	rig.settings.ttl_failed = 0;
	rig_start(&rig);
	rig_line(&rig, "dns a.example A slow 150ms 192.0.2.1");
	rig_line(&rig, "dns slow.example A drop");
	c = client_new(&rig);
	client_show(&c, "slow.example", DNS_A, shown);
	is_text(shown, "failed: timed out",
		"nearly all of the budget goes into the first");
	client_show(&c, "a.example", DNS_A, shown);
	is_text(shown, "failed: timed out",
		"what is left is not enough for the second");
	client_show(&c, "b.example", DNS_A, shown);
	is_text(shown, "failed: too many questions", "a third is too many");
	client_show(&c, "a.example", DNS_A, shown);
	is_text(shown, "failed: timed out", "a failure stays one");
	resolver_session_renew(c.session);
	client_show(&c, "a.example", DNS_A, shown);
	is_text(shown, "found 192.0.2.1", "renewed: asked again");
	client_show(&c, "b.example", DNS_A, shown);
	is_text(shown, "none, no name", "renewed: another question");
	client_end(&c);
	rig_stop(&rig);
}

int
main(void)
{
	test_answers();
	test_names();
	test_cache();
	test_crowded_out();
	test_two_servers();
	test_silent_server();
	test_gone_and_back();
	test_resolv_conf();
	test_renew();
	return tap_done();
}
