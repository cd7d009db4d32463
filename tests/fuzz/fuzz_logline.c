#include "target.h"

#include "../../milter/log.h"
#include "../../milter/logline.h"

/* A text that is told stands in the line, or is none of its bytes. */
static void
check_text(struct str text, size_t most)
{
	assert(text.p != NULL || text.n == 0);
	assert(text.n <= most);
}

/* What we write of a client is read again as he has said it. */
static void
check_ours(struct arena *a, struct str in)
{
	const struct str helo = str_slice(in, 0, 40);
	struct log_line line = {.n = 0};
	struct logline read;

	log_key(&line, "action", STR("reject"));
	log_key(&line, "helo", helo);
	log_key(&line, "from", STR("<a@b>"));
	log_key(&line, "sid", STR("ABCDEFGH"));
	assert(logline_read(a, str_make(line.text, line.n), &read));
	assert(str_eq(read.sid, STR("ABCDEFGH")));
	assert(str_eq(read.from, STR("<a@b>")));
	if (!str_eq(helo, STR("-")))
		assert(str_eq(read.helo, helo));
}

int
fuzz_logline(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct str in = fuzz_input(data, size);
	struct logline l;

	if (logline_read(a, in, &l)) {
		const struct str texts[] = {l.sid,    l.rule, l.qid,
					    l.client, l.name, l.helo,
					    l.from,   l.to,   l.auth};

		for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
			check_text(texts[i], in.n);
		logline_add(&l, &l);
		logline_same(&l, &l);
	}
	check_ours(a, in);
	arena_free(a);
	return 0;
}
