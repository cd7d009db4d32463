#include "ctl_ask.h"

int
ctl_status(const struct options *o)
{
	return ctl_ask(o, "status", "");
}
