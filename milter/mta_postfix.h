#ifndef MILTER_MTA_POSTFIX_H
#define MILTER_MTA_POSTFIX_H

#include "mta.h"

/* What mta_postfix*.c share. */
struct postfix {
	struct mta mta; /* the parameters that matter, with $NAMEs expanded */
	const struct mta_attach *how;
	const char *postconf; /* NULL: there is none */
	const char *from;     /* folder of main.cf */
	struct str set;	      /* smtpd_milters as main.cf has it; absent: not */
	struct str services;  /* of master.cf, as postconf -M prints them */
	struct str address;   /* of heloward, as Postfix writes it */
	struct str ours[4];   /* all ways to write it */
	size_t nours;
	struct str element; /* of smtpd_milters */
	struct str why;	    /* what could not be read */
};

/* Where Postfix's postconf is; NULL: there is none. */
const char *postfix_postconf(void);

/* Read all of it; false: "why". */
bool postfix_read(struct postfix *p);

/* The ways to write the address, and the element. False: "why". */
bool postfix_address(struct postfix *p);

/* What master.cf says of its smtpds; the number of lines to be mended. */
size_t postfix_report_services(FILE *to, const struct postfix *p);

/* Is there an smtpd that cannot get at the socket from its chroot? */
bool postfix_is_shut_in(const struct postfix *p);

#endif
