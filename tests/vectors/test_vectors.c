#include "vectors.h"

#include "tap.h"

#include <stdlib.h>
#include <sys/stat.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const files[] = {
    "hostname_vectors.tsv",
    "mail_address_vectors.tsv",
};

enum column { TEXT, PROPERTY, EXPECTED, SOURCE, NOTE, COLUMNS };

bool
property_is(const char *name, const char *property)
{
	size_t n = strlen(name);

	if (n > 0 && name[n - 1] == '*')
		return strncmp(name, property, n - 1) == 0;
	return strcmp(name, property) == 0;
}

static struct property *
property_of(const struct vector *v)
{
	for (size_t i = 0; i < n_properties; i++)
		if (property_is(properties[i].name, v->property))
			return &properties[i];
	return NULL;
}

static bool
fits(const struct difference *d, const struct vector *v)
{
	if (d->property[0] != '\0' && !property_is(d->property, v->property))
		return false;
	return d->raw != NULL ? strcmp(d->raw, v->raw) == 0 : d->class(v);
}

static struct difference *
difference_of(const struct vector *v)
{
	for (size_t i = 0; i < n_differences; i++)
		if (fits(&differences[i], v))
			return &differences[i];
	return NULL;
}

static void
check_difference(const struct vector *v, struct property *p, bool we)
{
	struct difference *d = difference_of(v);
	const char *say = we ? "we say yes" : "we say no";

	p->differ++;
	if (d != NULL)
		d->met++;
	ok(d != NULL, "%s: \"%s\": %s: %s", v->property, v->raw, say,
	   d == NULL ? "and no reason is listed" : d->reason);
}

static void
check(const struct vector *v)
{
	struct property *p = property_of(v);
	bool yes = strcmp(v->expected, "true") == 0;
	bool we;

	if (p == NULL) {
		ok(false, "%s: a property that is not in the table",
		   v->property);
		return;
	}
	if (p->ours == NULL || (!yes && strcmp(v->expected, "false") != 0)) {
		p->left_out++;
		return;
	}
	we = p->ours(v->text);
	if (we != yes) {
		check_difference(v, p, we);
		return;
	}
	p->same++;
	ok(true, "%s: \"%s\": %s", v->property, v->raw, v->expected);
}

static int
hex(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, str_lower(c));

	return at == NULL ? -1 : (int)(at - digits);
}

/* Undoes \\ \t \n \r \xNN in place. */
static struct str
unescape(char *s)
{
	static const char from[] = "\\tnr", to[] = "\\\t\n\r";
	char *out = s;
	size_t n = 0;

	for (const char *p = s; *p != '\0'; p++) {
		const char *known;

		if (p[0] != '\\' || p[1] == '\0') {
			out[n++] = *p;
			continue;
		}
		p++;
		known = strchr(from, *p);
		if (known != NULL) {
			out[n++] = to[known - from];
		} else if (*p == 'x' && hex(p[1]) >= 0 && hex(p[2]) >= 0) {
			out[n++] = (char)(hex(p[1]) * 16 + hex(p[2]));
			p += 2;
		} else {
			ok(false, "\"%s\": an unknown escape", p - 1);
		}
	}
	return str_make(out, n);
}

/* The fields of a line, cut in place; false when they are too few or many. */
static bool
cut(char *line, char *field[COLUMNS])
{
	size_t n = 0;

	line[strcspn(line, "\n")] = '\0';
	for (char *at = line; at != NULL && n < COLUMNS; n++) {
		field[n] = at;
		at = strchr(at, '\t');
		if (at != NULL)
			*at++ = '\0';
	}
	return n == COLUMNS;
}

static void
check_line(char *line, const char *name, unsigned number)
{
	char *field[COLUMNS];
	char *copy;

	if (!cut(line, field)) {
		ok(false, "%s:%u: not five fields", name, number);
		return;
	}
	if (number == 1) {
		ok(strcmp(field[PROPERTY], "property") == 0 &&
		       strcmp(field[EXPECTED], "expected") == 0,
		   "%s: the columns that we know", name);
		return;
	}
	copy = strdup(field[TEXT]);
	check(&(struct vector){unescape(copy), field[TEXT], field[PROPERTY],
			       field[EXPECTED]});
	free(copy);
}

static void
check_file(const char *directory, const char *name)
{
	char path[4096];
	char *line = NULL;
	size_t size = 0;
	unsigned number = 0;
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", directory, name);
	f = fopen(path, "r");
	ok(f != NULL, "%s can be read", path);
	if (f == NULL)
		return;
	while (getline(&line, &size, f) > 0)
		check_line(line, name, ++number);
	ok(number > 1, "%s: %u lines", name, number);
	free(line);
	fclose(f);
}

/* A difference that went away takes its row with it. */
static void
check_rows(void)
{
	for (size_t i = 0; i < n_differences; i++) {
		const struct difference *d = &differences[i];

		ok(d->met > 0, "still differs (%u): %s%s%s", d->met,
		   d->raw == NULL ? "" : d->raw, d->raw == NULL ? "" : ": ",
		   d->reason);
	}
}

static unsigned
print_properties(void)
{
	unsigned left_out = 0;

	for (size_t i = 0; i < n_properties; i++) {
		const struct property *p = &properties[i];

		ok(p->same + p->differ + p->left_out > 0,
		   "%s: %u the same, %u differ, %u not asked%s%s", p->name,
		   p->same, p->differ, p->left_out,
		   p->not_ours == NULL ? "" : ": ",
		   p->not_ours == NULL ? "" : p->not_ours);
		left_out += p->left_out;
	}
	return left_out;
}

static void
print_sum(void)
{
	unsigned same = 0, differ = 0, left_out = print_properties();

	for (size_t i = 0; i < n_properties; i++) {
		same += properties[i].same;
		differ += properties[i].differ;
	}
	printf("# %u compared: %u the same, %u differ; %u not asked\n",
	       same + differ, same, differ, left_out);
}

int
main(void)
{
	const char *given = getenv("HELOWARD_DATA");
	const char *srcdir = getenv("srcdir");
	char directory[2048];
	struct stat st;

	snprintf(directory, sizeof directory, "%s%s",
		 given != NULL	  ? given
		 : srcdir != NULL ? srcdir
				  : ".",
		 given != NULL ? "" : "/../shared/data");
	if (stat(directory, &st) != 0) {
		ok(true, "nothing compared: the data are absent (%s)",
		   directory);
		return tap_done();
	}
	for (size_t i = 0; i < COUNT(files); i++)
		check_file(directory, files[i]);
	check_rows();
	print_sum();
	return tap_done();
}
