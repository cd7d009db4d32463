#ifndef MILTER_SESSION_ID_H
#define MILTER_SESSION_ID_H

/*
 * A name for a session that is short enough to be read out over the telephone:
 * eight letters and digits without those that look alike, random, so that it
 * can be given to strangers.
 */
enum { SESSION_ID = 9 }; /* with the NUL */

void session_id_make(char out[SESSION_ID]);

#endif
