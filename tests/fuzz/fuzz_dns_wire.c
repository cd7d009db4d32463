#include "target.h"

#include "../../milter/dns_wire.h"

/*
 * A name server's packet. The first byte of the input chooses what was asked;
 * the rest is the packet, of which only the id is ours.
 */

static const struct {
	const char *name;
	enum dns_type type;
} questions[] = {
    {"a.b", DNS_A},   {"a.b", DNS_AAAA}, {"a.b", DNS_MX},    {"a.b", DNS_PTR},
    {"a.b", DNS_TXT}, {"a.b", DNS_NS},	 {"a.b", DNS_CNAME}, {"\\.%s", DNS_PTR},
};

/* What the readers of an answer rely on. */
static void
check(const struct dns_answer *answer, enum dns_type type)
{
	assert((answer->state == DNS_FOUND) == (answer->n > 0));
	assert((answer->state == DNS_FAILED) == (answer->why.n > 0));
	assert(answer->n <= DNS_PACK_RECORDS);
	for (size_t i = 0; i < answer->n; i++) {
		struct str name = answer->record[i].name;

		assert(type != DNS_PTR || name.p != NULL);
		for (size_t j = 0; j < name.n; j++) {
			assert(name.p[j] > ' ' && name.p[j] < 127);
			assert(name.p[j] < 'A' || name.p[j] > 'Z');
		}
	}
}

int
fuzz_dns_wire(const uint8_t *data, size_t size)
{
	static struct dns_wire wire;
	struct dns_wire_trail trail = DNS_WIRE_TRAIL;
	enum dns_wire_end end;
	struct dns_question q;
	struct dns_answer answer;
	struct arena *a;
	size_t which;

	if (size == 0)
		return 0;
	which = data[0] % (sizeof questions / sizeof questions[0]);
	dns_question_set(&q, str_of(questions[which].name),
			 questions[which].type);
	end = dns_wire_read(&wire, &trail, &q, data + 1, size - 1, true);
	assert(trail.cnames <= DNS_WIRE_CNAMES + 1);
	if (end == DNS_WIRE_CHASE) {
		assert(wire.target.n > 1 && wire.target.type == q.type);
		return 0;
	}
	assert((end == DNS_WIRE_BAD || end == DNS_WIRE_CUT) <=
	       (wire.answer.pack.state == DNS_FAILED));
	a = arena_new();
	dns_pack_open(&wire.answer.pack, questions[which].type, a, &answer);
	check(&answer, questions[which].type);
	arena_free(a);
	return 0;
}
