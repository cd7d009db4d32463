#include "../../milter/dns_servers.h"
#include "../tap.h"

#include <stdlib.h>
#include <unistd.h>

static const struct {
	const char *text;
	const char *servers;
} files[] = {
    {"nameserver 192.0.2.1\n", "192.0.2.1"},
    {"nameserver 192.0.2.1", "192.0.2.1"},
    {"# nameserver 192.0.2.9\n; x\nnameserver\t 192.0.2.1  # first\n"
     "nameserver 2001:db8::1\r\n",
     "192.0.2.1 2001:db8::1"},
    {"search example.org\noptions timeout:1 trust-ad edns0\n"
     "nameserver ::1\n",
     "::1 trust-ad"},
    {"nameserver fe80::1%eth0\nnameserver 192.0.2.1\n", "192.0.2.1"},
    {"nameserver\nnameserver nonsense\nname", "127.0.0.1"},
    {"", "127.0.0.1"},
    {"nameserver 192.0.2.1\nnameserver 192.0.2.2\nnameserver 192.0.2.3\n"
     "nameserver 192.0.2.4\nnameserver 192.0.2.5\nnameserver 192.0.2.6\n"
     "nameserver 192.0.2.7\nnameserver 192.0.2.8\nnameserver 192.0.2.9\n",
     "192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 192.0.2.6 192.0.2.7 "
     "192.0.2.8"},
};

static void
show(const struct dns_servers *s, char *out, size_t size)
{
	char one[ADDR_TEXT];
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < s->n; i++) {
		addr_format(&s->server[i].addr, one);
		n += (size_t)snprintf(out + n, size - n, "%s%s",
				      i == 0 ? "" : " ", one);
	}
	if (s->trust_ad)
		snprintf(out + n, size - n, " trust-ad");
}

static void
test_parse(void)
{
	char shown[512];

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct dns_servers s;

		dns_servers_parse(&s, str_of(files[i].text));
		show(&s, shown, sizeof shown);
		is_text(shown, files[i].servers, files[i].servers);
	}
}

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

static void
test_load(void)
{
	char path[] = "/tmp/test_dns_servers.XXXXXX";
	struct dns_servers_stamp stamp = {0};
	struct dns_servers s = {0}, t = {0};
	int fd = mkstemp(path);

	write_file(path, "nameserver 192.0.2.1\n");
	ok(fd >= 0 && dns_servers_load(&s, path, &stamp) && s.n == 1,
	   "a file is read");
	ok(!dns_servers_load(&t, path, &stamp), "but once");
	write_file(path, "nameserver 192.0.2.1\nnameserver 192.0.2.2\n");
	ok(dns_servers_load(&t, path, &stamp) && t.n == 2,
	   "and again when it changes");
	ok(!dns_servers_same(&s, &t) && dns_servers_same(&t, &t),
	   "others are told from the same");
	unlink(path);
	ok(!dns_servers_load(&t, path, &stamp) && t.n == 2,
	   "a file that has gone changes nothing");
	close(fd);
}

static void
test_trust(void)
{
	static const struct {
		const char *text;
		bool trusted;
	} cases[] = {
	    {"nameserver 127.0.0.53\n", true},
	    {"nameserver ::1\n", true},
	    {"nameserver 192.0.2.1\n", false},
	    {"nameserver 2001:db8::1\n", false},
	    {"nameserver 192.0.2.1\noptions trust-ad\n", true},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dns_servers s;

		dns_servers_parse(&s, str_of(cases[i].text));
		ok(dns_servers_is_trusted(&s, 0) == cases[i].trusted, "%s",
		   cases[i].trusted ? "trusted" : "not trusted");
	}
}

static void
test_pick(void)
{
	struct dns_servers s;

	dns_servers_parse(&s, STR("nameserver 192.0.2.1\n"
				  "nameserver 192.0.2.2\n"));
	ok(dns_servers_pick(&s, 0, 0) == 0, "the first first");
	ok(dns_servers_pick(&s, 1, 0) == 1, "then the second");
	ok(dns_servers_pick(&s, 3, 0) == 2, "then none");
	for (int i = 0; i < 3; i++)
		dns_servers_result(&s, 0, false, 1000);
	ok(dns_servers_pick(&s, 0, 1001) == 1, "one silent: the second first");
	ok(dns_servers_pick(&s, 2, 1001) == 0, "then the silent one");
	ok(dns_servers_pick(&s, 0, 16000) == 0, "it is tried again");
	ok(dns_servers_pick(&s, 0, 16001) == 1, "by one question");
	dns_servers_result(&s, 0, true, 16002);
	ok(dns_servers_pick(&s, 0, 16003) == 0, "it answered: first again");
	for (int i = 0; i < 9; i++) {
		dns_servers_result(&s, 0, false, 20000);
		dns_servers_result(&s, 1, false, 20000);
	}
	ok(dns_servers_pick(&s, 0, 20001) == 0 &&
	       dns_servers_pick(&s, 1, 20001) == 1,
	   "all silent: all the same");
}

int
main(void)
{
	test_parse();
	test_load();
	test_trust();
	test_pick();
	return tap_done();
}
