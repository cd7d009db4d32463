#include "../../milter/topology.h"
#include "engine.h"

/* A story: so many clients of an address come at a minute, and what is seen. */
struct hour {
	int64_t minute;
	unsigned clients;
	const char *address;
	const char *only; /* NULL: it is not one */
};

static const struct {
	const char *name;
	struct hour step[6];
} stories[] = {
    {"too few to say", {{0, 9, "10.0.0.1", NULL}}},
    {"enough", {{0, 10, "10.0.0.1", "10.0.0.1"}}},
    {"few and few are enough",
     {{0, 5, "10.0.0.1", NULL}, {59, 5, "10.0.0.1", "10.0.0.1"}}},
    {"but not in more than an hour",
     {{0, 5, "10.0.0.1", NULL}, {60, 5, "10.0.0.1", NULL}}},
    {"another one in the same minute",
     {{7, 99, "10.0.0.1", "10.0.0.1"}, {7, 1, "203.0.113.9", NULL}}},
    {"another one in another minute",
     {{7, 99, "10.0.0.1", "10.0.0.1"}, {8, 1, "203.0.113.9", NULL}}},
    {"another one first",
     {{7, 1, "203.0.113.9", NULL}, {7, 99, "10.0.0.1", NULL}}},
    {"one of long ago",
     {{0, 1, "203.0.113.9", NULL},
      {59, 50, "10.0.0.1", NULL},
      {60, 1, "10.0.0.1", "10.0.0.1"}}},
    {"the same minute of another hour",
     {{3, 50, "10.0.0.1", "10.0.0.1"},
      {63, 9, "203.0.113.9", NULL},
      {63, 1, "203.0.113.9", "203.0.113.9"}}},
    {"nobody for an hour",
     {{0, 50, "10.0.0.1", "10.0.0.1"},
      {59, 0, "", "10.0.0.1"},
      {60, 0, "", NULL}}},
    {"IPv6",
     {{0, 50, "2001:db8::1", "2001:db8::1"}, {1, 1, "2001:db8::2", NULL}}},
};

static bool
play(struct topology *t, const struct hour *s)
{
	struct addr addr = {{0}}, only = {{0}};
	char text[ADDR_TEXT];
	uint32_t clients;
	bool one;

	addr_parse(str_of(s->address), &addr);
	for (unsigned i = 0; i < s->clients; i++)
		topology_saw(t, s->minute * 60 + i % 60, &addr);
	one = topology_is_one(t, s->minute * 60 + 59, &only, &clients);
	addr_format(&only, text);
	return one ? s->only != NULL && strcmp(s->only, text) == 0
		   : s->only == NULL;
}

static const struct {
	const char *address;
	bool near;
} kinds[] = {
    {"10.1.2.3", true},	    {"127.0.0.1", true},    {"192.168.0.1", true},
    {"172.17.0.1", true},   {"100.64.0.1", true},   {"169.254.1.1", true},
    {"fd00::1", true},	    {"fe80::1", true},	    {"::1", true},
    {"203.0.113.9", false}, {"8.8.8.8", false},	    {"2a00::1", false},
    {"172.32.0.1", false},  {"100.128.0.1", false},
};

#define SAYS                                                     \
	"dns 10.0.0.1 PTR gw.example dns gw.example A 10.0.0.1 " \
	"dns 1.0.0.10.list.example A 127.0.0.2 "                 \
	"dns h.example A 192.0.2.1 "                             \
	"client 10.0.0.1 gw.example ehlo h.example "             \
	"mail <a@one.example> rcpt <u@example.org>"

/* What comes out while the clients are seen, and while they are hidden. */
static const struct {
	const char *rules, *seen, *hidden;
} judged[] = {
    {"reject r if client.address in 10.0.0.0/8", "reject r 550",
     "accept - 250"},
    {"reject r if client.class is private", "reject r 550", "accept - 250"},
    {"defer r if client.name is gw.example", "defer r 450", "accept - 250"},
    {"close r if client.rdns is pass", "close r 421", "accept - 250"},
    {"discard r if client.port > 1", "discard r 250", "accept - 250"},
    {"quarantine r \"x\" if client.ptr exists", "quarantine r 250",
     "accept - 250"},
    {"reject r if not helo.is_client", "reject r 550", "accept - 250"},
    {"reject r if not helo.matches_ptr", "reject r 550", "accept - 250"},
    {"reject r if not helo.same_domain_as_ptr or helo.fqdn", "reject r 550",
     "accept - 250"},
    {"reject r if helo.literal_matches absent", "reject r 550", "accept - 250"},
    {"reject r if dnsbl(\"list.example\", client.address) exists",
     "reject r 550", "accept - 250"},
    {"reject r if helo.fqdn and client.address exists", "reject r 550",
     "accept - 250"},
    {"reject r if helo.addresses in 192.0.2.0/24", "reject r 550",
     "reject r 550"},
    {"reject r if helo.name is h.example", "reject r 550", "reject r 550"},
    /* The sum and the mark carry it on; what is added for others stays. */
    {"score 3 s if client.ptr exists reject r if score >= 3", "reject r 550",
     "accept - 250"},
    {"score 3 s if client.ptr exists score 3 t if helo.fqdn "
     "reject r if score >= 3",
     "reject r 550", "reject r 550"},
    {"tag t if client.ptr exists reject r if tag.t", "reject r 550",
     "accept - 250"},
    {"tag t if client.ptr exists tag v if tag.t reject r if tag.v",
     "reject r 550", "accept - 250"},
    /* What speaks for a client stays, or it would be refused for that. */
    {"accept a if client.address in 10.0.0.0/8 reject r", "accept a 250",
     "accept a 250"},
    {"score -3 s if client.ptr exists score 3 t if helo.fqdn "
     "reject r if score >= 3",
     "accept - 250", "accept - 250"},
    {"tag t if client.ptr exists accept a if tag.t reject r", "accept a 250",
     "accept a 250"},
    /* The rules below come to their turn. */
    {"reject r if client.ptr exists defer d if helo.fqdn", "reject r 550",
     "defer d 450"},
};

static void
judge(const char *rules, bool hidden, const char *want)
{
	struct engine e;
	const char *have;

	engine_open(&e, rules);
	session_hide_peer(e.s, hidden);
	engine_say(&e, SAYS);
	have = engine_verdict(&e);
	ok(strcmp(have, want) == 0, "%s: %s: %s", rules,
	   hidden ? "hidden" : "seen", want);
	if (strcmp(have, want) != 0)
		printf("# it is %s\n", have);
	engine_close(&e);
}

/* The rule says what it would have done. */
static void
would(void)
{
	struct engine e;

	engine_open(&e, "reject r if client.ptr exists");
	session_hide_peer(e.s, true);
	engine_say(&e, SAYS);
	ok(e.v.neffects == 1 && e.v.effect[0].kind == EFFECT_WOULD &&
	       e.v.effect[0].action == ACTION_REJECT,
	   "hidden: the rule is told of as observed");
	engine_close(&e);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof stories / sizeof stories[0]; i++) {
		struct topology t;
		bool good = true;

		topology_init(&t, 10);
		for (size_t k = 0; k < 6; k++)
			if (stories[i].step[k].address != NULL)
				good &= play(&t, &stories[i].step[k]);
		ok(good, "%s", stories[i].name);
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		struct addr a = {{0}};

		addr_parse(str_of(kinds[i].address), &a);
		ok(topology_is_near(&a) == kinds[i].near, "%s %s near",
		   kinds[i].address, kinds[i].near ? "is" : "is not");
	}
	for (size_t i = 0; i < sizeof judged / sizeof judged[0]; i++) {
		judge(judged[i].rules, false, judged[i].seen);
		judge(judged[i].rules, true, judged[i].hidden);
	}
	would();
	return tap_done();
}
