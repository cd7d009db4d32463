#include "share.h"

#include "engine.h"

enum { NETWORKS = 10000 };

/* The n-th network: /24s in a row, /24s far apart, or /48s in a row. */
enum kind { ROW, APART, SIX, KINDS };
static const char *const kinds[] = {"/24s in a row", "/24s far apart",
				    "/48s in a row"};

static struct addr
network(enum kind kind, uint32_t n, uint8_t host)
{
	const uint32_t far = n * 2654435761U; /* no two alike */
	const uint8_t row[4] = {60, (uint8_t)(n >> 8), (uint8_t)n, host};
	const uint8_t apart[4] = {(uint8_t)(far >> 24), (uint8_t)(far >> 16),
				  (uint8_t)(far >> 8), host};
	struct addr a = {{0x20, 1, 0x0d, 0xb8, (uint8_t)(n >> 8), (uint8_t)n}};

	a.b[6] = a.b[15] = host;
	return kind == SIX ? a : addr_from_v4(kind == ROW ? row : apart);
}

static unsigned
count(enum kind kind, int64_t share, const char *rule, uint8_t host)
{
	unsigned held = 0;

	for (uint32_t n = 0; n < NETWORKS; n++) {
		struct addr a = network(kind, n, host);

		held += share_holds(share, &a, str_of(rule));
	}
	return held;
}

/*
 * Networks in a row have a share within a thousandth of all; those that lie
 * anyhow as by lot, within a hundredth, with more room in the middle.
 */
static int
room(enum kind kind, unsigned percent)
{
	if (kind != APART)
		return 10;
	return percent == 25 || percent == 50 ? 200 : 100;
}

static void
test_sizes(void)
{
	static const unsigned percent[] = {1, 10, 25, 50, 99, 100};
	static const unsigned rules = 50;

	for (enum kind k = 0; k < KINDS; k++)
		for (size_t p = 0; p < sizeof percent / sizeof *percent; p++) {
			const int want = (int)percent[p] * NETWORKS / 100;
			int least = NETWORKS, most = 0;

			for (unsigned r = 0; r < rules; r++) {
				char name[16];
				int n;

				snprintf(name, sizeof name, "rule-%u", r);
				n = (int)count(k, percent[p] * NUMBER_ONE, name,
					       1);
				least = n < least ? n : least;
				most = n > most ? n : most;
			}
			ok(least >= want - room(k, percent[p]) &&
			       most <= want + room(k, percent[p]),
			   "%u%% of %s, %u rules: %d to %d", percent[p],
			   kinds[k], rules, least, most);
		}
}

static void
test_grows(void)
{
	const struct str rule = STR("my-own-name");
	unsigned lost = 0, apart = 0, others = 0;

	for (enum kind k = 0; k < KINDS; k++)
		for (uint32_t n = 0; n < NETWORKS; n++) {
			struct addr a = network(k, n, 1), b = network(k, n, 99);
			bool ten = share_holds(10 * NUMBER_ONE, &a, rule);

			lost += ten && !share_holds(11 * NUMBER_ONE, &a, rule);
			apart += ten != share_holds(10 * NUMBER_ONE, &b, rule);
			others += ten && share_holds(10 * NUMBER_ONE, &a,
						     STR("malformed"));
		}
	ok(lost == 0, "a share that grows keeps those that were in it");
	ok(apart == 0, "all addresses of a network are in it, or none");
	ok(others > 200 && others < 400,
	   "other rules have other tenths: %u of 3,000 are in both", others);
}

/* These may never change: rules would be enforced against others. */
static void
test_same(void)
{
	static const struct {
		const char *address;
		bool tenth, half;
	} cases[] = {
	    {"192.0.2.1", false, false},
	    {"198.51.100.7", false, false},
	    {"203.0.113.9", false, true},
	    {"203.0.113.200", false, true},
	    {"60.0.7.1", false, true},
	    {"60.0.8.1", false, false},
	    {"2001:db8::1", false, false},
	    {"2001:db8:1::1", false, true},
	    {"2001:db8:1:2::3", false, true},
	    {"2001:db8:5::1", false, false},
	    {"60.0.5.1", true, true},
	    {"60.0.18.255", true, true},
	    {"2001:db8:2::1", true, true},
	    {"2001:db8:a:ffff::1", true, true},
	    {"::1", false, false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct addr a = {{0}};
		bool tenth, half;

		addr_parse(str_of(cases[i].address), &a);
		tenth = share_holds(10 * NUMBER_ONE, &a, STR("my-own-name"));
		half = share_holds(50 * NUMBER_ONE, &a, STR("my-own-name"));
		ok(tenth == cases[i].tenth && half == cases[i].half,
		   "%s: %d %d", cases[i].address, tenth, half);
	}
}

static void
test_parse(void)
{
	static const struct {
		const char *text;
		int64_t share; /* 0: none */
	} cases[] = {
	    {"10%", 10000}, {"100%", 100000}, {"0.5%", 500}, {"12.345%", 12345},
	    {"0%", 0},	    {"100.001%", 0},  {"-1%", 0},    {"%", 0},
	    {"", 0},	    {"10", 0},	      {"1K%", 0},    {"0.0004%", 0},
	    {"ten%", 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t share = 0;
		bool good = share_parse(str_of(cases[i].text), &share);

		ok(good == (cases[i].share != 0) && share == cases[i].share,
		   "\"%s\": %lld", cases[i].text, (long long)share);
	}
}

/* Sessions of all networks: how many are refused, and by what they are marked.
 */
static unsigned
refused(struct engine *e, unsigned char *mark, uint8_t host)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < NETWORKS; i++) {
		struct addr a = network(ROW, i, host);

		session_connect(e->s, STR("unknown"), &a, 4321);
		session_helo(e->s, STR("mail.example.net"));
		engine_run(e, STAGE_HELO);
		mark[i] = e->v.action == ACTION_REJECT;
		n += mark[i];
	}
	return n;
}

static void
test_refused(void)
{
	static unsigned char first[NETWORKS], second[NETWORKS];
	struct engine e;
	unsigned n;

	engine_open(&e, "enforce 10% reject r if helo.fqdn");
	n = refused(&e, first, 1);
	ok(n >= 990 && n <= 1010, "%u of 10,000 networks are refused", n);
	engine_close(&e);
	engine_open(&e, "observe reject s if helo.fqdn "
			"enforce 10% reject r if helo.fqdn");
	refused(&e, second, 77);
	ok(memcmp(first, second, sizeof first) == 0,
	   "and the same ones another time");
	engine_close(&e);
}

int
main(void)
{
	test_parse();
	test_sizes();
	test_grows();
	test_same();
	test_refused();
	return tap_done();
}
