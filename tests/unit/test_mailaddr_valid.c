#include "mailaddr.h"

#include "escape.h"
#include "tap.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The input as a test's message: one line, whatever is in it. */
static const char *
shown(struct str s)
{
	static char text[1200];

	escape_into(text, sizeof text, s, "#");
	return text;
}

#define D50 "d2345678901234567890123456789012345678901234567890"
#define L64 "l23456789012345678901234567890123456789012345678901234567890ABCD"
/* A domain of 189 bytes: with L64, "@" and brackets 256. */
#define D189 D50 "." D50 "." D50 ".d23456789012345678901234567890123456"
#define U1 "\xc3\xa9"
#define U10 U1 U1 U1 U1 U1 U1 U1 U1 U1 U1
#define U59 U10 U10 U10 U10 U10 U1 U1 U1 U1 U1 U1 U1 U1 U1

enum { SENDER = 1, RECIPIENT = 2, BOTH = SENDER | RECIPIENT };

int
main(void)
{
	static const struct {
		struct str text;
		unsigned valid_for;
	} cases[] = {
	    {STR("<>"), SENDER},
	    {STR("<postmaster>"), RECIPIENT},
	    {STR("PostMaster"), RECIPIENT},
	    {STR("<\"postmaster\">"), 0},
	    {STR("<@relay.example:postmaster>"), 0},
	    {STR("<webmaster>"), 0},
	    {STR("<noat>"), 0},
	    {STR(""), 0},
	    {STR("<a@example.org>"), BOTH},
	    {STR("a@example.org"), BOTH},
	    {STR("<a@b>"), BOTH},
	    {STR("<a.b.c@example.org>"), BOTH},
	    {STR("<!#$%&'*+-/=?^_`{|}~09azAZ@example.org>"), BOTH},
	    {STR("<.a@example.org>"), 0},
	    {STR("<a.@example.org>"), 0},
	    {STR("<a..b@example.org>"), 0},
	    {STR("<@example.org>"), 0},
	    {STR("<a@>"), 0},
	    {STR("<a b@example.org>"), 0},
	    {STR("<a,b@example.org>"), 0},
	    {STR("<a\\b@example.org>"), 0},
	    {STR("<a@b@example.org>"), 0},
	    {STR("<a(b)@example.org>"), 0},
	    {STR("<a@example.org.>"), 0},
	    {STR("<a@my_host.example.org>"), 0},
	    {STR("<a@example.123>"), 0},
	    {STR("<a@192.0.2.1>"), 0},
	    {STR("<a@-example.org>"), 0},
	    {STR("<a@example.org >"), 0},
	    {STR(" a@example.org"), 0},
	    {STR("<a@[192.0.2.1]>"), BOTH},
	    {STR("<a@[IPv6:2001:db8::1]>"), BOTH},
	    {STR("<a@[2001:db8::1]>"), 0},
	    {STR("<a@[192.0.2.256]>"), 0},
	    {STR("<a@[192.0.2.1>"), 0},
	    {STR("<a@[x400:who]>"), 0},
	    {STR("<@a.example,@b.example:c@d.example>"), BOTH},
	    {STR("<@a.example:c@d.example>"), BOTH},
	    {STR("<@a.example, @b.example:c@d.example>"), 0},
	    {STR("<@a.example,b.example:c@d.example>"), 0},
	    {STR("<@a.example,:c@d.example>"), 0},
	    {STR("<@:c@d.example>"), 0},
	    {STR("<@a.example:>"), 0},
	    {STR("<@[192.0.2.1]:c@d.example>"), 0},
	    {STR("<\"q u o\"@b>"), BOTH},
	    {STR("<\"\"@example.org>"), BOTH},
	    {STR("<\"a@b>,c\"@example.org>"), BOTH},
	    {STR("<\"a\\\"b\\\\\"@example.org>"), BOTH},
	    {STR("<\"a..b\"@example.org>"), BOTH},
	    {STR("<\"a\tb\"@example.org>"), 0},
	    {STR("<\"a\\\tb\"@example.org>"), 0},
	    {STR("<\"a\x7f\"@example.org>"), 0},
	    {STR("<\"a\r\n b\"@example.org>"), 0},
	    {STR("<\"a\".b@example.org>"), 0},
	    {STR("<\"a\"b@example.org>"), 0},
	    {STR("<a\"b\"@example.org>"), 0},
	    {STR("<a\0@example.org>"), 0},
	    {STR("<\"a\0\"@example.org>"), 0},
	    {STR("<\"a\\\0\"@example.org>"), 0},
	    {STR("<a@example\0.org>"), 0},
	    {STR("<" L64 "@example.org>"), BOTH},
	    {STR("<" L64 "E@example.org>"), 0},
	    {STR("<" L64 "@" D189 ">"), BOTH},
	    {STR(L64 "@" D189), BOTH},
	    {STR("<" L64 "@" D189 "6>"), 0},
	    {STR(L64 "@" D189 "6"), 0},
	    {STR("<p" U1 "p" U1 "@example.org>"), BOTH},
	    {STR("<\"p" U1 "p" U1 "\"@example.org>"), BOTH},
	    {STR("<\"p\\" U1 "\"@example.org>"), 0},
	    {STR("<\xe6\x88\x91\xe8\xb2\xb7@\xe5\xb1\x8b\xe4\xbc\x81."
		 "\xe9\xa6\x99\xe6\xb8\xaf>"),
	     BOTH},
	    {STR("<a@b" U1 ".example.org>"), BOTH},
	    {STR("<a@example." U1 ">"), BOTH},
	    {STR("<a@b" U1 ".123>"), 0},
	    {STR("<" U1 "@192.0.2.1>"), 0},
	    {STR("<a@b" U1 ".my_host>"), 0},
	    {STR("<a@-" U1 ".example>"), 0},
	    {STR("<a@" U1 "-.example>"), 0},
	    {STR("<a@" U1 "..example>"), 0},
	    {STR("<a@" U1 ".>"), 0},
	    {STR("<a@" U59 ".example>"), BOTH},
	    {STR("<a@" U59 U1 ".example>"), 0},
	    {STR("<a@exa\xc2\xa0mple.org>"), 0},	 /* no-break space */
	    {STR("<a@exa\xe2\x80\x8bmple.org>"), 0},	 /* zero width space */
	    {STR("<a@exa\xe2\x80\x8dmple.org>"), BOTH},	 /* joiner */
	    {STR("<a@exa\xef\xbc\x8emple.org>"), 0},	 /* fullwidth dot */
	    {STR("<a@exa\xf0\x9f\x98\x80mple.org>"), 0}, /* smiling face */
	    {STR("<a@exa\xf0\xa0\x80\x80mple.org>"), BOTH}, /* an ideograph */
	    {STR("<\xf0\x9f\x98\x80@example.org>"), BOTH},
	    {STR("<\x80@example.org>"), 0}, /* no first byte */
	    {STR("<\xc3@example.org>"), 0}, /* cut short */
	    {STR("<a\xc3"), 0},
	    {STR("a@b.\xc3"), 0},
	    {STR("<\xc0\xaf@example.org>"), 0},		   /* overlong */
	    {STR("<\xc1\xbf@example.org>"), 0},		   /* overlong */
	    {STR("<\xe0\x9f\xbf@example.org>"), 0},	   /* overlong */
	    {STR("<\xe0\xa0\x80@example.org>"), BOTH},	   /* U+0800 */
	    {STR("<\xf0\x8f\xbf\xbf@example.org>"), 0},	   /* overlong */
	    {STR("<\xf0\x90\x80\x80@example.org>"), BOTH}, /* U+10000 */
	    {STR("<\xed\x9f\xbf@example.org>"), BOTH},	   /* U+D7FF */
	    {STR("<\xed\xa0\x80@example.org>"), 0},	   /* a surrogate */
	    {STR("<\xed\xbf\xbf@example.org>"), 0},	   /* a surrogate */
	    {STR("<\xee\x80\x80@example.org>"), BOTH},	   /* U+E000 */
	    {STR("<\xf4\x8f\xbf\xbf@example.org>"), BOTH}, /* U+10FFFF */
	    {STR("<\xf4\x90\x80\x80@example.org>"), 0},	   /* past the end */
	    {STR("<\xf5\x80\x80\x80@example.org>"), 0},
	    {STR("<\xff@example.org>"), 0},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mailaddr a;
		unsigned is;

		mailaddr_split(cases[i].text, &a);
		is = (mailaddr_is_valid(&a, false) ? SENDER : 0U) |
		     (mailaddr_is_valid(&a, true) ? RECIPIENT : 0U);
		ok(is == cases[i].valid_for, "%s: a sender? a recipient?",
		   shown(cases[i].text));
	}
	return tap_done();
}
