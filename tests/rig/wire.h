#ifndef RIG_WIRE_H
#define RIG_WIRE_H

#include "packet.h"

/*
 * The MTA's side of the milter protocol, version 6: one connection to a filter.
 * What the filter does not want to hear is not said, replies that it does not
 * give are not waited for, and of the macros it gets those it asked for.
 * Letters are those of <libmilter/mfdef.h>.
 */

enum { WIRE_MACRO_LISTS = 7 }; /* CONNECT HELO MAIL RCPT DATA EOM EOH */

struct wire_macro {
	struct str name, value; /* name as in "{auth_type}" or "j" */
};

/* What the filter changed at the end of a message. */
struct wire_edit {
	char letter;
	struct str data; /* as sent: fields end in NUL */
};

struct wire {
	struct packets packets;
	uint32_t actions, steps; /* what the filter wants, as negotiated */
	struct str asked[WIRE_MACRO_LISTS]; /* absent: the MTA's own list */
	struct wire_edit *edit;		    /* of the last command */
	size_t nedits;
	struct str text; /* of a reply with text: "550 5.7.1 no" */
};

/*
 * Connect and negotiate; "where" is packet_open()'s. False: packets.why tells.
 * All memory comes from the arena.
 */
bool wire_open(struct wire *w, struct arena *a, const char *where, int timeout);

/*
 * The same in two halves, for who waits for many at once: what wire_begin()
 * sent has its answer read by wire_begun(), which waits when it is not there.
 */
bool wire_begin(struct wire *w, struct arena *a, const char *where,
		int timeout);
bool wire_begun(struct wire *w);

/* Say QUIT and wait until the filter has hung up. Safe when not connected. */
void wire_close(struct wire *w);

/* Hang up without a word. */
void wire_drop(struct wire *w);

/* The macros of this command, of which those are sent that were asked for. */
void wire_macros(struct wire *w, char command, const struct wire_macro *m,
		 size_t n);

/*
 * Say a command and return the reply's letter: 'c' when none is given, 0 when
 * the connection broke. Arguments hold no NUL; a SMFIC_BODY has one. The text
 * of SMFIR_REPLYCODE is in "text".
 */
char wire_say(struct wire *w, char command, const struct str *arg, size_t n);

/*
 * wire_say() in two halves: is there a reply to come, and the reply. A broken
 * connection has one: 0.
 */
bool wire_send(struct wire *w, char command, const struct str *arg, size_t n);
char wire_reply(struct wire *w);

/* SMFIC_CONNECT; family is SMFIA_INET or SMFIA_INET6. */
char wire_say_connect(struct wire *w, struct str host, char family,
		      uint16_t port, struct str address);
bool wire_send_connect(struct wire *w, struct str host, char family,
		       uint16_t port, struct str address);

/* Do values of SMFIC_HEADER keep the blank that stands before them? */
bool wire_keeps_blank(const struct wire *w);

#endif
