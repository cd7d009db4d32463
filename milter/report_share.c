#include "report_html.h"

#include "html.h"

/* In the order of the bar. What passes does so in either mode; the others are
 * what mode observe would have done [1], and what was done [0]. */
enum { BOTH = REPORT_MODES };

static const struct {
	enum action action;
	unsigned mode;
	const char *class, *text;
} rows[] = {
    {ACTION_ACCEPT, BOTH, "passed", "passed"},
    {ACTION_DEFER, 1, "would", "would have been deferred"},
    {ACTION_REJECT, 1, "would", "would have been refused"},
    {ACTION_CLOSE, 1, "would", "would have been hung up on"},
    {ACTION_QUARANTINE, 1, "would", "would have been held"},
    {ACTION_DISCARD, 1, "would", "would have been discarded"},
    {ACTION_QUARANTINE, 0, "held", "held for a person to see"},
    {ACTION_DEFER, 0, "deferred", "deferred"},
    {ACTION_REJECT, 0, "refused", "refused"},
    {ACTION_CLOSE, 0, "closed", "hung up on"},
    {ACTION_DISCARD, 0, "discarded", "discarded"},
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static size_t
count(const struct report *r, size_t row)
{
	const size_t *n = r->verdict[rows[row].action];

	return rows[row].mode == BOTH ? n[0] + n[1] : n[rows[row].mode];
}

void
report_share(const struct report *r, FILE *out)
{
	size_t all = 0;

	for (size_t i = 0; i < ROWS; i++)
		all += count(r, i);
	fputs("<div class=\"share\">", out);
	for (size_t i = 0; i < ROWS; i++)
		if (count(r, i) > 0)
			fprintf(out,
				"<i class=\"%s\" style=\"flex-grow:%zu\"></i>",
				rows[i].class, count(r, i));
	fputs("</div>\n<ul class=\"legend wide\">", out);
	for (size_t i = 0; i < ROWS; i++) {
		const size_t n = count(r, i);

		if (n == 0)
			continue;
		fprintf(out, "<li><i class=\"%s\"></i>%s <b>", rows[i].class,
			rows[i].text);
		html_number(out, n);
		fputs("</b> <small>", out);
		html_percent(out, n, all);
		fputs("</small></li>", out);
	}
	fputs("</ul>\n", out);
}
