#ifndef MILTER_BRIDGE_H
#define MILTER_BRIDGE_H

#include <libmilter/mfapi.h>

/*
 * The callbacks: what the MTA says goes into the session, what the rules say
 * goes back. The callbacks of one connection never overlap, but any thread may
 * run any of them.
 */
extern struct smfiDesc bridge_desc;

#endif
