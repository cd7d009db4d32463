#ifndef TESTS_PROPERTY_POOLS_H
#define TESTS_PROPERTY_POOLS_H

/* What sessions of the property test are made of; see property_world.c. */

static const struct {
	const char *address, *class;
} clients[] = {
    {"203.0.113.9", "documentation"}, {"198.51.100.1", "documentation"},
    {"2001:db8::9", "documentation"}, {"10.1.2.3", "private"},
    {"93.184.215.14", "public"},      {NULL, NULL}};

static const unsigned short ports[] = {25, 1024, 40000};

/* The first is none. */
static const char *const ptrs[] = {NULL,
				   "mail.example.net",
				   "MX.Example.ORG",
				   "friend",
				   "example.net",
				   "bad_host.example.com",
				   "news.example.org",
				   "example.com",
				   "host-9.pool.example.com",
				   "example.org"};

static const struct greeting {
	const char *raw, *name, *class;
	bool valid, fqdn, underscore, literal;
	long labels;
	bool asks;	   /* a name that the DNS can be asked for */
	const char *holds; /* the address that it is */
} greetings[] = {
    {.raw = NULL},
    {"mail.example.net", "mail.example.net", "fqdn", true, true, false, false,
     3, true, NULL},
    {"MX.Example.ORG", "MX.Example.ORG", "fqdn", true, true, false, false, 3,
     true, NULL},
    {"friend", "friend", "single", true, false, false, false, 1, true, NULL},
    {"bad_host.example.com", "bad_host.example.com", "fqdn", false, true, true,
     false, 3, true, NULL},
    {"mail.example.net.", "mail.example.net.", "fqdn", false, true, false,
     false, 3, true, NULL},
    {"[203.0.113.9]", "[203.0.113.9]", "literal", true, false, false, true, 0,
     false, "203.0.113.9"},
    {"[IPv6:2001:db8::9]", "[IPv6:2001:db8::9]", "literal", true, false, false,
     true, 0, false, "2001:db8::9"},
    {"198.51.100.1", "198.51.100.1", "bare-ip", false, false, false, false, 0,
     false, "198.51.100.1"},
};

static const struct path {
	const char *path, *local, *domain;
} senders[] = {{"<>", NULL, NULL},
	       {"<a@example.net>", "a", "example.net"},
	       {"<Bob@Example.COM>", "Bob", "Example.COM"},
	       {"<bulk@news.example.org>", "bulk", "news.example.org"}},
  recipients[] = {{"<user@example.org>", "user", "example.org"},
		  {"<Postmaster@example.org>", "Postmaster", "example.org"},
		  {"<a@example.net>", "a", "example.net"}};

static const char *const listeners[] = {"25", "587"};
static const char *const users[] = {NULL, "alice", "bob"};
static const char *const versions[] = {NULL, "TLSv1.2", "TLSv1.3"};
static const long sizes[] = {500, 3000, 5000};

/* Mail servers, and the addresses that they have in every world. */
#define MX_FAR "mx.far.example"
#define MX_HERE "mx.here.example"
static const struct {
	const char *name, *address;
} exchangers[] = {{MX_FAR, "198.51.100.1"}, {MX_HERE, "127.0.0.1"}};

/*
 * Answers; the first of each is "none". Families are mixed, so that whatever a
 * rule asks for can be in either open answer: the engine asks no more.
 */
static const char *const found[OPEN_RDNS][4][2] = {
    {{NULL},
     {"203.0.113.9"},
     {"198.51.100.1", "2001:db8::9"},
     {"10.1.2.3", "93.184.215.14"}},
    {{NULL},
     {"2001:db8::9", "10.1.2.3"},
     {"203.0.113.9", "93.184.215.14"},
     {"198.51.100.1"}},
    {{NULL}, {"mx.example.net"}, {"mx.example.org"}, {"mx.example.net"}},
    {{NULL}, {""}, {MX_FAR}, {MX_FAR, MX_HERE}},
    {{NULL}, {""}, {MX_FAR}, {MX_FAR, MX_HERE}},
    {{NULL}, {"127.0.0.2"}, {"127.0.0.4"}, {"127.0.0.2", "127.0.0.4"}},
    {{NULL}, {"127.0.0.4"}, {"127.0.0.2", "127.0.0.4"}, {"127.0.0.2"}}};

/* Of which families and answers DNSSEC has something to say. */
static const bool is_secure[OPEN_RDNS][4] = {{false, true, true, false},
					     {false, true, false, true}};

#endif
