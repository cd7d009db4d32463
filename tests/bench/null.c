/*
 * null SOCKET: a libmilter filter that hears what heloward hears and does
 * nothing: what any filter costs.
 */

#include <libmilter/mfapi.h>
#include <stdio.h>

static sfsistat
on_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *address)
{
	(void)ctx;
	(void)host;
	(void)address;
	return SMFIS_CONTINUE;
}

static sfsistat
on_helo(SMFICTX *ctx, char *name)
{
	(void)ctx;
	(void)name;
	return SMFIS_CONTINUE;
}

static sfsistat
on_path(SMFICTX *ctx, char **argv)
{
	(void)ctx;
	(void)argv;
	return SMFIS_CONTINUE;
}

static sfsistat
on_event(SMFICTX *ctx)
{
	(void)ctx;
	return SMFIS_CONTINUE;
}

static char name[] = "null";

static struct smfiDesc desc = {
    .xxfi_name = name,
    .xxfi_version = SMFI_VERSION,
    .xxfi_connect = on_connect,
    .xxfi_helo = on_helo,
    .xxfi_envfrom = on_path,
    .xxfi_envrcpt = on_path,
    .xxfi_data = on_event,
    .xxfi_eom = on_event,
    .xxfi_abort = on_event,
    .xxfi_close = on_event,
};

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: null SOCKET\n", stderr);
		return 2;
	}
	if (smfi_register(desc) != MI_SUCCESS ||
	    smfi_setconn(argv[1]) != MI_SUCCESS ||
	    smfi_opensocket(1) != MI_SUCCESS) {
		fprintf(stderr, "null: cannot listen on %s\n", argv[1]);
		return 1;
	}
	return smfi_main() == MI_SUCCESS ? 0 : 1;
}
