#ifndef RIG_DRIVER_SMTP_H
#define RIG_DRIVER_SMTP_H

#include "driver.h"
#include "smtp.h"

/*
 * What drivers of mail servers share: all but opening a connection as the
 * client of the transcript. The state of the talk is a struct smtp.
 */
driver_says driver_smtp_helo, driver_smtp_ehlo, driver_smtp_starttls,
    driver_smtp_auth, driver_smtp_mail, driver_smtp_rcpt, driver_smtp_data,
    driver_smtp_header, driver_smtp_macro, driver_smtp_rset, driver_smtp_quit,
    driver_smtp_unknown;

#define DRIVER_SMTP_SAYS                                \
	{                                               \
		[STEP_HELO] = driver_smtp_helo,         \
		[STEP_EHLO] = driver_smtp_ehlo,         \
		[STEP_STARTTLS] = driver_smtp_starttls, \
		[STEP_AUTH] = driver_smtp_auth,         \
		[STEP_MAIL] = driver_smtp_mail,         \
		[STEP_RCPT] = driver_smtp_rcpt,         \
		[STEP_REFUSED] = driver_smtp_rcpt,      \
		[STEP_DATA] = driver_smtp_data,         \
		[STEP_HEADER] = driver_smtp_header,     \
		[STEP_MACRO] = driver_smtp_macro,       \
		[STEP_RSET] = driver_smtp_rset,         \
		[STEP_QUIT] = driver_smtp_quit,         \
		[STEP_UNKNOWN] = driver_smtp_unknown,   \
	}

bool driver_smtp_headers_end(struct talk *t);
bool driver_smtp_body(struct talk *t, struct str lines);
bool driver_smtp_end(struct talk *t);
void driver_smtp_close(struct talk *t);

/* Leave a reply as the answer; false when 421 did not end the connection. */
bool driver_smtp_leave(struct talk *t, const struct smtp_reply *r);

/* The connection is gone: the transcript cannot go on. Returns false. */
bool driver_smtp_gone(struct talk *t);

#endif
