#include "driver.h"

bool
driver_answer(struct talk *t, struct str text)
{
	unsigned code = 0;

	for (size_t i = 0; i < 3 && i < text.n && str_is_digit(text.p[i]); i++)
		code = code * 10 + (unsigned)(text.p[i] - '0');
	t->answer =
	    (struct answer){.code = code, .text = text, .over = code == 421};
	return true;
}

bool
driver_cannot(struct talk *t, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	t->why = arena_vprintf(t->arena, fmt, ap);
	va_end(ap);
	return false;
}
