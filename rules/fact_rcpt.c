#include "fact.h"
#include "session_private.h"

/* How many recipients there are, and which of them this one is: rcpt.* */

static struct value
count(struct session *s, const struct message *m, size_t n)
{
	if (m == NULL)
		return value_absent(VALUE_NUMBER);
	return value_number(session_scratch(s), (int64_t)n);
}

struct value
fact_rcpt_count(struct session *s)
{
	const struct message *m = s->message;

	return count(s, m, m == NULL ? 0 : m->now.count);
}

struct value
fact_rcpt_index(struct session *s)
{
	const struct message *m = s->message;

	return count(s, m, m == NULL ? 0 : m->now.index);
}

struct value
fact_rcpt_rejected_count(struct session *s)
{
	const struct message *m = s->message;

	return count(s, m, m == NULL ? 0 : m->now.rejected);
}
