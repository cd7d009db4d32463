#include "test_table.h"

/*
 * Many entries against a naive search. The numbers come from a generator with
 * a fixed start: each run is the same.
 */

enum { NAMES = 200000, NETS = 50000, SAMPLES = 400, ROOM = 48 };

static uint64_t state = 20270131;

static unsigned
pick(unsigned most)
{
	state = state * UINT64_C(6364136223846793005) +
		UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % most;
}

struct line {
	char text[ROOM];
};

/* Few top labels, so that entries share parents. */
static struct line
name_line(void)
{
	static const char *const tops[] = {"example", "test", "invalid", "lan"};
	struct line l;
	size_t n = 0;

	for (unsigned labels = pick(3); labels > 0; labels--)
		n += (size_t)snprintf(l.text + n, ROOM - n, "h%u.", pick(300));
	snprintf(l.text + n, ROOM - n, "d%u.%s", pick(5000), tops[pick(4)]);
	return l;
}

static struct line
line_join(const char *before, const struct line *l)
{
	struct line joined;

	snprintf(joined.text, ROOM, "%s%.40s", before, l->text);
	return joined;
}

static struct line *
names_make(struct arena *a)
{
	static const char *const begins[] = {".", ".", "u@", "",
					     "",  "",  "",   ""};
	struct line *names = ARENA_ARRAY(a, struct line, NAMES);

	for (size_t i = 0; i < NAMES; i++) {
		struct line name = name_line();

		names[i] = line_join(begins[pick(8)], &name);
	}
	return names;
}

static struct table *
table_join(struct arena *a, const struct line *lines, size_t count)
{
	struct source *source = ARENA_NEW(a, struct source);
	char *text = arena_alloc(a, sizeof *lines * count);
	struct diag *d = diag_new(a);
	struct table *t = table_new(a, STR("many"), false);
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n +=
		    (size_t)snprintf(text + n, ROOM + 1, "%s\n", lines[i].text);
	source->name = STR("t");
	source->text = str_make(text, n);
	ok(table_add_source(t, source, d), "%zu entries are read", count);
	ok(table_count(t) + diag_warnings(d) == count,
	   "%zu of them were there before", diag_warnings(d));
	table_finish(t);
	return t;
}

/* The name itself, or the longest .domain that it ends in. */
static const char *
naive_name(const struct line *names, const char *name)
{
	const char *best = NULL;
	size_t longest = 0, n = strlen(name);

	for (size_t i = 0; i < NAMES; i++) {
		const char *entry = names[i].text;
		size_t size = strlen(entry);

		if (strcmp(entry, name) == 0)
			return entry;
		if (entry[0] == '.' && size < n && size > longest &&
		    strcmp(name + n - size, entry) == 0) {
			longest = size;
			best = entry;
		}
	}
	return best;
}

/* One of the names, something below one, or one that may be nowhere. */
static struct line
sample(const struct line *names, unsigned i)
{
	const struct line *from = &names[pick(NAMES)];

	while (strchr(from->text, '@') != NULL)
		from = &names[pick(NAMES)];
	if (i % 3 == 0)
		return name_line();
	return line_join(i % 3 == 1 || from->text[0] == '.' ? "x" : "", from);
}

static void
test_names(void)
{
	struct arena *a = arena_new();
	struct line *names = names_make(a);
	struct table *t = table_join(a, names, NAMES);
	size_t found = 0;

	for (unsigned i = 0; i < SAMPLES; i++) {
		struct line name = sample(names, i);
		const char *want = naive_name(names, name.text);
		struct table_hit hit;
		bool got = table_find_host(t, str_of(name.text), 0, NULL, &hit);

		if (got != (want != NULL) ||
		    (got && !str_eq(hit.entry, str_of(want))))
			ok(false, "%s: want %s", name.text,
			   want == NULL ? "nothing" : want);
		found += got;
	}
	ok(found > SAMPLES / 4 && found < SAMPLES,
	   "of %d names %zu are found, as a naive search does", SAMPLES, found);
	arena_free(a);
}

static void
test_mails(void)
{
	struct arena *a = arena_new();
	struct line *names = names_make(a);
	struct table *t = table_join(a, names, NAMES);
	size_t all = 0, found = 0;

	for (size_t i = 0; i < NAMES; i++) {
		struct str text = str_of(names[i].text);
		struct mailaddr mail = {.local = str_slice(text, 0, 1),
					.domain = str_from(text, 2)};
		struct table_hit hit;

		if (text.p[1] != '@')
			continue;
		all++;
		found += table_find_mail(t, &mail, 0, NULL, &hit) &&
			 str_eq(hit.entry, text);
	}
	ok(all > NAMES / 10 && found == all, "all %zu mail addresses are found",
	   all);
	arena_free(a);
}

struct plain_net {
	uint8_t b[16];
	unsigned from, bits; /* from: 96 for IPv4 */
};

/* IPv4 inside 10.0.0.0/12, IPv6 inside 2001:db8::/36: many are nested. */
static void
address_write(struct plain_net *n)
{
	memset(n, 0, sizeof *n);
	n->from = pick(2) == 0 ? 96 : 0;
	if (n->from == 96) {
		n->b[10] = n->b[11] = 0xff;
		n->b[12] = 10;
		n->b[13] = (uint8_t)pick(16);
		n->b[14] = (uint8_t)pick(256);
		n->b[15] = (uint8_t)pick(256);
		return;
	}
	memcpy(n->b, "\x20\x01\x0d\xb8", 4);
	n->b[4] = (uint8_t)pick(16);
	for (size_t i = 5; i < 16; i++)
		n->b[i] = (uint8_t)(i < 8 ? pick(256) : pick(2));
}

static bool
bit(const uint8_t b[16], unsigned at)
{
	return (b[at / 8] >> (7 - at % 8) & 1) != 0;
}

static bool
naive_holds(const struct plain_net *n, const struct plain_net *address)
{
	if (n->from != address->from)
		return false;
	for (unsigned i = n->from; i < n->from + n->bits; i++)
		if (bit(n->b, i) != bit(address->b, i))
			return false;
	return true;
}

static void
net_write(struct plain_net *n, struct line *l)
{
	char *out = l->text;
	unsigned most;
	size_t used = 0;

	address_write(n);
	most = 128 - n->from;
	n->bits = pick(4) == 0 ? pick(most + 1) : most - pick(most / 4);
	for (unsigned i = n->from + n->bits; i < 128; i++)
		n->b[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
	if (n->from == 96) {
		snprintf(out, ROOM, "%d.%d.%d.%d/%u", n->b[12], n->b[13],
			 n->b[14], n->b[15], n->bits);
		return;
	}
	for (size_t i = 0; i < 16; i += 2)
		used += (size_t)snprintf(out + used, ROOM - used, "%s%x",
					 i > 0 ? ":" : "",
					 n->b[i] << 8 | n->b[i + 1]);
	snprintf(out + used, ROOM - used, "/%u", n->bits);
}

static const struct plain_net *
naive_net(const struct plain_net *nets, const struct plain_net *address)
{
	const struct plain_net *best = NULL;

	for (size_t i = 0; i < NETS; i++)
		if (naive_holds(&nets[i], address) &&
		    (best == NULL || nets[i].bits > best->bits))
			best = &nets[i];
	return best;
}

/* The entry ends in "/" and the length of its prefix. */
static unsigned
bits_of(struct str entry)
{
	unsigned bits = 0;

	for (size_t i = str_find(entry, '/') + 1; i < entry.n; i++)
		bits = bits * 10 + (unsigned)(entry.p[i] - '0');
	return bits;
}

static void
test_nets(void)
{
	struct arena *a = arena_new();
	struct plain_net *nets = ARENA_ARRAY(a, struct plain_net, NETS);
	struct line *lines = ARENA_ARRAY(a, struct line, NETS);
	size_t deep = 0;
	struct table *t;

	for (size_t i = 0; i < NETS; i++)
		net_write(&nets[i], &lines[i]);
	t = table_join(a, lines, NETS);
	for (unsigned i = 0; i < SAMPLES; i++) {
		const struct plain_net *want;
		struct plain_net address;
		struct table_hit hit;
		struct addr addr;
		bool got;

		address_write(&address);
		if (i % 2 == 0) /* next to, or inside, a small one */
			memcpy(address.b, nets[pick(NETS)].b, 16);
		address.from = bit(address.b, 80) ? 96 : 0;
		memcpy(addr.b, address.b, 16);
		want = naive_net(nets, &address);
		got = table_find_addr(t, &addr, 0, NULL, &hit);
		if (got != (want != NULL) ||
		    (got && bits_of(hit.entry) != want->bits))
			ok(false, "sample %u: want /%u", i,
			   want == NULL ? 999 : want->bits);
		deep += got && want->bits > (want->from == 96 ? 16 : 40);
	}
	ok(deep > SAMPLES / 8,
	   "of %d addresses %zu lie in small networks, as a naive search finds",
	   SAMPLES, deep);
	arena_free(a);
}

int
main(void)
{
	test_names();
	test_mails();
	test_nets();
	return tap_done();
}
