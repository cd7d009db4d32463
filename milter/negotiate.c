#include "negotiate.h"

#include "journal_take.h"
#include "log.h"

enum { NAME_MOST = 20, MACROS_MOST = 9, LIST_MOST = 256 };

/*
 * The macros to ask for, at the stages where both MTAs know them: first those
 * that facts read, then those for the bridge itself and the log.
 */
static struct asked {
	int stage;
	char facts[MACROS_MOST][NAME_MOST];
	char own[NAME_MOST];
	size_t with_first;	 /* so many come only if the first does */
	int number[MACROS_MOST]; /* of "facts", see session.h */
} asked[] = {
    {SMFIM_CONNECT,
     {"j", "{daemon_name}", "{daemon_addr}", "{daemon_port}", "{if_addr}",
      "{client_name}", "{client_port}", "{client_ptr}", "{client_resolve}"},
     "",
     0,
     {0}},
    {SMFIM_HELO,
     {"{tls_version}", "{cipher}", "{cipher_bits}", "{verify}",
      "{cert_subject}", "{cert_issuer}"},
     "",
     5,
     {0}},
    {SMFIM_ENVFROM,
     {"{tls_version}", "{cipher}", "{cipher_bits}", "{verify}",
      "{cert_subject}", "{cert_issuer}", "r", "{auth_type}", "{auth_authen}"},
     "i",
     5,
     {0}},
    {SMFIM_ENVRCPT, {""}, "i {rcpt_mailer}", 0, {0}},
    {SMFIM_DATA, {""}, "i", 0, {0}},
    /* Sendmail honours the last one only when both are set. */
    {SMFIM_EOH, {""}, "i", 0, {0}},
    {SMFIM_EOM, {""}, "i", 0, {0}},
};

void
negotiate_init(void)
{
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		for (size_t k = 0; k < MACROS_MOST; k++)
			asked[i].number[k] =
			    session_macro_number(str_of(asked[i].facts[k]));
}

/* Where the MTA can be told which macros we want. */
static void
ask_macros(SMFICTX *ctx, const struct asked *row)
{
	char list[LIST_MOST], *end = list;

	for (size_t i = 0; i < MACROS_MOST && row->facts[i][0] != '\0'; i++) {
		end = stpcpy(end, row->facts[i]);
		*end++ = ' ';
	}
	stpcpy(end, row->own);
	smfi_setsymlist(ctx, row->stage, list);
}

void
negotiate_take_macros(SMFICTX *ctx, struct conn *c, int stage)
{
	struct asked *row = asked;

	while (row->stage != stage)
		row++;
	for (size_t i = 0; i < MACROS_MOST && row->facts[i][0] != '\0'; i++) {
		const struct str value =
		    str_of(smfi_getsymval(ctx, row->facts[i]));

		session_macro_set(c->session, row->number[i], value);
		journal_take_macro(c->journal, row->number[i], row->facts[i],
				   value);
		if (i == 0 && value.p == NULL)
			i += row->with_first;
	}
	journal_take_macros_said(c->journal);
}

static unsigned long
actions_wanted(struct rules_needs needs)
{
	return (needs.add_header ? SMFIF_ADDHDRS : 0) |
	       (needs.change_header ? SMFIF_CHGHDRS : 0) |
	       (needs.quarantine ? SMFIF_QUARANTINE : 0) |
	       (needs.discard ? SMFIF_DELRCPT : 0) | SMFIF_SETSYMLIST;
}

/*
 * Events that no rule needs are not sent at all. DATA stays: see on_data(). Who
 * wants header fields has to take their end too: a message without fields would
 * go from DATA to its end, and libmilter would lose step.
 */
static unsigned long
steps_wanted(struct rules_needs needs)
{
	return (needs.unknown ? 0 : SMFIP_NOUNKNOWN) |
	       (needs.refused ? SMFIP_RCPT_REJ : 0) |
	       (needs.headers ? 0 : SMFIP_NOHDRS) |
	       (needs.headers || needs.headers_end ? 0 : SMFIP_NOEOH) |
	       (needs.body ? 0 : SMFIP_NOBODY);
}

/* Where the MTA does not let itself be told, it sends what it thinks fit. */
static void
ask_all_macros(SMFICTX *ctx, unsigned long offered)
{
	if ((offered & SMFIF_SETSYMLIST) == 0)
		return;
	for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++)
		ask_macros(ctx, &asked[i]);
}

void
negotiate(SMFICTX *ctx, struct rules_needs needs, unsigned long actions_offered,
	  unsigned long steps_offered, unsigned long *actions,
	  unsigned long *steps)
{
	const unsigned long wanted = actions_wanted(needs);

	*actions = wanted & actions_offered;
	*steps = steps_wanted(needs) & steps_offered;
	if (*actions != wanted)
		log_say(
		    LOG_LEVEL_WARNING,
		    "the MTA does not offer all that the rules need (%#lx of "
		    "%#lx): some actions and macros will be missing",
		    *actions, wanted);
	ask_all_macros(ctx, actions_offered);
}
