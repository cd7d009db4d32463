#include "target.h"

#include "orgdomain.h"
#include "rules.h"
#include "verdict.h"

#include "../../rules/limits.h"

#include <stdio.h>

static struct orgdomain suffixes;

const struct rules *
fuzz_rules_of(const char *text)
{
	struct rules_options options = {.orgdomain = &suffixes};
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct rules *r;

	if (suffixes.source[0] == '\0')
		orgdomain_init(&suffixes, NULL);
	r = rules_load_text("target.rules", str_of(text), &options, d);
	if (r == NULL)
		diag_print(d, stderr);
	assert(r != NULL);
	arena_free(a);
	return r;
}

/* ---- Verdicts --------------------------------------------------------------
 */

/* RFC 3463, 2, and the class that goes with the code. */
static void
check_dsn(struct str dsn, unsigned code)
{
	if (dsn.n == 0)
		return;
	assert((unsigned)(dsn.p[0] - '0') == code / 100);
	assert(dsn.n >= 5 && dsn.n <= 10 && dsn.p[1] == '.');
}

static void
check_reply(const struct verdict *v)
{
	const unsigned class = v->action == ACTION_REJECT ? 5 : 4;

	assert(v->code / 100 == class);
	check_dsn(v->dsn, v->code);
	assert(v->nlines >= 1 && v->nlines <= LIMIT_REPLY_LINES);
	for (size_t i = 0; i < v->nlines; i++) {
		assert(fuzz_is_clean(v->line[i]));
		assert(v->line[i].n <= LIMIT_REPLY_TEXT);
	}
}

void
fuzz_check_verdict(const struct verdict *v)
{
	if (verdict_refuses(v))
		check_reply(v);
	assert(v->score_least <= v->score_most);
	for (size_t i = 0; i < v->neffects; i++) {
		const struct effect *e = &v->effect[i];

		if (e->kind != EFFECT_HEADER && e->kind != EFFECT_LOG)
			continue;
		assert(fuzz_is_clean(e->text) && fuzz_is_clean(e->name));
		assert(e->text.n <= LIMIT_REPLY_TEXT);
	}
	if (v->action == ACTION_QUARANTINE)
		assert(fuzz_is_clean(v->why));
}

/* ---- The DNS ---------------------------------------------------------------
 */

struct made_up {
	struct dns dns;
	struct arena *arena;
	uint8_t seed;
	unsigned asked;
};

static unsigned
hash(struct str name, unsigned h)
{
	for (size_t i = 0; i < name.n; i++)
		h = h * 31 + (uint8_t)str_lower(name.p[i]);
	return h ^ h >> 7;
}

static const char *const names[] = {"mx.example.org", "", "a_b", "x",
				    "203-0-113-9.dsl.example.net"};

static const struct dns_answer *
make_up(struct dns *dns, struct str name, enum dns_type type)
{
	struct made_up *m = (struct made_up *)dns;
	unsigned h = hash(name, m->seed + 7u * (unsigned)type);
	struct dns_answer *answer = ARENA_NEW(m->arena, struct dns_answer);
	struct dns_record *record;

	answer->state = (enum dns_state)(h % 4);
	/* What is pending is there at some later time. */
	if (answer->state == DNS_PENDING && m->asked++ > 8)
		answer->state = DNS_FAILED;
	if (answer->state == DNS_FAILED)
		answer->why = STR("timed out");
	if (answer->state != DNS_FOUND)
		return answer;
	answer->n = 1 + h / 4 % 3;
	answer->secure = h & 64;
	record = ARENA_ARRAY(m->arena, struct dns_record, answer->n);
	for (size_t i = 0; i < answer->n; i++) {
		memset(&record[i], 0, sizeof record[i]);
		record[i].addr = addr_from_v4(
		    (const uint8_t[4]){h & 1 ? 203 : 127, 0, 113, 9});
		record[i].name = str_of(
		    names[(h / 16 + i) % (sizeof names / sizeof names[0])]);
		record[i].text = STR("v=spf1 -all");
	}
	answer->record = record;
	return answer;
}

struct dns *
fuzz_dns(struct arena *a, uint8_t seed)
{
	struct made_up *m = ARENA_NEW(a, struct made_up);

	m->dns.ask = make_up;
	m->arena = a;
	m->seed = seed;
	m->asked = 0;
	return &m->dns;
}
