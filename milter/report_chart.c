#include "report_html.h"

#include "html.h"

#include <inttypes.h>
#include <time.h>

/* Rules that have a colour of their own; the last is that of all others. */
enum { COLOURS = 6, SERIES = COLOURS + 1, LABELS = 8, DAY = 86400 };

/* One chart: what to stack, from the bottom. */
struct chart {
	const struct report *report;
	uint64_t value[SERIES][REPORT_PARTS];
	uint64_t sum[REPORT_PARTS];
	uint64_t top; /* of the axis */
};

/* The rules with the most refusals, real or observed, are coloured in all
 * charts alike. */
static size_t
series(const struct report *r, size_t rule)
{
	const struct report_rule *x = r->rule[rule];

	return rule < COLOURS &&
		       x->n[REPORT_ENFORCED] + x->n[REPORT_OBSERVED] > 0
		   ? rule
		   : COLOURS;
}

/* The next of 1, 2, 5, 10, 20 ... */
static uint64_t
round_up(uint64_t n)
{
	static const unsigned step[] = {1, 2, 5};

	for (uint64_t power = 1;; power *= 10)
		for (size_t i = 0; i < 3; i++)
			if (step[i] * power >= n)
				return step[i] * power;
}

static void
chart_init(struct chart *c, const struct report *r, enum report_way way)
{
	uint64_t most = 0;

	*c = (struct chart){.report = r};
	for (size_t i = 0; i < r->nrules; i++)
		for (size_t part = 0; part < r->period.parts; part++) {
			const uint64_t n = r->rule[i]->part[way][part];

			c->value[series(r, i)][part] += n;
			c->sum[part] += n;
		}
	for (size_t part = 0; part < r->period.parts; part++)
		most = c->sum[part] > most ? c->sum[part] : most;
	c->top = round_up(most);
}

/* ---- Bars ------------------------------------------------------------------
 */

/* All bars of one colour are one path, in a space of parts x 100. */
static void
put_bars(const struct chart *c, size_t which, const char *class, FILE *out)
{
	fprintf(out, "<path class=\"%s%zu\" d=\"", class, which);
	for (size_t part = 0; part < c->report->period.parts; part++) {
		uint64_t below = 0;

		if (c->value[which][part] == 0)
			continue;
		for (size_t i = 0; i < which; i++)
			below += c->value[i][part];
		fprintf(out, "M%zu.08 %.2fh.84v-%.2fh-.84z", part,
			100 - 100.0 * (double)below / (double)c->top,
			100.0 * (double)c->value[which][part] / (double)c->top);
	}
	fputs("\"/>", out);
}

/* What a pointer over a part is told. */
static void
put_tip(const struct chart *c, enum report_way way, size_t part, FILE *out)
{
	const struct report *r = c->report;
	char when[REPORT_TIME];

	fprintf(out,
		"<rect class=\"tip\" x=\"%zu\" y=\"0\" width=\"1\" "
		"height=\"100\"><title>%s",
		part,
		report_period_show(
		    r->period.begin + (int64_t)part * r->period.width, when));
	for (size_t i = 0; i < r->nrules; i++) {
		if (r->rule[i]->part[way][part] == 0)
			continue;
		fputc('\n', out);
		html_text(out, r->rule[i]->name.n > 0 ? r->rule[i]->name
						      : STR("(no rule)"));
		fprintf(out, " %" PRIu32, r->rule[i]->part[way][part]);
	}
	fputs("</title></rect>", out);
}

/* ---- Axes ------------------------------------------------------------------
 */

static void
put_heights(const struct chart *c, FILE *out)
{
	const unsigned lines = c->top % 4 == 0 ? 4 : c->top % 5 == 0 ? 5 : 1;

	for (unsigned i = 0; i <= lines; i++) {
		fprintf(out, "<span class=\"y\" style=\"bottom:%u%%\"><b>",
			i * 100 / lines);
		html_number(out, c->top * i / lines);
		fputs("</b></span>", out);
	}
}

/* So many parts from one label to the next. */
static int64_t
label_step(const struct report_period *p)
{
	static const int64_t steps[] = {900,	   3600, 3 * 3600, 6 * 3600,
					12 * 3600, DAY,	 2 * DAY,  7 * DAY};
	size_t i = 0;
	int64_t step = steps[0];

	while (step < p->width || (int64_t)p->parts * p->width / step > LABELS)
		step =
		    ++i < sizeof steps / sizeof steps[0] ? steps[i] : 2 * step;
	return step;
}

static void
put_times(const struct report_period *p, FILE *out)
{
	const int64_t step = label_step(p);
	const int64_t end = p->begin + (int64_t)p->parts * p->width;

	fputs("<div class=\"x\">", out);
	for (int64_t t = (p->begin + step - 1) / step * step; t < end;
	     t += step) {
		const time_t when = (time_t)t;
		char text[32];
		struct tm tm;

		gmtime_r(&when, &tm);
		strftime(text, sizeof text,
			 step >= DAY || t % DAY == 0 ? "%d %b" : "%H:%M", &tm);
		fprintf(out, "<span style=\"left:%.2f%%\">%s</span>",
			100.0 * (double)(t - p->begin) /
			    (double)(end - p->begin),
			text);
	}
	fputs("</div>\n", out);
}

/* ---- Charts ----------------------------------------------------------------
 */

static void
put_chart(const struct report *r, enum report_way way, const char *title,
	  const char *class, FILE *out)
{
	struct chart c;

	if (report_count(r, way) == 0)
		return;
	chart_init(&c, r, way);
	fprintf(out, "<figure class=\"time\"><figcaption>%s <b>", title);
	html_number(out, report_count(r, way));
	fputs("</b></figcaption><div class=\"plot\">", out);
	put_heights(&c, out);
	fprintf(out,
		"<svg viewBox=\"0 0 %zu 100\" preserveAspectRatio=\"none\" "
		"role=\"img\" aria-label=\"%s\">",
		r->period.parts, title);
	for (size_t i = 0; i < SERIES; i++)
		put_bars(&c, i, class, out);
	for (size_t part = 0; part < r->period.parts; part++)
		if (c.sum[part] > 0)
			put_tip(&c, way, part, out);
	fputs("</svg></div>", out);
	put_times(&r->period, out);
	fputs("</figure>\n", out);
}

static void
put_legend(const struct report *r, FILE *out)
{
	bool others = false;

	fputs("<ul class=\"legend\">", out);
	for (size_t i = 0; i < r->nrules; i++) {
		const struct report_rule *x = r->rule[i];

		if (series(r, i) == COLOURS) {
			others |=
			    x->n[REPORT_ENFORCED] + x->n[REPORT_OBSERVED] > 0;
			continue;
		}
		fprintf(out, "<li><i class=\"k%zu\"></i>", i);
		html_text(out, x->name);
		fputs("</li>", out);
	}
	if (others)
		fprintf(out, "<li><i class=\"k%d\"></i>other rules</li>",
			COLOURS);
	fputs("</ul>\n", out);
}

void
report_chart(const struct report *r, FILE *out)
{
	put_legend(r, out);
	put_chart(r, REPORT_ENFORCED, "Refused, deferred or kept", "c", out);
	put_chart(r, REPORT_OBSERVED, "Would have been (observed)", "c", out);
	put_chart(r, REPORT_PASSED, "Passed", "p", out);
}
