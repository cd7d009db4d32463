#include "journal_file.h"

#include "journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	PATH_MOST = 4096,
	DAY = 86400,
	NAME = 32 /* of a file, in the directory */
};

static struct {
	char directory[PATH_MOST - NAME];
	int64_t days, most;
	int locked; /* the directory, by us */
	int fd;
	int64_t day;   /* since 1970, that the file is of */
	int64_t older; /* bytes in the files of other days */
	off_t size;
} file = {.locked = -1, .fd = -1};

static void
name_of(int64_t day, char out[NAME])
{
	const time_t at = (time_t)day * DAY;
	struct tm t;

	gmtime_r(&at, &t);
	snprintf(out, NAME, "%04d-%02d-%02d" JOURNAL_SUFFIX,
		 (t.tm_year + 1900) % 10000, t.tm_mon + 1, t.tm_mday);
}

static bool
is_journal(const char *name)
{
	struct str s = str_of(name);

	return s.n == sizeof "2026-11-26" JOURNAL_SUFFIX - 1 &&
	       str_ends(s, STR(JOURNAL_SUFFIX));
}

/* The size of all files but that one; the oldest one's name, or "". */
static int64_t
look(const char *but, char oldest[NAME])
{
	DIR *dir = opendir(file.directory);
	const struct dirent *e;
	int64_t sum = 0;

	oldest[0] = '\0';
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		struct stat st;

		if (!is_journal(e->d_name) || strcmp(e->d_name, but) == 0 ||
		    fstatat(dirfd(dir), e->d_name, &st, 0) != 0)
			continue;
		sum += st.st_size;
		if (oldest[0] == '\0' || strcmp(e->d_name, oldest) < 0)
			snprintf(oldest, NAME, "%.31s", e->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	return sum;
}

static bool
discard(const char *name)
{
	char path[PATH_MOST];

	snprintf(path, sizeof path, "%s/%s", file.directory, name);
	return unlink(path) == 0;
}

/* Days that are over, and more bytes than there may be, go. */
static void
make_room(size_t more)
{
	char now[NAME], last[NAME], oldest[NAME];

	name_of(file.day, now);
	name_of(file.day - file.days, last);
	do
		file.older = look(now, oldest);
	while (oldest[0] != '\0' &&
	       (strcmp(oldest, last) <= 0 ||
		file.older + file.size + (int64_t)more > file.most) &&
	       discard(oldest));
}

/* Where the last whole record ends, in a file that something has cut off. */
static off_t
whole(int fd, off_t size)
{
	static char tail[2 * JOURNAL_RECORD_MOST];
	const off_t from =
	    size > (off_t)sizeof tail ? size - (off_t)sizeof tail : 0;
	const ssize_t got = pread(fd, tail, sizeof tail, from);
	const struct str end = STR(JOURNAL_END);

	for (size_t n = got < 0 ? 0 : (size_t)got; n >= end.n; n--)
		if (str_ends(str_make(tail, n), end))
			return from + (off_t)n;
	return from;
}

static void
close_file(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Still the directory of that name? It may have been put aside. */
static bool
is_locked(void)
{
	struct stat ours, now;

	return file.locked >= 0 && fstat(file.locked, &ours) == 0 &&
	       stat(file.directory, &now) == 0 && ours.st_dev == now.st_dev &&
	       ours.st_ino == now.st_ino;
}

/* Two that write one file would cut each other's records away. */
static const char *
lock_directory(void)
{
	if (is_locked())
		return NULL;
	close_file(&file.locked);
	if (mkdir(file.directory, 0750) != 0 && errno != EEXIST)
		return strerror(errno);
	file.locked = open(file.directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (file.locked < 0)
		return strerror(errno);
	if (flock(file.locked, LOCK_EX | LOCK_NB) == 0)
		return NULL;
	close_file(&file.locked);
	return "another process writes into its directory";
}

static const char *
open_day(int64_t day)
{
	char path[PATH_MOST], name[NAME];
	const char *why = lock_directory();
	struct stat st;

	close_file(&file.fd);
	if (why != NULL)
		return why;
	name_of(day, name);
	snprintf(path, sizeof path, "%s/%s", file.directory, name);
	file.fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (file.fd < 0 || fstat(file.fd, &st) != 0) {
		why = strerror(errno);
		close_file(&file.fd);
		return why;
	}
	file.day = day;
	file.size = whole(file.fd, st.st_size);
	if (file.size < st.st_size && ftruncate(file.fd, file.size) != 0)
		file.size = st.st_size;
	make_room(0);
	return NULL;
}

static bool
write_all(struct str s)
{
	while (s.n > 0) {
		const ssize_t n = write(file.fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s = str_from(s, (size_t)n);
	}
	return true;
}

/* Somebody has taken the file away: the next record makes it anew. */
static bool
is_gone(void)
{
	struct stat st;

	return fstat(file.fd, &st) != 0 || st.st_nlink == 0;
}

const char *
journal_file_add(struct str records)
{
	const int64_t day = (int64_t)time(NULL) / DAY;
	const char *why = NULL;

	if (file.fd < 0 || day != file.day || is_gone())
		why = open_day(day);
	if (why != NULL)
		return why;
	if (file.older + file.size + (int64_t)records.n > file.most)
		make_room(records.n);
	if (file.older + file.size + (int64_t)records.n > file.most)
		return "it has reached journal.size within a day";
	if (write_all(records)) {
		file.size += (off_t)records.n;
		return NULL;
	}
	why = strerror(errno);
	if (ftruncate(file.fd, file.size) != 0)
		close_file(&file.fd);
	return why;
}

const char *
journal_file_start(struct str directory, int64_t days, int64_t bytes)
{
	if (directory.n >= sizeof file.directory)
		return "the name of its directory is too long";
	snprintf(file.directory, sizeof file.directory, "%.*s",
		 STR_ARG(directory));
	file.days = days < 1 ? 1 : days;
	file.most = bytes;
	return open_day((int64_t)time(NULL) / DAY);
}
