#include "mta_postfix.h"

/* The services of master.cf that are an smtpd for the network. */

enum { FIELDS = 8 };
enum { NAME, TYPE, CHROOT = 4, PROGRAM = 7 };

struct service {
	struct str field[FIELDS];
	struct str options; /* what is behind the program */
};

static struct str
word(struct str *text)
{
	size_t n = 0;
	struct str w;

	*text = str_trim(*text);
	while (n < text->n && !str_is_blank(text->p[n]))
		n++;
	w = str_slice(*text, 0, n);
	*text = str_from(*text, n);
	return w;
}

/* A line and those behind it that begin with a blank. */
static bool
next(struct str *text, struct service *s)
{
	size_t end = str_find(*text, '\n');
	struct str entry;

	while (end + 1 < text->n && str_is_blank(text->p[end + 1]))
		end += 1 + str_find(str_from(*text, end + 1), '\n');
	entry = str_slice(*text, 0, end);
	*text = str_from(*text, end + 1);
	for (size_t i = 0; i < FIELDS; i++)
		s->field[i] = word(&entry);
	s->options = entry;
	return s->field[NAME].n > 0;
}

static bool
next_smtpd(struct str *text, struct service *s)
{
	while (next(text, s))
		if (str_eq(s->field[PROGRAM], STR("smtpd")) &&
		    !str_eq(s->field[TYPE], STR("pass")))
			return true;
	return false;
}

static bool
contains(struct str text, const char *part)
{
	const size_t n = strlen(part);

	for (size_t i = 0; i + n <= text.n; i++)
		if (memcmp(text.p + i, part, n) == 0)
			return true;
	return false;
}

/* Does it take mail of users? */
static bool
is_submission(const struct service *s)
{
	static const char *const ports[] = {"submission", "submissions",
					    "smtps", "587", "465"};
	struct str name = s->field[NAME];
	struct str port = str_from(name, str_find_last(name, ':'));

	port = port.n > 0 ? str_from(port, 1) : name;
	for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
		if (str_eq(port, str_of(ports[i])))
			return true;
	return false;
}

/* "-" is the default, which was yes before Postfix 3.0, and is for those who
 * ask for its ways. */
static bool
is_chrooted(const struct postfix *p, const struct service *s)
{
	struct str level = mta_get(&p->mta, "compatibility_level");

	if (!str_eq(s->field[CHROOT], STR("-")))
		return str_eq(s->field[CHROOT], STR("y"));
	return level.n == 0 || str_eq(level, STR("0"));
}

bool
postfix_is_shut_in(const struct postfix *p)
{
	struct str text = p->services;
	struct service s;

	/* One way to write it: it is outside of the queue, or TCP. */
	if (p->how->config->socket.kind != SOCKET_UNIX || p->nours > 1)
		return false;
	while (next_smtpd(&text, &s))
		if (is_chrooted(p, &s) && !is_submission(&s))
			return true;
	return false;
}

static size_t
report(FILE *to, const struct postfix *p, const struct service *s)
{
	struct arena *a = p->mta.arena;
	struct str says =
	    arena_printf(a, "%.*s in master.cf", STR_ARG(s->field[NAME]));
	struct str mend =
	    arena_printf(a, "in master.cf, under %.*s: -o smtpd_milters=",
			 STR_ARG(s->field[NAME]));
	const bool own = contains(s->options, "smtpd_milters=");

	if (contains(s->options, "no_milters")) {
		mta_finding(to, TRI_NO, "listener", says,
			    "no_milters there keeps every filter away",
			    STR("take no_milters out of its "
				"receive_override_options"));
		return 1;
	}
	if (is_submission(s)) {
		mta_finding(to, tri_of(own), "listener", says,
			    own ? "users have a list of filters of their own"
				: "users who submit mail greet as they like, "
				  "and would be judged as mail servers are",
			    mend);
		return !own;
	}
	mta_finding(to, TRI_YES, "listener", says,
		    own ? "has a list of filters of its own: look whether "
			  "heloward is in it"
			: "asks the filters of main.cf",
		    STR(""));
	return 0;
}

size_t
postfix_report_services(FILE *to, const struct postfix *p)
{
	struct str text = p->services;
	struct service s;
	size_t bad = 0;

	while (next_smtpd(&text, &s))
		bad += report(to, p, &s);
	if (postfix_is_shut_in(p)) {
		mta_finding(
		    to, TRI_NO, "chroot", p->address,
		    "smtpd is in a chroot (master.cf, column 5), from which "
		    "it cannot get there",
		    arena_printf(p->mta.arena,
				 "in heloward.conf: set socket "
				 "\"unix:%.*s/heloward/milter.sock\"",
				 STR_ARG(mta_get(&p->mta, "queue_directory"))));
		bad++;
	}
	return bad;
}
