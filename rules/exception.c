#include "exception.h"

#include "hostname.h"
#include "table.h"

#include <inttypes.h>
#include <string.h>

enum { GREETING_MOST = 255 };

struct reader {
	const struct source *source;
	struct diag *d;
	size_t at, end; /* of the line */
};

static struct span
word(struct reader *r)
{
	const char *p = r->source->text.p;
	size_t from;

	while (r->at < r->end && str_is_blank(p[r->at]))
		r->at++;
	from = r->at;
	while (r->at < r->end && !str_is_blank(p[r->at]))
		r->at++;
	return (struct span){r->source, from, r->at};
}

static struct str
text_of(struct span at)
{
	return str_slice(at.source->text, at.start, at.end);
}

static bool
is_any(struct str text)
{
	return str_eq(text, STR("any"));
}

bool
exception_helo(struct str text, struct exception *out, struct diag *d,
	       struct span at)
{
	bool good = text.n > 0 && text.n <= GREETING_MOST;

	for (size_t i = 0; i < text.n; i++)
		good = good && text.p[i] > ' ' && text.p[i] < 0x7f;
	if (!good || text.p[0] == '#') {
		diag_error(d, at,
			   "expected a greeting (a host name, a .domain or an "
			   "address literal: printable ASCII without blanks, "
			   "at most %d bytes), or any",
			   GREETING_MOST);
		return false;
	}
	out->helo = is_any(text) ? (struct str){NULL, 0} : text;
	return true;
}

bool
exception_client(struct str text, struct exception *out, struct diag *d,
		 struct span at)
{
	out->any_client = is_any(text);
	if (out->any_client)
		return true;
	switch (net_parse(text, &out->client)) {
	case NET_OK:
		return true;
	case NET_HOST_BITS:
		diag_error(d, at,
			   "bits are set behind the network's length; that "
			   "would not be the network that is meant");
		return false;
	case NET_BAD_PREFIX:
		diag_error(d, at, "that is no length of a network");
		return false;
	case NET_BAD_ADDRESS:
		break;
	}
	diag_error(d, at,
		   "expected the client's address or network, such as "
		   "192.0.2.0/24 or 2001:db8::/48, or any");
	return false;
}

static bool
read_until(struct reader *r, struct exception *x)
{
	struct span at = word(r);

	if (!str_eq(text_of(at), STR("until"))) {
		diag_error(r->d, at,
			   "an exception has an end: until YYYY-MM-DD");
		return false;
	}
	at = word(r);
	if (table_day(text_of(at), &x->until))
		return true;
	diag_error(r->d, at,
		   "\"until\" needs a day of the calendar, such as 2027-01-31");
	return false;
}

static bool
read_reason(struct reader *r, struct exception *x)
{
	struct str rest = str_slice(r->source->text, r->at, r->end);

	rest = str_trim(rest);
	if (str_begins(rest, STR("#"))) {
		x->reason = str_trim(str_from(rest, 1));
		if (x->reason.n > 0)
			return true;
	}
	diag_error(r->d, (struct span){r->source, r->at, r->end},
		   "an exception has a reason behind a \"#\"");
	return false;
}

/* line = greeting client "until" date "#" reason */
static bool
read_line(struct reader *r, struct exception *x)
{
	struct span at = word(r);

	if (!exception_helo(text_of(at), x, r->d, at))
		return false;
	at = word(r);
	if (!exception_client(text_of(at), x, r->d, at))
		return false;
	if (x->helo.p == NULL && x->any_client) {
		diag_error(r->d, at, "that would be everybody");
		return false;
	}
	return read_until(r, x) && read_reason(r, x);
}

static size_t
count_lines(struct str text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

struct exceptions *
exceptions_read(struct arena *a, const struct source *source, struct diag *d)
{
	struct exceptions *all = ARENA_NEW(a, struct exceptions);
	struct reader r = {.source = source, .d = d};
	const struct str text = source->text;
	bool good = true;
	size_t line = 0;

	all->source = source;
	all->item = ARENA_ARRAY(a, struct exception, count_lines(source->text));
	for (size_t at = 0; at < text.n; at = r.end + 1) {
		struct exception *x = &all->item[all->n];
		struct str rest;

		line++;
		r.at = at;
		r.end = at + str_find(str_from(text, at), '\n');
		rest = str_trim(str_slice(text, r.at, r.end));
		if (rest.n == 0 || rest.p[0] == '#')
			continue;
		x->line = line;
		if (read_line(&r, x))
			all->n++;
		else
			good = false;
	}
	return good ? all : NULL;
}

static bool
helo_fits(struct str wanted, struct str helo)
{
	if (wanted.p == NULL)
		return true;
	if (helo.n == 0)
		return false;
	if (wanted.p[0] == '.' && wanted.n > 1)
		return hostname_is_below(hostname_plain(helo),
					 hostname_plain(str_from(wanted, 1)));
	return hostname_equal(wanted, helo);
}

const struct exception *
exceptions_find(const struct exceptions *x, struct str helo,
		const struct addr *client, uint32_t today)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct exception *e = &x->item[i];

		if (e->until >= today && helo_fits(e->helo, helo) &&
		    (e->any_client ||
		     (client != NULL &&
		      addr_is_v4(client) == addr_is_v4(&e->client.addr) &&
		      net_contains(&e->client, client))))
			return e;
	}
	return NULL;
}

bool
exception_same(const struct exception *a, const struct exception *b)
{
	if (a->any_client != b->any_client ||
	    (a->helo.p == NULL) != (b->helo.p == NULL))
		return false;
	if (a->helo.p != NULL && !hostname_equal(a->helo, b->helo))
		return false;
	return a->any_client || (a->client.bits == b->client.bits &&
				 addr_equal(&a->client.addr, &b->client.addr));
}

struct str
exception_show(struct arena *a, const struct exception *x)
{
	char net[ADDR_TEXT + 4] = "any";

	if (!x->any_client)
		net_format(&x->client, net);
	return arena_printf(a, "%.*s %s",
			    STR_ARG(x->helo.p == NULL ? STR("any") : x->helo),
			    net);
}
