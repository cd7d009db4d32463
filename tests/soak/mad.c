#include "mad.h"

#include <dirent.h>
#include <libmilter/mfdef.h>
#include <sys/socket.h>
#include <unistd.h>

struct world mad_world;
size_t mad_baseline;
int mad_held[MAD_CONNECTIONS_MOST];
size_t mad_nheld;

/* ---- Packets, byte by byte ------------------------------------------------
 */

/* A session in its order; all of the replies are asked for. */
#define DATA(text) text, sizeof(text) - 1
const struct mad_stage mad_stages[MAD_STAGES] = {
    {SMFIC_OPTNEG, DATA("\0\0\0\6\0\0\1\377\0\0\0\0")},
    {SMFIC_CONNECT, DATA("client.example\0004\20\1203.0.113.9\0")},
    {SMFIC_HELO, DATA("good.example\0")},
    {SMFIC_MAIL, DATA("<a@example.net>\0")},
    {SMFIC_RCPT, DATA("<u@example.org>\0")},
    {SMFIC_DATA, NULL, 0},
    {SMFIC_HEADER, DATA("Subject\0hello\0")},
    {SMFIC_EOH, NULL, 0},
    {SMFIC_BODY, DATA("hello\r\n")},
    {SMFIC_BODYEOB, NULL, 0},
};

/* The packet, and its length; "claims" is what it says of its own. */
size_t
mad_packet(char *to, char letter, const char *data, size_t n, uint32_t claims)
{
	char *at = packet_number_put(to, claims);

	*at++ = letter;
	if (n > 0)
		memcpy(at, data, n);
	return MILTER_LEN_BYTES + 1 + n;
}

size_t
mad_stage(char *to, size_t stage)
{
	const struct mad_stage *s = &mad_stages[stage];

	return mad_packet(to, s->letter, s->data, s->n, (uint32_t)s->n + 1);
}

/* Without waiting; false when the other side takes no more. */
bool
mad_put(int fd, const char *bytes, size_t n)
{
	return send(fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)n;
}

int
mad_connect(void)
{
	struct packets p;

	packet_open(&p, mad_world.arena, mad_world.ward.socket, PATIENCE);
	return p.fd;
}

/* The letter of the next reply; 0 when none comes. */
char
mad_reply(int fd)
{
	struct packets p = {
	    .fd = fd, .timeout = MAD_PROMPT, .arena = mad_world.arena};
	struct str data;
	char letter = 0;

	/* A broken one is closed by who reads it. */
	p.fd = dup(fd);
	if (!packet_get(&p, &letter, &data))
		return 0;
	close(p.fd);
	return letter;
}

/* A connection that has come to this stage; its packet is yet to be sent. */
int
mad_connect_to(size_t stage)
{
	char bytes[256];
	const int fd = mad_connect();

	for (size_t i = 0; fd >= 0 && i < stage; i++)
		if (!mad_put(fd, bytes, mad_stage(bytes, i)) ||
		    mad_reply(fd) == 0)
			break;
	return fd;
}

void
mad_hold(int fd)
{
	if (fd >= 0)
		mad_held[mad_nheld++] = fd;
}

void
mad_let_go(void)
{
	while (mad_nheld > 0)
		close(mad_held[--mad_nheld]);
}

/* ---- What must be so after each -------------------------------------------
 */

size_t
mad_descriptors(void)
{
	const char *name = arena_printf(mad_world.arena, "/proc/%d/fd",
					(int)mad_world.ward.pid)
			       .p;
	DIR *dir = opendir(name);
	size_t n = 0;

	while (dir != NULL && readdir(dir) != NULL)
		n++;
	if (dir != NULL)
		closedir(dir);
	return n;
}

/* The reply to a recipient of a client that greets so. */
static char
greeted(struct wire *w, const char *name)
{
	struct str arg = str_of(name);

	if (wire_say(w, SMFIC_HELO, &arg, 1) != SMFIR_CONTINUE)
		return 0;
	arg = STR("<a@example.net>");
	if (wire_say(w, SMFIC_MAIL, &arg, 1) != SMFIR_CONTINUE)
		return 0;
	arg = STR("<u@example.org>");
	return wire_say(w, SMFIC_RCPT, &arg, 1);
}

/* Another client is judged as ever, and does not wait for it. */
void
mad_others(const char *what)
{
	const int64_t begun = ward_now();
	bool good = false, bad = false;
	struct wire w;

	if (wire_open(&w, mad_world.arena, mad_world.ward.socket, MAD_PROMPT) &&
	    wire_say_connect(&w, STR("unknown"), SMFIA_INET, 4321,
			     STR("203.0.113.9")) == SMFIR_CONTINUE) {
		good = greeted(&w, "good.example") == SMFIR_CONTINUE;
		bad = greeted(&w, "bad.example") == SMFIR_REPLYCODE &&
		      str_begins(w.text, STR("550"));
	}
	if (!traps_ok(good && bad && ward_now() - begun < MAD_PROMPT,
		      "%s: others are judged as ever", what))
		traps_note("good %d bad %d after %d ms: %s", good, bad,
			   (int)(ward_now() - begun),
			   w.packets.why == NULL ? "" : w.packets.why);
	wire_drop(&w);
}

void
mad_settled(const char *what)
{
	const int64_t end = ward_now() + PATIENCE;

	while (mad_descriptors() > mad_baseline + MAD_SLACK && ward_now() < end)
		ward_sleep(20);
	if (!traps_ok(mad_descriptors() <= mad_baseline + MAD_SLACK,
		      "%s: nothing is left lying", what))
		traps_note("%zu descriptors, %zu before", mad_descriptors(),
			   mad_baseline);
}
