#include "reply.h"

#include "limits.h"
#include "log.h"

#include <stdio.h>

enum { LINE = 980 }; /* libmilter's MAXREPLYLEN */

/* "%" is libmilter's own escape and must be doubled. */
static void
double_percent(struct str in, char out[LINE + 1])
{
	size_t n = 0;

	for (size_t i = 0; i < in.n && n + 2 <= LINE; i++) {
		if (in.p[i] == '%')
			out[n++] = '%';
		out[n++] = in.p[i];
	}
	out[n] = '\0';
}

struct lines {
	char text[LIMIT_REPLY_LINES][LINE + 1];
	char *line[LIMIT_REPLY_LINES];
};

/* The call takes its lines one by one, up to a NULL; there are 32 at most. */
static int
set_lines(SMFICTX *ctx, const char *code, const char *dsn, struct lines *l)
{
	char **t = l->line;

	return smfi_setmlreply(
	    ctx, code, dsn, t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7],
	    t[8], t[9], t[10], t[11], t[12], t[13], t[14], t[15], t[16], t[17],
	    t[18], t[19], t[20], t[21], t[22], t[23], t[24], t[25], t[26],
	    t[27], t[28], t[29], t[30], t[31], (char *)NULL);
}

sfsistat
reply_refuse(SMFICTX *ctx, const struct verdict *v)
{
	const bool permanent = v->action == ACTION_REJECT;
	struct lines lines = {.line = {NULL}};
	char code[12], dsn[16];

	snprintf(code, sizeof code, "%u", v->code);
	snprintf(dsn, sizeof dsn, "%.*s", STR_ARG(v->dsn));
	for (size_t i = 0; i < v->nlines && i < LIMIT_REPLY_LINES; i++) {
		double_percent(v->line[i], lines.text[i]);
		lines.line[i] = lines.text[i];
	}
	if (set_lines(ctx, code, dsn, &lines) != MI_SUCCESS)
		log_say(
		    LOG_LEVEL_ERROR,
		    "libmilter refused the reply %s %s; the MTA's own is sent",
		    code, dsn);
	return permanent ? SMFIS_REJECT : SMFIS_TEMPFAIL;
}

static void
add_header(SMFICTX *ctx, const struct effect *e)
{
	char name[LIMIT_SHOWN + 1], value[LIMIT_REPLY_TEXT + 1];

	snprintf(name, sizeof name, "%.*s", STR_ARG(e->name));
	snprintf(value, sizeof value, "%.*s", STR_ARG(e->text));
	if (smfi_addheader(ctx, name, value) != MI_SUCCESS)
		log_say(LOG_LEVEL_ERROR, "the MTA took no header %s", name);
}

/*
 * Each that is taken out moves those behind it, so the last goes first. Ours
 * stands above all others (RFC 8601, 4).
 */
static void
put_results(SMFICTX *ctx, const struct effect *e)
{
	char name[LIMIT_SHOWN + 1], value[LIMIT_REPLY_TEXT + 1];

	snprintf(name, sizeof name, "%.*s", STR_ARG(e->name));
	snprintf(value, sizeof value, "%.*s", STR_ARG(e->text));
	for (size_t i = e->nforged; i > 0; i--)
		if (smfi_chgheader(ctx, name, (int)e->forged[i - 1], NULL) !=
		    MI_SUCCESS)
			log_say(LOG_LEVEL_ERROR,
				"the MTA did not take out a forged %s", name);
	if (smfi_insheader(ctx, 0, name, value) != MI_SUCCESS)
		log_say(LOG_LEVEL_ERROR, "the MTA took no header %s", name);
}

static void
drop(SMFICTX *ctx, struct str path)
{
	char text[LIMIT_ADDRESS + 1];

	snprintf(text, sizeof text, "%.*s", STR_ARG(path));
	if (smfi_delrcpt(ctx, text) != MI_SUCCESS)
		log_say(LOG_LEVEL_ERROR,
			"the MTA did not take out the recipient %s", text);
}

static void
quarantine(SMFICTX *ctx, const struct verdict *v)
{
	char reason[LIMIT_SHOWN + 1];

	snprintf(reason, sizeof reason, "%.*s", STR_ARG(v->why));
	if (smfi_quarantine(ctx, reason) != MI_SUCCESS)
		log_say(LOG_LEVEL_ERROR, "the MTA did not quarantine: %s",
			reason);
}

void
reply_edit(SMFICTX *ctx, const struct verdict *v)
{
	for (size_t i = 0; i < v->neffects; i++)
		if (v->effect[i].kind == EFFECT_HEADER)
			add_header(ctx, &v->effect[i]);
		else if (v->effect[i].kind == EFFECT_RESULTS)
			put_results(ctx, &v->effect[i]);
	for (size_t i = 0; i < v->ndrops; i++)
		drop(ctx, v->drop[i]);
	if (v->action == ACTION_QUARANTINE)
		quarantine(ctx, v);
}
