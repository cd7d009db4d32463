#include "generic_private.h"

static const struct generic_row features[] = {
#define FEATURE(id, name, weight, kind) {name, (weight), GENERIC_##kind},
#define WORD(text, weight, kind, how)
#include "generic.def"
#undef FEATURE
#undef WORD
};

static const char *const kind_names[] = {
    [GENERIC_NONE] = "none",	   [GENERIC_MAIL] = "mail",
    [GENERIC_STATIC] = "static",   [GENERIC_ADDRESS] = "address",
    [GENERIC_DYNAMIC] = "dynamic", [GENERIC_ACCESS] = "access",
    [GENERIC_RANDOM] = "random",
};

int
generic_threshold(void)
{
	return features[GENERIC_FEATURE_THRESHOLD].weight;
}

const char *
generic_kind_name(enum generic_kind kind)
{
	return kind_names[kind];
}

void
generic_note_row(struct generic_scan *s, const struct generic_row *row,
		 size_t from, size_t to)
{
	struct generic *g = s->out;

	if (g->n == GENERIC_PARTS)
		return;
	g->part[g->n++] = (struct generic_part){
	    str_slice(s->name, from, to), row->name, row->weight, row->kind};
	g->score += row->weight;
}

void
generic_note(struct generic_scan *s, enum generic_feature feature, size_t from,
	     size_t to)
{
	generic_note_row(s, &features[feature], from, to);
}

/* The last two labels; three for co.uk and its like. */
static struct str
guess_org(struct str name)
{
	size_t last = str_find_last(name, '.');
	size_t second, third;

	/* no TLD begins with a digit: then it is an address, not a name */
	if (last == name.n || last + 1 == name.n ||
	    str_is_digit(name.p[last + 1]))
		return str_from(name, name.n);
	second = str_find_last(str_slice(name, 0, last), '.');
	if (second == last)
		return name;
	if (name.n - last != 3 || last - second > 4)
		return str_from(name, second + 1);
	third = str_find_last(str_slice(name, 0, second), '.');
	return third == second ? name : str_from(name, third + 1);
}

static const struct str arpa = {".arpa", 5};

/* How many bytes of the name stand before its organisational domain. */
static size_t
host_part(struct str name, struct str org)
{
	if (str_iends(name, arpa))
		return name.n;
	if (org.p == NULL)
		org = guess_org(name);
	if (org.n > 0 && org.p[org.n - 1] == '.')
		org.n--;
	if (str_ieq(name, org))
		return 0;
	if (org.n == 0 || !str_iends(name, org) ||
	    name.p[name.n - org.n - 1] != '.')
		return name.n;
	return name.n - org.n - 1;
}

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

static void
scan_runs(struct generic_scan *s)
{
	for (size_t i = 0; i < s->n;) {
		bool digits = str_is_digit(s->text[i]);
		size_t n = 1;

		if (!digits && !is_letter(s->text[i])) {
			i++;
			continue;
		}
		while (i + n < s->n && (digits ? str_is_digit(s->text[i + n])
					       : is_letter(s->text[i + n])))
			n++;
		s->run[s->runs++] =
		    (struct generic_run){(uint8_t)i, (uint8_t)n, digits, false};
		i += n;
	}
}

/* Digits that no address explains: one long run, or many in all. */
static void
find_numbers(struct generic_scan *s)
{
	const struct generic_run *longest = NULL;
	size_t digits = 0;

	for (size_t i = 0; i < s->runs; i++) {
		const struct generic_run *r = &s->run[i];

		if (!r->digits || r->taken)
			continue;
		digits += r->n;
		if (longest == NULL || r->n > longest->n)
			longest = r;
	}
	if (longest != NULL && longest->n >= 5)
		generic_note(s, GENERIC_FEATURE_LONG_NUMBER, longest->at,
			     (size_t)longest->at + longest->n);
	else if (digits >= 5)
		generic_note(s, GENERIC_FEATURE_DIGITS, 0, s->n);
}

static void
find_hyphens(struct generic_scan *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->text[i] == '-';
	if (n >= 3)
		generic_note(s, GENERIC_FEATURE_HYPHENS, 0, s->n);
}

static bool
is_explained(const struct generic_scan *s, size_t from, size_t to)
{
	for (size_t i = 0; i < s->runs; i++)
		if (s->run[i].taken && s->run[i].at < to &&
		    s->run[i].at + s->run[i].n > from)
			return true;
	return false;
}

/* Digits and letters a-f mixed: a serial number, a MAC address. */
static void
find_hex(struct generic_scan *s)
{
	for (size_t i = 0; i < s->n;) {
		size_t n = 0, digits = 0;

		for (; i + n < s->n && generic_hex(s->text[i + n]) >= 0; n++)
			digits += str_is_digit(s->text[i + n]);
		if (n >= 8 && digits >= 2 && digits < n &&
		    !is_explained(s, i, i + n)) {
			generic_note(s,
				     n >= 12 ? GENERIC_FEATURE_SERIAL
					     : GENERIC_FEATURE_HEX,
				     i, i + n);
			return;
		}
		i += n + 1;
	}
}

/* What Windows calls a machine until somebody gives it a name. */
static void
find_factory_name(struct generic_scan *s)
{
	static const struct {
		struct str prefix;
		size_t n;
	} factory[] = {
	    {{"win-", 4}, 11}, {{"desktop-", 8}, 7}, {{"laptop-", 7}, 8}};
	size_t label = str_find(str_make(s->text, s->n), '.');

	for (size_t i = 0; i < sizeof factory / sizeof factory[0]; i++) {
		size_t rest = factory[i].prefix.n;

		if (label != rest + factory[i].n ||
		    !str_begins(str_make(s->text, s->n), factory[i].prefix))
			continue;
		while (rest < label && str_is_alnum(s->text[rest]))
			rest++;
		if (rest == label)
			generic_note(s, GENERIC_FEATURE_FACTORY, 0, label);
	}
}

/* Octets apart, in decimal: not hex, not one number, nothing in between. */
static bool
is_readable(struct str address)
{
	size_t marks = 0;

	for (size_t i = 0; i < address.n; i++) {
		char c = str_lower(address.p[i]);

		if (!str_is_digit(c) && !generic_is_separator(c))
			return false;
		marks += !str_is_digit(c);
	}
	return marks >= 3;
}

/*
 * 192-0-2-1.example.net, no letter before it, is also the default name of
 * companies' fixed lines and rented machines, mail servers among them.
 */
static void
find_address_first(struct generic_scan *s)
{
	for (size_t i = 0; i < s->out->n; i++) {
		const struct generic_part *p = &s->out->part[i];

		if ((p->name == features[GENERIC_FEATURE_ADDRESS].name ||
		     p->name == features[GENERIC_FEATURE_ADDRESS_OTHER].name) &&
		    p->text.p == s->name.p && is_readable(p->text)) {
			generic_note(s, GENERIC_FEATURE_ADDRESS_FIRST, 0,
				     p->text.n);
			return;
		}
	}
}

/* A PTR record's own name where a host's name should be (RFC 1035, 3.5). */
static void
find_reverse_zone(struct generic_scan *s)
{
	if (s->n > arpa.n && str_iends(str_make(s->text, s->n), arpa))
		generic_note(s, GENERIC_FEATURE_REVERSE_ZONE, s->n - arpa.n,
			     s->n);
}

/* Whose domain says "mail" sends mail for others, and numbers its hosts. */
static void
find_mail_domain(struct generic_scan *s, size_t n)
{
	static const struct str mail = {"mail", 4};

	for (size_t i = s->n; i + mail.n <= n; i++)
		if (str_ieq(str_slice(s->name, i, i + mail.n), mail)) {
			generic_note(s, GENERIC_FEATURE_MAIL_DOMAIN, i,
				     i + mail.n);
			return;
		}
}

static bool
speaks_for_line(enum generic_kind kind)
{
	return kind == GENERIC_DYNAMIC || kind == GENERIC_ACCESS;
}

/* A word for a line with a number beside it that is not from the address. */
static void
find_numbered(struct generic_scan *s)
{
	for (size_t i = 0; i < s->out->n; i++) {
		const struct generic_part *p = &s->out->part[i];
		size_t at = (size_t)(p->text.p - s->name.p);

		if (!speaks_for_line(p->kind))
			continue;
		for (size_t j = 0; j < s->runs; j++) {
			const struct generic_run *r = &s->run[j];
			size_t end = at + p->text.n;

			if (!r->digits || r->taken)
				continue;
			if (r->at == end || r->at == end + 1 ||
			    r->at + r->n == at || r->at + r->n + 1u == at) {
				generic_note(s, GENERIC_FEATURE_NUMBERED, r->at,
					     (size_t)r->at + r->n);
				return;
			}
		}
	}
}

static bool
has_kind(const struct generic *g, enum generic_kind kind)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->part[i].kind == kind)
			return true;
	return false;
}

static enum generic_kind
kind_of(const struct generic *g)
{
	enum generic_kind heaviest = GENERIC_NONE;
	int most = 0;

	if (!g->generic && has_kind(g, GENERIC_MAIL))
		return GENERIC_MAIL;
	if (!g->generic && has_kind(g, GENERIC_STATIC))
		return GENERIC_STATIC;
	for (size_t i = 0; i < g->n; i++)
		if (g->part[i].weight > most) {
			most = g->part[i].weight;
			heaviest = g->part[i].kind;
		}
	return heaviest;
}

/* An address is no name; to greet with one in brackets is even right. */
static bool
is_address(struct str name)
{
	struct addr unused;

	return name.p[0] == '[' || addr_parse(name, &unused);
}

void
generic_judge(struct str name, enum generic_use use, const struct addr *client,
	      struct str org, struct generic *out)
{
	struct generic_scan s = {.name = name, .client = client, .out = out};

	*out = (struct generic){.n = 0};
	if (name.n > 0 && name.p[name.n - 1] == '.')
		name.n--;
	if (name.n == 0 || name.n > GENERIC_NAME_MAX || is_address(name))
		return;
	s.n = host_part(name, org);
	for (size_t i = 0; i < s.n; i++)
		s.text[i] = str_lower(name.p[i]);
	scan_runs(&s);
	generic_words(&s);
	generic_address(&s);
	find_numbered(&s);
	find_numbers(&s);
	find_hyphens(&s);
	find_hex(&s);
	find_factory_name(&s);
	if (use == GENERIC_REVERSE)
		find_address_first(&s);
	find_mail_domain(&s, name.n);
	find_reverse_zone(&s);
	out->generic = out->score >= generic_threshold();
	out->kind = kind_of(out);
}
