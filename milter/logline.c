#include "logline_private.h"

#include "addr.h"
#include "session_id.h"

size_t
logline_behind(struct str text, const char *what)
{
	const size_t n = strlen(what);
	const char *at = text.n == 0 ? NULL : memmem(text.p, text.n, what, n);

	return at == NULL ? text.n : (size_t)(at - text.p) + n;
}

static bool
holds(struct str text, const char *what)
{
	return logline_behind(text, what) < text.n;
}

bool
logline_is_sid(struct str text)
{
	if (text.n != SESSION_ID - 1)
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (!str_is_digit(text.p[i]) &&
		    (text.p[i] < 'A' || text.p[i] > 'Z'))
			return false;
	return true;
}

/* Of Postfix, short or long, or of Sendmail; "warning:" is none. */
static bool
is_queue_id(struct str word)
{
	bool other = false;

	if (word.n < 6 || word.n > 24 || str_eq(word, STR("NOQUEUE")))
		return false;
	for (size_t i = 0; i < word.n; i++) {
		if (!str_is_alnum(word.p[i]))
			return false;
		other |= word.p[i] < 'a' || word.p[i] > 'z';
	}
	return other;
}

/*
 * "Nov 25 21:23:19 mx postfix/smtpd[24429]: " is left out. The brackets may be
 * those of a client, in a line that was cut out of the log without it.
 */
static struct str
without_header(struct str line, struct str *header)
{
	const size_t at = logline_behind(line, "]: ");

	*header = str_slice(line, 0, at);
	if (at < line.n && !holds(*header, " from ") &&
	    !holds(*header, "relay="))
		return str_from(line, at);
	*header = STR("");
	return line;
}

static bool
is_ours(struct str line)
{
	return str_begins(line, STR("action=")) ||
	       str_begins(line, STR("event=")) ||
	       str_begins(line, STR("{\"time\":"));
}

static bool
is_sendmail(struct str header, struct str text)
{
	if (header.n > 0)
		return holds(header, "sendmail") || holds(header, "sm-mta");
	return str_begins(text, STR("Milter:")) || holds(text, "relay=");
}

static void
read_mta(struct str line, struct str header, struct logline *l)
{
	const size_t colon = str_find(line, ':');
	const struct str word = str_slice(line, 0, colon);

	if (is_queue_id(word))
		l->qid = word;
	if (l->qid.p != NULL || str_eq(word, STR("NOQUEUE")))
		line = str_trim(str_from(line, colon + 1));
	if (is_sendmail(header, line))
		logline_sendmail(line, l);
	else
		logline_postfix(line, l);
}

bool
logline_read(struct arena *a, struct str line, struct logline *out)
{
	struct str header = STR("");

	*out = (struct logline){.ours = false};
	line = arena_str(a, str_trim(line));
	if (!is_ours(line))
		line = without_header(line, &header);
	if (logline_is_sid(line))
		out->sid = line;
	else if (is_ours(line))
		logline_ours(a, line, out);
	else
		read_mta(line, header, out);
	return out->sid.p != NULL || out->qid.p != NULL ||
	       out->client.p != NULL;
}

static bool
agree(struct str a, struct str b)
{
	return a.p == NULL || b.p == NULL || str_ieq(a, b);
}

/* Sendmail writes IPv6 addresses out. */
static bool
agree_addr(struct str a, struct str b)
{
	struct addr one, two;

	return agree(a, b) || (addr_parse(a, &one) && addr_parse(b, &two) &&
			       addr_equal(&one, &two));
}

static bool
both(struct str a, struct str b)
{
	return a.p != NULL && b.p != NULL;
}

bool
logline_same(const struct logline *a, const struct logline *b)
{
	const bool id = both(a->sid, b->sid), queue = both(a->qid, b->qid);

	if (!agree(a->sid, b->sid) || !agree(a->qid, b->qid) ||
	    !agree_addr(a->client, b->client) || !agree(a->from, b->from))
		return false;
	if (queue)
		return true;
	/* One session may have many recipients, and many sessions one. */
	return agree(a->to, b->to) &&
	       (id || (both(a->client, b->client) && both(a->helo, b->helo) &&
		       agree(a->helo, b->helo)));
}

static void
fill(struct str *into, struct str more)
{
	if (into->p == NULL)
		*into = more;
}

void
logline_add(struct logline *into, const struct logline *more)
{
	into->ours |= more->ours;
	fill(&into->sid, more->sid);
	fill(&into->rule, more->rule);
	fill(&into->qid, more->qid);
	fill(&into->client, more->client);
	fill(&into->name, more->name);
	fill(&into->helo, more->helo);
	fill(&into->from, more->from);
	fill(&into->to, more->to);
	fill(&into->auth, more->auth);
}
