#include "wire.h"

#include <libmilter/mfdef.h>

enum { NO_LIST = -1 };

/* Which bits silence a command or its reply; where its macros are listed. */
static const struct command {
	char letter;
	uint32_t no, no_reply;
	int macros;
	const char *usual; /* Postfix's own list */
} commands[] = {
    {SMFIC_CONNECT, SMFIP_NOCONNECT, SMFIP_NR_CONN, 0,
     "j {daemon_name} {daemon_addr} v _"},
    {SMFIC_HELO, SMFIP_NOHELO, SMFIP_NR_HELO, 1,
     "{tls_version} {cipher} {cipher_bits} {cert_subject} {cert_issuer}"},
    {SMFIC_MAIL, SMFIP_NOMAIL, SMFIP_NR_MAIL, 2,
     "i {auth_type} {auth_authen} {auth_author} {mail_addr} {mail_host} "
     "{mail_mailer}"},
    {SMFIC_RCPT, SMFIP_NORCPT, SMFIP_NR_RCPT, 3,
     "i {rcpt_addr} {rcpt_host} {rcpt_mailer}"},
    {SMFIC_DATA, SMFIP_NODATA, SMFIP_NR_DATA, 4, "i"},
    {SMFIC_HEADER, SMFIP_NOHDRS, SMFIP_NR_HDR, NO_LIST, "i"},
    {SMFIC_EOH, SMFIP_NOEOH, SMFIP_NR_EOH, 6, "i"},
    {SMFIC_BODY, SMFIP_NOBODY, SMFIP_NR_BODY, NO_LIST, "i"},
    {SMFIC_BODYEOB, 0, 0, 5, "i"},
    {SMFIC_UNKNOWN, SMFIP_NOUNKNOWN, SMFIP_NR_UNKN, NO_LIST, ""},
    {SMFIC_ABORT, 0, UINT32_MAX, NO_LIST, ""},
    {SMFIC_QUIT, 0, UINT32_MAX, NO_LIST, ""},
};

static const struct command *
command_of(char letter)
{
	const struct command *c = commands;

	while (c->letter != letter)
		c++;
	return c;
}

/* The macros that the filter asks for: { stage, list, NUL } */
static void
asked_read(struct wire *w, struct str data)
{
	while (data.n > MILTER_LEN_BYTES) {
		uint32_t stage = packet_number_get(data.p);
		struct str list = str_from(data, MILTER_LEN_BYTES);

		list.n = str_find(list, '\0');
		if (stage < WIRE_MACRO_LISTS)
			w->asked[stage] = list;
		data = str_from(data, MILTER_LEN_BYTES + list.n + 1);
	}
}

bool
wire_begin(struct wire *w, struct arena *a, const char *where, int timeout)
{
	char offer[MILTER_OPTLEN];

	*w = (struct wire){.actions = 0};
	packet_number_put(
	    packet_number_put(packet_number_put(offer, SMFI_PROT_VERSION),
			      SMFI_CURR_ACTS),
	    SMFI_CURR_PROT);
	return packet_open(&w->packets, a, where, timeout) &&
	       packet_put(&w->packets, SMFIC_OPTNEG, offer, sizeof offer);
}

bool
wire_begun(struct wire *w)
{
	struct str data = {NULL, 0};
	char letter = 0;

	if (!packet_get(&w->packets, &letter, &data))
		return false;
	if (letter != SMFIC_OPTNEG || data.n < MILTER_OPTLEN)
		return packet_broken(&w->packets,
				     "the filter did not negotiate");
	w->actions = packet_number_get(data.p + MILTER_LEN_BYTES);
	w->steps = packet_number_get(data.p + 2 * MILTER_LEN_BYTES);
	if (packet_number_get(data.p) != SMFI_PROT_VERSION)
		return packet_broken(&w->packets,
				     "the filter speaks another version");
	if ((w->actions & ~(uint32_t)SMFI_CURR_ACTS) != 0 ||
	    (w->steps & ~(uint32_t)SMFI_CURR_PROT) != 0)
		return packet_broken(
		    &w->packets, "the filter asks for what was not offered");
	asked_read(w, str_from(data, MILTER_OPTLEN));
	return true;
}

bool
wire_open(struct wire *w, struct arena *a, const char *where, int timeout)
{
	return wire_begin(w, a, where, timeout) && wire_begun(w);
}

void
wire_drop(struct wire *w)
{
	packet_broken(&w->packets, "the connection was closed");
}

void
wire_close(struct wire *w)
{
	packet_put(&w->packets, SMFIC_QUIT, NULL, 0);
	packet_close(&w->packets);
}

/* The next word of a list; absent: there is none. */
static struct str
word_take(struct str *list)
{
	struct str rest = str_trim(*list);
	size_t blank = 0;

	while (blank < rest.n && !str_is_blank(rest.p[blank]))
		blank++;
	*list = str_from(rest, blank);
	return blank == 0 ? str_of(NULL) : str_slice(rest, 0, blank);
}

/* NAME NUL VALUE NUL, if it is defined; where the next one goes. */
static char *
macro_put(char *at, struct str name, const struct wire_macro *m, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(m[i].name, name))
			continue;
		memcpy(at, name.p, name.n);
		at += name.n + 1;
		if (m[i].value.n > 0)
			memcpy(at, m[i].value.p, m[i].value.n);
		return at + m[i].value.n + 1;
	}
	return at;
}

/* Room for each macro once. */
static size_t
macros_size(const struct wire_macro *m, size_t n)
{
	size_t size = 1;

	for (size_t i = 0; i < n; i++)
		size += m[i].name.n + m[i].value.n + 2;
	return size;
}

/* Has the word been in the list before "end"? */
static bool
is_repeated(struct str list, struct str word)
{
	struct str before = str_make(list.p, (size_t)(word.p - list.p));

	for (struct str w = word_take(&before); w.p != NULL;
	     w = word_take(&before))
		if (str_eq(w, word))
			return true;
	return false;
}

void
wire_macros(struct wire *w, char command, const struct wire_macro *m, size_t n)
{
	const struct command *c = command_of(command);
	struct str list = str_of(c->usual), rest, name;
	char *data, *at;

	/* Postfix takes an empty list for none. */
	if (c->macros != NO_LIST && w->asked[c->macros].n > 0)
		list = w->asked[c->macros];
	data = at = arena_alloc(w->packets.arena, macros_size(m, n));
	*at++ = command;
	rest = list;
	for (name = word_take(&rest); name.p != NULL; name = word_take(&rest))
		if (!is_repeated(list, name))
			at = macro_put(at, name, m, n);
	/* Postfix sends an empty packet before a command it does not know. */
	if (at > data + 1 || command == SMFIC_UNKNOWN)
		packet_put(&w->packets, SMFIC_MACRO, data, (size_t)(at - data));
}

/* The reply, past signs of life and edits. */
char
wire_reply(struct wire *w)
{
	static const char final[] = {
	    SMFIR_ACCEPT,   SMFIR_CONTINUE,  SMFIR_DISCARD,
	    SMFIR_REJECT,   SMFIR_SKIP,	     SMFIR_TEMPFAIL,
	    SMFIR_SHUTDOWN, SMFIR_CONN_FAIL, SMFIR_REPLYCODE};
	struct str data;
	char letter;

	for (;;) {
		if (!packet_get(&w->packets, &letter, &data))
			return 0;
		if (memchr(final, letter, sizeof final) != NULL)
			break;
		if (letter == SMFIR_PROGRESS)
			continue;
		ARENA_GROW(w->packets.arena, w->edit, w->nedits);
		w->edit[w->nedits++] = (struct wire_edit){letter, data};
	}
	if (letter == SMFIR_REPLYCODE)
		w->text = str_slice(data, 0, str_find(data, '\0'));
	return letter;
}

static bool
put(struct wire *w, char letter, const char *data, size_t n)
{
	const struct command *c = command_of(letter);

	w->nedits = 0;
	w->edit = NULL;
	if ((w->steps & c->no) != 0)
		return false;
	if (!packet_put(&w->packets, letter, data, n))
		return true;
	return c->no_reply != UINT32_MAX && (w->steps & c->no_reply) == 0;
}

char
wire_say(struct wire *w, char command, const struct str *arg, size_t n)
{
	return wire_send(w, command, arg, n) ? wire_reply(w) : SMFIR_CONTINUE;
}

bool
wire_send(struct wire *w, char command, const struct str *arg, size_t n)
{
	const size_t ends = command == SMFIC_BODY ? 0 : 1;
	size_t size = 0;
	char *data, *at;

	for (size_t i = 0; i < n; i++)
		size += arg[i].n + ends;
	data = at = arena_alloc(w->packets.arena, size + 1);
	for (size_t i = 0; i < n; i++) {
		if (arg[i].n > 0)
			memcpy(at, arg[i].p, arg[i].n);
		at += arg[i].n + ends;
	}
	return put(w, command, data, size);
}

char
wire_say_connect(struct wire *w, struct str host, char family, uint16_t port,
		 struct str address)
{
	return wire_send_connect(w, host, family, port, address)
		   ? wire_reply(w)
		   : SMFIR_CONTINUE;
}

bool
wire_send_connect(struct wire *w, struct str host, char family, uint16_t port,
		  struct str address)
{
	const size_t size = host.n + 1 + 1 + 2 + address.n + 1;
	char *data = arena_alloc(w->packets.arena, size);
	char *at = data + host.n + 1;

	memcpy(data, host.p, host.n);
	*at++ = family;
	*at++ = (char)(port >> 8);
	*at++ = (char)(port & 0xff);
	memcpy(at, address.p, address.n);
	return put(w, SMFIC_CONNECT, data, size);
}

bool
wire_keeps_blank(const struct wire *w)
{
	return (w->steps & SMFIP_HDR_LEADSPC) != 0;
}
