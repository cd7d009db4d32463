#include "limits.h"
#include "results.h"
#include "session_private.h"

/* What there is to be seen of a message while it comes in. */

static void
see(struct message *m, struct str bytes)
{
	unsigned char bits = 0;

	m->nul |= str_find(bytes, '\0') < bytes.n;
	for (size_t i = 0; i < bytes.n; i++)
		bits |= (unsigned char)bytes.p[i];
	m->eight_bit |= (bits & 0x80) != 0;
}

static void
line_grows(struct message *m, size_t bytes)
{
	m->line += bytes;
	if (m->line > m->longest_line)
		m->longest_line = m->line;
}

/* Folded lines come without the CR that they had. */
static void
field_lines(struct message *m, struct str name, struct str value)
{
	const size_t crlf = sizeof "\r\n" - 1;
	size_t end;

	m->line = name.n + sizeof ": " - 1;
	while ((end = str_find(value, '\n')) < value.n) {
		bool cr = end > 0 && value.p[end - 1] == '\r';

		m->size += !cr;
		line_grows(m, end - cr + crlf);
		m->line = 0;
		value = str_from(value, end + 1);
	}
	line_grows(m, value.n + crlf);
	m->line = 0;
}

/* RFC 5322, 2.2.3: what folded a line goes, the blank behind it stays. */
static struct str
unfolded(struct arena *a, struct str value)
{
	char *out = arena_alloc(a, value.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] != '\r' && value.p[i] != '\n')
			out[n++] = value.p[i];
	return str_trim(str_make(out, n));
}

static void
keep_field(struct session *s, struct str name, struct str value)
{
	struct message *m = s->message;
	struct arena *a = session_arena(s, SCOPE_MESSAGE);

	/* Ours too: many short ones would cost much more than their bytes. */
	const size_t size = name.n + value.n + sizeof(struct field);

	if (m->fields_size + size > LIMIT_FIELDS)
		return;
	m->fields_size += size;
	ARENA_GROW(a, m->field, m->nfields);
	m->field[m->nfields++] =
	    (struct field){arena_str(a, name), unfolded(a, value)};
}

static void
count_results(struct session *s, struct str name, struct str value)
{
	struct message *m = s->message;

	if (!str_ieq(name, STR("Authentication-Results")))
		return;
	m->nresults++;
	if (!results_is_forged(s, name, value))
		return;
	ARENA_GROW(session_arena(s, SCOPE_MESSAGE), m->forged, m->nforged);
	m->forged[m->nforged++] = m->nresults;
}

void
session_header(struct session *s, struct str name, struct str value)
{
	struct message *m = s->message;

	if (m == NULL)
		return;
	m->size += name.n + value.n + sizeof ": \r\n" - 1;
	see(m, name);
	see(m, value);
	m->eight_bit_field |= m->eight_bit;
	field_lines(m, name, value);
	keep_field(s, name, value);
	count_results(s, name, value);
}

struct session_bytes
session_bytes(const struct session *s)
{
	const struct message *m = s->message;

	if (m == NULL)
		return (struct session_bytes){.size = 0};
	return (struct session_bytes){m->size, m->longest_line, m->nul,
				      m->eight_bit};
}

void
session_headers_end(struct session *s)
{
	if (s->message == NULL || s->message->headers_over)
		return;
	s->message->headers_over = true;
	s->message->size += sizeof "\r\n" - 1;
}

void
session_body(struct session *s, struct str piece)
{
	struct message *m = s->message;
	size_t end;

	if (m == NULL)
		return;
	session_headers_end(s);
	m->size += piece.n;
	see(m, piece);
	while ((end = str_find(piece, '\n')) < piece.n) {
		line_grows(m, end + 1);
		m->line = 0;
		piece = str_from(piece, end + 1);
	}
	line_grows(m, piece.n);
}
