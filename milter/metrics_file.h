#ifndef MILTER_METRICS_FILE_H
#define MILTER_METRICS_FILE_H

#include "setting.h"

/*
 * The setting metrics-file: what is counted, in a file for the textfile
 * collector of node_exporter. Nobody ever sees a part of it: a new one takes
 * the old one's place.
 */

/* Begin, if the setting names a file. NULL when all is well; else why not. */
const char *metrics_file_start(const struct settings *settings);

#endif
