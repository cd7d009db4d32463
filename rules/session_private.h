#ifndef RULES_SESSION_PRIVATE_H
#define RULES_SESSION_PRIVATE_H

#include "exception.h"
#include "fact.h"
#include "hostname.h"
#include "mailaddr.h"
#include "pattern.h"
#include "session.h"
#include "table.h"
#include "value.h"

/* Inside of a session: for rules/ only. */

enum macro_id {
#define MACRO(id, name, scope) MACRO_##id,
#include "macros.def"
#undef MACRO
	MACRO_COUNT
};

struct greeting {
	struct str raw;	 /* the whole argument */
	struct str name; /* its first word */
	bool extra_words;
	bool under_tls; /* said after STARTTLS */
	bool bare_ip;
	enum literal literal;
	struct addr addr; /* of a literal or bare address */
};

struct envelope {
	struct mailaddr path;
	bool well_formed; /* could be taken apart at all */
	struct str *param;
	size_t nparams;
};

/* Where a recipient stands among those of its message. */
struct rank {
	size_t index;	 /* of its RCPT, from 1 */
	size_t count;	 /* taken before it */
	size_t rejected; /* by the MTA, before it */
};

/* A recipient that was told 250: what the rules had made of it. */
struct kept {
	struct kept *next;
	const unsigned char *result;
	bool postmaster;
	/* What follows is kept only when late rules ask for it. */
	struct str *arg; /* of RCPT, the path first; NULL: not kept */
	size_t nargs;
	struct rank rank;
};

/* A header field; the value unfolded. */
struct field {
	struct str name, value;
};

struct message {
	struct envelope mail;
	struct kept *first, *last;
	struct str first_path; /* of the first recipient that was kept */
	size_t recipients;
	size_t said;	     /* RCPT commands, those that the MTA took */
	size_t rejected;     /* by the MTA */
	struct rank now;     /* of the RCPT in hand */
	uint64_t size;	     /* bytes of headers and body, CRLF counted */
	struct field *field; /* the first LIMIT_FIELDS bytes of them */
	size_t nfields, fields_size;
	/* Fields Authentication-Results so far; which of them, from 1, claim
	 * to be ours. */
	size_t nresults, *forged, nforged;
	size_t line, longest_line; /* bytes, CRLF counted */
	bool headers_over, nul, eight_bit, eight_bit_field;
	unsigned char *reported; /* rules already told of, see eval.c */
};

/* What the client has done so far on this connection. */
struct history {
	size_t greetings, mails, messages, resets, refused, unknown;
	size_t timed;	       /* commands since the first answer ... */
	int64_t thought;       /* ... and the milliseconds before them */
	bool answered;	       /* there was one, at ... */
	int64_t answered_at;   /* ... that time */
	bool changed;	       /* the last greeting is not the one before it */
	struct str before_tls; /* greeting; absent: none, or no TLS so far */
};

/* What a session needs of the rules in force; lives as long as they do. */
struct setup {
	const void *rules;		   /* whose results those are */
	const struct table *own;	   /* our names and addresses */
	const struct orgdomain *orgdomain; /* NULL: no public suffix list */
	bool rdns_mta;	 /* believe the MTA's reverse lookup */
	bool keep_paths; /* late rules ask for recipients' paths */
	bool spare_postmaster;
	size_t nrules;
};

/* The facts that were asked so far. */
struct memory {
	struct known {
		enum fact_id id;
		struct value value;
	} * *known[SCOPE_COUNT]; /* as they came */
	size_t nknown[SCOPE_COUNT];
	/* Where a fact may stand in "known" of its scope, if it does. */
	uint8_t place[FACT_COUNT];
};

struct session {
	struct arena *arena[SCOPE_COUNT];
	struct str id;
	struct dns *dns;
	uint32_t today;
	const struct setup *setup;
	const struct exceptions *exceptions; /* NULL: none */
	const struct exception *exception;   /* that the greeting came under */

	struct str host;
	bool has_addr;
	bool peer_hidden; /* the address is not the client's own */
	struct addr addr;
	uint16_t port;
	struct greeting *greeting; /* NULL: none, or forgotten */
	bool unheard;		   /* there was one, nobody knows which */
	struct message *message;   /* NULL: none */
	struct envelope *rcpt;	   /* NULL: none */
	bool to_postmaster;	   /* the recipient in hand is postmaster */
	struct str command;	   /* unknown, in hand; absent: none */
	struct history history;

	struct str macro[MACRO_COUNT];
	struct pattern_scratch scratch;
	struct table_hit *hit;	     /* where to note what a search found */
	struct explain_log *explain; /* NULL: nobody asks for reasons */
	unsigned char *result[SCOPE_COUNT];
	struct memory memory;
};

/* What a fact is known to be; NULL: nobody has asked so far. */
const struct value *session_known(const struct session *s, enum fact_id id);
/* From now on it is this, for as long as its subject lives. */
const struct value *session_know(struct session *s, enum fact_id id,
				 struct value v);
/* It is to be asked again. */
void session_doubt(struct session *s, enum fact_id id);
/* So are those that belong to this scope or one within it. */
void session_forget_facts(struct session *s, enum scope from);

/* The end of a scope and of all inside it. */
void session_forget(struct session *s, enum scope from);

/* The arena of a scope, made at the first use. */
struct arena *session_arena(struct session *s, enum scope scope);

/*
 * Where facts put the values that they work out: given back when the next
 * recipient, message or greeting begins. fact_value() copies what it remembers.
 */
struct arena *session_scratch(struct session *s);

/* The greeting in force: none when STARTTLS came after it. */
const struct greeting *session_greeting(const struct session *s);

/*
 * The address in {daemon_addr} (Postfix) or {if_addr} (Sendmail, whose
 * {daemon_addr} is what it listens on, 0.0.0.0 mostly: no answer).
 */
bool session_reached(const struct session *s, enum macro_id id,
		     struct addr *out);

/* The end of the message: a recipient that was kept is in hand once more. */
void session_rcpt_again(struct session *s, const struct kept *k);

/* The place of the parameter of that name, or nparams when there is none. */
size_t envelope_param(const struct envelope *e, struct str keyword);

/* Other rules: whatever the old ones made of this session is forgotten. */
void session_use(struct session *s, const struct setup *setup);

/* Is it one of our names or addresses: the table, {j}, where it connected to?
 */
bool session_is_own_addr(struct session *s, const struct addr *addr);
bool session_is_own_host(struct session *s, struct str name);

#endif
