#ifndef RULES_SETTING_H
#define RULES_SETTING_H

#include "addr.h"
#include "arena.h"
#include "diag.h"
#include "str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * What "set" sets; the rows stand in settings.def. They live here and not in
 * the daemon because the same loader must judge them for heloctl check.
 */

enum setting_id {
#define SETTING(id, name, type, words, def, when, help) SETTING_##id,
#include "settings.def"
#undef SETTING
	SETTING_COUNT
};

enum setting_type {
	SETTING_TYPE_WORD,
	SETTING_TYPE_TEXT,
	SETTING_TYPE_HOST,
	SETTING_TYPE_NUMBER,
	SETTING_TYPE_TIME,
	SETTING_TYPE_SERVER,
};

struct setting_row {
	const char *name;
	enum setting_type type;
	const char *words, *fallback;
	bool restart; /* takes effect only at a restart */
	const char *help;
};

extern const struct setting_row setting_rows[SETTING_COUNT];

struct setting {
	struct span span; /* where it was set; no source: the default */
	struct str text;  /* as written */
	int64_t number;	  /* TIME: milliseconds; NUMBER: whole */
	struct str *list; /* SERVER: all of them, "ADDRESS PORT" */
	size_t nlist;
};

struct settings {
	struct setting value[SETTING_COUNT];
};

/* All defaults. */
void settings_init(struct settings *s);

/* False when there is no such setting. */
bool setting_find(struct str name, enum setting_id *out);

/*
 * Set one; of a SERVER "ADDRESS" or "ADDRESS port N". A value that does not fit
 * is reported at the span, and so is a second value for the same setting.
 */
void setting_put(struct settings *s, enum setting_id id, struct str text,
		 struct arena *a, struct diag *d, struct span at);

/* The parts of a SERVER; the port is 0 when there is none. False: it is none.
 */
bool setting_server(struct str text, struct addr *addr, uint16_t *port);

/* Is the setting, a word, this word? */
bool setting_is(const struct settings *s, enum setting_id id, const char *word);

#endif
