#ifndef BENCH_PROC_H
#define BENCH_PROC_H

/* What /proc says of a process. */
struct proc {
	double cpu; /* seconds, of all its threads, in user and kernel */
	long rss_kb;
};

/* Zeros when there is no such process. */
void proc_read(long pid, struct proc *out);

/* As many descriptors as are allowed. */
void proc_raise_files(void);

#endif
