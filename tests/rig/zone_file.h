#ifndef RIG_ZONE_FILE_H
#define RIG_ZONE_FILE_H

#include "transcript.h"

/*
 * What the DNS is to say while a transcript is played, for a real name server
 * with a real resolver before it: files of RFC 1035, section 5.
 *
 *	PATH.root	all of the DNS but ...
 *	PATH.signed	... the zone signed.example, whose records are "secure"
 *	PATH.bogus	the zone bogus.example, whose records "fail": what is
 *			in it is signed by somebody else
 *	PATH.dead	an empty file instead: nobody answers
 *	PATH.not	instead of all: why no real name server does so
 *
 * A name that "fails" belongs to a zone whose servers do not exist. False when
 * a file cannot be written.
 */
bool zone_file_write(const char *path, const struct transcript *tr);

#endif
