#include "check.h"

/* Replies that are allowed, and yet not what a client expects to be told. */

enum about { ABOUT_ANY, ABOUT_RECIPIENT, ABOUT_LOGIN };

static const struct known {
	unsigned code;
	enum about about;
	bool message;
} codes[] = {
#define REPLY(code, dsn, about, message) {code, ABOUT_##about, message},
#include "replies.def"
#undef REPLY
};

/*
 * Enhanced codes that say one thing (RFC 3463, RFC 5248 registry, RFC 7372, RFC
 * 7505), and the codes of the replies that say the same.
 */
static const struct {
	const char *dsn;
	unsigned code[3]; /* the usual one first */
} meanings[] = {{"5.1.10", {556}},     {"5.2.2", {552, 550}},
		{"5.2.3", {552, 550}}, {"5.3.4", {552, 550, 554}},
		{"5.7.8", {535}},      {"5.7.9", {534}},
		{"5.7.10", {523}},     {"5.7.11", {538}},
		{"5.7.13", {525}},     {"5.7.23", {550}},
		{"5.7.25", {550}},     {"5.7.26", {550}},
		{"5.7.27", {550}},     {"4.5.3", {452, 450, 451}}};

static const struct known *
known_code(unsigned code)
{
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (codes[i].code == code)
			return &codes[i];
	return NULL;
}

static bool
asks_recipient(const struct rule *r)
{
	for (const struct expr *e = r->tests; e != NULL; e = e->also)
		if (str_begins(str_of(e->fact.row->name), STR("rcpt.")) ||
		    (e->fact.of != NULL &&
		     str_begins(str_of(e->fact.of->name), STR("rcpt."))))
			return true;
	return false;
}

static void
lint_code(const struct rule *r, struct diag *d)
{
	const unsigned code = r->reply.code;
	const struct known *known = known_code(code);
	const struct span at = r->reply.code_span;

	if (known == NULL)
		diag_warn(d, at,
			  "%u is no code that mail servers send; its first "
			  "digit is all that a client can make of it",
			  code);
	else if (known->about == ABOUT_LOGIN)
		diag_warn(d, at,
			  "%u answers AUTH or STARTTLS, and no filter is asked "
			  "about these; what wants a login says 530",
			  code);
	else if (known->about == ABOUT_RECIPIENT && !asks_recipient(r))
		diag_warn(d, at,
			  "%u is said of a recipient, and %.*s does not ask "
			  "for it",
			  code, STR_ARG(r->name));
	else if (r->own >= STAGE_HEADERS && !stage_is_aside(r->own) &&
		 !known->message)
		diag_warn(d, at,
			  "%u is no answer to a message; RFC 5321, 4.3.2, has "
			  "550, 552 and 554, or 450, 451 and 452",
			  code);
}

/* "5.9.1": RFC 3463 knows what is wrong as 0 to 7. */
static bool
has_subject(struct str dsn)
{
	return dsn.p[2] >= '0' && dsn.p[2] <= '7' && dsn.p[3] == '.';
}

static unsigned
code_of(const struct rule *r)
{
	return r->reply.code != 0 ? r->reply.code : action_rows[r->action].code;
}

static bool
means(size_t i, unsigned code)
{
	for (size_t k = 0; k < 3; k++)
		if (meanings[i].code[k] == code)
			return true;
	return false;
}

static void
lint_dsn(const struct rule *r, struct diag *d)
{
	const struct str dsn = r->reply.dsn;

	if (!has_subject(dsn))
		diag_warn(d, r->reply.dsn_span,
			  "RFC 3463 knows no enhanced code %.*s: the second "
			  "number is from 0 to 7",
			  STR_ARG(dsn));
	for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
		if (str_eq(dsn, str_of(meanings[i].dsn)) &&
		    !means(i, code_of(r)))
			diag_warn(d, r->reply.dsn_span,
				  "%.*s goes with the code %u, not with %u",
				  STR_ARG(dsn), meanings[i].code[0],
				  code_of(r));
}

void
lint_reply(const struct rule *r, struct diag *d)
{
	if (r->reply.code != 0)
		lint_code(r, d);
	if (r->reply.dsn.n > 0)
		lint_dsn(r, d);
}
