#include "script.h"

#include "traps.h"

#include <libmilter/mfdef.h>
#include <stdio.h>

enum { CUT = 'X', PORT = 40000 };

/* The reply is that of an MTA which heard no "do not tell me". */
static const struct command {
	const char *word;
	char letter;
	bool replied;
	uint32_t no;
} commands[] = {
    {"ABORT", SMFIC_ABORT, false, 0},
    {"BODY", SMFIC_BODY, true, SMFIP_NOBODY},
    {"CONNECT", SMFIC_CONNECT, true, SMFIP_NOCONNECT},
    {"CUT", CUT, false, 0},
    {"DATA", SMFIC_DATA, true, SMFIP_NODATA},
    {"EOH", SMFIC_EOH, true, SMFIP_NOEOH},
    {"EOM", SMFIC_BODYEOB, true, 0},
    {"HEADER", SMFIC_HEADER, true, SMFIP_NOHDRS},
    {"HELO", SMFIC_HELO, true, SMFIP_NOHELO},
    {"MAIL", SMFIC_MAIL, true, SMFIP_NOMAIL},
    {"QUIT", SMFIC_QUIT, false, 0},
    {"QUIT_NC", SMFIC_QUIT_NC, false, 0},
    {"RCPT", SMFIC_RCPT, true, SMFIP_NORCPT},
    {"UNKNOWN", SMFIC_UNKNOWN, true, SMFIP_NOUNKNOWN},
};

const uint32_t script_deaf = SMFIP_NOCONNECT | SMFIP_NOHELO | SMFIP_NOMAIL |
			     SMFIP_NORCPT | SMFIP_NODATA | SMFIP_NOHDRS |
			     SMFIP_NOEOH | SMFIP_NOBODY | SMFIP_NOUNKNOWN;

bool
script_open(struct wire *w, struct arena *a, const char *where, uint32_t deaf)
{
	if (!wire_open(w, a, where, TRAPS_PATIENCE))
		return traps_ok(false, "negotiation: %s", w->packets.why);
	w->steps &= ~deaf;
	return true;
}

static const struct command *
command_of(struct str word)
{
	const struct command *c = commands;

	while (!str_eq(str_of(c->word), word))
		c++;
	return c;
}

/* Arguments end in NUL, but for a piece of body. */
static struct str
arguments(struct arena *a, const struct command *c, struct str text)
{
	const struct str all = arena_str(a, text);
	char *out = arena_alloc(a, all.n + 1);

	for (size_t i = 0; i < all.n; i++)
		out[i] = all.p[i] == '|' ? '\0' : all.p[i];
	if (text.p == NULL || c->letter == SMFIC_BODY)
		return str_make(out, all.n);
	return str_make(out, all.n + 1);
}

/* host NUL family port address NUL */
static struct str
client(struct arena *a, struct str host)
{
	static const char address[] = "203.0.113.9";
	const size_t size = host.n + 1 + 3 + sizeof address;
	char *out = arena_alloc(a, size);

	memcpy(out, host.p, host.n);
	out[host.n + 1] = SMFIA_INET;
	out[host.n + 2] = (char)(PORT >> 8);
	out[host.n + 3] = (char)(PORT & 0xff);
	memcpy(out + host.n + 4, address, sizeof address);
	return str_make(out, size);
}

bool
script_put(struct wire *w, const char *line)
{
	const struct str text = str_of(line);
	const size_t blank = str_find(text, ' ');
	const struct command *c = command_of(str_slice(text, 0, blank));
	struct str data = {NULL, 0};

	if (c->letter == CUT)
		return packet_broken(&w->packets, "cut");
	if ((w->steps & c->no) != 0)
		return false;
	if (blank < text.n)
		data = str_from(text, blank + 1);
	data = c->letter == SMFIC_CONNECT
		   ? client(w->packets.arena, data)
		   : arguments(w->packets.arena, c, data);
	packet_put(&w->packets, c->letter, data.p, data.n);
	return c->replied;
}

/* The name of the rule and the id of the session stand behind the text. */
static struct str
unsigned_text(struct str data)
{
	const struct str text = str_slice(data, 0, str_find(data, '\0'));
	const size_t sign = str_find_last(text, '(');

	if (!str_iends(text, STR(")")) || sign == text.n || sign == 0)
		return text;
	return str_slice(text, 0, sign - 1);
}

const char *
script_get(struct wire *w)
{
	static const char edits[] = {SMFIR_ADDHEADER, SMFIR_DELRCPT,
				     SMFIR_PROGRESS, SMFIR_QUARANTINE};
	struct arena *a = w->packets.arena;
	struct str data;
	char letter;

	do
		if (!packet_get(&w->packets, &letter, &data))
			return arena_printf(a, "(%s)", w->packets.why).p;
	while (memchr(edits, letter, sizeof edits) != NULL);
	if (letter == SMFIR_REPLYCODE)
		return arena_str(a, unsigned_text(data)).p;
	return arena_printf(a, "%c", letter).p;
}

const char *
script_say(struct wire *w, const char *line)
{
	return script_put(w, line) ? script_get(w) : "";
}

/* The text, which begins with a code, or one of the letters. */
static bool
is_wanted(const char *got, const char *want)
{
	if (strlen(got) == 1 && !str_is_digit(want[0]))
		return strchr(want, got[0]) != NULL;
	return strcmp(got, want) == 0;
}

/* What was not said, since the filter does not want to hear it, is right. */
static bool
one_line(struct wire *w, const char *what, const char *line)
{
	const char *sign = strstr(line, " > ");
	const size_t n = sign == NULL ? strlen(line) : (size_t)(sign - line);
	const char *say = arena_str(w->packets.arena, str_make(line, n)).p;
	const char *want = sign == NULL ? "" : sign + sizeof " > " - 1;
	const char *got = script_say(w, say);

	if (got[0] == '\0' || is_wanted(got, want))
		return true;
	return traps_same(got, want, "%s: %s", what, say);
}

bool
script_lines(struct wire *w, const char *what, const char *const *line)
{
	size_t n = 0;

	for (; line[n] != NULL; n++)
		if (!one_line(w, what, line[n]))
			return false;
	return traps_ok(true, "%s: %zu lines", what, n);
}

void
script_play(const struct script *s, const char *where)
{
	struct arena *a = arena_new();
	struct wire w;

	if (script_open(&w, a, where, s->deaf) &&
	    script_lines(&w, s->what, s->line))
		wire_close(&w);
	packet_broken(&w.packets, NULL);
	arena_free(a);
}
