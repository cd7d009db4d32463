#include "outage.h"

#include <libmilter/mfdef.h>

/* The daemon and answers that mean harm. */

/*
 * Beyond those above: what a client can have its own name server say. A "%"
 * is doubled for the MTA, which takes it as libmilter does.
 */
static const struct hostile {
	const char *name;
	const char *line[6]; /* of the name server */
	const char *helo, *rules;
	const char *reply; /* its beginning, or a letter */
} hostiles[] = {
    {"100 PTR",
     {"dns 203.0.113.9 PTR many 100", NULL},
     "mail.example.net",
     "reject r if client.ptrs contains \"h99.\" with \"seen\"",
     "550 5.7.1 seen"},
    {"rdns over 100 PTR",
     {"dns 203.0.113.9 PTR many 100", "dns default slow 5ms none", NULL},
     "mail.example.net",
     "reject r if not client.rdns is pass with \"no\"",
     "451"},
    {"PTR to 4,000 names",
     {"dns 203.0.113.9 PTR many 4000", NULL},
     "mail.example.net",
     "reject r if not client.ptrs contains \"h3999.\"",
     "451"},
    {"64 KiB over TCP",
     {"dns mail.example.net A truncated many 4090",
      "dns mail.example.net AAAA none", NULL},
     "mail.example.net",
     "reject r if not helo.is_client",
     "451"},
    {"a CNAME to itself",
     {"dns mail.example.net CNAME mail.example.net", NULL},
     "mail.example.net",
     "reject r if not helo.resolves",
     "451"},
    {"a loop of CNAMEs",
     {"dns mail.example.net CNAME a.example.net",
      "dns a.example.net CNAME b.example.net",
      "dns b.example.net CNAME mail.example.net", NULL},
     "mail.example.net",
     "reject r if not helo.resolves",
     "451"},
    {"a loop of compression",
     {"dns mail.example.net A pointer-loop 203.0.113.9",
      "dns default pointer-loop none", NULL},
     "mail.example.net",
     "reject r if not helo.is_client",
     "451"},
    {"NULs in a name",
     {"dns 203.0.113.9 PTR a\\000b.example.net", NULL},
     "mail.example.net",
     "reject r if client.ptr exists with \"%{client.ptr}\"",
     "550 5.7.1 a"},
    {"line ends in a name",
     {"dns 203.0.113.9 PTR a\\013\\010b.example.net", NULL},
     "mail.example.net",
     "reject r if client.ptr exists with \"%{client.ptr}\"",
     "550 5.7.1 a"},
    {"% in a name",
     {"dns 203.0.113.9 PTR %n%s%s%d.example.net", NULL},
     "mail.example.net",
     "reject r if client.ptr exists with \"%{client.ptr}\"",
     "550 5.7.1 %%n%%s%%s%%d.example.net"},
    {"% in a greeting",
     {"dns %s%n.example.net A 203.0.113.9", NULL},
     "%s%n.example.net",
     "reject r if helo.name exists with \"%{helo.name}\"",
     "550 5.7.1 %%s%%n.example.net"},
};

/* Printable ASCII in whole lines, and one of them the decision. */
static bool
is_clean(const char *log)
{
	for (const char *p = log; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' ? *p != '\n' : *p > '~')
			return false;
	return strstr(log, "action=") != NULL &&
	       strstr(strstr(log, "action=") + 1, "action=") == NULL;
}

static void
ask(struct world *w, const struct hostile *h)
{
	struct wire *wire = &w->wire[0];
	const char *said;
	char letter;

	wire_say_connect(wire, STR("unknown"), SMFIA_INET, 4321,
			 STR("203.0.113.9"));
	outage_say(w, 0, SMFIC_HELO, h->helo);
	wire_reply(wire);
	outage_say(w, 0, SMFIC_MAIL, "<a@example.net>");
	wire_reply(wire);
	outage_say(w, 0, SMFIC_RCPT, "<u@example.org>");
	letter = wire_reply(wire);
	said = letter == SMFIR_REPLYCODE ? arena_str(w->arena, wire->text).p
					 : "no reply with a text";
	if (!traps_ok(strncmp(said, h->reply, strlen(h->reply)) == 0, "%s: %s",
		      h->name, h->reply))
		traps_note("it is %s", said);
	traps_ok(ward_says(&w->ward, "action=", 1) &&
		     is_clean(ward_log(&w->ward)),
		 "%s: one line in the log, and a clean one", h->name);
}

static void
test_hostile(struct world *w, const struct hostile *h)
{
	w->arena = arena_new();
	dnsd_clear(w->dnsd);
	outage_line(w, "dns default none");
	for (size_t i = 0; h->line[i] != NULL; i++)
		outage_line(w, "%s", h->line[i]);
	if (!outage_start(w, h->rules, PATIENCE / 2))
		return;
	if (traps_ok(wire_open(&w->wire[0], w->arena, w->ward.socket, PATIENCE),
		     "%s: negotiation", h->name))
		ask(w, h);
	wire_drop(&w->wire[0]);
	ward_end(&w->ward);
	arena_free(w->arena);
}

static struct world world;

int
main(void)
{
	outage_begin(&world);
	for (size_t i = 0; i < sizeof hostiles / sizeof hostiles[0]; i++)
		test_hostile(&world, &hostiles[i]);
	return outage_end(&world);
}
