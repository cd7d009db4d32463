#include "wire.h"

#include <libmilter/mfdef.h>

enum { NO_MACROS = -1 };

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
    {SMFIC_HEADER, SMFIP_NOHDRS, SMFIP_NR_HDR, NO_MACROS, ""},
    {SMFIC_EOH, SMFIP_NOEOH, SMFIP_NR_EOH, 6, "i"},
    {SMFIC_BODY, SMFIP_NOBODY, SMFIP_NR_BODY, NO_MACROS, ""},
    {SMFIC_BODYEOB, 0, 0, 5, "i"},
    {SMFIC_UNKNOWN, SMFIP_NOUNKNOWN, SMFIP_NR_UNKN, NO_MACROS, ""},
    {SMFIC_ABORT, 0, UINT32_MAX, NO_MACROS, ""},
    {SMFIC_QUIT, 0, UINT32_MAX, NO_MACROS, ""},
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

static bool
negotiate(struct wire *w)
{
	char offer[MILTER_OPTLEN], letter = 0;
	struct str data = {NULL, 0};

	packet_number_put(
	    packet_number_put(packet_number_put(offer, SMFI_PROT_VERSION),
			      SMFI_CURR_ACTS),
	    SMFI_CURR_PROT);
	if (!packet_put(&w->packets, SMFIC_OPTNEG, offer, sizeof offer) ||
	    !packet_get(&w->packets, &letter, &data))
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
	*w = (struct wire){.actions = 0};
	return packet_open(&w->packets, a, where, timeout) && negotiate(w);
}

void
wire_close(struct wire *w)
{
	packet_put(&w->packets, SMFIC_QUIT, NULL, 0);
	packet_close(&w->packets);
}

static bool
listed(struct str list, struct str name)
{
	while (list.n > 0) {
		size_t blank = 0;

		while (blank < list.n && !str_is_blank(list.p[blank]))
			blank++;
		if (str_eq(str_slice(list, 0, blank), name))
			return true;
		list = str_from(list, blank + 1);
	}
	return false;
}

void
wire_macros(struct wire *w, char command, const struct wire_macro *m, size_t n)
{
	const struct command *c = command_of(command);
	struct str list;
	char *data, *at;
	size_t size = 1;

	if (c->macros == NO_MACROS)
		return;
	/* Postfix takes an empty list for none. */
	list =
	    w->asked[c->macros].n > 0 ? w->asked[c->macros] : str_of(c->usual);
	for (size_t i = 0; i < n; i++)
		size += m[i].name.n + m[i].value.n + 2;
	data = at = arena_alloc(w->packets.arena, size);
	*at++ = command;
	for (size_t i = 0; i < n; i++) {
		if (!listed(list, m[i].name))
			continue;
		memcpy(at, m[i].name.p, m[i].name.n);
		at += m[i].name.n + 1;
		if (m[i].value.n > 0)
			memcpy(at, m[i].value.p, m[i].value.n);
		at += m[i].value.n + 1;
	}
	if (at > data + 1)
		packet_put(&w->packets, SMFIC_MACRO, data, (size_t)(at - data));
}

/* The reply, past signs of life and edits. */
static char
reply_get(struct wire *w)
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

static char
say(struct wire *w, char letter, const char *data, size_t n)
{
	const struct command *c = command_of(letter);

	w->nedits = 0;
	w->edit = NULL;
	if ((w->steps & c->no) != 0)
		return SMFIR_CONTINUE;
	if (!packet_put(&w->packets, letter, data, n))
		return 0;
	if (c->no_reply == UINT32_MAX || (w->steps & c->no_reply) != 0)
		return SMFIR_CONTINUE;
	return reply_get(w);
}

char
wire_say(struct wire *w, char command, const struct str *arg, size_t n)
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
	return say(w, command, data, size);
}

char
wire_say_connect(struct wire *w, struct str host, char family, uint16_t port,
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
	return say(w, SMFIC_CONNECT, data, size);
}

bool
wire_keeps_blank(const struct wire *w)
{
	return (w->steps & SMFIP_HDR_LEADSPC) != 0;
}
