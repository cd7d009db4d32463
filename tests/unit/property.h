#ifndef TESTS_PROPERTY_H
#define TESTS_PROPERTY_H

#include "rules.h"

/*
 * The property test of the engine: random rules, random sessions, and a second
 * evaluator, written from the language's page alone, that both are compared
 * with. It is slow and simple on purpose and knows nothing of the engine.
 */

/* A generator of its own, so that a seed means the same everywhere. */
struct rng {
	uint64_t state;
};
size_t rng_below(struct rng *r, size_t n); /* 0 ... n - 1 */
bool rng_chance(struct rng *r, size_t percent);

/* What is true of one session. Indices into the pools of property_world.c. */
enum {
	OPEN_A, /* of the greeting, and so on */
	OPEN_AAAA,
	OPEN_MX,
	OPEN_SENDER, /* the MX of the sender's domain */
	OPEN_RCPT,   /* and of the recipients' */
	OPEN_LIST,   /* what a list says of the client's address */
	OPEN_NAMES,  /* and one of the greeting */
	OPEN_RDNS,
	OPEN_COUNT
};
enum resolve { RESOLVE_OK, RESOLVE_FAIL, RESOLVE_FORGED, RESOLVE_TEMP };
enum { RCPTS_MOST = 2 };

struct world {
	size_t client, port, greeting, mail, rcpt[RCPTS_MOST], nrcpts;
	size_t listener, auth, tls, size;
	size_t ptr; /* index of a name; 0 is none */
	enum resolve resolve;
	bool asks_dns; /* it is our own lookup that counts */
	size_t answer[OPEN_RDNS];
	bool open[OPEN_COUNT]; /* no answer to this question */
	/* The stage from which the answer is there. */
	enum stage since[OPEN_RDNS];
};

void world_make(struct world *w, struct rng *r, bool uncertain, bool asks_dns);

void world_print(const struct world *w); /* as comments of TAP */

/*
 * Step to the next way in which the open questions of "from" could have been
 * answered; *filled begins as a copy of it. False when there is none left.
 */
bool world_fill(const struct world *from, struct world *filled, size_t which);

/* A fact as the test knows it. */
enum ptype { P_BOOL, P_NUMBER, P_TEXT, P_HOST, P_ADDRESS, P_MAIL };
struct pdatum {
	const char *text;
	long milli;
	bool yes;
};
enum { ITEMS_MOST = 4 };
struct pvalue {
	size_t n;
	struct pdatum item[ITEMS_MOST];
};

struct pfact {
	const char *name;
	enum ptype type;
	enum stage moment;
	unsigned asks; /* bit 1 << OPEN_...: the questions it depends on */
	void (*get)(const struct world *w, size_t rcpt, struct pvalue *out);
	const char *const *pool; /* operands to compare it with */
	bool own; /* and no others: no answer would ever be among them */
};
extern const struct pfact pfacts[];
extern const size_t npfacts;

/* Is it in the set of entries, by the page's section "Operators"? */
bool set_holds(const char *const *entry, size_t n, enum ptype type,
	       const struct pdatum *d);
bool text_is(enum ptype type, const char *a, const char *b);
/* Without case and trailing dot for a host, without case and <> for a path. */
void text_plain(enum ptype type, const char *text, char out[256]);

/* Tell the session what the world has up to and with this stage. */
struct pdns {
	struct dns dns;
	const struct world *w;
	enum stage now;
	struct dns_answer answer;
	struct dns_record record[2];
};
void world_play(const struct world *w, struct session *s, enum stage stage,
		size_t rcpt, struct pdns *dns);
bool world_has_stage(const struct world *w, enum stage stage);

/* A condition. */
enum pkind { C_AND, C_OR, C_NOT, C_ATOM };
enum pop {
	P_BARE,
	P_EXISTS,
	P_ABSENT,
	P_IS,
	P_IN_SET,
	P_IN_TABLE,
	P_BEGINS,
	P_ENDS,
	P_HOLDS,
	P_MATCHES,
	P_LESS,
	P_MOST,
	P_MORE,
	P_LEAST,
	P_IS_FACT,
	POPS
};
enum { FACT_SCORE_P = 1000, FACT_TAG_P = 1001 };
struct pcond {
	enum pkind kind;
	struct pcond *left, *right;
	size_t fact; /* index, or FACT_SCORE_P, or FACT_TAG_P */
	size_t tag;  /* index of the tag's rule */
	enum pop op;
	bool negated;
	size_t noperands;
	const char *operand[3];
	size_t other; /* the fact to the right of P_IS_FACT; the table or
			 pattern of P_IN_TABLE and P_MATCHES */
};

/* Tables and regular expressions that conditions use. */
enum { PTABLES = 2, PPATTERNS = 4 };
extern const struct ptable {
	const char *name, *entry[7];
} ptables[PTABLES];
extern const struct ppattern {
	const char *word, *regex;
	bool (*is)(const char *plain);
} ppatterns[PPATTERNS];

struct prule {
	enum action action;
	bool observe;
	long add; /* thousandths */
	unsigned code;
	const char *text_fact; /* in its text, or NULL */
	size_t text_index;
	struct pcond *cond; /* NULL: always */
	enum stage moment;
};

enum { RULES_MOST = 12, CONDS_MOST = 400 };
struct pset {
	struct prule rule[RULES_MOST];
	size_t n;
	bool fail_open; /* set on-dns-failure accept */
	bool asks_dns;	/* set rdns dns */
	struct pcond cond[CONDS_MOST];
	size_t nconds;
	char text[32768];
	size_t ntext;
};

void pset_make(struct pset *set, struct rng *r);

/* The outcome of rules over a world without open questions. */
struct outcome {
	size_t decider; /* index; set->n: none */
	enum action action;
	unsigned code;
	bool yes[RULES_MOST]; /* of those up to the decider */
};
void pset_first_match(const struct pset *set, const struct world *w,
		      size_t rcpt, struct outcome *o);

/* The same in three values, by the page's section "What is not known". */
struct guess {
	size_t decider;
	enum tri_answer { T_NO, T_MAYBE, T_YES } answer[RULES_MOST];
	enum action action; /* DEFER too when it is left open */
	bool open, may_accept;
	long least, most;
};
void pset_guess(const struct pset *set, const struct world *w, size_t rcpt,
		struct guess *g);

#endif
