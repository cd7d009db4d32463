#include "report_period.h"

#include "table.h"
#include "value.h"

#include <stdio.h>
#include <time.h>

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

void
report_period_divide(struct report_period *p)
{
	static const int64_t widths[] = {5 * MINUTE, 15 * MINUTE, HOUR,
					 3 * HOUR,   6 * HOUR,	  12 * HOUR,
					 DAY,	     7 * DAY};
	const size_t n = sizeof widths / sizeof widths[0];
	size_t i = 0;

	p->width = widths[0];
	/* One more for what the round beginning adds. */
	while ((p->to - p->from) / p->width + 1 >= REPORT_PARTS)
		p->width = ++i < n ? widths[i] : 2 * p->width;
	p->begin = p->from - p->from % p->width;
	p->parts = (size_t)((p->to - 1 - p->begin) / p->width) + 1;
}

size_t
report_period_part(const struct report_period *p, int64_t when)
{
	return (size_t)((when - p->begin) / p->width);
}

static bool
two_digits(struct str s, size_t at, int64_t most, int64_t *out)
{
	if (at + 2 > s.n || !str_is_digit(s.p[at]) ||
	    !str_is_digit(s.p[at + 1]))
		return false;
	*out = (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
	return *out <= most;
}

/* HH[:MM[:SS]][Z] */
static bool
parse_clock(struct str s, int64_t *out)
{
	static const int64_t most[] = {23, 59, 60}, unit[] = {HOUR, MINUTE, 1};
	int64_t n;

	if (str_ends(s, STR("Z")))
		s.n--;
	*out = 0;
	for (size_t i = 0; i < 3 && s.n != 3 * i - 1; i++) {
		if (i > 0 && (s.n <= 3 * i || s.p[3 * i - 1] != ':'))
			return false;
		if (!two_digits(s, 3 * i, most[i], &n))
			return false;
		*out += n * unit[i];
	}
	return s.n == 2 || s.n == 5 || s.n == 8;
}

bool
report_period_parse(struct str text, bool end, int64_t now, int64_t *out)
{
	const size_t day_end = str_find(text, 'T');
	union datum span;
	uint32_t day;
	int64_t clock = end ? DAY : 0;

	if (table_day(str_slice(text, 0, day_end), &day)) {
		if (day_end < text.n &&
		    !parse_clock(str_from(text, day_end + 1), &clock))
			return false;
		*out = (int64_t)day * DAY + clock;
		return true;
	}
	if (!value_parse(text, VALUE_TIME, &span) || span.number < 0)
		return false;
	*out = now - span.number / 1000;
	return true;
}

const char *
report_period_show(int64_t when, char out[REPORT_TIME])
{
	const time_t t = (time_t)when;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, REPORT_TIME, "%Y-%m-%d %H:%M", &tm);
	return out;
}
