#include "target.h"

#include <signal.h>
#include <stdio.h>

/*
 * What libFuzzer, and AFL++'s driver for it, call. The environment's
 * HELOWARD_FUZZ says which target it is.
 */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static fuzz_target *target;

static const struct {
	const char *name;
	fuzz_target *target;
} targets[] = {
#define TARGET(name, summary) {#name, fuzz_##name},
#include "targets.def"
#undef TARGET
};

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *wanted = getenv("HELOWARD_FUZZ");

	(void)argc;
	(void)argv;
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
		if (wanted != NULL && strcmp(targets[i].name, wanted) == 0)
			target = targets[i].target;
	if (target == NULL) {
		fputs("HELOWARD_FUZZ is to be one of:", stderr);
		for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
			fprintf(stderr, " %s", targets[i].name);
		fputc('\n', stderr);
		exit(2);
	}
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return target(data, size);
}
