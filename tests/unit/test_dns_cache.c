#include "../../milter/dns_cache.h"
#include "../tap.h"

#include <stdlib.h>

enum { SEED = 4711 };

static struct dns_question
question(const char *name, enum dns_type type)
{
	struct dns_question q;

	if (!dns_question_set(&q, str_of(name), type))
		abort();
	return q;
}

static struct dns_question
numbered(unsigned i)
{
	char name[64];

	snprintf(name, sizeof name, "host-%u.example.org", i);
	return question(name, DNS_TXT);
}

/* An answer that can be told from all others. */
static void
put(struct dns_cache *c, const struct dns_question *q, const char *text,
    size_t pad, int64_t now, int64_t until)
{
	static char room[DNS_PACK_BYTES];
	static struct dns_packer p;
	size_t n = strlen(text);

	memcpy(room, text, n);
	memset(room + n, '.', pad);
	dns_pack_none(&p, false);
	dns_pack_text(&p, 0, str_make(room, n + pad));
	dns_cache_put(c, q, &p.pack, now, until);
}

static bool
holds(struct dns_cache *c, const struct dns_question *q, const char *text,
      int64_t now, bool stale)
{
	const struct dns_pack *p = dns_cache_find(c, q, now, stale);
	struct arena *a = arena_new();
	struct dns_answer answer;
	bool same;

	if (p == NULL) {
		arena_free(a);
		return text == NULL;
	}
	dns_pack_open(p, DNS_TXT, a, &answer);
	same = text != NULL && answer.n == 1 &&
	       str_begins(answer.record[0].text, str_of(text));
	arena_free(a);
	return same;
}

static void
test_find(void)
{
	static const struct {
		const char *name;
		enum dns_type type;
		int64_t now;
		bool stale;
		const char *text; /* NULL: not there */
	} cases[] = {
	    {"a.example.org", DNS_TXT, 10, false, "first"},
	    {"A.Example.ORG.", DNS_TXT, 10, false, "first"},
	    {"a.example.org", DNS_TXT, 99, false, "first"},
	    {"a.example.org", DNS_TXT, 100, false, NULL},
	    {"a.example.org", DNS_TXT, 100, true, "first"},
	    {"a.example.org", DNS_A, 10, false, NULL},
	    {"b.example.org", DNS_TXT, 10, false, "third"},
	    {"c.example.org", DNS_TXT, 10, false, NULL},
	    {"example.org", DNS_TXT, 10, false, NULL},
	};
	struct dns_question one = question("a.example.org", DNS_TXT);
	struct dns_question two = question("b.example.org", DNS_TXT);
	struct arena *a = arena_new();
	struct dns_cache *c = dns_cache_new(a, 0, SEED);

	put(c, &one, "first", 0, 0, 100);
	put(c, &two, "second", 0, 0, 100);
	put(c, &two, "third", 0, 0, 100);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct dns_question q = question(cases[i].name, cases[i].type);

		ok(holds(c, &q, cases[i].text, cases[i].now, cases[i].stale),
		   "%s %s at %d%s: %s", cases[i].name,
		   dns_type_name(cases[i].type), (int)cases[i].now,
		   cases[i].stale ? " or before" : "",
		   cases[i].text == NULL ? "nothing" : cases[i].text);
	}
	dns_cache_clear(c);
	ok(holds(c, &one, NULL, 10, true), "cleared: nothing");
	put(c, &one, "again", 0, 0, 100);
	ok(holds(c, &one, "again", 10, false), "and again something");
	arena_free(a);
}

/* Failures and "none" keep what they say. */
static void
test_states(void)
{
	struct dns_question q = question("x.example.org", DNS_A);
	struct arena *a = arena_new();
	struct dns_cache *c = dns_cache_new(a, 0, SEED);
	static struct dns_packer p;
	const struct dns_pack *got;

	dns_pack_failed(&p, DNS_WHY_SERVFAIL);
	dns_cache_put(c, &q, &p.pack, 0, 10);
	got = dns_cache_find(c, &q, 1, false);
	ok(got != NULL && got->state == DNS_FAILED &&
	       got->why == DNS_WHY_SERVFAIL,
	   "a failure says why");
	dns_pack_none(&p, true);
	p.pack.secure = true;
	dns_cache_put(c, &q, &p.pack, 0, 10);
	got = dns_cache_find(c, &q, 1, false);
	ok(got != NULL && got->state == DNS_NONE && got->no_name && got->secure,
	   "a none says which");
	arena_free(a);
}

/*
 * Many answers of many sizes against a plain list of what was put last: what is
 * found is right, and what was put last is there.
 */
static void
test_ring(void)
{
	enum { NAMES = 5000, ROUNDS = 60000, RECENT = 30 };
	static unsigned last[NAMES];
	unsigned recent[RECENT] = {0}, wrong = 0, lost = 0, found = 0;
	struct arena *a = arena_new();
	struct dns_cache *c = dns_cache_new(a, DNS_CACHE_LEAST, SEED);
	struct dns_cache_stats stats;
	size_t before = arena_size(a);

	srand(1);
	for (unsigned i = 1; i <= ROUNDS; i++) {
		unsigned n = (unsigned)rand() % NAMES;
		struct dns_question q = numbered(n);
		size_t pad = (size_t)rand() % (i % 50 == 0 ? 12000 : 300);
		char text[16];

		snprintf(text, sizeof text, "%u|", i);
		put(c, &q, text, pad, i, i + 1000000);
		last[n] = i;
		recent[i % RECENT] = n;
		n = (unsigned)rand() % NAMES;
		q = numbered(n);
		snprintf(text, sizeof text, "%u|", last[n]);
		if (dns_cache_find(c, &q, i, false) != NULL) {
			found++;
			wrong += !holds(c, &q, text, i, false);
		}
		q = numbered(recent[(unsigned)rand() % RECENT]);
		lost += i > RECENT && dns_cache_find(c, &q, i, false) == NULL;
	}
	dns_cache_count(c, &stats);
	ok(wrong == 0, "%d puts: nothing false is found in %u hits", ROUNDS,
	   found);
	ok(lost == 0, "the last %d are there", RECENT);
	ok(stats.evicted > 0 && stats.answers < NAMES &&
	       stats.used <= stats.bytes && stats.bytes == DNS_CACHE_LEAST,
	   "%zu answers in %zu of %zu bytes, %u evicted", stats.answers,
	   stats.used, stats.bytes, (unsigned)stats.evicted);
	ok(arena_size(a) == before, "no more memory than at the start");
	ok(before < DNS_CACHE_LEAST + 4096, "%zu bytes of memory in all",
	   before);
	arena_free(a);
}

/* Old answers that are past their time make room without counting. */
static void
test_evicted(void)
{
	struct arena *a = arena_new();
	struct dns_cache *c = dns_cache_new(a, DNS_CACHE_LEAST, SEED);
	struct dns_cache_stats stats;

	for (unsigned i = 0; i < 5000; i++) {
		struct dns_question q = numbered(i);

		put(c, &q, "x", 100, i * 10, i * 10 + 5);
	}
	dns_cache_count(c, &stats);
	ok(stats.evicted == 0, "what is over is not evicted");
	arena_free(a);
}

int
main(void)
{
	test_find();
	test_states();
	test_ring();
	test_evicted();
	return tap_done();
}
