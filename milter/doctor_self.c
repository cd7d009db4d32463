#include "doctor.h"

#include "command.h"
#include "hostname.h"
#include "identity.h"
#include "mta_postfix.h"

#include <unistd.h>

static void
add(struct doctor_self *self, const struct addr *addr, struct str from)
{
	for (size_t i = 0; i < self->naddrs; i++)
		if (addr_equal(&self->addr[i], addr))
			return;
	if (self->naddrs == DOCTOR_ADDRESSES ||
	    strcmp(addr_class(addr), "unspecified") == 0)
		return;
	self->addr[self->naddrs] = *addr;
	self->addr_from[self->naddrs++] = from;
}

static struct str
next_line(struct str *text)
{
	struct str line = str_slice(*text, 0, str_find(*text, '\n'));

	*text = str_from(*text, line.n + 1);
	return str_trim(line);
}

/* "smtp_helo_name = mx.example.org", a line each; -x expands "$myhostname". */
static bool
ask_postfix(struct arena *a, struct doctor_self *self)
{
	const char *postconf = postfix_postconf();
	const char *const argv[] = {postconf,
				    "-x",
				    "smtp_helo_name",
				    "smtp_bind_address",
				    "smtp_bind_address6",
				    NULL};
	struct str out, why;

	if (postconf == NULL || !command_run(a, argv, true, &out, &why))
		return false;
	while (out.n > 0) {
		struct str line = next_line(&out);
		size_t is = str_find(line, '=');
		struct str key = str_trim(str_slice(line, 0, is));
		struct str value = str_trim(str_from(line, is + 1));
		struct addr addr;

		if (str_eq(key, STR("smtp_helo_name")))
			self->name = value;
		else if (addr_parse(value, &addr))
			add(self, &addr,
			    arena_printf(a, "%.*s of Postfix", STR_ARG(key)));
	}
	self->name_from = STR("smtp_helo_name of Postfix");
	return self->name.n > 0;
}

/* "(canonical domain name) $j = mx.example.org" */
static bool
ask_sendmail(struct arena *a, struct doctor_self *self)
{
	static const char program[] = "/usr/sbin/sendmail";
	const char *const argv[] = {program, "-bt", "-d0.1", NULL};
	const struct str mark = STR("(canonical domain name) $j = ");
	struct str out, why;

	if (access("/etc/mail/sendmail.cf", R_OK) != 0 ||
	    !command_run(a, argv, true, &out, &why))
		return false;
	while (out.n > 0) {
		struct str line = next_line(&out);

		if (str_begins(line, mark))
			self->name = str_from(line, mark.n);
	}
	self->name_from = STR("$j of Sendmail");
	return self->name.n > 0;
}

void
doctor_self_name(struct arena *a, struct doctor_self *self)
{
	char name[HOSTNAME_MAX + 3] = "";

	if (ask_postfix(a, self) || ask_sendmail(a, self))
		return;
	self->name_from = STR("host name");
	self->name = gethostname(name, sizeof name - 1) == 0
			 ? arena_str(a, str_of(name))
			 : STR("localhost");
}

void
doctor_self_interfaces(struct arena *a, struct doctor_self *self)
{
	struct rules_options options = {.nidentity = 0};
	struct addr addr;

	identity_gather(a, &options);
	for (size_t i = 0; i < options.nidentity; i++)
		if (addr_parse(options.identity[i].entry, &addr) &&
		    strcmp(addr_class(&addr), "public") == 0)
			add(self, &addr, str_of(options.identity[i].from));
}
