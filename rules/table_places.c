#include "table_private.h"

#include <assert.h>

static uint32_t
count_lines(struct str text)
{
	uint32_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

static const uint32_t *
lines_of(struct arena *a, struct str text)
{
	uint32_t *lines = ARENA_ARRAY(a, uint32_t, text.n / TABLE_LINES + 1);
	uint32_t line = 1;

	for (size_t i = 0; i <= text.n / TABLE_LINES; i++) {
		size_t from = i * TABLE_LINES;

		lines[i] = line;
		line += count_lines(str_slice(text, from, from + TABLE_LINES));
	}
	return lines;
}

static struct table_place *
place_add(struct table *t, struct str text, struct diag *d, struct span at)
{
	struct table_place *place;

	if (t->bytes + text.n > UINT32_MAX) {
		diag_error(d, at,
			   "the files of the table have more than 4 GiB "
			   "together");
		return NULL;
	}
	ARENA_GROW(t->arena, t->places, t->n_places);
	place = &t->places[t->n_places++];
	*place = (struct table_place){.base = (uint32_t)t->bytes, .text = text};
	t->bytes += text.n;
	return place;
}

static bool
is_file(const struct table_place *place, const struct source *source)
{
	return place->source == source && !place->copied;
}

/* The place of a file, or NULL. */
static struct table_place *
file_find(const struct table *t, const struct source *source)
{
	if (source == NULL || t->n_places == 0)
		return NULL;
	if (is_file(&t->places[t->last_file], source))
		return &t->places[t->last_file];
	for (size_t i = 0; i < t->n_places; i++)
		if (is_file(&t->places[i], source))
			return &t->places[i];
	return NULL;
}

static struct table_place *
file_place(struct table *t, struct diag *d, struct span at)
{
	struct table_place *place = file_find(t, at.source);

	if (place == NULL)
		place = place_add(t, at.source->text, d, at);
	if (place == NULL)
		return NULL;
	place->source = at.source;
	t->last_file = (size_t)(place - t->places);
	return place;
}

void
table_places_index(struct table *t, const struct source *source, struct diag *d)
{
	struct table_place *place =
	    file_place(t, d, (struct span){source, 0, 0});

	if (place != NULL && place->lines == NULL)
		place->lines = lines_of(t->arena, place->text);
}

static bool
is_part(struct str part, struct str of)
{
	uintptr_t p = (uintptr_t)part.p, start = (uintptr_t)of.p;

	return p >= start && p - start <= of.n && part.n <= of.n - (p - start);
}

bool
table_places_add(struct table *t, struct str entry, struct diag *d,
		 struct span at, uint32_t *position)
{
	struct table_place *place = NULL;

	if (at.source != NULL) {
		place = file_place(t, d, at);
		if (place == NULL)
			return false;
		if (is_part(entry, place->text)) {
			*position =
			    place->base + (uint32_t)(entry.p - place->text.p);
			return true;
		}
	}
	place = place_add(t, arena_str(t->arena, entry), d, at);
	if (place == NULL)
		return false;
	place->copied = true;
	place->copied_from = (uint32_t)at.start;
	place->source = at.source;
	*position = place->base;
	return true;
}

/* The last place that does not begin behind the position. */
static const struct table_place *
place_of(const struct table *t, uint32_t position)
{
	size_t low = 0, high = t->n_places;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (t->places[middle].base <= position)
			low = middle;
		else
			high = middle;
	}
	return &t->places[low];
}

struct str
table_places_text(const struct table *t, const struct table_slot *slot)
{
	const struct table_place *place = place_of(t, slot->position);

	return str_make(place->text.p + (slot->position - place->base),
			slot->length);
}

static uint32_t
line_at(const struct table_place *file, size_t offset)
{
	size_t from = 0;
	uint32_t line = 1;

	if (file == NULL)
		return 0;
	assert(offset <= file->text.n);
	if (file->lines != NULL) {
		from = offset / TABLE_LINES * TABLE_LINES;
		line = file->lines[offset / TABLE_LINES];
	}
	return line + count_lines(str_slice(file->text, from, offset));
}

void
table_places_hit(const struct table *t, const struct table_slot *slot,
		 struct table_hit *hit)
{
	const struct table_place *place = place_of(t, slot->position);

	hit->entry = table_places_text(t, slot);
	hit->source = place->source;
	if (place->copied)
		hit->line =
		    line_at(file_find(t, place->source), place->copied_from);
	else
		hit->line = line_at(place, slot->position - place->base);
}
