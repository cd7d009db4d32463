#ifndef BENCH_PROC_H
#define BENCH_PROC_H

/* What /proc says of processes. */
struct proc {
	double cpu; /* seconds, in user and kernel */
	long rss_kb;
};

/*
 * Add what a process and all that it has started, living or not, have used.
 * Nothing when there is no such process.
 */
void proc_add(long pid, struct proc *sum);

/* As many descriptors as are allowed. */
void proc_raise_files(void);

#endif
