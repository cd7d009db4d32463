#include "orgdomain.h"

#include <libpsl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

/* RFC 1035, 2.3.4, without the trailing dot */
enum { NAME_MAX_BYTES = 253, LABEL_MAX_BYTES = 63 };

/* names, of about 300 bytes each, in a thread */
enum { REMEMBERED = 64 };

/* Where a list may come from, newest first once chosen. */
struct candidate {
	const char *file; /* NULL: within libpsl */
	int64_t when;	  /* seconds since 1970; -1: not there */
};

static int64_t
date_of(const char *file)
{
	struct stat st;

	if (file == NULL)
		return psl_builtin() == NULL ? -1 : psl_builtin_file_time();
	return stat(file, &st) == 0 ? (int64_t)st.st_mtime : -1;
}

static void
describe(struct orgdomain *o, const struct candidate *c)
{
	const char *file = c->file == NULL ? "within libpsl" : c->file;
	time_t when = (time_t)c->when;
	struct tm day;

	if (c->when < 0 || gmtime_r(&when, &day) == NULL)
		snprintf(o->source, sizeof o->source, "undated (%s)", file);
	else
		snprintf(o->source, sizeof o->source, "%04d-%02d-%02d (%s)",
			 day.tm_year + 1900, day.tm_mon + 1, day.tm_mday, file);
}

static uint64_t lists; /* loaded so far */

static bool
load(struct orgdomain *o, const struct candidate *c)
{
	struct psl_ctx_st *list =
	    c->file == NULL ? (struct psl_ctx_st *)(uintptr_t)psl_builtin()
			    : psl_load_file(c->file);

	/* libpsl takes nearly any text for a list */
	if (list == NULL ||
	    !psl_is_public_suffix2(list, "com",
				   PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE)) {
		snprintf(o->source, sizeof o->source, "none (%s: %s)",
			 c->file == NULL ? "within libpsl" : c->file,
			 list == NULL ? "cannot be read"
				      : "is no public suffix list");
		if (c->file != NULL)
			psl_free(list);
		return false;
	}
	o->list = list;
	o->number = ++lists;
	o->builtin = c->file == NULL;
	describe(o, c);
	return true;
}

bool
orgdomain_init(struct orgdomain *o, const char *file)
{
	struct candidate c[2] = {{psl_dist_filename(), -1}, {NULL, -1}};

	*o = (struct orgdomain){.list = NULL};
	if (file != NULL)
		return load(o, &(struct candidate){file, date_of(file)});
	for (size_t i = 0; i < 2; i++)
		c[i].when = date_of(c[i].file);
	if (c[0].file == NULL || c[0].when < c[1].when) {
		struct candidate swap = c[0];

		c[0] = c[1];
		c[1] = swap;
	}
	return load(o, &c[0]) || load(o, &c[1]);
}

void
orgdomain_fini(struct orgdomain *o)
{
	if (!o->builtin)
		psl_free(o->list);
	*o = (struct orgdomain){.list = NULL};
}

/* A name as libpsl wants it: lower case, NUL-terminated. */
struct plain {
	char text[NAME_MAX_BYTES + 1];
	size_t n;
	size_t last; /* where the last label begins */
};

static bool
is_all_digits(const char *p)
{
	while (str_is_digit(*p))
		p++;
	return *p == '\0';
}

/* False for what cannot be a host name; then *out is not to be used. */
static bool
plain_of(struct str name, struct plain *out)
{
	size_t label = 0; /* bytes of it so far */

	out->n = out->last = 0;
	if (name.n > 0 && name.p[name.n - 1] == '.')
		name.n--;
	if (name.n == 0 || name.n > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = str_lower(name.p[i]);

		if (c == '.' ? label == 0
			     : label == LABEL_MAX_BYTES ||
				   !(str_is_alnum(c) || c == '-' || c == '_'))
			return false;
		label = c == '.' ? 0 : label + 1;
		if (c == '.')
			out->last = i + 1;
		out->text[i] = c;
	}
	out->n = name.n;
	out->text[out->n] = '\0';
	return label > 0 && !is_all_digits(out->text + out->last);
}

static bool
is_listed(const struct orgdomain *o, const char *name, enum orgdomain_part part)
{
	int types = part == ORGDOMAIN_ALL ? PSL_TYPE_ANY : PSL_TYPE_ICANN;

	return psl_is_public_suffix2(o->list, name,
				     types | PSL_TYPE_NO_STAR_RULE) != 0;
}

enum { PARTS = ORGDOMAIN_ALL + 1 };

/* All that the list says of a name. */
struct split {
	bool tld_known; /* see orgdomain_knows_tld() */
	bool is_listed[PARTS];
	/* Bytes of the public suffix: the longest listed one, or the TLD. */
	uint8_t suffix[PARTS];
};

static struct split split_of(const struct orgdomain *o, const char *name,
			     size_t n);

/* A registry's suffix is one of all. */
static struct split
split_make(const struct orgdomain *o, const char *name, size_t n)
{
	const char *dot = memchr(name, '.', n);
	struct split out = {.suffix = {(uint8_t)n, (uint8_t)n}};
	bool *listed = out.is_listed;

	if (dot != NULL)
		out = split_of(o, dot + 1, n - (size_t)(dot + 1 - name));
	listed[ORGDOMAIN_ALL] = is_listed(o, name, ORGDOMAIN_ALL);
	listed[ORGDOMAIN_REGISTRY] =
	    listed[ORGDOMAIN_ALL] && is_listed(o, name, ORGDOMAIN_REGISTRY);
	for (size_t i = 0; i < PARTS; i++)
		if (listed[i])
			out.suffix[i] = (uint8_t)n;
	if (dot == NULL || strchr(dot + 1, '.') == NULL)
		out.tld_known |= listed[ORGDOMAIN_REGISTRY];
	return out;
}

/*
 * Several facts ask about one name, and many names stand in one domain: each
 * thread remembers the last ones. A list's number is never used again. The name
 * ends with a NUL behind its n bytes.
 */
static struct split
split_of(const struct orgdomain *o, const char *name, size_t n)
{
	static _Thread_local struct {
		uint64_t list;
		struct split split;
		char name[NAME_MAX_BYTES + 1];
	} kept[REMEMBERED];
	size_t slot = n;

	for (size_t i = 0; i < n; i++)
		slot = slot * 31 + (unsigned char)name[i];
	slot %= REMEMBERED;
	if (kept[slot].list != o->number ||
	    memcmp(kept[slot].name, name, n + 1) != 0) {
		kept[slot].split = split_make(o, name, n);
		kept[slot].list = o->number;
		memcpy(kept[slot].name, name, n + 1);
	}
	return kept[slot].split;
}

enum tri
orgdomain_of(const struct orgdomain *o, struct str name,
	     enum orgdomain_part part, struct str *out)
{
	struct plain plain;
	size_t at;

	*out = (struct str){NULL, 0};
	if (o->list == NULL)
		return TRI_MAYBE;
	if (!plain_of(name, &plain))
		return TRI_NO;
	at = plain.n - split_of(o, plain.text, plain.n).suffix[part];
	if (at == 0)
		return TRI_NO;
	for (at--; at > 0 && plain.text[at - 1] != '.';)
		at--;
	*out = str_slice(name, at, plain.n);
	return TRI_YES;
}

enum tri
orgdomain_is_suffix(const struct orgdomain *o, struct str name,
		    enum orgdomain_part part)
{
	struct plain plain;

	if (o->list == NULL)
		return TRI_MAYBE;
	return tri_of(plain_of(name, &plain) &&
		      split_of(o, plain.text, plain.n).is_listed[part]);
}

/* "za" does not stand on the list, but "co.za" does, and all it sells. */
enum tri
orgdomain_knows_tld(const struct orgdomain *o, struct str name)
{
	struct plain plain;

	if (o->list == NULL)
		return TRI_MAYBE;
	return tri_of(plain_of(name, &plain) &&
		      split_of(o, plain.text, plain.n).tld_known);
}

enum tri
orgdomain_same(const struct orgdomain *o, struct str a, struct str b)
{
	struct plain x, y;
	struct str org_a, org_b;

	if (o->list == NULL)
		return TRI_MAYBE;
	if (!plain_of(a, &x) || !plain_of(b, &y))
		return TRI_NO;
	if (x.n == y.n && memcmp(x.text, y.text, x.n) == 0)
		return TRI_YES;
	if (orgdomain_of(o, a, ORGDOMAIN_ALL, &org_a) != TRI_YES ||
	    orgdomain_of(o, b, ORGDOMAIN_ALL, &org_b) != TRI_YES)
		return TRI_NO;
	return tri_of(str_ieq(org_a, org_b));
}

const char *
orgdomain_library(void)
{
	return psl_get_version();
}
