#include "dns_servers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SILENT = 3,	      /* lost in a row: goes behind the others */
	AGAIN_MS = 15 * 1000, /* until it is tried again */
	FILE_MOST = 64 * 1024,
};

static struct str
next_line(struct str *text)
{
	size_t end = str_find(*text, '\n');
	struct str line = str_slice(*text, 0, end);

	*text = str_from(*text, end + 1);
	return line;
}

static struct str
next_word(struct str *line)
{
	size_t n = 0;
	struct str word;

	*line = str_trim(*line);
	while (n < line->n && !str_is_blank(line->p[n]))
		n++;
	word = str_slice(*line, 0, n);
	*line = str_from(*line, n);
	return word;
}

static void
add_server(struct dns_servers *s, struct str *line)
{
	struct dns_server server = {.port = DNS_SERVERS_PORT};

	if (s->n < DNS_SERVERS_MOST &&
	    addr_parse(next_word(line), &server.addr))
		s->server[s->n++] = server;
}

static void
add_options(struct dns_servers *s, struct str *line)
{
	struct str word;

	while ((word = next_word(line)).n > 0)
		if (str_eq(word, STR("trust-ad")))
			s->trust_ad = true;
}

static const struct {
	struct str word;
	void (*take)(struct dns_servers *s, struct str *line);
} lines[] = {
    {{"nameserver", 10}, add_server},
    {{"options", 7}, add_options},
};

void
dns_servers_parse(struct dns_servers *s, struct str text)
{
	memset(s, 0, sizeof *s);
	while (text.n > 0) {
		struct str line = next_line(&text), word = next_word(&line);

		for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
			if (str_eq(word, lines[i].word))
				lines[i].take(s, &line);
	}
	if (s->n > 0)
		return;
	s->server[0].addr = addr_from_v4((const uint8_t[]){127, 0, 0, 1});
	s->server[0].port = DNS_SERVERS_PORT;
	s->n = 1;
}

/* All of it, or as much as FILE_MOST; -1 with errno. */
static ssize_t
read_all(int fd, char *buffer)
{
	size_t used = 0;

	while (used < FILE_MOST) {
		ssize_t n = read(fd, buffer + used, FILE_MOST - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

static bool
same_stamp(const struct dns_servers_stamp *a, const struct dns_servers_stamp *b)
{
	return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
	       a->mtime.tv_sec == b->mtime.tv_sec &&
	       a->mtime.tv_nsec == b->mtime.tv_nsec;
}

bool
dns_servers_load(struct dns_servers *s, const char *path,
		 struct dns_servers_stamp *stamp)
{
	struct dns_servers_stamp now;
	char buffer[FILE_MOST];
	struct stat st;
	ssize_t n;
	int fd;

	if (stat(path, &st) != 0)
		return false;
	now = (struct dns_servers_stamp){st.st_dev, st.st_ino, st.st_size,
					 st.st_mtim};
	if (same_stamp(&now, stamp))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read_all(fd, buffer);
	close(fd);
	if (n < 0)
		return false;
	*stamp = now;
	dns_servers_parse(s, str_make(buffer, (size_t)n));
	return true;
}

bool
dns_servers_same(const struct dns_servers *a, const struct dns_servers *b)
{
	if (a->n != b->n || a->trust_ad != b->trust_ad)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (!addr_equal(&a->server[i].addr, &b->server[i].addr) ||
		    a->server[i].port != b->server[i].port)
			return false;
	return true;
}

static bool
is_loopback(const struct addr *a)
{
	static const struct addr v6 = {.b = {[15] = 1}};

	return addr_equal(a, &v6) || (addr_is_v4(a) && a->b[12] == 127);
}

bool
dns_servers_is_trusted(const struct dns_servers *s, size_t i)
{
	return s->trust_ad || is_loopback(&s->server[i].addr);
}

size_t
dns_servers_pick(struct dns_servers *s, unsigned tried, int64_t now)
{
	size_t silent = s->n;

	for (size_t i = 0; i < s->n; i++) {
		if (tried & 1u << i)
			continue;
		if (s->health[i].lost < SILENT)
			return i;
		if (now >= s->health[i].again) {
			s->health[i].again = now + AGAIN_MS;
			return i;
		}
		if (silent == s->n)
			silent = i;
	}
	return silent;
}

void
dns_servers_result(struct dns_servers *s, size_t i, bool answered, int64_t now)
{
	if (answered) {
		s->health[i].lost = 0;
		return;
	}
	if (++s->health[i].lost == SILENT)
		s->health[i].again = now + AGAIN_MS;
}
