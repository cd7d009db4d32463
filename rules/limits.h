#ifndef RULES_LIMITS_H
#define RULES_LIMITS_H

/*
 * Every limit in one place. What a client sends beyond one is cut or ignored,
 * never refused for it alone; what a file holds beyond one is an error.
 */
enum {
	/* configuration */
	LIMIT_RULES_FILE = 16 << 20, /* bytes of one rules file */
	LIMIT_TABLE_FILE = 1 << 30,  /* bytes of one table file */
	LIMIT_LINE = 64 << 10,	     /* bytes of one line of either */
	LIMIT_NESTING = 32,	     /* "(" and "not" in a condition */
	LIMIT_TESTS = 1000,	     /* comparisons in one condition */
	LIMIT_INCLUDE_DEPTH = 16,
	LIMIT_FILES = 4096,	/* rules files in one configuration */
	LIMIT_RULES = 10000,	/* rules in one configuration */
	LIMIT_ERRORS = 50,	/* mistakes shown in one run */
	LIMIT_PATTERN = 4096,	/* bytes of one regular expression */
	LIMIT_RULE_NAME = 64,	/* bytes */
	LIMIT_REPLY_LINES = 32, /* as libmilter's MAXREPLIES */
	LIMIT_REPLY_TEXT =
	    480, /* bytes of one reply line: 512 with code, dsn */

	/* regular expressions at work (PCRE2's own units) */
	LIMIT_MATCH = 10000,
	LIMIT_MATCH_DEPTH = 1000,
	LIMIT_MATCH_HEAP = 1024, /* KiB */
	LIMIT_MATCH_OVERRUNS =
	    64, /* overrun matches before a session gets no more */

	/* what one client can make us hold */
	LIMIT_HELO = 2048,	   /* bytes kept of a greeting */
	LIMIT_ADDRESS = 1024,	   /* bytes kept of a path */
	LIMIT_COMMAND = 512,	   /* bytes kept of an unknown command */
	LIMIT_PARAMS = 64,	   /* ESMTP parameters kept of one command */
	LIMIT_PARAM = 512,	   /* bytes kept of one parameter */
	LIMIT_MACRO = 512,	   /* bytes kept of one macro's value */
	LIMIT_FIELDS = 256 << 10,  /* bytes kept of header fields, 32 more for
				    * each; the MTAs themselves take less */
	LIMIT_RECIPIENTS = 100000, /* recipients followed one by one */

	/* what we print */
	LIMIT_SHOWN = 256, /* bytes of one value in a log line or reply */

	/* waiting */
	LIMIT_DELAY = 20, /* seconds of one "delay", below the MTA's 30 */
};

#endif
