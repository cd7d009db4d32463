#include "mta_postfix.h"

#include "command.h"
#include "mta_milters.h"

#include <stdlib.h>

static enum tri
is_anything(const struct mta *m, struct str value)
{
	(void)m, (void)value;
	return TRI_YES;
}

static enum tri
is_yes(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(str_ieq(value, STR("yes")));
}

static enum tri
is_no(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(str_ieq(value, STR("no")));
}

static enum tri
is_six(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(str_eq(value, STR("6")));
}

static enum tri
is_limit(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(value.n > 0 && !str_eq(value, STR("0")));
}

static enum tri
is_strict(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(value.n > 0 && !str_ieq(value, STR("no")) &&
		      !str_ieq(value, STR("note")));
}

/* Not offered at all is as good. */
static enum tri
is_anyway(const struct mta *m, struct str value)
{
	return tri_of(
	    value.n > 0 ||
	    mta_lists(mta_get(m, "smtpd_discard_ehlo_keywords"), "etrn"));
}

static enum tri
hides_logins(const struct mta *m, struct str value)
{
	return tri_of(
	    str_ieq(value, STR("yes")) ||
	    !str_ieq(mta_get(m, "smtpd_sasl_auth_enable"), STR("yes")));
}

static enum tri
is_may(const struct mta *m, struct str value)
{
	(void)m;
	return tri_of(str_ieq(value, STR("may")));
}

static const struct mta_check checks[] = {
#define CHECK(command, option, good, when_good, when_bad, mend) \
	{command, option, good, when_good, when_bad, mend},
#include "mta_postfix.def"
#undef CHECK
};

static void
print_lines(const struct postfix *p)
{
	const struct setting *group =
	    &rules_settings(p->how->config->rules)->value[SETTING_SOCKET_GROUP];

	puts("# main.cf: attach heloward. Other filters in smtpd_milters stay,"
	     " parted by commas.");
	printf("smtpd_milters = %.*s\n", STR_ARG(p->element));
	puts("non_smtpd_milters =");
	puts("# Clients to leave alone, by address: \"192.0.2.0/24 DISABLE\" "
	     "there.");
	puts("#smtpd_milter_maps = cidr:/etc/postfix/heloward-clients");
	puts("# master.cf, under submission and submissions: users are no mail"
	     " servers.");
	puts("#  -o smtpd_milters=");
	if (p->how->config->socket.kind != SOCKET_UNIX)
		return;
	puts("# An smtpd in a chroot (master.cf, column 5: y) finds sockets "
	     "below the queue");
	puts("# only; unix:NAME, without a slash in front, is looked for "
	     "there, chroot or not.");
	if (group->text.n == 0)
		puts("# heloward.conf: smtpd runs as postfix, who must get "
		     "at the socket.\n"
		     "#set socket-group \"postfix\"");
}

/* Our element of the list; absent: none. */
static struct str
own_element(const struct postfix *p)
{
	struct str element, address;
	size_t at = 0;

	while (mta_milters_next(p->set, &at, &element, &address))
		for (size_t i = 0; i < p->nours; i++)
			if (str_eq(address, p->ours[i]))
				return element;
	return str_of(NULL);
}

static size_t
report_attached(const struct postfix *p)
{
	struct str own = own_element(p);
	struct str says =
	    arena_printf(p->mta.arena, "smtpd_milters = %.*s", STR_ARG(p->set));
	struct str mend = STR("heloctl mta postfix --apply");

	if (p->set.p == NULL)
		says = STR("smtpd_milters is not set");
	if (own.p == NULL)
		mta_finding(stdout, TRI_NO, "attached", says,
			    "heloward is not in the list", mend);
	else if (str_eq(own, p->element))
		mta_finding(stdout, TRI_YES, "attached", says,
			    "as the line above has it", mend);
	else
		mta_finding(stdout, TRI_MAYBE, "attached", says,
			    "otherwise than the line above has it", mend);
	return own.p == NULL;
}

/* What is empty or not there may be absent. */
static void
report(const struct postfix *p)
{
	struct str others = mta_get(&p->mta, "non_smtpd_milters");
	size_t bad = 0;

	printf("\n# What Postfix %.*s is told in %s.\n",
	       STR_ARG(mta_get(&p->mta, "mail_version")), p->from);
	bad += report_attached(p);
	if (!str_eq(mta_milters_remove(p->mta.arena, others, p->ours, p->nours),
		    others)) {
		mta_finding(stdout, TRI_NO, "attached",
			    arena_printf(p->mta.arena,
					 "non_smtpd_milters = %.*s",
					 STR_ARG(others)),
			    "mail of local programs has no client to judge",
			    STR("take heloward out of it"));
		bad++;
	}
	bad += postfix_report_services(stdout, p);
	bad += mta_report(stdout, &p->mta, checks,
			  sizeof checks / sizeof checks[0]);
	printf("# %zu to be mended\n", bad);
}

static bool
set_milters(struct postfix *p, struct str value)
{
	struct arena *a = p->mta.arena;
	struct str text =
	    arena_printf(a, "smtpd_milters = %.*s", STR_ARG(value));
	const char *const edit[] = {p->postconf, "-c",	 p->from,
				    "-e",	 text.p, NULL};
	const char *const take[] = {p->postconf,     "-c", p->from, "-X",
				    "smtpd_milters", NULL};
	struct str out;

	return command_run(a, value.p == NULL ? take : edit, false, &out,
			   &p->why);
}

static void
show(char sign, struct str value)
{
	if (value.p != NULL)
		printf("%csmtpd_milters = %.*s\n", sign, STR_ARG(value));
}

/* Show the difference, make it, and look whether it is there. */
static bool
change(struct postfix *p, struct str value)
{
	if (str_eq(value, p->set) && (value.p == NULL) == (p->set.p == NULL)) {
		printf("%s/main.cf is as it should be\n", p->from);
		return true;
	}
	printf("%s/main.cf:\n", p->from);
	show('-', p->set);
	show('+', value);
	fflush(stdout);
	if (!set_milters(p, value) || !postfix_read(p))
		return false;
	if (!str_eq(p->set, value)) {
		p->why = STR("postconf has written something else");
		return false;
	}
	puts("Postfix takes notice after: postfix reload");
	return true;
}

static bool
apply(struct postfix *p)
{
	if (str_begins(mta_get(&p->mta, "mail_version"), STR("2."))) {
		p->why = STR("Postfix before 3.0 knows no braces in "
			     "smtpd_milters");
		return false;
	}
	if (postfix_is_shut_in(p)) {
		p->why = STR("smtpd is in a chroot from which it cannot get "
			     "at the socket; see heloctl mta postfix");
		return false;
	}
	return change(p, mta_milters_add(p->mta.arena, p->set, p->element,
					 p->ours, p->nours));
}

static bool
take_out(struct postfix *p)
{
	return change(
	    p, mta_milters_remove(p->mta.arena, p->set, p->ours, p->nours));
}

static int
fail(const struct postfix *p)
{
	fflush(stdout);
	fprintf(stderr, "heloctl: mta postfix: %.*s\n", STR_ARG(p->why));
	return EXIT_FAILURE;
}

int
mta_postfix(struct arena *a, const struct mta_attach *how, const char *from,
	    enum mta_wish wish)
{
	struct postfix p = {.mta = {.arena = a}, .how = how, .from = from};
	bool good;

	if (from == NULL)
		p.from = "/etc/postfix";
	if (!postfix_address(&p))
		return fail(&p);
	good = postfix_read(&p);
	/* How it is written depends on where the queue is. */
	postfix_address(&p);
	/* The lines can be told without a Postfix. */
	if ((good || from == NULL) && wish == MTA_SHOW)
		print_lines(&p);
	if (good && wish == MTA_SHOW)
		report(&p);
	else if (good)
		good = wish == MTA_APPLY ? apply(&p) : take_out(&p);
	return good ? EXIT_SUCCESS : fail(&p);
}
