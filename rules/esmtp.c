#include "esmtp.h"

enum {
	SIZE_DIGITS = 20,   /* RFC 1870, 4 */
	ENVID_MOST = 100,   /* RFC 3461, 4.4, encoded */
	ORCPT_MOST = 500,   /* RFC 3461, 4.2 */
	BY_DIGITS = 9,	    /* RFC 2852, 4 */
	HOLD_DIGITS = 9,    /* RFC 4865, 5 */
	PRIORITY_DIGITS = 1 /* RFC 6710, 4: -9 to 9 */
};

bool
esmtp_is_keyword(struct str text)
{
	if (text.n == 0 || !str_is_alnum(text.p[0]))
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!str_is_alnum(text.p[i]) && text.p[i] != '-')
			return false;
	return true;
}

struct str
esmtp_keyword(struct str parameter)
{
	return str_slice(parameter, 0, str_find(parameter, '='));
}

struct str
esmtp_value(struct str parameter)
{
	size_t at = str_find(parameter, '=');

	if (at == parameter.n)
		return (struct str){NULL, 0};
	return str_make(parameter.p + at + 1, parameter.n - at - 1);
}

static bool
is_digits(struct str s, size_t most)
{
	for (size_t i = 0; i < s.n; i++)
		if (!str_is_digit(s.p[i]))
			return false;
	return s.n > 0 && s.n <= most;
}

bool
esmtp_size(struct str value, uint64_t *out)
{
	uint64_t n = 0;

	if (!is_digits(value, SIZE_DIGITS))
		return false;
	for (size_t i = 0; i < value.n; i++) {
		unsigned digit = (unsigned)(value.p[i] - '0');

		n = n > (UINT64_MAX - digit) / 10 ? UINT64_MAX : n * 10 + digit;
	}
	*out = n;
	return true;
}

static bool
is_upper_hex(char c)
{
	return str_is_digit(c) || (c >= 'A' && c <= 'F');
}

/* xtext = *( xchar / hexchar ), hexchar = "+" 2HEXDIG of capitals */
static bool
is_xtext(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '!' || s.p[i] > '~' || s.p[i] == '=')
			return false;
		if (s.p[i] != '+')
			continue;
		if (s.n - i < 3 || !is_upper_hex(s.p[i + 1]) ||
		    !is_upper_hex(s.p[i + 2]))
			return false;
		i += 2;
	}
	return true;
}

static bool
is_one_of(struct str value, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_ieq(value, str_of(*words)))
			return true;
	return false;
}

typedef bool form(struct str value);

static bool
form_none(struct str value)
{
	return value.p == NULL;
}

static bool
form_any(struct str value)
{
	return value.n > 0;
}

static bool
form_size(struct str value)
{
	return is_digits(value, SIZE_DIGITS);
}

static bool
form_body(struct str value)
{
	static const char *const words[] = {"7BIT", "8BITMIME", "BINARYMIME",
					    NULL};

	return is_one_of(value, words);
}

static bool
form_ret(struct str value)
{
	static const char *const words[] = {"FULL", "HDRS", NULL};

	return is_one_of(value, words);
}

/* A mailbox in xtext, or "<>" */
static bool
form_auth(struct str value)
{
	return value.n > 0 && is_xtext(value);
}

static bool
form_envid(struct str value)
{
	return value.n > 0 && value.n <= ENVID_MOST && is_xtext(value);
}

/* [ "-" ] DIGIT */
static bool
form_priority(struct str value)
{
	if (str_begins(value, STR("-")))
		value = str_from(value, 1);
	return is_digits(value, PRIORITY_DIGITS);
}

static bool
form_holdfor(struct str value)
{
	return is_digits(value, HOLD_DIGITS);
}

/* by-value = by-time ";" by-mode [ "T" ]; by-time = ["-" / "+"] 1*9digit */
static bool
form_by(struct str value)
{
	static const char *const modes[] = {"R", "N", "RT", "NT", NULL};
	size_t semicolon = str_find(value, ';');
	struct str time = str_slice(value, 0, semicolon);

	if (str_begins(time, STR("-")) || str_begins(time, STR("+")))
		time = str_from(time, 1);
	return is_digits(time, BY_DIGITS) &&
	       is_one_of(str_from(value, semicolon + 1), modes);
}

/* Does the text follow the pattern, where "0" is any digit? */
static bool
is_like(struct str s, const char *pattern)
{
	size_t n = strlen(pattern);

	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (pattern[i] == '0' ? !str_is_digit(s.p[i])
				      : str_lower(s.p[i]) != pattern[i])
			return false;
	return true;
}

/* RFC 3339: 2027-01-31T12:00:00[.5](Z | +01:00) */
static bool
form_date_time(struct str value)
{
	static const char date[] = "0000-00-00t00:00:00";
	struct str rest = str_from(value, sizeof date - 1);
	size_t n = 1;

	if (!is_like(str_slice(value, 0, sizeof date - 1), date))
		return false;
	if (str_begins(rest, STR("."))) {
		while (n < rest.n && str_is_digit(rest.p[n]))
			n++;
		if (n == 1)
			return false;
		rest = str_from(rest, n);
	}
	return is_like(rest, "z") || is_like(rest, "+00:00") ||
	       is_like(rest, "-00:00");
}

/* date-time [ ";" ( "C" / "R" ) ] */
static bool
form_rrvs(struct str value)
{
	static const char *const ways[] = {"C", "R", NULL};
	size_t semicolon = str_find(value, ';');

	return form_date_time(str_slice(value, 0, semicolon)) &&
	       (semicolon == value.n ||
		is_one_of(str_from(value, semicolon + 1), ways));
}

/* "NEVER" alone, or some of "SUCCESS", "FAILURE", "DELAY" */
static bool
form_notify(struct str value)
{
	static const char *const words[] = {"SUCCESS", "FAILURE", "DELAY",
					    NULL};
	struct str word;

	if (str_ieq(value, STR("NEVER")))
		return true;
	for (size_t at = 0; at <= value.n; at += word.n + 1) {
		word = str_from(value, at);
		word.n = str_find(word, ',');
		if (!is_one_of(word, words))
			return false;
	}
	return true;
}

/* certifier [ ":" timeout ], seconds of at most nine digits */
static bool
form_mtrk(struct str value)
{
	const size_t colon = str_find(value, ':');

	return colon > 0 &&
	       (colon == value.n || is_digits(str_from(value, colon + 1), 9));
}

/* atom ";" xtext */
static bool
form_orcpt(struct str value)
{
	size_t semicolon = str_find(value, ';');

	return value.n <= ORCPT_MOST && semicolon < value.n &&
	       esmtp_is_keyword(str_slice(value, 0, semicolon)) &&
	       semicolon + 1 < value.n &&
	       is_xtext(str_from(value, semicolon + 1));
}

static const struct {
	enum esmtp_command command;
	const char *keyword;
	form *form;
} rows[] = {
#define ESMTP(command, keyword, form, rfc) \
	{ESMTP_##command, keyword, form_##form},
#include "esmtp.def"
#undef ESMTP
};

/* esmtp-value = 1*(%d33-60 / %d62-126), or UTF-8 (RFC 6531, 3.3) */
static bool
is_value(struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];

		if (c <= ' ' || c == '=' || c == 127)
			return false;
	}
	return value.p == NULL || value.n > 0;
}

enum esmtp_state
esmtp_state(enum esmtp_command command, struct str parameter)
{
	struct str keyword = esmtp_keyword(parameter);
	struct str value = esmtp_value(parameter);

	if (!esmtp_is_keyword(keyword) || !is_value(value))
		return ESMTP_MALFORMED;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].command == command &&
		    str_ieq(keyword, str_of(rows[i].keyword)))
			return rows[i].form(value) ? ESMTP_GOOD
						   : ESMTP_MALFORMED;
	return ESMTP_UNKNOWN;
}
