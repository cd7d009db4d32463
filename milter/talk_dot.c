#include "talk.h"

#include "explain_print.h"
#include "fact.h"
#include "hostname.h"
#include "nearest.h"

/* Commands that are not SMTP: they begin with a dot. */

static void
do_client(struct talk *t, struct str rest)
{
	struct str arg[2];
	struct addr addr;

	arg[0] = talk_word(rest, &arg[1]);
	if (!addr_parse(arg[0], &addr)) {
		talk_say(t,
			 "%s%.*s%s: .client ADDRESS [NAME], such as "
			 ".client 203.0.113.9 mail.example.net",
			 arg[0].n > 0 ? "\"" : "",
			 STR_ARG(arg[0].n > 0 ? talk_clean(t, arg[0])
					      : STR("who connects?")),
			 arg[0].n > 0 ? "\" is no IP address" : "");
		return;
	}
	t->connected = true;
	t->mail = t->tls = false;
	t->recipients = 0;
	t->greeting = (struct str){NULL, 0};
	if (talk_step(t, STEP_CLIENT, arg, arg[1].n > 0 ? 2 : 1))
		talk_reply(t, "220 pretended; nothing is delivered");
}

static bool
has_event(struct talk *t)
{
	if (t->last == NULL)
		talk_say(t, "nothing has been judged: .client ADDRESS [NAME] "
			    "begins");
	return t->last != NULL;
}

static void
no_fact(struct talk *t, struct str name)
{
	struct nearest near = nearest_to(name);

	for (size_t i = 0; i < FACT_COUNT; i++)
		nearest_try(&near, str_of(fact_rows[i].name));
	talk_say(t, "there is no fact \"%.*s\"%s%.*s%s",
		 STR_ARG(talk_clean(t, name)),
		 near.best.p != NULL ? "; did you mean " : "",
		 STR_ARG(near.best),
		 near.best.p != NULL ? "?" : "; .facts lists them");
}

/* The score is no fact of its own: it is asked for where rules stand. */
static void
say_score(struct talk *t)
{
	const struct verdict *v = &t->last->verdict;
	struct str least = value_show_number(t->arena, v->score_least);
	struct str most = value_show_number(t->arena, v->score_most);

	if (v->score_least == v->score_most)
		talk_say(t, "score is %.*s", STR_ARG(least));
	else
		talk_say(t, "score is %.*s to %.*s", STR_ARG(least),
			 STR_ARG(most));
}

static void
do_fact(struct talk *t, struct str rest)
{
	struct str more, name = talk_word(rest, &more);
	enum fact_id id;

	if (!has_event(t))
		return;
	if (name.n == 0)
		talk_say(t, "which one? .fact helo.name; .facts lists them");
	else if (!fact_find(name, &id))
		no_fact(t, name);
	else if (id == FACT_score)
		say_score(t);
	else
		talk_facts(t, name);
}

static void
do_facts(struct talk *t, struct str rest)
{
	if (!has_event(t))
		return;
	if (!talk_facts(t, rest.n == 0 ? STR("") : rest))
		no_fact(t, rest);
}

static void
do_rules(struct talk *t, struct str rest)
{
	(void)rest;
	if (!has_event(t))
		return;
	explain_print_rules(t->out, t->last);
	explain_print_verdict(t->out, t->last, t->last_told, true);
}

/* Do the two "dns" steps answer the same question? */
static bool
same_question(const struct step *a, const struct step *b)
{
	return a->kind == STEP_DNS && hostname_equal(a->arg[0], b->arg[0]) &&
	       str_ieq(a->arg[1], b->arg[1]);
}

/* What is said later counts. */
static void
dns_put(struct talk *t, const struct step *now)
{
	struct transcript all = {.name = STR("")};

	asked_step(t->arena, &all, STEP_DNS, now->arg, now->nargs);
	for (size_t i = 0; i < t->tr.nsteps; i++) {
		const struct step *s = &t->tr.step[i];

		if (!same_question(s, now))
			asked_step(t->arena, &all, s->kind, s->arg, s->nargs);
	}
	t->tr = all;
}

static void
do_dns(struct talk *t, struct str rest)
{
	struct transcript steps = {.name = STR("")};

	if (t->dns.dns != NULL) {
		talk_say(t, "the DNS is asked live; begin with --dns none or "
			    "--dns FILE to tell it by hand");
		return;
	}
	if (rest.n == 0) {
		talk_say(t, ".dns NAME TYPE DATA, none or fails, such as .dns "
			    "mx.example.org A 192.0.2.25");
		return;
	}
	if (!asked_dns_steps(
		".dns", arena_printf(t->arena, "\ndns %.*s", STR_ARG(rest)),
		t->arena, &steps, t->out) ||
	    steps.nsteps == 0)
		return;
	for (size_t i = 0; i < steps.nsteps; i++)
		dns_put(t, &steps.step[i]);
	talk_say(t, "the session is judged as if that had been so from its "
		    "beginning");
	talk_play(t);
}

static bool
is_macro(struct str name)
{
	static const char *const names[] = {
#define MACRO(id, name, scope) name,
#include "macros.def"
#undef MACRO
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(name, str_of(names[i])))
			return true;
	return false;
}

/* {NAME}; the braces may be left out. */
static void
do_macro(struct talk *t, struct str rest)
{
	struct str value, name = talk_word(rest, &value);

	if (name.n > 0 && !is_macro(name))
		name = arena_printf(t->arena, "{%.*s}", STR_ARG(name));
	if (value.n == 0 || !is_macro(name)) {
		talk_say(t, ".macro NAME VALUE, such as .macro {daemon_port} "
			    "587; heloward-postfix(7) lists them");
		return;
	}
	asked_step(t->arena, &t->tr, STEP_MACRO, (struct str[]){name, value},
		   2);
	talk_say(t, "the MTA tells it from the next command on");
}

/* A step as a file has it. */
static void
print_step(struct talk *t, const struct step *s)
{
	fprintf(t->out, "        %s", step_rows[s->kind].word);
	for (size_t i = 0; i < s->nargs; i++) {
		fputs(" \"", t->out);
		for (size_t k = 0; k < s->arg[i].n; k++) {
			const unsigned char c = (unsigned char)s->arg[i].p[k];

			if (c == '"' || c == '\\')
				fprintf(t->out, "\\%c", c);
			else if (c < ' ' || c > '~')
				fprintf(t->out, "\\x%02x", c);
			else
				fputc(c, t->out);
		}
		fputc('"', t->out);
	}
	fputc('\n', t->out);
}

static void
do_test(struct talk *t, struct str rest)
{
	const struct verdict *v = t->last == NULL ? NULL : &t->last->verdict;

	(void)rest;
	if (!has_event(t))
		return;
	fputs("test \"from heloctl session\"\n", t->out);
	for (size_t i = 0; i < t->tr.nsteps; i++)
		print_step(t, &t->tr.step[i]);
	if (t->last_told && v->rule.name.n > 0)
		fprintf(t->out, "        expect %s %.*s %u\n",
			action_rows[v->action].name, STR_ARG(v->rule.name),
			v->code);
	else
		fputs("        expect accept\n", t->out);
}

static void do_help(struct talk *t, struct str rest);

static void
do_quit(struct talk *t, struct str rest)
{
	(void)rest;
	t->over = true;
}

static const struct command {
	const char *name, *usage, *help;
	void (*run)(struct talk *t, struct str rest);
} commands[] = {
    {".client", ".client ADDRESS [NAME]", "somebody connects", do_client},
    {".dns", ".dns NAME TYPE DATA", "what the DNS says; or none, fails",
     do_dns},
    {".fact", ".fact NAME", "one fact, and where it comes from", do_fact},
    {".facts", ".facts [BEGINNING]", "all facts that there are", do_facts},
    {".help", ".help", "this list; HELP lists the commands of SMTP", do_help},
    {".macro", ".macro NAME VALUE", "what the MTA tells from now on", do_macro},
    {".quit", ".quit", "the end", do_quit},
    {".rules", ".rules", "every rule, and what it saw last", do_rules},
    {".test", ".test", "the session so far as a test block", do_test},
};

static void
do_help(struct talk *t, struct str rest)
{
	(void)rest;
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		talk_say(t, "%-24s %s", commands[i].usage, commands[i].help);
}

void
talk_dot(struct talk *t, struct str line)
{
	struct str rest, word = talk_word(line, &rest);
	struct nearest near = nearest_to(word);

	if (word.p[0] == '?') {
		do_help(t, rest);
		return;
	}
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
		nearest_try(&near, str_of(commands[i].name));
		if (str_ieq(word, str_of(commands[i].name))) {
			commands[i].run(t, rest);
			return;
		}
	}
	talk_say(t, "there is no %.*s%s%.*s%s", STR_ARG(talk_clean(t, word)),
		 near.best.p != NULL ? "; did you mean " : "; ",
		 STR_ARG(near.best.p != NULL
			     ? near.best
			     : STR(".help lists what there is")),
		 near.best.p != NULL ? "?" : "");
}
