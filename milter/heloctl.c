#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct verb {
	const char *name;
	int (*run)(const struct options *o);
	const char *options, *usage;
} verbs[] = {
    {"allow", ctl_allow, "c:ho:V|helo|client|for|reason|forgeable|list|remove|",
     "allow --helo NAME --client NETWORK --for 14d --reason TEXT\n"
     "        [--forgeable] [-o NAME=VALUE]... [-c FILE]\n"
     "  heloctl allow --list | --remove [--helo NAME] [--client NETWORK]\n"
     "        [-o NAME=VALUE]... [-c FILE]\n"
     "    exceptions for those whom a rule harms wrongly\n"},
    {"check", ctl_check, "c:ho:vV",
     "check [-v] [-o NAME=VALUE]... [-c FILE | FILE]\n"
     "    read the configuration as heloward does and say what is wrong\n"
     "    with it; -v: and when each rule runs\n"},
    {"doctor", ctl_doctor, "c:ho:V|json|dns|",
     "doctor [--json] [--dns live|none|FILE] [-o NAME=VALUE]... [-c FILE]\n"
     "        [NAME [ADDRESS]]\n"
     "    is the name that this machine's mail server greets with right?\n"},
    {"explain", ctl_explain,
     "c:ho:V|json|client|name|helo|from|rcpt|auth|listener-port|size|dns|in|"
     "log|",
     "explain [--json] [--dns live|none|FILE] [-o NAME=VALUE]... [-c FILE]\n"
     "        [SESSION | LOG LINE | -]\n"
     "    why the session, by its id or by a line of a mail log, was judged\n"
     "    as it was; - reads the line from standard input\n"
     "  heloctl explain --client ADDRESS [--name NAME] [--helo NAME]\n"
     "        [--from PATH] [--rcpt PATH]... [--auth USER]\n"
     "        [--listener-port N] [--size BYTES] ...\n"
     "    how such a session would be judged\n"
     "  heloctl explain --in FILE [NAME] ...\n"
     "    the same of test and session blocks of a file\n"},
    {"facts", ctl_facts, "hV",
     "facts [NAME...]\n"
     "    the catalogue of what rules can ask about\n"},
    {"identity", ctl_identity, "c:ho:V",
     "identity [-c FILE]\n"
     "    our own names and addresses, and where each comes from\n"},
    {"metrics", ctl_metrics, "c:hV|openmetrics|",
     "metrics [--openmetrics] [-c FILE]\n"
     "    what the running heloward has counted, for Prometheus\n"},
    {"mta", ctl_mta, "c:ho:V|apply|remove|",
     "mta postfix [--apply | --remove] [-o NAME=VALUE]... [-c FILE] [FOLDER]\n"
     "    the lines that attach heloward, and what Postfix does by itself;\n"
     "    --apply puts heloward into smtpd_milters, --remove takes it out\n"
     "  heloctl mta sendmail [-o NAME=VALUE]... [-c FILE] [FILE]\n"
     "    the same for Sendmail; FILE is an .mc or a .cf\n"},
    {"ping", ctl_ping, "c:ho:V",
     "ping [-o NAME=VALUE]... [-c FILE]\n"
     "    does heloward answer the mail server? For health checks\n"},
    {"probe", ctl_probe, "hvV|json|timeout|deliver|helo|yes-it-is-mine|",
     "probe [-v] [--json] [--timeout SECONDS] [--helo NAME]\n"
     "        [--deliver ADDRESS] [--yes-it-is-mine] HOST[:PORT] [CHECK...]\n"
     "    does a mail server of yours behave as the RFCs say?\n"},
    {"reload", ctl_reload, "c:hV",
     "reload [-c FILE]\n"
     "    have the running heloward read its configuration anew\n"},
    {"replay", ctl_replay, "c:ho:vV|tsv|",
     "replay [-v] [--tsv] [-c FILE] FILE...\n"
     "    play journals or transcripts: what would now end otherwise\n"},
    {"report", ctl_report, "c:ho:vV|since|until|json|html|",
     "report [-v] [--json | --html FILE] [--since WHEN]\n"
     "        [--until WHEN] [-o NAME=VALUE]... [-c FILE] [JOURNAL...]\n"
     "    what the rules did in a period, from the journal\n"},
    {"session", ctl_session, "c:ho:V|client|name|listener-port|dns|",
     "session [--client ADDRESS [--name NAME]] [--listener-port N]\n"
     "        [--dns live|none|FILE] [-o NAME=VALUE]... [-c FILE]\n"
     "    talk SMTP to the rules, and see what they make of it\n"},
    {"status", ctl_status, "c:hV",
     "status [-c FILE]\n"
     "    how the running heloward is\n"},
    {"test", ctl_test, "c:ho:vV",
     "test [-c FILE] FILE...\n"
     "    play the test blocks of the files under the rules they contain,\n"
     "    or under those of -c, and say what came out (TAP)\n"},
    {"top", ctl_top, "1c:hV|interval|",
     "top [-1] [--interval TIME] [-c FILE]\n"
     "    what the running heloward does, second by second\n"},
};

uint32_t
ctl_today(void)
{
	return (uint32_t)(time(NULL) / 86400);
}

static void
print_usage(FILE *to)
{
	fputs("usage:\n", to);
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		fprintf(to, "  heloctl %s", verbs[i].usage);
}

static int
run(const struct verb *verb, int argc, char **argv)
{
	char usage[1024];
	struct options o;
	int status;

	snprintf(usage, sizeof usage, "usage: heloctl %s", verb->usage);
	o = options_read(argc, argv, usage, verb->options);
	status = verb->run(&o);
	options_free(&o);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("heloctl: standard output");
		status = EXIT_FAILURE;
	}
	return status;
}

int
main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(verbs[i].name, word) == 0)
			return run(&verbs[i], argc - 1, argv + 1);
	if (strcmp(word, "-V") == 0 || strcmp(word, "--version") == 0) {
		puts("heloctl " PACKAGE_VERSION);
		return EXIT_SUCCESS;
	}
	if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0 ||
	    strcmp(word, "help") == 0) {
		print_usage(stdout);
		return EXIT_SUCCESS;
	}
	if (word[0] != '\0')
		fprintf(stderr, "heloctl: there is no verb \"%s\"\n", word);
	print_usage(stderr);
	return EXIT_FAILURE;
}
