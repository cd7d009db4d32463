#include "control_http.h"

#include "ruleset.h"

#include <string.h>

bool
control_http_is(struct str request)
{
	return str_begins(request, STR("GET ")) ||
	       str_begins(request, STR("HEAD "));
}

bool
control_http_is_whole(struct str request)
{
	return memmem(request.p, request.n, "\r\n\r\n", 4) != NULL ||
	       memmem(request.p, request.n, "\n\n", 2) != NULL;
}

static struct str
response(struct arena *a, const char *status, const char *type, struct str body,
	 bool head)
{
	return arena_printf(a,
			    "HTTP/1.1 %s\r\nContent-Type: %s\r\n"
			    "Content-Length: %zu\r\nConnection: close\r\n"
			    "\r\n%.*s",
			    status, type, body.n, head ? 0 : (int)body.n,
			    body.p);
}

/* The collector says in "Accept" what it understands. */
static bool
wants_openmetrics(struct str request)
{
	static const char type[] = "application/openmetrics-text";

	return memmem(request.p, request.n, type, sizeof type - 1) != NULL;
}

static struct str
metrics(struct arena *a, struct str request, bool head)
{
	const bool openmetrics = wants_openmetrics(request);
	struct ruleset *set = ruleset_hold();
	struct str text = metrics_text(set->metrics, openmetrics, a);

	ruleset_release(set);
	return response(a, "200 OK",
			openmetrics ? "application/openmetrics-text; "
				      "version=1.0.0; charset=utf-8"
				    : "text/plain; version=0.0.4; "
				      "charset=utf-8",
			text, head);
}

struct str
control_http_answer(struct arena *a, struct str request)
{
	const bool head = str_begins(request, STR("HEAD "));
	struct str target = str_from(request, head ? 5 : 4);

	if (!control_http_is_whole(request))
		return response(a, "400 Bad Request", "text/plain",
				STR("the request is cut short or too long\n"),
				head);
	target = str_slice(target, 0, str_find(target, '\n'));
	target = str_slice(target, 0, str_find(target, ' '));
	target = str_slice(target, 0, str_find(target, '?'));
	if (str_eq(str_trim(target), STR("/metrics")))
		return metrics(a, request, head);
	return response(a, "404 Not Found", "text/plain",
			STR("there is only /metrics\n"), head);
}
