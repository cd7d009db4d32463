#include "report_html.h"

#include "html.h"

enum { RULES = 40 };

static void
put_head(const struct report *r, const struct report_about *about, FILE *out)
{
	char from[REPORT_TIME], to[REPORT_TIME];

	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head>"
	      "<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" "
	      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	      "<meta name=\"viewport\" "
	      "content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
	      out);
	html_text(out, about->host);
	fprintf(out,
		": what heloward did</title>\n<style>\n%s</style></head>\n"
		"<body><header><h1>What heloward did <span>at ",
		report_style);
	html_text(out, about->host);
	fprintf(out,
		"</span></h1><p><time>%s</time> to <time>%s</time> (UTC)</p>"
		"</header>\n",
		report_period_show(r->period.from, from),
		report_period_show(r->period.to, to));
}

/* ---- Figures ---------------------------------------------------------------
 */

static void
put_card(const char *id, const char *what, size_t n, size_t all, FILE *out)
{
	fprintf(out, "<div class=\"card\"><span>%s</span><b id=\"%s\">", what,
		id);
	html_number(out, n);
	fputs("</b><small>", out);
	if (all > 0) {
		html_percent(out, n, all);
		fputs(" of verdicts", out);
	}
	fputs("</small></div>\n", out);
}

static void
put_cards(const struct report *r, FILE *out)
{
	size_t all = 0, passed, enforced;

	for (size_t i = 0; i < ACTION_COUNT; i++)
		all += r->verdict[i][0] + r->verdict[i][1];
	passed = report_count(r, REPORT_PASSED);
	enforced = report_count(r, REPORT_ENFORCED);
	fputs("<section class=\"cards\">", out);
	put_card("sessions", "Sessions", r->sessions, 0, out);
	put_card("verdicts", "Verdicts", all, 0, out);
	put_card("passed", "Passed", passed, all, out);
	put_card("enforced", "Kept out", enforced, all, out);
	put_card("observed", "Would be kept out",
		 report_count(r, REPORT_OBSERVED), 0, out);
	fputs("</section>\n", out);
}

/* ---- Tables ----------------------------------------------------------------
 */

/* A bar of three parts, as long as "most" is wide. */
static void
put_bar(const size_t *n, size_t most, FILE *out)
{
	static const char *const class[] = {"refused", "would", "passed"};

	fputs("<td class=\"bar\"><div>", out);
	for (size_t way = 0; way < REPORT_WAYS; way++)
		if (n[way] > 0)
			fprintf(out,
				"<i class=\"%s\" style=\"width:%.2f%%\">"
				"</i>",
				class[way],
				100.0 * (double)n[way] / (double)most);
	fputs("</div></td>", out);
}

static void
put_cell(const char *class, size_t n, FILE *out)
{
	fprintf(out, "<td class=\"n %s\">", class);
	if (n > 0)
		html_number(out, n);
	else
		fputs("&#183;", out);
	fputs("</td>", out);
}

static void
put_rule(const struct report_rule *x, size_t most, FILE *out)
{
	const size_t hard[REPORT_WAYS] = {x->n[REPORT_ENFORCED],
					  x->n[REPORT_OBSERVED]};

	fputs("<tr data-rule=\"", out);
	html_text(out, x->name);
	fputs("\"><th>", out);
	html_text(out, x->name);
	fprintf(out, "<small>%s</small></th>", action_rows[x->action].name);
	put_bar(hard, most, out);
	put_cell("enforced", hard[0], out);
	put_cell("observed", hard[1], out);
	put_cell("alone", x->alone, out);
	fputs("</tr>\n", out);
}

/* Rules that let mail pass are not compared. */
static void
put_rules(const struct report *r, FILE *out)
{
	size_t most = 0;

	for (size_t i = 0; i < r->nrules; i++) {
		const size_t *n = r->rule[i]->n;

		if (n[0] + n[1] > most)
			most = n[0] + n[1];
	}
	if (most == 0)
		return;
	fputs("<section><h2>Observed against enforced</h2>"
	      "<p>What each rule did, and what it would have done where it is "
	      "observed. <em>Alone</em>: of the observed, those that nothing "
	      "else kept out, which is what enforcing the rule would add.</p>"
	      "<table id=\"rules\"><thead><tr><th>Rule</th><th></th>"
	      "<th class=\"n\">Enforced</th><th class=\"n\">Observed</th>"
	      "<th class=\"n\">Alone</th></tr></thead><tbody>\n",
	      out);
	for (size_t i = 0; i < r->nrules && i < RULES; i++)
		if (r->rule[i]->n[0] + r->rule[i]->n[1] > 0)
			put_rule(r->rule[i], most, out);
	fputs("</tbody></table></section>\n", out);
}

/* A client's name may be long: two lines of it stand there, all in a tip. */
static void
put_name(struct str name, FILE *out)
{
	fputs("<th><span class=\"name\" title=\"", out);
	html_text(out, name);
	fputs("\">", out);
	html_text(out, name);
	fputs("</span></th>", out);
}

static void
put_row(struct str name, const size_t *n, size_t most, FILE *out)
{
	fputs("<tr>", out);
	put_name(name, out);
	put_bar(n, most, out);
	put_cell("enforced", n[REPORT_ENFORCED], out);
	put_cell("observed", n[REPORT_OBSERVED], out);
	put_cell("passed", n[REPORT_PASSED], out);
	fputs("</tr>\n", out);
}

static void
put_tally(struct tally *t, const char *title, size_t rows, FILE *out)
{
	size_t most = 1;

	tally_sort(t);
	for (size_t i = 0; i < t->nrows && i < rows; i++)
		if (tally_sum(&t->row[i]) > most)
			most = tally_sum(&t->row[i]);
	fprintf(out,
		"<section><h2>%s</h2><table><thead><tr><th></th><th></th>"
		"<th class=\"n\">Kept out</th><th class=\"n\">Would be</th>"
		"<th class=\"n\">Passed</th></tr></thead><tbody>\n",
		title);
	for (size_t i = 0; i < t->nrows && i < rows; i++)
		put_row(t->row[i].word, t->row[i].n, most, out);
	fputs("</tbody></table></section>\n", out);
}

/* ---- What nothing came under -----------------------------------------------
 */

static void
put_lines(const char *title, const char *id, const struct rules_line *line,
	  size_t n, FILE *out)
{
	if (n == 0)
		return;
	fprintf(out, "<section><h2>%s</h2><ul class=\"names\" id=\"%s\">\n",
		title, id);
	for (size_t i = 0; i < n; i++) {
		fprintf(out, "<li>%s <b>", action_rows[line[i].action].name);
		html_text(out, line[i].rule.name);
		fputs("</b> <small>", out);
		html_text(out, line[i].rule.place);
		fputs("</small></li>\n", out);
	}
	fputs("</ul></section>\n", out);
}

static void
put_exceptions(const struct report_loaded *l, FILE *out)
{
	struct arena *a = arena_new();

	if (l->nunused > 0)
		fputs("<section><h2>Exceptions never used</h2>"
		      "<ul class=\"names\" id=\"exceptions\">\n",
		      out);
	for (size_t i = 0; i < l->nunused; i++) {
		fputs("<li><b>", out);
		html_text(out, exception_show(a, l->unused[i]));
		fputs("</b> <small>", out);
		html_text(out, l->unused[i]->reason);
		fputs("</small></li>\n", out);
	}
	if (l->nunused > 0)
		fputs("</ul></section>\n", out);
	arena_free(a);
}

static void
put_foot(const struct report_about *about, FILE *out)
{
	fputs(
	    "<footer><p>A verdict is a refusal, whichever command it answers, "
	    "or a message at its end; kept out is what was refused, "
	    "deferred, held or discarded. Clients are counted by network "
	    "(/24 or /48), greetings by domain. What would have been is of "
	    "mode observe, and of rules that are observed or enforced for a "
	    "share of the clients.</p><p>heloward ",
	    out);
	html_text(out, about->version);
	fputs(", configuration ", out);
	html_text(out, about->fingerprint);
	fputs("</p></footer></body></html>\n", out);
}

void
report_html(const struct report_shown *s, const struct report_about *about,
	    FILE *out)
{
	struct report *r = s->report;
	const struct report_loaded *l = s->loaded;

	put_head(r, about, out);
	put_cards(r, out);
	fputs("<section><h2>Share of mail</h2>", out);
	report_share(r, out);
	fputs("</section>\n<section><h2>Verdicts over time, by rule</h2>", out);
	report_chart(r, out);
	fputs("</section>\n", out);
	put_rules(r, out);
	fputs("<div class=\"two\">", out);
	put_tally(&r->networks, "Client networks", s->rows, out);
	put_tally(&r->greetings, "Greetings, by domain", s->rows, out);
	fputs("</div>\n<div class=\"two\">", out);
	put_lines("Rules never hit", "never", l->never, l->nnever, out);
	put_lines("Rules of which only a running heloward could tell",
		  "unknown", l->unknown, l->nunknown, out);
	put_exceptions(l, out);
	fputs("</div>\n", out);
	put_foot(about, out);
}
