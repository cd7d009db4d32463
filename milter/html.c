#include "html.h"

#include "escape.h"
#include "limits.h"

#include <inttypes.h>

static const char *
entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void
html_text(FILE *to, struct str text)
{
	struct arena *a = arena_new();
	const struct str clean = escape(a, text, NULL, LIMIT_SHOWN);

	for (size_t i = 0; i < clean.n; i++)
		if (entity(clean.p[i]) != NULL)
			fputs(entity(clean.p[i]), to);
		else
			fputc(clean.p[i], to);
	arena_free(a);
}

void
html_number(FILE *to, uint64_t n)
{
	char digit[32];
	const int length = snprintf(digit, sizeof digit, "%" PRIu64, n);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			fputc(',', to);
		fputc(digit[i], to);
	}
}

void
html_percent(FILE *to, uint64_t n, uint64_t all)
{
	const double part = all == 0 ? 0 : 100.0 * (double)n / (double)all;

	fprintf(to, n == 0 ? "%.0f %%" : "%.1f %%", part);
}
