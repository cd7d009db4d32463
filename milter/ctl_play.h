#ifndef MILTER_CTL_PLAY_H
#define MILTER_CTL_PLAY_H

#include "ctl.h"
#include "rules.h"

/*
 * What test and replay have in common: files of transcripts, each played under
 * the rules it contains or under those of -c.
 */
typedef void ctl_play_one(void *context, const char *file,
			  const struct rules *rules,
			  const struct transcript *tr);

/* False when a file could not be loaded; the reasons are printed. */
bool ctl_play(const struct options *o, ctl_play_one *one, void *context);

#endif
