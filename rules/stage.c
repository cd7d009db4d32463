#include "stage.h"

static const struct {
	const char *name;
	enum scope scope;
} rows[STAGE_COUNT] = {
    [STAGE_CONNECT] = {"CONNECT", SCOPE_CONNECTION},
    [STAGE_HELO] = {"HELO", SCOPE_GREETING},
    [STAGE_MAIL] = {"MAIL", SCOPE_MESSAGE},
    [STAGE_RCPT] = {"RCPT", SCOPE_RECIPIENT},
    [STAGE_HEADERS] = {"HEADERS", SCOPE_RECIPIENT},
    [STAGE_MESSAGE] = {"MESSAGE", SCOPE_RECIPIENT},
    [STAGE_COMMAND] = {"COMMAND", SCOPE_RECIPIENT},
    [STAGE_END] = {"END", SCOPE_RECIPIENT},
};

bool
stage_is_aside(enum stage stage)
{
	return stage > STAGE_MESSAGE;
}

const char *
stage_name(enum stage stage)
{
	return rows[stage].name;
}

enum scope
stage_scope(enum stage stage)
{
	return rows[stage].scope;
}
