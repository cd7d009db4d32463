#include "logline_private.h"

#include "addr.h"

/* " (RULE SESSION)" at the end of a reply; see sign() of verdict.c. */
static bool
is_sign(struct str text, size_t open, struct logline *l)
{
	struct str in = str_from(text, open + 1);
	size_t blank;

	in = str_slice(in, 0, str_find(in, ')'));
	blank = str_find(in, ' ');
	if (!logline_is_sid(str_from(in, blank + 1)))
		return false;
	l->rule = str_slice(in, 0, blank);
	l->sid = str_from(in, blank + 1);
	return true;
}

/*
 * The last one, or the first that "; " follows, where Postfix tells of the
 * client: what he has said may look like one on either side. Where it ends.
 */
static size_t
find_sign(struct str text, struct logline *l)
{
	size_t end = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] != '(' || !is_sign(text, i, l))
			continue;
		end = i + 1 + l->rule.n + 1 + l->sid.n + 1;
		if (str_begins(str_from(text, end), STR("; from=")))
			break;
	}
	return end;
}

/* "name[address]" or "name [address]"; nothing when it is neither. */
static void
read_client(struct str text, struct logline *l)
{
	const size_t open = str_find(text, '[');
	struct str name = str_trim(str_slice(text, 0, open));
	struct str in = str_from(text, open + 1);
	struct addr addr;

	in = str_slice(in, 0, str_find(in, ']'));
	if (str_ibegins(in, STR("IPv6:")))
		in = str_from(in, sizeof "IPv6:" - 1);
	/* An answer to ident stands before it: USER@name. */
	if (str_find(name, '@') < name.n)
		name = str_from(name, str_find(name, '@') + 1);
	if (str_find(name, ' ') < name.n || !addr_parse(in, &addr))
		return;
	l->client = in;
	if (name.n > 0 && !str_eq(name, STR("unknown")) &&
	    logline_behind(text, "(may be forged)") == text.n)
		l->name = name;
}

/* What stands behind "key" as far as "end"; absent: no such key. */
static struct str
value_of(struct str text, const char *key, const char *end)
{
	const size_t at = logline_behind(text, key);
	const struct str rest = str_from(text, at);
	const size_t next = logline_behind(rest, end);

	if (at == text.n)
		return (struct str){NULL, 0};
	return next == rest.n ? rest : str_slice(rest, 0, next - strlen(end));
}

/* key=<path>, with its brackets, as far as "end" or the next "> ". */
static struct str
path_of(struct str text, const char *key, const char *end)
{
	const size_t at = logline_behind(text, key);
	const struct str path = str_from(text, at);
	size_t n = logline_behind(path, end);

	if (at == text.n || path.n == 0 || path.p[0] != '<')
		return (struct str){NULL, 0};
	n = n < path.n ? n - strlen(end) + 1 : str_find(path, '>') + 1;
	return str_slice(path, 0, n);
}

/* Of "> sasl_username=<NAME>", which may stand at the end. */
static void
take_user(struct str *said, struct logline *l)
{
	const char *const key = "> sasl_username=<";
	const size_t at = logline_behind(*said, key);

	if (at == said->n)
		return;
	l->auth = value_of(str_from(*said, at), "", ">");
	*said = str_slice(*said, 0, at - strlen(key) + 1);
}

/* "; from=<...> to=<...> proto=ESMTP helo=<...>", to the end of the line. */
static void
read_said(struct str text, struct logline *l)
{
	const size_t from = logline_behind(text, "; from=");
	struct str said, helo;

	said = str_from(text, from < text.n ? from
					    : logline_behind(text, "; proto="));
	take_user(&said, l);
	l->from = path_of(said, "",
			  logline_behind(said, "> to=<") < said.n ? "> to=<"
								  : "> proto=");
	l->to = path_of(said, " to=", "> proto=");
	helo = str_from(said, logline_behind(said, " helo=<"));
	if (helo.n > 0)
		l->helo = str_slice(helo, 0, str_find_last(helo, '>'));
}

/*
 * smtpd and cleanup: "client=...", "milter-reject: RCPT from ...: 550 text;
 * from=<...> to=<...> proto=ESMTP helo=<...>"; qmgr: "from=<...>, size=...";
 * a delivery: "to=<...>, relay=...".
 */
void
logline_postfix(struct str text, struct logline *l)
{
	const size_t signed_at = find_sign(text, l);

	if (str_begins(text, STR("client="))) {
		read_client(str_from(text, sizeof "client=" - 1), l);
		l->auth = value_of(text, "sasl_username=", ",");
	} else if (str_begins(text, STR("from=<"))) {
		l->from = path_of(text, "from=", ">, ");
	} else if (str_begins(text, STR("to=<"))) {
		l->to = path_of(text, "to=", ">, ");
	} else if (logline_behind(text, " from ") < text.n) {
		read_client(value_of(text, " from ", "]"), l);
		read_said(str_from(text, signed_at), l);
	}
}

/*
 * "Milter: to=<...>, reject=550 text"; "from=<...>, ..., relay=name [address]";
 * "to=<...>, delay=..., stat=...".
 */
void
logline_sendmail(struct str text, struct logline *l)
{
	const size_t reject = logline_behind(text, ", reject=");
	const struct str said = str_slice(text, 0, reject);

	find_sign(text, l);
	l->from = path_of(said, "from=", ">, ");
	if (l->from.p == NULL)
		l->to = path_of(said, "to=", ">, ");
	l->auth = value_of(said, "authid=", ",");
	if (str_begins(text, STR("from=")))
		read_client(value_of(said, "relay=", ","), l);
}
