#include "mailaddr.h"

#include "hostname.h"

#include <stdint.h>

enum { DOMAIN_MAX = 255 }; /* RFC 5321, 4.5.3.1.2 */

/* An A-label is "xn--" and at least one more byte for each character. */
enum { U_LABEL_MAX = HOSTNAME_LABEL_MAX - 4 };

/*
 * One character of UTF-8 (RFC 3629) at the front of the text: how many bytes it
 * takes, or 0 when they are none. Overlong forms and surrogates are none.
 */
static size_t
utf8_char(struct str s, uint32_t *out)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char first = (unsigned char)s.p[0];
	size_t n = first < 0x80	  ? 1
		   : first < 0xc2 ? 0
		   : first < 0xe0 ? 2
		   : first < 0xf0 ? 3
		   : first < 0xf5 ? 4
				  : 0;
	uint32_t code = n == 1 ? first : first & (0x7fU >> n);

	if (n == 0 || n > s.n)
		return 0;
	for (size_t i = 1; i < n; i++) {
		unsigned char byte = (unsigned char)s.p[i];

		if ((byte & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (byte & 0x3f);
	}
	if (code < least[n] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*out = code;
	return n;
}

/* One character of an atom; 0 when it is none. */
static size_t
atext(struct str s)
{
	static const struct str also = STR("!#$%&'*+-/=?^_`{|}~");
	uint32_t code;
	size_t n = utf8_char(s, &code);

	if (n == 1 && !str_is_alnum(s.p[0]) && str_find(also, s.p[0]) == also.n)
		return 0;
	return n;
}

/* Dot-string = Atom *( "." Atom ); Atom = 1*atext */
static bool
is_dot_string(struct str s)
{
	bool in_atom = false;

	while (s.n > 0) {
		bool dot = s.p[0] == '.';
		size_t n = dot ? in_atom : atext(s);

		if (n == 0)
			return false;
		in_atom = !dot;
		s = str_from(s, n);
	}
	return in_atom;
}

/*
 * QcontentSMTP = qtextSMTP / quoted-pairSMTP; RFC 6531 lets UTF-8 into the
 * first and not into the second.
 */
static size_t
qcontent(struct str s)
{
	bool pair = s.p[0] == '\\';
	uint32_t code;
	size_t n;

	if (pair)
		s = str_from(s, 1);
	n = s.n == 0 ? 0 : utf8_char(s, &code);
	if (n == 1 && (code < ' ' || code > '~' || (!pair && code == '"')))
		return 0;
	return !pair ? n : n == 1 ? 2 : 0;
}

/* Quoted-string = DQUOTE *QcontentSMTP DQUOTE */
static bool
is_quoted_string(struct str s)
{
	s = str_slice(s, 1, s.n - 1);
	while (s.n > 0) {
		size_t n = qcontent(s);

		if (n == 0)
			return false;
		s = str_from(s, n);
	}
	return true;
}

static bool
is_local_part(const struct mailaddr *a)
{
	if (a->local.n > MAILADDR_LOCAL_MAX)
		return false;
	return a->quoted ? is_quoted_string(a->local) : is_dot_string(a->local);
}

/*
 * Where RFC 5892 allows nothing, or next to nothing, in a U-label: controls,
 * blanks, symbols, compatibility and private forms. A coarse sieve; the full
 * tables change with every Unicode, and only the DNS can say who exists.
 */
static bool
is_never_in_name(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} rows[] = {
	    {0x0080, 0x00b6},	 /* controls, symbols of Latin-1 */
	    {0x00b8, 0x00de},	 /* more of these, capital letters */
	    {0x00f7, 0x00f7},	 /* division sign */
	    {0x1800, 0x180f},	 /* Mongolian punctuation, selectors */
	    {0x2000, 0x200b},	 /* blanks; behind them the joiners are legal */
	    {0x200e, 0x214d},	 /* punctuation, superscripts, currencies */
	    {0x2150, 0x2183},	 /* numerals */
	    {0x2185, 0x2bff},	 /* arrows, mathematics, boxes, dingbats */
	    {0x3000, 0x3004},	 /* ideographic blank, comma, full stop */
	    {0x3008, 0x3029},	 /* brackets */
	    {0xe000, 0xf8ff},	 /* private use */
	    {0xfb00, 0xfb1d},	 /* ligatures */
	    {0xfb1f, 0xfe0f},	 /* presentation forms, variation selectors */
	    {0xfe30, 0xfe72},	 /* small and presentation forms */
	    {0xfe74, 0xffff},	 /* fullwidth forms, byte order mark */
	    {0x1f000, 0x1faff},	 /* pictures */
	    {0xe0000, 0x10ffff}, /* tags, private use */
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (code >= rows[i].first && code <= rows[i].last)
			return true;
	return false;
}

static bool
is_in_name(uint32_t code)
{
	if (code > 127)
		return !is_never_in_name(code);
	return code == '-' || str_is_alnum((char)code);
}

/* sub-domain = Let-dig [Ldh-str] / U-label */
static bool
is_sub_domain(struct str label, bool *u_label)
{
	size_t characters = 0, n;

	*u_label = false;
	if (label.n == 0 || label.p[0] == '-' || label.p[label.n - 1] == '-')
		return false;
	for (struct str s = label; s.n > 0; s = str_from(s, n)) {
		uint32_t code;

		n = utf8_char(s, &code);
		if (n == 0 || !is_in_name(code))
			return false;
		*u_label = *u_label || n > 1;
		characters++;
	}
	return characters <= (*u_label ? U_LABEL_MAX : HOSTNAME_LABEL_MAX);
}

/* sub-domain *( "." sub-domain ), at least one of them a U-label */
static bool
is_utf8_domain(struct str domain)
{
	bool u_label = false, any = false;
	struct str label = domain;

	if (domain.n > DOMAIN_MAX)
		return false;
	for (size_t at = 0; at <= domain.n; at += label.n + 1) {
		label = str_from(domain, at);
		label.n = str_find(label, '.');
		if (!is_sub_domain(label, &u_label))
			return false;
		any = any || u_label;
	}
	return any && (u_label || hostname_is_valid(label));
}

static bool
is_domain(struct str domain)
{
	return hostname_is_valid(domain) || is_utf8_domain(domain);
}

static bool
is_domain_or_literal(struct str domain)
{
	struct addr addr;
	enum literal what = hostname_literal(domain, &addr);

	return what == LITERAL_IPV4 || what == LITERAL_IPV6 ||
	       (what == LITERAL_NONE && is_domain(domain));
}

/* A-d-l = "@" Domain *( "," "@" Domain ) */
static bool
is_route(struct str route)
{
	for (size_t at = 0; at <= route.n;) {
		struct str hop = str_from(route, at);

		hop.n = str_find(hop, ',');
		if (!str_begins(hop, STR("@")) || !is_domain(str_from(hop, 1)))
			return false;
		at += hop.n + 1;
	}
	return true;
}

bool
mailaddr_is_valid(const struct mailaddr *a, bool recipient)
{
	size_t brackets = a->brackets ? 0 : 2;

	if (a->null)
		return !recipient;
	if (a->text.n + brackets > MAILADDR_PATH_MAX)
		return false;
	if (a->route.p == NULL && a->domain.p == NULL)
		return recipient && str_ieq(a->local, STR("postmaster"));
	return (a->route.p == NULL || is_route(a->route)) && is_local_part(a) &&
	       is_domain_or_literal(a->domain);
}
