#ifndef RULES_GENERIC_H
#define RULES_GENERIC_H

#include "addr.h"
#include "str.h"

#include <stdbool.h>

/*
 * Does a host name look as if a machine had made it from an address, for
 * customers on a line rather than for a mail server? No DNS, no allocation, no
 * state: any thread, any bytes. No parts are found in what is longer than 255
 * bytes, or is an address, bare or in brackets: that is no name.
 *
 * The score is the sum of the parts' weights; each word and each feature
 * counts once. The rows, their weights and the threshold are in generic.def.
 */
enum generic_kind {
	GENERIC_NONE,	 /* nothing that counts */
	GENERIC_MAIL,	 /* calls itself a mail server: mail, mx1, smtp-out */
	GENERIC_STATIC,	 /* a fixed or rented place: static, vps, dedicated */
	GENERIC_ADDRESS, /* an address in it */
	GENERIC_DYNAMIC, /* given out for a time: dyn, dhcp, ppp, dialup */
	GENERIC_ACCESS,	 /* a customer's line: dsl, cable, cust, pool */
	GENERIC_RANDOM,	 /* numbers, hex or a factory name: WIN-9QL4SDRB93L */
};

enum { GENERIC_PARTS = 24, GENERIC_NAME_MAX = 255 };

struct generic_part {
	struct str text;  /* view into the judged name */
	const char *name; /* "address", "word:dsl" ... */
	int weight;	  /* below 0: speaks for the name */
	enum generic_kind kind;
};

struct generic {
	bool generic; /* the score reaches the threshold */
	int score;
	enum generic_kind kind; /* of the heaviest part; of a name that is not
				 * generic: mail or static if it says so */
	size_t n;
	struct generic_part part[GENERIC_PARTS];
};

/* What the name is to us. */
enum generic_use {
	GENERIC_REVERSE,  /* what the address points back to: given to it */
	GENERIC_GREETING, /* what the client calls itself: its own choice, so
			   * that no fixed line has to greet with its address */
};

/*
 * Judge "name" (no trailing dot needed). "client": whose name it is said to
 * be; NULL when not known, which finds less. "org": the organisational domain
 * the name ends in (ORGDOMAIN_REGISTRY), which is not looked at; absent:
 * guessed from the labels' lengths; empty: all of the name is looked at, right
 * for a single label and for a TLD that does not exist. The parts are views
 * into "name".
 */
void generic_judge(struct str name, enum generic_use use,
		   const struct addr *client, struct str org,
		   struct generic *out);

int generic_threshold(void);

/* "none", "mail", "static", "address", "dynamic", "access", "random" */
const char *generic_kind_name(enum generic_kind kind);

#endif
