#include "moment.h"

#include "table.h"

/* As many digits, and then one of "ends" or nothing more. */
static bool
take(struct str *text, size_t digits, const char *ends, int64_t most,
     int64_t *out)
{
	*out = 0;
	if (text->n < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		if (!str_is_digit(text->p[i]))
			return false;
		*out = *out * 10 + (text->p[i] - '0');
	}
	*text = str_from(*text, digits);
	if (*out > most || (text->n > 0 && strchr(ends, text->p[0]) == NULL))
		return false;
	*text = str_from(*text, text->n > 0);
	return true;
}

/* time = hour ":" minute [ ":" second [ "." milliseconds ] ] [ "Z" ] */
static bool
time_of_day(struct str text, int64_t *ms)
{
	int64_t hour, minute, second = 0, part = 0;

	if (text.n > 0 && text.p[text.n - 1] == 'Z')
		text = str_slice(text, 0, text.n - 1);
	if (!take(&text, 2, ":", 23, &hour) ||
	    !take(&text, 2, ":", 59, &minute) ||
	    (text.n > 0 && !take(&text, 2, ".", 60, &second)) ||
	    (text.n > 0 && !take(&text, 3, "", 999, &part)))
		return false;
	*ms = ((hour * 60 + minute) * 60 + second) * 1000 + part;
	return text.n == 0;
}

bool
moment_parse(struct str text, int64_t *ms)
{
	const size_t end = str_find(text, 'T');
	int64_t since = 0;
	uint32_t day;

	if (!table_day(str_slice(text, 0, end), &day) ||
	    (end < text.n && !time_of_day(str_from(text, end + 1), &since)))
		return false;
	*ms = (int64_t)day * MOMENT_DAY + since;
	return true;
}
