#ifndef TESTS_DNSD_ZONE_H
#define TESTS_DNSD_ZONE_H

#include "../../rules/arena.h"
#include "../../rules/str.h"

#include <stdbool.h>
#include <stdint.h>

/* What the name server of the tests knows, and how it is to misbehave. */

enum dnsd_trick {
#define TRICK(id, word, summary) DNSD_##id##_BIT,
#include "dnsd_trick.def"
#undef TRICK
	DNSD_TRICKS
};

enum {
#define TRICK(id, word, summary) DNSD_##id = 1 << DNSD_##id##_BIT,
#include "dnsd_trick.def"
#undef TRICK
	DNSD_ALL = (1 << DNSD_TRICKS) - 1
};

enum { DNSD_NAME = 255 };

/* A name in wire form, lower case, uncompressed. */
struct dnsd_name {
	size_t n;
	uint8_t b[DNSD_NAME];
};

struct dnsd_record {
	struct dnsd_record *next;
	uint16_t type;
	size_t fixed; /* bytes of the data in front of a name */
	bool named;   /* a name follows them */
	size_t n;
	uint8_t *data;
};

struct dnsd_line {
	struct dnsd_line *next;
	struct dnsd_name name;
	bool below;    /* "*.NAME" */
	bool any_type; /* no TYPE given */
	uint16_t type;
	int rcode; /* 0: the records, or none */
	unsigned tricks, delay_ms, ttl, many;
	struct dnsd_record *records, **end;
};

struct dnsd_zone {
	struct arena *arena;
	struct dnsd_line *lines, **end;
	struct dnsd_line other; /* for questions without a line */
};

void dnsd_zone_init(struct dnsd_zone *z, struct arena *a);

/*
 * The arguments of a "dns" line:
 *
 *	NAME TYPE [slow TIME] [ttl N] [TRICK...] DATA... | none | many N
 *	NAME [TYPE] fails | refused | notimp | formerr
 *	default ...
 *
 * An address as NAME stands for its reverse name, "*.NAME" for all names below
 * NAME that have no line. Lines of one NAME and TYPE add up. Names are read as
 * in a zone file: \. and \000 are bytes. False: it cannot be understood.
 */
bool dnsd_zone_add(struct dnsd_zone *z, const struct str *arg, size_t n);

/* The first line behind "after" (NULL: of all) about the name and type; lines
 * for all names below one only when none names it. */
const struct dnsd_line *dnsd_zone_find(const struct dnsd_zone *z,
				       const struct dnsd_line *after,
				       const struct dnsd_name *name,
				       uint16_t type);

/* Is there a line for the name, of whatever type? */
bool dnsd_zone_has(const struct dnsd_zone *z, const struct dnsd_name *name);

bool dnsd_zone_name(struct str text, struct dnsd_name *out);

#endif
