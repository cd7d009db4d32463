#include "outage.h"

#include "../tap.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { LIMIT = 300 /* s */ };

#define SETTINGS                            \
	"set hostname \"mx.example.org\"\n" \
	"set dns { budget %ums waiting 64 server 127.0.0.1 port %u }\n"

/* The tests of ward.c stand in no numbered trap here. */
bool
traps_ok(bool pass, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return ok(pass, "%s", text);
}

void
traps_note(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

static void
give_up(int signal)
{
	(void)signal;
	ward_kill_all();
	_exit(EXIT_FAILURE);
}

void
outage_begin(struct world *w)
{
	signal(SIGPIPE, SIG_IGN);
	signal(SIGALRM, give_up);
	signal(SIGTERM, give_up);
	signal(SIGINT, give_up);
	alarm(LIMIT);
	w->dnsd = dnsd_start(NULL, 0);
	if (w->dnsd == NULL) {
		perror("the name server");
		exit(EXIT_FAILURE);
	}
}

void
outage_line(struct world *w, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (!dnsd_line(w->dnsd, str_of(text)))
		ok(false, "a line for the name server: %s", text);
}

const char *
outage_text(struct world *w, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return arena_str(w->arena, str_of(text)).p;
}

bool
outage_start(struct world *w, const char *rules, unsigned budget)
{
	const char *text = arena_printf(w->arena, SETTINGS "%s", budget,
					dnsd_port(w->dnsd), rules)
			       .p;

	return ward_start_with(&w->ward, text, "rdns=dns");
}

void
outage_say(struct world *w, size_t i, char command, const char *text)
{
	const struct str arg = str_of(text);

	wire_send(&w->wire[i], command, &arg, 1);
}

int
outage_end(struct world *w)
{
	dnsd_stop(w->dnsd);
	return tap_done();
}
