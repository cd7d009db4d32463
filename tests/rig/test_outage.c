#include "outage.h"

#include <arpa/inet.h>
#include <libmilter/mfdef.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * The daemon while its name server dies, lies dead, dawdles, babbles or is
 * flooded, with many sessions under way. Half of the clients are good: nobody
 * of them may be refused for good, whatever becomes of the answers. The others
 * are not: nobody of them may be let in for want of an answer.
 */

#define RULES                                                           \
	"reject listed   if dnsbl(\"list.ok.example\", client.address)" \
	" in { 127.0.0.2 }\n"                                           \
	"reject no-ptr   if client.ptr absent\n"                        \
	"reject rdns     if client.rdns is fail\n"                      \
	"reject rdns-bad if client.rdns is permerror\n"                 \
	"reject helo     if not helo.resolves\n"                        \
	"reject stranger if not helo.is_client\n"                       \
	"reject other    if not helo.matches_ptr\n"                     \
	"reject rhs-list if rhsbl(\"list.ok.example\", helo.name)"      \
	" in { 127.0.0.2 }\n"                                           \
	"reject sender   if not mail.domain_resolves\n"                 \
	"reject null-mx  if mail.null_mx\n"                             \
	"reject mx-home  if mail.mx_address_class is loopback\n"        \
	"reject rcpt     if not rcpt.domain_resolves\n"

/* ---- The faults ---- */

static void
kill_server(struct world *w)
{
	dnsd_open(w->dnsd, false);
}

static void
revive_server(struct world *w)
{
	if (!dnsd_open(w->dnsd, true))
		traps_ok(false, "the name server's port is there again");
}

static void
mute_server(struct world *w)
{
	dnsd_mute(w->dnsd, true);
}

static void
unmute_server(struct world *w)
{
	dnsd_mute(w->dnsd, false);
}

/* As many questions as the system takes, one after the other. */
static void *
flood(void *arg)
{
	static const char question[] =
	    "\0\1\1\0\0\1\0\0\0\0\0\0\5flood\7example"
	    "\0\0\1\0\1";
	struct world *w = arg;
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_port = htons(dnsd_port(w->dnsd))};
	const int fd = socket(AF_INET, SOCK_DGRAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	for (unsigned i = 0; !atomic_load(&w->flooded); i++) {
		sendto(fd, question, sizeof question - 1, MSG_DONTWAIT,
		       (const struct sockaddr *)&to, sizeof to);
		if (i % 64 == 63)
			ward_sleep(1);
	}
	close(fd);
	return NULL;
}

static void
flood_server(struct world *w)
{
	atomic_store(&w->flooded, false);
	if (pthread_create(&w->flood, NULL, flood, w) != 0)
		abort();
}

static void
unflood_server(struct world *w)
{
	atomic_store(&w->flooded, true);
	pthread_join(w->flood, NULL);
}

/* What an answer that cannot be had makes of a good client. */
enum outcome {
	ANY,	 /* taken or asked to come again */
	TAKEN,	 /* it is had all the same */
	DEFERRED /* it is not */
};

static const struct fault {
	const char *name;
	const char *trick; /* of every answer */
	enum outcome good;
	/* Before the sessions, while they run, behind them. */
	void (*before)(struct world *w), (*amid)(struct world *w),
	    (*behind)(struct world *w);
} faults[] = {
    {"no fault", "", TAKEN, NULL, NULL, NULL},
    {"killed", "", DEFERRED, kill_server, NULL, revive_server},
    {"killed amid", "slow 20ms", ANY, NULL, kill_server, revive_server},
    {"killed, then back", "", ANY, kill_server, revive_server, NULL},
    {"mute", "", DEFERRED, mute_server, NULL, unmute_server},
    {"mute amid", "slow 20ms", ANY, NULL, mute_server, unmute_server},
    {"mute, then not", "", ANY, mute_server, unmute_server, NULL},
    {"flooded", "", ANY, flood_server, NULL, unflood_server},
    {"flooded and slow", "slow 50ms", ANY, flood_server, NULL, unflood_server},
    {"slow", "slow 100ms", ANY, NULL, NULL, NULL},
    {"too slow", "slow 5s", DEFERRED, NULL, NULL, NULL},
    {"drop", "drop", DEFERRED, NULL, NULL, NULL},
    {"drop-first", "drop-first", ANY, NULL, NULL, NULL},
    {"garbage", "garbage", DEFERRED, NULL, NULL, NULL},
    {"empty", "empty", ANY, NULL, NULL, NULL},
    {"wrong-id", "wrong-id", ANY, NULL, NULL, NULL},
    {"wrong-question", "wrong-question", DEFERRED, NULL, NULL, NULL},
    {"no-question", "no-question", DEFERRED, NULL, NULL, NULL},
    {"no-reply", "no-reply", DEFERRED, NULL, NULL, NULL},
    {"truncated", "truncated", ANY, NULL, NULL, NULL},
    {"truncated-tcp", "truncated-tcp", DEFERRED, NULL, NULL, NULL},
    {"tcp-silent", "tcp-silent", DEFERRED, NULL, NULL, NULL},
    {"tcp-close", "tcp-close", DEFERRED, NULL, NULL, NULL},
    {"pointer-loop", "pointer-loop", DEFERRED, NULL, NULL, NULL},
    {"long-data", "long-data", DEFERRED, NULL, NULL, NULL},
    {"short-data", "short-data", DEFERRED, NULL, NULL, NULL},
    {"lying-count", "lying-count", DEFERRED, NULL, NULL, NULL},
    {"trailing", "trailing", ANY, NULL, NULL, NULL},
    {"referral", "referral", DEFERRED, NULL, NULL, NULL},
    {"SERVFAIL", "fails", DEFERRED, NULL, NULL, NULL},
    {"REFUSED", "refused", DEFERRED, NULL, NULL, NULL},
    {"NOTIMP", "notimp", DEFERRED, NULL, NULL, NULL},
    {"FORMERR", "formerr", DEFERRED, NULL, NULL, NULL},
};

/* ---- The world ---- */

static bool
is_good(size_t i)
{
	return i % 2 == 0;
}

static const char *
zone_of(size_t i)
{
	return is_good(i) ? "ok" : "bad";
}

static bool
is_error(const char *trick)
{
	static const char *const errors[] = {"fails", "refused", "notimp",
					     "formerr"};

	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (strcmp(trick, errors[i]) == 0)
			return true;
	return false;
}

/* A line about a name; of an error nothing is left but the error. */
static void
record(struct world *w, const char *trick, const char *name, const char *type,
       const char *data)
{
	outage_line(w, "dns %s %s %s %s", name, type, trick,
		    is_error(trick) ? "" : data);
}

static const char *
address_of(struct world *w, size_t i)
{
	return outage_text(w, "203.0.%u.%zu", w->number, i + 1);
}

static const char *
host_of(struct world *w, size_t i)
{
	return outage_text(w, "c%zu-%u.%s.example", i, w->number, zone_of(i));
}

/* Good clients have all that the rules want, the others nothing. */
static void
make_zone(struct world *w, const char *trick)
{
	dnsd_clear(w->dnsd);
	for (size_t i = 0; i < CLIENTS; i++) {
		if (!is_good(i))
			continue;
		record(w, trick, address_of(w, i), "PTR", host_of(w, i));
		record(w, trick, host_of(w, i), "A", address_of(w, i));
	}
	record(w, trick, "*.from.ok.example", "MX", "10 mx.from.ok.example");
	record(w, trick, "*.from.ok.example", "A", "198.51.100.7");
	outage_line(w, "dns default %s %s", trick,
		    is_error(trick) ? "" : "none");
}

/* ---- The sessions ---- */

static void
say_connect(struct world *w, size_t i)
{
	wire_send_connect(&w->wire[i], str_of(host_of(w, i)), SMFIA_INET, 4321,
			  str_of(address_of(w, i)));
}

static void
say_helo(struct world *w, size_t i)
{
	outage_say(w, i, SMFIC_HELO, host_of(w, i));
}

static void
say_mail(struct world *w, size_t i)
{
	outage_say(w, i, SMFIC_MAIL,
		   outage_text(w, "<a@m%zu-%u.from.%s.example>", i, w->number,
			       zone_of(i)));
}

static void
say_rcpt(struct world *w, size_t i)
{
	outage_say(w, i, SMFIC_RCPT,
		   outage_text(w, "<u@r%zu-%u.from.ok.example>", i, w->number));
}

/* All say it at once, and then the replies are read: 4, 5, or a letter. */
static void
all(struct world *w, void (*say)(struct world *, size_t),
    void (*amid)(struct world *))
{
	for (size_t i = 0; i < CLIENTS; i++)
		say(w, i);
	if (amid != NULL)
		amid(w);
	for (size_t i = 0; i < CLIENTS; i++) {
		const char letter = wire_reply(&w->wire[i]);

		w->reply[i] =
		    letter == SMFIR_REPLYCODE ? w->wire[i].text.p[0] : letter;
	}
}

static bool
open_all(struct world *w)
{
	for (size_t i = 0; i < CLIENTS; i++)
		if (!wire_open(&w->wire[i], w->arena, w->ward.socket, PATIENCE))
			return traps_ok(false, "negotiation: %s",
					w->wire[i].packets.why);
	return true;
}

/* What became of clients. */
struct tally {
	unsigned taken, deferred, refused, other;
};

static struct tally
count(const struct world *w, bool good)
{
	struct tally t = {0};

	for (size_t i = 0; i < CLIENTS; i++) {
		if (is_good(i) != good)
			continue;
		if (w->reply[i] == SMFIR_CONTINUE)
			t.taken++;
		else if (w->reply[i] == '4')
			t.deferred++;
		else if (w->reply[i] == '5')
			t.refused++;
		else
			t.other++;
	}
	return t;
}

static struct tally all_good; /* under all faults */

static void
judge(const struct world *w, const struct fault *f)
{
	const struct tally good = count(w, true), bad = count(w, false);

	all_good.taken += good.taken;
	all_good.deferred += good.deferred;
	all_good.refused += good.refused;
	traps_ok(
	    good.refused == 0 && good.other == 0,
	    "%s: of the good %u are taken, %u deferred, %u refused for good",
	    f->name, good.taken, good.deferred, good.refused);
	if (f->good == TAKEN)
		traps_ok(good.deferred == 0, "%s: the good are all taken",
			 f->name);
	if (f->good == DEFERRED)
		traps_ok(good.taken == 0, "%s: the good are all deferred",
			 f->name);
	traps_ok(
	    bad.taken == 0 && bad.other == 0,
	    "%s: of the bad %u are taken, %u deferred, %u refused for good",
	    f->name, bad.taken, bad.deferred, bad.refused);
	if (f->good == TAKEN)
		traps_ok(bad.deferred == 0, "%s: the bad are all refused",
			 f->name);
}

static void
run(struct world *w, const struct fault *f)
{
	all(w, say_connect, NULL);
	all(w, say_helo, NULL);
	all(w, say_mail, NULL);
	all(w, say_rcpt, f->amid);
	judge(w, f);
}

static void
test_fault(struct world *w, const struct fault *f)
{
	const unsigned budget = f->good == TAKEN ? PATIENCE / 2 : 250;

	w->arena = arena_new();
	w->number++;
	make_zone(w, f->trick);
	if (!outage_start(w, RULES, budget))
		return;
	if (f->before != NULL)
		f->before(w);
	if (open_all(w))
		run(w, f);
	if (f->behind != NULL)
		f->behind(w);
	for (size_t i = 0; i < CLIENTS; i++)
		wire_drop(&w->wire[i]);
	ward_end(&w->ward);
	arena_free(w->arena);
}

static struct world world;

int
main(void)
{
	outage_begin(&world);
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
		test_fault(&world, &faults[i]);
	traps_ok(all_good.refused == 0,
		 "of %u good clients under %zu faults %u are refused for good",
		 all_good.taken + all_good.deferred + all_good.refused,
		 sizeof faults / sizeof faults[0], all_good.refused);
	return outage_end(&world);
}
