#ifndef RULES_MAILADDR_H
#define RULES_MAILADDR_H

#include "str.h"

#include <stdbool.h>

/*
 * The path of a MAIL or RCPT command (RFC 5321, 4.1.2; RFC 6531, 3.3 for
 * UTF-8), as an MTA hands it over: with "<" ">" or without. All parts are
 * views into the text and live as long as it does.
 */
struct mailaddr {
	struct str text; /* the whole path as it came */
	struct str
	    route; /* "@a.example,@b.example" of a source route, or absent */
	struct str local;  /* local part as written, quotes included */
	struct str domain; /* behind the last "@"; absent when there is none */
	bool brackets;	   /* stood between "<" and ">" */
	bool null;	   /* "<>" */
	bool quoted;	   /* the local part is a quoted string */
	bool utf8;	   /* holds bytes above 127 (RFC 6531) */
};

enum { MAILADDR_LOCAL_MAX = 64, MAILADDR_PATH_MAX = 256 };

/*
 * Take a path apart, generously: what can be told apart is, so that rules can
 * judge what MTAs let pass. False only for text with an unclosed "<" or quote,
 * or bytes behind the ">"; then *out has text and nothing else.
 */
bool mailaddr_split(struct str text, struct mailaddr *out);

/*
 * Strict: is it a Path by RFC 5321 4.1.2 (with RFC 6531 when it holds UTF-8):
 * dot-string or quoted-string, a Domain or address literal, lengths of 4.5.3.1,
 * a source route or none? A sender may be the null path, and a recipient the
 * bare "postmaster" (4.1.1.3), not the other way round. Brackets do not matter:
 * MTAs may have taken them off. U-labels are checked for what can never stand
 * in one, not against the tables of IDNA.
 */
bool mailaddr_is_valid(const struct mailaddr *a, bool recipient);

/* Is the local part (unquoted) "postmaster" (RFC 5321 4.5.1), any case? */
bool mailaddr_is_postmaster(const struct mailaddr *a);

/*
 * Same mailbox for a rule: domain without case and trailing dot, local part
 * without case (RFC 5321 2.4 allows case to matter; no site relies on it),
 * quotes that need not be there ignored; route and brackets do not count.
 */
bool mailaddr_equal(const struct mailaddr *a, const struct mailaddr *b);

/*
 * The local part as it is meant: quotes and backslashes taken away when it was
 * a quoted string. "out" has room for local.n bytes. The result's length.
 */
size_t mailaddr_unquote(const struct mailaddr *a, char *out);

#endif
