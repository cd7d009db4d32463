#include "table.h"

static bool
is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned
days_in(unsigned year, unsigned month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30,
					     31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year) ? 1U : 0U);
}

/* Digits "from" up to "to"; all nines do not overflow. */
static bool
number(struct str s, size_t from, size_t to, unsigned *out)
{
	*out = 0;
	for (size_t i = from; i < to; i++) {
		if (!str_is_digit(s.p[i]))
			return false;
		*out = *out * 10 + (unsigned)(s.p[i] - '0');
	}
	return true;
}

bool
table_day(struct str text, uint32_t *out)
{
	unsigned year, month, day;
	uint32_t days;

	if (text.n != 10 || text.p[4] != '-' || text.p[7] != '-' ||
	    !number(text, 0, 4, &year) || !number(text, 5, 7, &month) ||
	    !number(text, 8, 10, &day))
		return false;
	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > days_in(year, month))
		return false;
	days = day - 1;
	for (unsigned m = 1; m < month; m++)
		days += days_in(year, m);
	for (unsigned y = 1970; y < year; y++)
		days += is_leap(y) ? 366 : 365;
	if (days == 0)
		return false;
	*out = days;
	return true;
}
