#ifndef MILTER_CTL_H
#define MILTER_CTL_H

#include "options.h"

#include <stdint.h>

/*
 * The verbs of heloctl, each in ctl_<verb>.c. All give the exit status: 0 good,
 * 1 not.
 */
int ctl_allow(const struct options *o);
int ctl_check(const struct options *o);
int ctl_doctor(const struct options *o);
int ctl_explain(const struct options *o);
int ctl_facts(const struct options *o);
int ctl_identity(const struct options *o);
int ctl_metrics(const struct options *o);
int ctl_mta(const struct options *o);
int ctl_ping(const struct options *o);
int ctl_probe(const struct options *o);
int ctl_reload(const struct options *o);
int ctl_replay(const struct options *o);
int ctl_report(const struct options *o);
int ctl_session(const struct options *o);
int ctl_status(const struct options *o);
int ctl_test(const struct options *o);
int ctl_top(const struct options *o);

/* Today in days since 1970-01-01 (UTC). */
uint32_t ctl_today(void);

#endif
