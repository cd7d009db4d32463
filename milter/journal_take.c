#include "journal_take.h"

#include "arena.h"
#include "escape.h"
#include "journal.h"
#include "journal_text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NOTES_MOST = 64, MACROS_MOST = 64, LINE_MOST = 4096 };

struct note {
	struct str name;
	enum dns_type type;
	bool kept;
	bool pending; /* when a rule last looked, in the run of this number */
	size_t run;
};

struct journal_take {
	struct dns dns, *real; /* first, so that it can be found again */
	struct arena *arena;
	struct str sid, config, mode, qid;
	time_t begun;
	int64_t thought; /* see session_thought() */
	struct journal_text said, answers, message;
	/* What observed rules would have said to the headers; it is told with
	 * the message's end, for a transcript has no other place for it. */
	struct journal_text observed;
	bool client, dropped;
	uint64_t header; /* bytes of the fields in "message" */
	struct str macro[MACROS_MOST];
	bool tls_begins;
	struct note note[NOTES_MOST];
	size_t nnotes, runs;
};

struct journal_take *
journal_take_new(struct str sid)
{
	struct arena *a;
	struct journal_take *t;

	if (!journal_is_on())
		return NULL;
	a = arena_new();
	t = ARENA_NEW(a, struct journal_take);
	t->arena = a;
	t->sid = arena_str(a, sid);
	t->begun = time(NULL);
	return t;
}

/* "2026-11-26T03:00:01.250Z", or without thousandths. */
enum { TIME_ROOM = 48 };
static struct str
show_time(char room[TIME_ROOM], time_t when, int64_t thousandths)
{
	struct tm tm;
	size_t n;

	gmtime_r(&when, &tm);
	n = strftime(room, TIME_ROOM, "%Y-%m-%dT%H:%M:%S", &tm);
	if (thousandths == 0)
		snprintf(room + n, TIME_ROOM - n, "Z");
	else
		snprintf(room + n, TIME_ROOM - n, ".%03uZ",
			 (unsigned)thousandths);
	return str_of(room);
}

static void
give(struct journal_take *t)
{
	struct journal_text all = {.n = 0};
	char room[TIME_ROOM];
	const struct str when = show_time(room, t->begun, 0);

	journal_text_add(&all, STR(JOURNAL_BEGIN));
	journal_text_word(&all, t->sid);
	journal_text_step(&all, "at", (struct str[]){when, t->config, t->mode},
			  3);
	journal_text_step(&all, "dns",
			  (struct str[]){STR("default"), STR("fails")}, 2);
	journal_text_join(&all, &t->answers);
	journal_text_join(&all, &t->said);
	journal_text_add(&all, STR("\n" JOURNAL_END));
	journal_put(all.text, all.n);
}

void
journal_take_end(struct journal_take *t)
{
	if (t == NULL)
		return;
	if (t->client && !t->dropped)
		give(t);
	free(t->said.text);
	free(t->answers.text);
	free(t->message.text);
	free(t->observed.text);
	arena_free(t->arena);
}

void
journal_take_drop(struct journal_take *t)
{
	if (t != NULL)
		t->dropped = true;
}

void
journal_take_rules(struct journal_take *t, const struct rules *r)
{
	struct str config = rules_fingerprint(r);

	if (t == NULL || str_eq(config, t->config))
		return;
	t->config = arena_str(t->arena, config);
	t->mode =
	    arena_str(t->arena, rules_settings(r)->value[SETTING_MODE].text);
}

static void
step(struct journal_take *t, const char *word, const struct str *arg, size_t n)
{
	journal_text_step(&t->said, word, arg, n);
}

/* STARTTLS says these; see play_starttls() of transcript.c. */
static bool
is_of_tls(const char *name)
{
	return strcmp(name, "{tls_version}") == 0 ||
	       strcmp(name, "{cipher}") == 0 ||
	       strcmp(name, "{cipher_bits}") == 0;
}

void
journal_take_macro(struct journal_take *t, int number, const char *name,
		   struct str value)
{
	const struct str arg[] = {str_of(name), value};
	struct str *known;

	if (t == NULL || number < 0 || number >= MACROS_MOST)
		return;
	known = &t->macro[number];
	if (t->client && str_eq(*known, value) &&
	    (known->p == NULL) == (value.p == NULL))
		return;
	*known = arena_str(t->arena, value);
	if (is_of_tls(name))
		t->tls_begins |= value.p != NULL;
	else
		step(t, "macro", arg, value.p == NULL ? 1 : 2);
}

void
journal_take_macros_said(struct journal_take *t)
{
	static const char *const names[] = {"{tls_version}", "{cipher}",
					    "{cipher_bits}"};
	struct str arg[3];
	size_t n = 0;

	if (t == NULL || !t->tls_begins)
		return;
	t->tls_begins = false;
	for (size_t i = 0; i < 3; i++) {
		arg[i] = t->macro[session_macro_number(str_of(names[i]))];
		n += arg[i].p != NULL && n == i;
	}
	step(t, "starttls", arg, n);
	for (size_t i = n; i < 3; i++)
		step(t, "macro", (struct str[]){str_of(names[i]), arg[i]},
		     arg[i].p == NULL ? 1 : 2);
}

void
journal_take_client(struct journal_take *t, struct str host,
		    const struct addr *addr, uint16_t port)
{
	char text[ADDR_TEXT], number[8];
	struct str arg[2];

	if (t == NULL)
		return;
	if (addr == NULL) {
		t->dropped = true;
		return;
	}
	if (port != 0) {
		snprintf(number, sizeof number, "%u", port);
		step(t, "macro",
		     (struct str[]){STR("{client_port}"), str_of(number)}, 2);
	}
	arg[0] = str_make(text, addr_format(addr, text));
	arg[1] = host;
	/* Without a name the transcript has the address in brackets. */
	step(t, "client", arg, str_begins(host, STR("[")) ? 1 : 2);
	t->client = true;
}

void
journal_take_helo(struct journal_take *t, struct str argument)
{
	if (t != NULL)
		step(t, "helo", &argument, 1);
}

/* MAIL or RCPT, its path first. */
static void
take_path(struct journal_take *t, const char *word, const struct str *arg,
	  size_t n)
{
	struct str given[JOURNAL_ARGS];
	struct arena *a = arena_new();

	if (n > JOURNAL_ARGS)
		n = JOURNAL_ARGS;
	for (size_t i = 0; i < n; i++)
		given[i] = arg[i];
	if (n > 0)
		given[0] = journal_text_path(a, arg[0], journal_addresses());
	else
		given[n++] = STR("");
	step(t, word, given, n);
	arena_free(a);
}

void
journal_take_mail(struct journal_take *t, const struct str *arg, size_t n)
{
	if (t == NULL)
		return;
	t->header = 0;
	t->message.n = t->observed.n = 0;
	take_path(t, "mail", arg, n);
}

void
journal_take_rcpt(struct journal_take *t, const struct str *arg, size_t n,
		  bool refused_by_mta)
{
	if (t != NULL)
		take_path(t, refused_by_mta ? "refused" : "rcpt", arg, n);
}

void
journal_take_header(struct journal_take *t, struct str name, struct str value)
{
	if (t == NULL)
		return;
	journal_text_step(&t->message, "header", (struct str[]){name, value},
			  2);
	t->header += name.n + value.n + sizeof ": \r\n" - 1;
}

void
journal_take_unknown(struct journal_take *t, struct str line)
{
	if (t != NULL)
		step(t, "unknown", &line, 1);
}

/* The engine answers in no time: its clock goes on by what clients take. */
void
journal_take_thought(struct journal_take *t, int64_t ms)
{
	char room[TIME_ROOM];
	struct str when;

	if (t == NULL || ms == t->thought)
		return;
	t->thought = ms;
	when = show_time(room, t->begun + ms / 1000, ms % 1000);
	step(t, "at", &when, 1);
}

void
journal_take_reset(struct journal_take *t)
{
	if (t == NULL)
		return;
	t->message.n = 0;
	step(t, "rset", NULL, 0);
}

void
journal_take_queue_id(struct journal_take *t, struct str id)
{
	if (t == NULL || id.n == 0 || str_eq(id, t->qid))
		return;
	t->qid = arena_str(t->arena, id);
	step(t, "macro", (struct str[]){STR("i"), id}, 2);
}

/*
 * A body that facts take for the one that was: a line as long as the longest,
 * with a NUL and a byte above 127 if it had them.
 */
static void
take_line(struct journal_take *t, const struct session_bytes *b)
{
	const uint64_t blank = sizeof "\r\n" - 1, head = t->header + blank;
	char line[LINE_MOST];
	uint64_t n = b->longest_line;
	struct str text;

	/* A header line may be the longest. */
	if (b->size < head + n)
		n = b->size > head ? b->size - head : 0;
	if (n < blank + 2 || n > sizeof line)
		return;
	text = str_make(line, (size_t)(n - blank));
	memset(line, 'x', text.n);
	line[0] = b->nul ? '\0' : 'x';
	line[1] = b->eight_bit ? '\xff' : 'x';
	step(t, "body", &text, 1);
}

/* The message, which the verdict is on, comes first. */
static void
take_message(struct journal_take *t, const struct session_bytes *b)
{
	char number[24];
	struct str size;

	snprintf(number, sizeof number, "%llu", (unsigned long long)b->size);
	size = str_of(number);
	step(t, "data", NULL, 0);
	if (!t->said.full)
		journal_text_join(&t->said, &t->message);
	take_line(t, b);
	step(t, "size", &size, 1);
	t->message.n = 0;
	t->header = 0;
}

static void
take_observed(struct journal_text *to, const struct verdict *v)
{
	for (size_t i = 0; i < v->neffects; i++) {
		const struct effect *e = &v->effect[i];
		char word[32];

		if (e->kind != EFFECT_WOULD || !action_rows[e->action].decides)
			continue;
		snprintf(word, sizeof word, "would-%s",
			 action_rows[e->action].name);
		journal_text_step(to, "expect",
				  (struct str[]){str_of(word), e->rule.name},
				  2);
	}
}

static void
take_expect(struct journal_take *t, const struct verdict *v)
{
	struct str arg[3];
	char code[8];
	size_t n = 0;

	arg[n++] = str_of(action_rows[v->action].name);
	if (v->rule.name.n > 0)
		arg[n++] = v->rule.name;
	snprintf(code, sizeof code, "%u", v->code);
	arg[n++] = str_of(code);
	step(t, "expect", arg, n);
}

void
journal_take_verdict(struct journal_take *t, enum stage stage,
		     const struct session *s, const struct verdict *v,
		     bool told)
{
	struct session_bytes bytes;

	if (t == NULL || (!told && v->neffects == 0))
		return;
	if (stage == STAGE_HEADERS && !(told && verdict_refuses(v))) {
		take_observed(&t->observed, v);
		return;
	}
	if (stage >= STAGE_HEADERS) {
		bytes = session_bytes(s);
		take_message(t, &bytes);
		journal_text_join(&t->said, &t->observed);
		t->observed.n = 0;
	}
	take_observed(&t->said, v);
	if (told)
		take_expect(t, v);
}

void
journal_take_exception(struct journal_take *t, const struct exception *x)
{
	struct str arg[2], who;
	struct arena *a;
	size_t blank;

	if (t == NULL)
		return;
	a = arena_new();
	who = exception_show(a, x);
	blank = str_find(who, ' ');
	arg[0] = str_slice(who, 0, blank);
	arg[1] = str_from(who, blank + 1);
	step(t, "exception", arg, 2);
	arena_free(a);
}

/* NULL: there is no room for one more. */
static struct note *
note(struct journal_take *t, struct str name, enum dns_type type)
{
	for (size_t i = 0; i < t->nnotes; i++)
		if (t->note[i].type == type && str_ieq(t->note[i].name, name))
			return &t->note[i];
	if (t->nnotes == NOTES_MOST)
		return NULL;
	t->note[t->nnotes] = (struct note){
	    .name = arena_str(t->arena, name),
	    .type = type,
	};
	return &t->note[t->nnotes++];
}

static const struct dns_answer *
ask(struct dns *dns, struct str name, enum dns_type type)
{
	struct journal_take *t = (struct journal_take *)(void *)dns;
	const struct dns_answer *answer = t->real->ask(t->real, name, type);
	struct note *n = note(t, name, type);

	if (n != NULL) {
		n->pending = answer->state == DNS_PENDING;
		n->run = t->runs;
	}
	return answer;
}

void
journal_take_run(struct journal_take *t)
{
	if (t != NULL)
		t->runs++;
}

struct dns *
journal_take_dns(struct journal_take *t, struct dns *dns)
{
	if (t == NULL)
		return dns;
	t->dns.ask = ask;
	t->real = dns;
	return &t->dns;
}

/* An answer that has come after the last verdict had no part in it. */
static const struct dns_answer *
answer_of(struct journal_take *t, const struct note *n)
{
	static const struct dns_answer late = {.state = DNS_FAILED};

	return n->pending && n->run == t->runs
		   ? &late
		   : t->real->ask(t->real, n->name, n->type);
}

void
journal_take_answers(struct journal_take *t)
{
	if (t == NULL || t->real == NULL)
		return;
	for (size_t i = 0; i < t->nnotes; i++) {
		struct note *n = &t->note[i];

		if (!n->kept)
			journal_text_answer(&t->answers, n->name, n->type,
					    answer_of(t, n));
		n->kept = true;
	}
	t->real = NULL;
}
