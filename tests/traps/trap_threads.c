#include "script.h"
#include "traps.h"
#include "ward.h"

/*
 * Many connections share few threads: nothing may hang on a thread, and one
 * that waits in a callback makes others wait who have no part in it.
 */

enum { MANY = 40, OTHERS = 5, ROUNDS = 2, UNCONCERNED = 2000 /* ms */ };

static const char rules[] =
    "delay  slow 300ms if helo.name in { .slow.example }\n"
    "reject name if helo.name in { .slow.example }\n"
    "       with \"%{helo.name} from %{mail.from}\"\n";

struct crowd {
	struct arena *arena;
	struct wire wire[MANY];
	struct wire other[OTHERS]; /* whom nothing is the matter with */
	const char *where;
};

static const char *
helo_of(struct arena *a, size_t round, size_t i)
{
	return arena_printf(a, "n%zu.r%zu.slow.example", i, round).p;
}

static const char *
mail_of(struct arena *a, size_t round, size_t i)
{
	return arena_printf(a, "<user%zu@r%zu.example>", i, round).p;
}

static bool
gather(struct crowd *c)
{
	static const char *const good[] = {"CONNECT client.example > c",
					   "HELO good.example > c",
					   "MAIL <a@example.net> > c", NULL};

	for (size_t i = 0; i < OTHERS; i++)
		if (!script_open(&c->other[i], c->arena, c->where, 0) ||
		    !script_lines(&c->other[i], "somebody else", good))
			return false;
	for (size_t i = 0; i < MANY; i++)
		if (!script_open(&c->wire[i], c->arena, c->where, 0))
			return false;
	for (size_t i = 0; i < MANY; i++)
		script_put(&c->wire[i], "CONNECT client.example");
	for (size_t i = 0; i < MANY; i++)
		script_get(&c->wire[i]);
	return true;
}

/* All recipients at once, some of those who need not wait among them. */
static void
rush(struct crowd *c)
{
	const int64_t begun = ward_now();
	size_t good = 0;
	int64_t took;

	for (size_t i = 0; i < MANY; i++) {
		script_put(&c->wire[i], "RCPT <user@example.org>");
		if (i % (MANY / OTHERS) == MANY / OTHERS / 2)
			script_put(&c->other[i / (MANY / OTHERS)],
				   "RCPT <user@example.org>");
	}
	for (size_t i = 0; i < OTHERS; i++)
		good += strcmp(script_get(&c->other[i]), "c") == 0;
	took = ward_now() - begun;
	traps_ok(good == OTHERS && took < UNCONCERNED,
		 "%zu others have no part in it and wait less than %d ms", good,
		 UNCONCERNED);
	traps_note("they waited %d ms", (int)took);
}

static void
greet(struct crowd *c, size_t round)
{
	size_t good = 0;

	for (size_t i = 0; i < MANY; i++)
		script_put(&c->wire[i],
			   arena_printf(c->arena, "HELO %s",
					helo_of(c->arena, round, i))
			       .p);
	for (size_t i = 0; i < MANY; i++)
		good += strcmp(script_get(&c->wire[i]), "c") == 0;
	traps_ok(good == MANY, "%zu of %d greetings are answered", good, MANY);
}

/* MAIL and RCPT of all at once; each shall get its own names back. */
static void
send_all(struct crowd *c, size_t round)
{
	size_t good = 0;

	for (size_t i = 0; i < MANY; i++)
		script_put(&c->wire[i],
			   arena_printf(c->arena, "MAIL %s",
					mail_of(c->arena, round, i))
			       .p);
	for (size_t i = 0; i < MANY; i++)
		script_get(&c->wire[i]);
	rush(c);
	for (size_t i = 0; i < MANY; i++) {
		const char *got = script_get(&c->wire[i]);
		struct str want = arena_printf(c->arena, "550 5.7.1 %s from %s",
					       helo_of(c->arena, round, i),
					       mail_of(c->arena, round, i));

		good += strcmp(got, want.p) == 0;
		if (strcmp(got, want.p) != 0)
			traps_note("client %zu got %s", i, got);
	}
	traps_ok(good == MANY, "%zu of %d get their own names back", good,
		 MANY);
}

void
trap_threads(void)
{
	struct crowd c = {.arena = arena_new()};
	struct ward w;

	if (!ward_start(&w, rules))
		return;
	c.where = w.socket;
	if (gather(&c))
		for (size_t round = 0; round < ROUNDS; round++) {
			greet(&c, round);
			send_all(&c, round);
		}
	for (size_t i = 0; i < MANY; i++)
		packet_broken(&c.wire[i].packets, NULL);
	for (size_t i = 0; i < OTHERS; i++)
		packet_broken(&c.other[i].packets, NULL);
	ward_end(&w);
	arena_free(c.arena);
}
