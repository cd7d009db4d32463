#ifndef RULES_CANNED_DNS_H
#define RULES_CANNED_DNS_H

#include "arena.h"
#include "dns.h"
#include "transcript.h"

/*
 * The DNS as a transcript's "dns" steps tell it:
 *
 *	dns NAME TYPE DATA...	the records; MX: PREFERENCE NAME
 *	dns NAME TYPE none	no such record
 *	dns NAME [TYPE] fails	no answer for now
 *	dns NAME TYPE slow 3s [DATA... | none]	an answer after that time
 *	dns NAME TYPE secure DATA...	records that DNSSEC has validated
 *	dns default fails	what is said of all other names; else none
 *
 * An address as NAME stands for its reverse name. Where no such step says
 * otherwise, the DNS tells the same of a client as the MTA: "client ADDRESS
 * NAME" has that PTR record, and NAME that address; the macros {client_ptr} and
 * {client_resolve} FORGED or TEMP make a name that does not point back, or
 * whose lookup fails.
 */
struct dns *canned_dns_new(struct arena *a, const struct transcript *tr);

#endif
