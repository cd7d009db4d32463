#include "mta.h"

#include <errno.h>

/* More is no configuration of Sendmail. */
enum { MOST = 4 << 20, ARGUMENTS = 4 };

/* What an .mc file calls the options of a .cf file. */
static const struct {
	const char *macro, *option;
} names[] = {
    {"confALLOW_BOGUS_HELO", "AllowBogusHELO"},
    {"confAUTH_MECHANISMS", "AuthMechanisms"},
    {"confAUTH_OPTIONS", "AuthOptions"},
    {"confINPUT_MAIL_FILTERS", "InputMailFilters"},
    {"confMAX_MESSAGE_SIZE", "MaxMessageSize"},
    {"confPRIVACY_FLAGS", "PrivacyOptions"},
    {"confSERVER_CERT", "ServerCertFile"},
    {"HELP_FILE", "HelpFile"},
};

static bool
read_file(struct arena *a, const char *path, struct str *out)
{
	FILE *from = fopen(path, "re");
	char *text;
	size_t n;
	bool good;

	if (from == NULL)
		return false;
	text = arena_alloc(a, MOST);
	n = fread(text, 1, MOST, from);
	good = ferror(from) == 0;
	if (good && n == MOST) {
		errno = EFBIG;
		good = false;
	}
	fclose(from);
	*out = str_make(text, n);
	return good;
}

/* ---- sendmail.cf: a letter, and lines that begin with a blank go on. ---- */

static void
cf_line(struct mta *m, struct str line)
{
	const char kind = line.n > 0 ? line.p[0] : '#';
	struct str rest = str_from(line, 1);
	size_t is = str_find(rest, kind == 'X' ? ',' : '=');
	struct str value = str_trim(str_from(rest, is + 1));

	if (value.p == NULL)
		value = STR("");
	if (kind == 'O' && rest.n > 0 && rest.p[0] == ' ')
		mta_put(m, str_trim(str_slice(rest, 0, is)), value);
	else if (kind == 'X')
		mta_put(m, str_trim(str_slice(line, 0, is + 1)), value);
	else if (kind == 'D' && str_begins(rest, STR("Z")))
		mta_put(m, STR("version"), str_trim(str_from(rest, 1)));
	else if (str_eq(line, STR("Sgreet_pause")))
		mta_put(m, STR("greet_pause"), STR("yes"));
}

static void
read_cf(struct mta *m, struct str text)
{
	while (text.n > 0) {
		size_t end = str_find(text, '\n');

		while (end + 1 < text.n &&
		       (text.p[end + 1] == ' ' || text.p[end + 1] == '\t'))
			end += 1 + str_find(str_from(text, end + 1), '\n');
		cf_line(m, str_trim(str_slice(text, 0, end)));
		text = str_from(text, end + 1);
	}
}

/* ---- sendmail.mc: as much of m4 as there is in one. ---- */

static bool
is_word(char c)
{
	return str_is_alnum(c) || c == '_';
}

static struct str
word(struct str text)
{
	size_t n = 0;

	while (n < text.n && is_word(text.p[n]))
		n++;
	return str_slice(text, 0, n);
}

/* Behind the rest of the line. */
static struct str
next_line(struct str text)
{
	return str_from(text, str_find(text, '\n') + 1);
}

/* What is between ` and its ', which are gone from the text then. */
static struct str
quoted(struct str *text)
{
	size_t depth = 0, n = 0;
	struct str inside;

	for (; n < text->n; n++) {
		depth += text->p[n] == '`';
		if (text->p[n] == '\'' && --depth == 0)
			break;
	}
	inside = str_slice(*text, 1, n);
	*text = str_from(*text, n + 1);
	return inside;
}

/* argument = { blank | "dnl" line | quoted | text } ( "," | ")" ) */
static struct str
argument(struct arena *a, struct str *text)
{
	struct str value = STR("");

	while (text->n > 0 && text->p[0] != ',' && text->p[0] != ')') {
		struct str w = word(*text), piece;

		if (str_eq(w, STR("dnl"))) {
			*text = next_line(*text);
			continue;
		}
		piece = str_slice(*text, 0, w.n > 0 ? w.n : 1);
		if (text->p[0] == '`')
			piece = quoted(text);
		else
			*text = str_from(*text, piece.n);
		value =
		    arena_printf(a, "%.*s%.*s", STR_ARG(value), STR_ARG(piece));
	}
	return str_trim(value);
}

static size_t
arguments(struct arena *a, struct str *text, struct str *arg)
{
	size_t n = 0;
	bool more = true;

	while (more && text->n > 0) {
		struct str value;

		*text = str_from(*text, 1); /* "(" or "," */
		value = argument(a, text);
		if (n < ARGUMENTS)
			arg[n++] = value;
		more = text->n > 0 && text->p[0] == ',';
	}
	*text = str_from(*text, 1);
	return n;
}

static void
mc_filter(struct mta *m, const struct str *arg, bool listed)
{
	struct arena *a = m->arena;
	struct str list = mta_get(m, "InputMailFilters");

	mta_put(m, arena_printf(a, "X%.*s", STR_ARG(arg[0])), arg[1]);
	if (listed)
		mta_put(m, STR("InputMailFilters"),
			arena_printf(a, "%.*s%s%.*s", STR_ARG(list),
				     list.n > 0 ? "," : "", STR_ARG(arg[0])));
}

static void
mc_call(struct mta *m, struct str macro, const struct str *arg, size_t n)
{
	if (str_eq(macro, STR("FEATURE")) && n > 0)
		mta_put(m, arg[0], n > 1 ? arg[1] : STR("yes"));
	else if (str_eq(macro, STR("INPUT_MAIL_FILTER")) && n > 1)
		mc_filter(m, arg, true);
	else if (str_eq(macro, STR("MAIL_FILTER")) && n > 1)
		mc_filter(m, arg, false);
	if (!str_eq(macro, STR("define")) || n < 2)
		return;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(arg[0], str_of(names[i].macro)))
			mta_put(m, str_of(names[i].option), arg[1]);
}

static void
read_mc(struct mta *m, struct str text)
{
	struct str arg[ARGUMENTS];

	/* What a .cf has without a word of the .mc. */
	mta_put(m, STR("PrivacyOptions"), STR("authwarnings"));
	mta_put(m, STR("HelpFile"), STR("helpfile"));
	mta_put(m, STR("version"), STR("(not told in an .mc)"));
	while (text.n > 0) {
		struct str w = word(text);

		if (text.p[0] == '#' || str_eq(w, STR("dnl"))) {
			text = next_line(text);
		} else if (text.p[0] == '`') {
			quoted(&text);
		} else if (w.n > 0 && w.n < text.n && text.p[w.n] == '(') {
			text = str_from(text, w.n);
			mc_call(m, w, arg, arguments(m->arena, &text, arg));
		} else {
			text = str_from(text, w.n > 0 ? w.n : 1);
		}
	}
}

bool
mta_sendmail_read(struct mta *m, const char *path)
{
	struct str text;

	if (!read_file(m->arena, path, &text))
		return false;
	if (str_iends(str_of(path), STR(".mc")))
		read_mc(m, text);
	else
		read_cf(m, text);
	return true;
}
