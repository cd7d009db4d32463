#include "target.h"

#include "rules.h"

#include <stdio.h>
#include <string.h>

/* Every fact is asked for, in a reply if nowhere else. */
static const char rules_text[] =
    "set mode enforce\n"
    "table own { mx.example.org 192.0.2.25 .own.example }\n"
    "accept trusted if client.address in 192.0.2.0/24\n"
    "score 1 odd if helo.generic or client.ptr_generic\n"
    "score 2 rdns if client.rdns is not \"pass\"\n"
    "tag seen if helo.name contains \"mail\"\n"
    "observe reject observed if helo.underscore\n"
    "header h \"X-Seen\" \"%{helo.name} %{client.ptrs} %{score}\"\n"
    "log l \"%{mail.from} %{mail.params} %{tls.version}\"\n"
    "delay d 1s if helo.extra_words\n"
    "discard gone if rcpt.to is <gone@example.org>\n"
    "quarantine held \"%{helo.raw}\" if helo.class is \"literal\"\n"
    "reject own if helo.own with 550 \"%{helo.name} is mine\"\n"
    "reject bad if not helo.valid with 501 5.5.2\n"
    "    \"%{helo.raw}\" \"100% %{client.address} %{mail.from}\"\n"
    "defer nowhere if not helo.resolves\n"
    "reject list if dnsbl(\"list.example\", client.address) exists\n"
    "reject regex if helo.name matches /([a-z]+)+[0-9]\\.example/i\n"
    "reject params if mail.params_malformed exists or\n"
    "    rcpt.params_repeated exists\n"
    "reject mx if mail.null_mx or mail.mx_address_class is \"private\"\n"
    "close many if rcpt.index > 3 and rcpt.rejected_count > 1\n"
    "reject big if message.size > 10K and message.recipients > 1\n"
    "reject sum if score >= 3\n";

static void
judged(void *context, const struct step *step, struct session *s,
       enum stage stage, const struct verdict *v, bool told)
{
	(void)context;
	(void)step;
	(void)s;
	(void)stage;
	(void)told;
	fuzz_check_verdict(v);
}

static void
play(const struct rules *rules, const struct transcript *tr, bool reasons)
{
	struct arena *a = arena_new();
	struct transcript_way way = {.rules = rules,
				     .today = 20000,
				     .id = STR("fuzz"),
				     .reasons = reasons ? a : NULL,
				     .judged = judged};
	struct transcript_end end;

	transcript_play_so(&way, tr, &end);
	arena_free(a);
}

int
fuzz_transcript(const uint8_t *data, size_t size)
{
	static const struct rules *rules;
	struct arena *a = arena_new();
	struct diag *d = diag_new(a);
	struct str text;
	struct rules *blocks;

	if (rules == NULL)
		rules = fuzz_rules_of(rules_text);
	text = arena_printf(a, "session fuzz\n%.*s", (int)size,
			    size == 0 ? "" : (const char *)data);
	blocks = rules_load_text("/nowhere/fuzz", text, NULL, d);
	if (blocks != NULL)
		for (const struct transcript *t = rules_transcripts(blocks);
		     t != NULL; t = t->next) {
			play(rules, t, false);
			play(rules, t, true);
		}
	rules_free(blocks);
	arena_free(a);
	return 0;
}
