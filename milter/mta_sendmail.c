#include "mta.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static enum tri
is_true(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(value.n > 0 && (str_lower(value.p[0]) == 't' ||
				      str_lower(value.p[0]) == 'y'));
}

static enum tri
is_there(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(value.n > 0);
}

static enum tri
is_limit(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(value.n > 0 && !str_eq(value, STR("0")));
}

/* The file may be absent all the same. */
static enum tri
is_no_help(const struct mta *m, struct str value)
{
	(void)m;
	return value.n == 0 ? TRI_YES : TRI_MAYBE;
}

/* Privacy flags; "goaway" stands for all that hide something but ETRN. */
static enum tri
needs_helo(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(mta_lists(value, "needmailhelo") ||
		      mta_lists(value, "goaway"));
}

static enum tri
has_novrfy(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(mta_lists(value, "novrfy") || mta_lists(value, "goaway"));
}

static enum tri
has_noexpn(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(mta_lists(value, "noexpn") || mta_lists(value, "goaway"));
}

/* VERB comes with EXPN. */
static enum tri
has_noverb(const struct mta *m, struct str value)
{
	return has_noexpn(m, value) == TRI_YES || mta_lists(value, "noverb")
		   ? TRI_YES
		   : TRI_NO;
}

static enum tri
has_noetrn(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(mta_lists(value, "noetrn"));
}

/* Nothing that a password goes with, or not without TLS. */
static enum tri
hides_logins(const struct mta *m, struct str value)
{
	struct str with = mta_get(m, "AuthMechanisms");

	if (mta_lists(value, "p"))
		return TRI_YES;
	/* Which are compiled in is not in the file. */
	return with.p == NULL || mta_lists(with, "PLAIN") ||
		       mta_lists(with, "LOGIN")
		   ? TRI_MAYBE
		   : TRI_YES;
}

/* From 8.18 on; before, it depends on who built it. */
static enum tri
is_strict(const struct mta *m, struct str value)
{
	int major = 0, minor = 0;
	struct str text = arena_str(m->arena, value);

	if (text.p == NULL || sscanf(text.p, "%d.%d", &major, &minor) != 2)
		return TRI_MAYBE;
	return major > 8 || (major == 8 && minor >= 18) ? TRI_YES : TRI_MAYBE;
}

static const struct mta_check checks[] = {
#define CHECK(command, option, good, when_good, when_bad, mend) \
	{command, option, good, when_good, when_bad, mend},
#include "mta_sendmail.def"
#undef CHECK
};

/* As libmilter writes it, too. */
static bool
address(struct arena *a, const struct socket_name *s, struct str *out)
{
	struct str host, port;

	*out = s->text;
	if (s->kind == SOCKET_UNIX)
		*out = arena_printf(a, "unix:%.*s", STR_ARG(s->path));
	if (s->kind != SOCKET_INET && s->kind != SOCKET_INET6)
		return s->kind != SOCKET_FD;
	mta_attach_inet(a, s, &host, &port);
	*out = arena_printf(a, "%s:%.*s@%.*s",
			    s->kind == SOCKET_INET6 ? "inet6" : "inet",
			    STR_ARG(port), STR_ARG(host));
	return true;
}

static void
print_lines(const struct mta_attach *how, struct str where)
{
	puts("dnl sendmail.mc, before the MAILER lines: attach heloward.");
	printf("INPUT_MAIL_FILTER(`heloward', `S=%.*s%s, "
	       "T=C:10s;S:%us;R:%us;E:1m')dnl\n",
	       STR_ARG(where), how->waits ? ", F=T" : "", how->seconds,
	       how->seconds);
	puts("dnl Odd greetings come to heloward, and are not refused before.");
	puts("define(`confALLOW_BOGUS_HELO', `True')dnl");
	if (how->config->socket.kind == SOCKET_UNIX)
		puts("dnl No folder on the way to the socket may be writable "
		     "for everybody.");
	puts("dnl Users are no mail servers: let rules take them out, with "
	     "listener.port\n"
	     "dnl and auth.user; Sendmail has no other way.");
}

/* The value of one NAME= of a filter's "S=..., F=..., T=...". */
static struct str
equate(struct str filter, char name)
{
	while (filter.n > 0) {
		struct str part =
		    str_trim(str_slice(filter, 0, str_find(filter, ',')));

		if (part.n > 1 && part.p[0] == name && part.p[1] == '=')
			return str_trim(str_from(part, 2));
		filter = str_from(filter, str_find(filter, ',') + 1);
	}
	return str_of(NULL);
}

/* local: and unix: are the same. */
static bool
is_same(struct str a, struct str b)
{
	const struct str local = STR("local:"), unix_ = STR("unix:");

	if (str_begins(a, local))
		a = str_from(a, local.n);
	if (str_begins(a, unix_))
		a = str_from(a, unix_.n);
	if (str_begins(b, unix_))
		b = str_from(b, unix_.n);
	return str_eq(a, b);
}

/* The filter that is heloward; NULL: there is none. */
static const struct mta_option *
attached(const struct mta *m, struct str where)
{
	for (const struct mta_option *o = m->options; o != NULL; o = o->next)
		if (str_begins(o->name, STR("X")) &&
		    is_same(equate(o->value, 'S'), where))
			return o;
	return NULL;
}

static size_t
report_attached(const struct mta *m, struct str where, bool waits)
{
	const struct mta_option *o = attached(m, where);
	struct str away = o == NULL ? STR("") : equate(o->value, 'F');
	struct str says = STR("no filter has this socket");

	if (o == NULL) {
		mta_finding(stdout, TRI_NO, "attached", says,
			    "heloward is not asked", STR("the lines above"));
		return 1;
	}
	says = arena_printf(m->arena, "%.*s, %.*s", STR_ARG(o->name),
			    STR_ARG(o->value));
	if (!mta_lists(mta_get(m, "InputMailFilters"),
		       arena_str(m->arena, str_from(o->name, 1)).p)) {
		mta_finding(stdout, TRI_NO, "attached", says,
			    "it is not in InputMailFilters and is not asked",
			    STR("the lines above"));
		return 1;
	}
	if (str_eq(away, STR("R"))) {
		mta_finding(stdout, TRI_NO, "attached", says,
			    "F=R refuses mail for good while heloward is away",
			    waits ? STR("F=T") : STR("no F="));
		return 1;
	}
	mta_finding(stdout, TRI_YES, "attached", says,
		    away.n == 0 ? "mail passes while heloward is away"
				: "mail waits while heloward is away",
		    STR(""));
	return 0;
}

/* Nothing is said of a default place where nothing is. */
int
mta_sendmail(struct arena *a, const struct mta_attach *how, const char *from)
{
	struct mta m = {.arena = a};
	const char *path = from != NULL ? from : "/etc/mail/sendmail.cf";
	struct str where;
	size_t bad;

	if (!address(a, &how->config->socket, &where)) {
		fputs("heloctl: mta sendmail: the socket is inherited (fd:N): "
		      "where it listens is not in the configuration; give it "
		      "with -o socket=unix:/PATH\n",
		      stderr);
		return EXIT_FAILURE;
	}
	print_lines(how, where);
	if (from == NULL && access(path, F_OK) != 0)
		return EXIT_SUCCESS;
	if (!mta_sendmail_read(&m, path)) {
		fflush(stdout);
		fprintf(stderr, "heloctl: %s: %s\n", path, strerror(errno));
		return EXIT_FAILURE;
	}
	printf("\ndnl What Sendmail is told in %s.\n", path);
	bad = report_attached(&m, where, how->waits);
	bad += mta_report(stdout, &m, checks, sizeof checks / sizeof checks[0]);
	printf("dnl %zu to be mended\n", bad);
	return EXIT_SUCCESS;
}
