#include "ward.h"

#include "traps.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 8, PATIENCE = 10000, MOMENT = 5, LOG_MOST = 1 << 20 };

static volatile pid_t running[MOST];

static void
note_running(pid_t from, pid_t to)
{
	for (size_t i = 0; i < MOST; i++)
		if (running[i] == from) {
			running[i] = to;
			return;
		}
}

void
ward_kill_all(void)
{
	for (size_t i = 0; i < MOST; i++)
		if (running[i] > 0)
			kill(running[i], SIGKILL);
}

int64_t
ward_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
ward_sleep(int64_t ms)
{
	struct timespec left = {.tv_sec = ms / 1000,
				.tv_nsec = ms % 1000 * 1000000};

	while (nanosleep(&left, &left) != 0)
		continue;
}

static void
die(const char *what)
{
	perror(what);
	ward_kill_all();
	exit(EXIT_FAILURE);
}

/* Whole, since its working directory will be another. */
static const char *
program(struct arena *a)
{
	const char *given = getenv("HELOWARD");
	char *whole = realpath(given == NULL ? "./heloward" : given, NULL);
	const char *copy = arena_str(a, str_of(whole)).p;

	if (copy == NULL)
		die(given == NULL ? "./heloward" : given);
	free(whole);
	return copy;
}

void
ward_make(struct ward *w)
{
	const char *tmp = getenv("TMPDIR");
	struct arena *a = arena_new();
	struct str dir =
	    arena_printf(a, "%s/traps.XXXXXX", tmp == NULL ? "/tmp" : tmp);

	*w = (struct ward){
	    .arena = a, .program = program(a), .setting = "rdns=mta"};
	w->dir = memcpy(arena_alloc(a, dir.n + 1), dir.p, dir.n);
	if (mkdtemp(w->dir) == NULL)
		die(w->dir);
	w->socket = arena_printf(a, "unix:%s/s", w->dir).p;
}

const char *
ward_path(const struct ward *w, const char *file)
{
	return arena_printf(w->arena, "%s/%s", w->dir, file).p;
}

void
ward_write(const struct ward *w, const char *file, const char *text)
{
	FILE *f = fopen(ward_path(w, file), "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		die(file);
}

size_t
ward_files(const struct ward *w)
{
	DIR *dir = opendir(w->dir);
	size_t n = 0;

	if (dir == NULL)
		die(w->dir);
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

/* ThreadSanitizer sleeps a second at a process's end unless told not to. */
static void
hurry_sanitizer(struct arena *a)
{
	const char *options = getenv("TSAN_OPTIONS");

	setenv("TSAN_OPTIONS",
	       arena_printf(a, "%s atexit_sleep_ms=0",
			    options == NULL ? "" : options)
		   .p,
	       1);
}

static void
become(const struct ward *w, const char *socket)
{
	const int null = open("/dev/null", O_RDONLY);
	const int log = open(ward_path(w, "log"),
			     O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
	const char *name = arena_printf(w->arena, "socket=%s", socket).p;

	hurry_sanitizer(w->arena);
	if (chdir(w->dir) != 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(log, STDERR_FILENO) < 0)
		_exit(126);
	close(null);
	close(log);
	execl(w->program, w->program, "-f", "-c", "conf", "-o", name, "-o",
	      "mode=enforce", "-o", "control=none", "-o", w->setting,
	      (char *)NULL);
	_exit(127);
}

void
ward_spawn(struct ward *w, const char *socket)
{
	ward_write(w, "log", "");
	fflush(stdout);
	w->pid = fork();
	if (w->pid < 0)
		die("fork");
	if (w->pid == 0)
		become(w, socket);
	note_running(0, w->pid);
}

static char *
read_log(const struct ward *w)
{
	static char text[LOG_MOST + 1];
	FILE *f = fopen(ward_path(w, "log"), "r");

	if (f == NULL)
		die("log");
	text[fread(text, 1, LOG_MOST, f)] = '\0';
	fclose(f);
	return text;
}

const char *
ward_log(const struct ward *w)
{
	return read_log(w);
}

size_t
ward_count(const struct ward *w, const char *text)
{
	const char *at = ward_log(w);
	size_t n = 0;

	while ((at = strstr(at, text)) != NULL) {
		at += strlen(text);
		n++;
	}
	return n;
}

bool
ward_says(const struct ward *w, const char *text, size_t times)
{
	const int64_t end = ward_now() + PATIENCE;

	while (ward_count(w, text) < times) {
		if (ward_now() > end)
			return false;
		ward_sleep(MOMENT);
	}
	return true;
}

void
ward_signal(const struct ward *w, int signal)
{
	if (w->pid > 0)
		kill(w->pid, signal);
}

int
ward_wait(struct ward *w, int64_t ms)
{
	const int64_t end = ward_now() + ms;
	int status;

	while (waitpid(w->pid, &status, WNOHANG) != w->pid) {
		if (ward_now() > end)
			return WARD_RUNS;
		ward_sleep(MOMENT);
	}
	note_running(w->pid, 0);
	w->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
show_log(const struct ward *w)
{
	char *line = strtok(read_log(w), "\n");

	for (; line != NULL; line = strtok(NULL, "\n"))
		traps_note("%s", line);
}

bool
ward_start(struct ward *w, const char *rules)
{
	return ward_start_with(w, rules, "rdns=mta");
}

bool
ward_start_with(struct ward *w, const char *rules, const char *setting)
{
	bool serves;

	ward_make(w);
	w->setting = setting;
	ward_write(w, "conf", rules);
	ward_spawn(w, w->socket);
	serves = ward_says(w, "serving on", 1);
	if (!serves) {
		traps_ok(false, "heloward starts");
		show_log(w);
		ward_end(w);
	}
	return serves;
}

void
ward_end(struct ward *w)
{
	int status;

	ward_signal(w, SIGTERM);
	status = ward_wait(w, PATIENCE);
	if (!traps_ok(status == EXIT_SUCCESS, "heloward ends with status %d",
		      status))
		show_log(w);
	if (status == WARD_RUNS) {
		ward_signal(w, SIGKILL);
		ward_wait(w, PATIENCE);
	}
	ward_remove(w);
}

void
ward_remove(struct ward *w)
{
	DIR *dir = opendir(w->dir);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			remove(ward_path(w, entry->d_name));
	if (dir != NULL)
		closedir(dir);
	rmdir(w->dir);
	arena_free(w->arena);
}
