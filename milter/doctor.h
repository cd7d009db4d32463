#ifndef MILTER_DOCTOR_H
#define MILTER_DOCTOR_H

#include "addr.h"
#include "arena.h"
#include "dns.h"
#include "rules.h"

/*
 * Is the name that a mail server greets others with right? Judged by the facts
 * that rules see: the doctor's session is that of the server as a client.
 */

enum doctor_result {
	DOCTOR_OK,
	DOCTOR_MEND,
	DOCTOR_UNWISE,
	DOCTOR_UNKNOWN, /* the DNS gave no answer, or there is no address */
	DOCTOR_NOTHING, /* the check does not apply: not shown */
	DOCTOR_RESULTS
};

const char *doctor_result_name(enum doctor_result result);

/* Texts may hold bytes of the DNS: escape them. */
struct doctor_finding {
	enum doctor_result result;
	struct str seen, remedy; /* absent: nothing to say */
};

struct doctor {
	struct arena *arena;
	const struct rules *rules;
	struct dns *dns;
	struct str name;
	struct addr addr; /* what the session below comes from */
	struct session *session;
};

enum doctor_about { DOCTOR_NAME, DOCTOR_ADDRESS };

struct doctor_row {
	const char *name;
	enum doctor_about about;
	const char *rfc, *summary;
	struct doctor_finding (*look)(struct doctor *d);
};

enum {
#define CHECK(id, name, about, rfc, summary) DOCTOR_CHECK_##id,
#include "doctor.def"
#undef CHECK
	DOCTOR_CHECKS
};

extern const struct doctor_row doctor_rows[DOCTOR_CHECKS];

#define CHECK(id, name, about, rfc, summary) \
	struct doctor_finding doctor_look_##id(struct doctor *d);
#include "doctor.def"
#undef CHECK

/*
 * The name that this machine's mail server greets others with, and the
 * addresses that it says it sends from; asked of Postfix, else of Sendmail,
 * else the host name. "from" says which. The name may be any text.
 */
enum { DOCTOR_ADDRESSES = 16 };

struct doctor_self {
	struct str name, name_from;
	struct addr addr[DOCTOR_ADDRESSES];
	struct str addr_from[DOCTOR_ADDRESSES];
	size_t naddrs;
};

void doctor_self_name(struct arena *a, struct doctor_self *self);

/* Public addresses of interfaces, when the mail server names none. */
void doctor_self_interfaces(struct arena *a, struct doctor_self *self);

#endif
