#ifndef MILTER_REPORT_HTML_H
#define MILTER_REPORT_HTML_H

#include "report_print.h"

/* Whose report it is. */
struct report_about {
	struct str host, version, fingerprint;
};

/*
 * The report as one page that needs nothing beside it: its style and charts
 * are in it, it has no scripts, and its policy forbids it to load anything.
 */
void report_html(const struct report_shown *s, const struct report_about *about,
		 FILE *out);

/* ---- Its parts -------------------------------------------------------------
 */

extern const char report_style[];

/* Charts over one time: enforced, observed, passed. */
void report_chart(const struct report *r, FILE *out);

/* What became of all mail, as one bar. */
void report_share(const struct report *r, FILE *out);

#endif
