#ifndef RULES_TABLE_H
#define RULES_TABLE_H

#include "addr.h"
#include "arena.h"
#include "diag.h"
#include "mailaddr.h"
#include "pattern.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A set of host names, parent domains, networks, mail addresses and regular
 * expressions, mixed as they come; each entry has one kind:
 *
 *	mx.example.org		that host name (or a mail address' domain)
 *	.example.org		every name below example.org, not itself
 *	192.0.2.1 ::1		an address
 *	192.0.2.0/24		a network
 *	[192.0.2.1]		the address in it
 *	user@example.org	a mail address; user@ that local part anywhere
 *	/regex/flags		in a regex table: PCRE2, whole value, without
 *				case; s x
 *
 * Built once by one thread, then immutable and shared. Millions of entries are
 * normal: an entry costs 18 bytes beside the text of its file, a network 28
 * more. Names are found by hash, networks by bisection and the chain of those
 * around. The sources must live as long as the table: it points into them.
 */
struct table;

struct table *table_new(struct arena *a, struct str name, bool regex);
bool table_is_regex(const struct table *t);
struct str table_name(const struct table *t);
size_t table_count(const struct table *t);

/*
 * Add one entry. "until" is the last day it counts, in days since 1970-01-01
 * (UTC); 0 for ever. What is wrong with the entry is reported at "at"; then
 * false. A second entry for the same thing is a warning that names the first
 * one's line, and the longer-lived of the two counts.
 */
bool table_add(struct table *t, struct str entry, uint32_t until,
	       struct diag *d, struct span at);

/*
 * Add a file's lines: ENTRY [until YYYY-MM-DD] [# comment], blank lines and
 * lines of comment. In a regex table an entry is /re/flags, or the whole line
 * when it does not begin with "/". All mistakes are reported; false if any.
 */
bool table_add_source(struct table *t, const struct source *source,
		      struct diag *d);

/* Sort and hash; call once after the last entry, before the first search. */
void table_finish(struct table *t);

/*
 * "2027-01-31" to days since 1970-01-01; false when it is no such day. The
 * first that counts is 1970-01-02, as 0 is for ever.
 */
bool table_day(struct str text, uint32_t *out);

/* What was found: the entry as written, and where. */
struct table_hit {
	struct str entry;
	const struct source *source;
	uint32_t line;
};

/*
 * Searches. "today" is in days since 1970-01-01: entries of which the last day
 * is before it do not count. "hit" may be NULL.
 *
 * host: the name itself, then its parents' ".domain" entries, nearest first;
 *	an address literal or bare address also looks among the networks.
 * addr: the longest prefix.
 * mail: user@domain, domain, .domain, user@, in this order.
 * text: regular expressions only (all searches end with those, over the
 *	subject's text: lower-cased name without its trailing dot, at most
 *	LIMIT_HELO bytes; address text; or path without <> and source route).
 *
 * An absent name or text is in no table. IPv4 addresses are not in ::/0.
 */
bool table_find_host(const struct table *t, struct str name, uint32_t today,
		     struct pattern_scratch *s, struct table_hit *hit);
bool table_find_addr(const struct table *t, const struct addr *addr,
		     uint32_t today, struct pattern_scratch *s,
		     struct table_hit *hit);
bool table_find_mail(const struct table *t, const struct mailaddr *mail,
		     uint32_t today, struct pattern_scratch *s,
		     struct table_hit *hit);
bool table_find_text(const struct table *t, struct str text, uint32_t today,
		     struct pattern_scratch *s, struct table_hit *hit);

/*
 * The first regular expression from "*from" on that needs no text (see
 * pattern_need.h), so that it is matched against everything; "*from" is set
 * behind it. False when there is none.
 */
bool table_next_bare(const struct table *t, size_t *from,
		     struct table_hit *hit);
/* How many regular expressions there are. */
size_t table_patterns(const struct table *t);

#endif
