#include "explain_private.h"

#include "escape.h"
#include "limits.h"

/* Where the value of a fact comes from: found by asking for it once more. */

enum { RECORDS_SHOWN = 12 };

/* The DNS of the session, with somebody who notes what it is asked. */
struct noting {
	struct dns dns; /* first, so that it can be found again */
	struct dns *real;
	struct arena *arena;
	struct explain_origin **end;
};

static struct explain_origin **
origin_add(struct arena *a, struct explain_origin **end,
	   enum explain_source source, struct str text, struct str value)
{
	struct explain_origin *o = ARENA_NEW(a, struct explain_origin);

	o->source = source;
	o->text = text;
	o->value = value;
	*end = o;
	return &o->next;
}

static struct str
record_text(struct arena *a, enum dns_type type, const struct dns_record *r)
{
	char text[ADDR_TEXT];

	if (type == DNS_A || type == DNS_AAAA)
		return arena_str(a,
				 str_make(text, addr_format(&r->addr, text)));
	if (type == DNS_MX)
		return arena_printf(a, "%u %.*s", (unsigned)r->preference,
				    STR_ARG(r->name));
	return type == DNS_TXT ? r->text : r->name;
}

static struct str
answer_text(struct arena *a, enum dns_type type, const struct dns_answer *d)
{
	struct str all = {NULL, 0};

	if (d == NULL)
		return STR("no resolver");
	switch (d->state) {
	case DNS_PENDING:
		return STR("no answer so far");
	case DNS_FAILED:
		return arena_printf(a, "failed: %.*s", STR_ARG(d->why));
	case DNS_NONE:
		return d->no_name ? STR("no such name") : STR("none");
	case DNS_FOUND:
		break;
	}
	for (size_t i = 0; i < d->n && i < RECORDS_SHOWN; i++) {
		struct str one = record_text(a, type, &d->record[i]);

		all = all.p == NULL ? arena_str(a, one)
				    : arena_printf(a, "%.*s, %.*s",
						   STR_ARG(all), STR_ARG(one));
	}
	if (d->n > RECORDS_SHOWN)
		all = arena_printf(a, "%.*s and %zu more", STR_ARG(all),
				   d->n - RECORDS_SHOWN);
	return all;
}

static const struct dns_answer *
note_question(struct dns *dns, struct str name, enum dns_type type)
{
	struct noting *n = (struct noting *)(void *)dns;
	const struct dns_answer *answer =
	    n->real == NULL ? NULL : n->real->ask(n->real, name, type);

	n->end = origin_add(n->arena, n->end, EXPLAIN_DNS,
			    arena_printf(n->arena, "%s %.*s",
					 dns_type_name(type), STR_ARG(name)),
			    answer_text(n->arena, type, answer));
	return answer;
}

static struct value
get(struct session *s, const struct fact_ref *fact)
{
	s->memory = (struct memory){.place = {0}};
	if (fact->row->call == NULL)
		return fact_get(s, fact->row);
	return fact_ref_value(fact, s);
}

/* The command by which the client has said it. */
static struct explain_origin **
said(struct session *s, const struct fact_ref *fact, struct arena *a,
     struct explain_origin **end)
{
	static const struct {
		const char *command;
		enum fact_id whole;
	} commands[STAGE_COUNT] = {
	    [STAGE_HELO] = {"HELO", FACT_helo_raw},
	    [STAGE_MAIL] = {"MAIL FROM", FACT_mail_from},
	    [STAGE_RCPT] = {"RCPT TO", FACT_rcpt_to},
	};
	const enum stage from = fact_ref_from(fact);
	struct value whole;

	if (from == STAGE_HELO && s->unheard)
		return end;
	if (from == STAGE_COMMAND)
		return origin_add(a, end, EXPLAIN_CLIENT, STR("the command"),
				  arena_str(a, s->command));
	if (from >= STAGE_HEADERS || commands[from].command == NULL)
		return origin_add(a, end, EXPLAIN_CLIENT, STR("the message"),
				  (struct str){NULL, 0});
	whole = fact_rows[commands[from].whole].get(s);
	return origin_add(a, end, EXPLAIN_CLIENT,
			  str_of(commands[from].command),
			  whole.n == 0 ? (struct str){NULL, 0}
				       : arena_str(a, value_show(a, whole)));
}

/* Macros without which the value would be another. */
static struct explain_origin **
macros_of(struct session *s, const struct fact_ref *fact, struct arena *a,
	  struct explain_origin **end)
{
	static const char *const names[MACRO_COUNT] = {
#define MACRO(id, name, scope) name,
#include "macros.def"
#undef MACRO
	};
	const struct str now = value_show(a, get(s, fact));

	for (size_t i = 0; i < MACRO_COUNT; i++) {
		const struct str value = s->macro[i];
		struct str without;

		if (value.p == NULL)
			continue;
		s->macro[i] = (struct str){NULL, 0};
		without = value_show(a, get(s, fact));
		s->macro[i] = value;
		if (!str_eq(now, without))
			end = origin_add(a, end, EXPLAIN_MACRO,
					 str_of(names[i]), arena_str(a, value));
	}
	return end;
}

static struct explain_origin **
facts_used(struct session *s, struct arena *a, struct explain_origin **end)
{
	for (size_t i = 0; i < FACT_COUNT; i++) {
		const struct value *v = session_known(s, (enum fact_id)i);

		if (v != NULL)
			end = origin_add(a, end, EXPLAIN_FACT,
					 str_of(fact_rows[i].name),
					 arena_str(a, value_show(a, *v)));
	}
	return end;
}

struct str
explain_place(const struct rules *r, const struct table_hit *hit,
	      struct arena *a)
{
	if (hit->source != NULL)
		return arena_printf(a, "%.*s:%u", STR_ARG(hit->source->name),
				    (unsigned)hit->line);
	for (size_t i = 0; i < r->nidentity; i++)
		if (str_eq(r->identity[i].entry, hit->entry))
			return str_of(r->identity[i].from);
	return STR("our own");
}

/*
 * Ask for the fact as if for the first time: what the DNS is asked meanwhile,
 * which other facts are, what is found in a table.
 */
static struct explain_origin *
origins(const struct rules *r, struct session *s, const struct fact_ref *fact,
	struct arena *a)
{
	const struct memory kept = s->memory;
	struct explain_origin *first = NULL;
	struct noting noting = {{note_question}, s->dns, a, &first};
	struct table_hit hit = {.line = 0};
	struct explain_origin **end;

	s->dns = &noting.dns;
	s->hit = &hit;
	get(s, fact);
	s->dns = noting.real;
	s->hit = NULL;
	end = facts_used(s, a, noting.end);
	if (hit.entry.p != NULL)
		end = origin_add(a, end, EXPLAIN_TABLE, arena_str(a, hit.entry),
				 explain_place(r, &hit, a));
	if (fact->row->chosen)
		end = said(s, fact, a, end);
	if (noting.end == &first)
		end = macros_of(s, fact, a, end);
	if (first == NULL)
		origin_add(a, end,
			   fact->row == &fact_rows[FACT_session_id]
			       ? EXPLAIN_HELOWARD
			       : EXPLAIN_MTA,
			   STR(""), STR(""));
	s->memory = kept;
	return first;
}

static struct explain_fact
fact_of(struct arena *a, struct str name, struct value v)
{
	return (struct explain_fact){.name = name,
				     .value = arena_str(a, value_show(a, v)),
				     .open = v.open,
				     .why = arena_str(a, v.why)};
}

struct explain_fact
explain_fact(const struct rules *r, struct session *s, enum fact_id id,
	     struct arena *a)
{
	const struct fact_ref ref = {.row = &fact_rows[id]};
	struct explain_fact f;

	session_use(s, &r->setup);
	f = fact_of(a, str_of(ref.row->name), fact_value(s, id));
	f.origin = origins(r, s, &ref, a);
	return f;
}

/* The score rules that have added to it, each with what it added. */
static struct explain_origin *
scored(const struct run *run, size_t index, struct arena *a)
{
	struct explain_origin *first = NULL, **end = &first;

	for (size_t i = 0; i < index; i++) {
		const struct rule *rule = run->rules->program.rule[i];
		const unsigned char answer = run->result[i] & RESULT_ANSWER;

		if (rule->score != 0 && !rule_observes(rule, run->s) &&
		    answer >= RESULT_MAYBE)
			end = origin_add(
			    a, end, EXPLAIN_RULE, rule->name,
			    answer == RESULT_YES
				? value_show_number(a, rule->score)
				: arena_printf(a, "open, %.*s",
					       STR_ARG(value_show_number(
						   a, rule->score))));
	}
	return first;
}

static struct str
ref_name(struct arena *a, const struct fact_ref *fact)
{
	if (fact->tag_rule != NULL)
		return arena_printf(a, "tag.%.*s", STR_ARG(fact->tag));
	if (fact->of != NULL)
		return arena_printf(a, "%s(\"%.*s\", %s)", fact->row->name,
				    STR_ARG(fact->text), fact->of->name);
	return str_of(fact->row->name);
}

struct explain_fact
explain_ref(const struct run *run, size_t index, const struct fact_ref *fact,
	    struct arena *a)
{
	struct value v =
	    eval_fact(&run->rules->program, run->s, run->result, index, fact);
	struct explain_fact f = fact_of(a, ref_name(a, fact), v);

	if (fact->tag_rule != NULL)
		origin_add(a, &f.origin, EXPLAIN_RULE, fact->tag_rule->name,
			   verdict_rule(a, fact->tag_rule).place);
	else if (fact->row == &fact_rows[FACT_score])
		f.origin = scored(run, index, a);
	else
		f.origin = origins(run->rules, run->s, fact, a);
	if (f.open && fact->row == &fact_rows[FACT_score])
		f.value = arena_printf(
		    a, "%.*s to %.*s",
		    STR_ARG(value_show_number(a, v.item[0].number)),
		    STR_ARG(value_show_number(a, v.item[1].number)));
	return f;
}
