#include "ctl_ask.h"

int
ctl_reload(const struct options *o)
{
	return ctl_ask(o, "reload", "heloctl: ");
}
