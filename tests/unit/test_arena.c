#include "arena.h"

#include "tap.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

static const size_t sizes[] = {0,    1,	   7,	 8,	 15,	  16, 17,
			       1000, 1024, 4096, 100000, 5000000, 3,  1};

/* Every piece is aligned for any type, zeroed, and nobody else's. */
static void
test_pieces(void)
{
	struct arena *a = arena_new();
	unsigned char *piece[200];
	size_t crooked = 0, dirty = 0, shared = 0;

	for (size_t i = 0; i < 200; i++) {
		size_t size = sizes[i % (sizeof sizes / sizeof sizes[0])];

		piece[i] = arena_alloc(a, size);
		crooked += (uintptr_t)piece[i] % alignof(max_align_t) != 0;
		for (size_t k = 0; k < size; k++)
			dirty += piece[i][k] != 0;
		memset(piece[i], (int)(i % 255 + 1), size);
	}
	for (size_t i = 0; i < 200; i++) {
		size_t size = sizes[i % (sizeof sizes / sizeof sizes[0])];

		for (size_t k = 0; k < size; k++)
			shared += piece[i][k] != i % 255 + 1;
	}
	ok(crooked == 0, "%zu pieces are not aligned", crooked);
	ok(dirty == 0, "%zu bytes are not zero", dirty);
	ok(shared == 0, "%zu bytes belong to two pieces", shared);
	arena_free(a);
	arena_free(NULL);
}

/* A reset gives back all but one block, and what comes then is zeroed. */
static void
test_reset(void)
{
	struct arena *a = arena_new();
	size_t empty = arena_size(a), full, after, dirty = 0;

	arena_reset(a);
	ok(arena_size(a) == empty, "a fresh one has nothing to give back");
	for (size_t i = 0; i < 1000; i++)
		memset(arena_alloc(a, 1000), 0xee, 1000);
	full = arena_size(a);
	arena_reset(a);
	after = arena_size(a);
	ok(full > 1000000 && after < full / 4, "%zu bytes held, then %zu", full,
	   after);
	for (size_t round = 0; round < 100; round++) {
		for (size_t i = 0; i < 20; i++) {
			unsigned char *p = arena_alloc(a, 1000);

			for (size_t k = 0; k < 1000; k++)
				dirty += p[k] != 0;
			memset(p, 0xee, 1000);
		}
		arena_reset(a);
	}
	ok(dirty == 0, "%zu bytes are not zero behind a reset", dirty);
	ok(arena_size(a) <= full / 4, "rounds do not add up: %zu bytes",
	   arena_size(a));
	memset(arena_alloc(a, 50000000), 1, 1);
	arena_reset(a);
	ok(arena_size(a) < 1000000, "one huge piece is not kept: %zu bytes",
	   arena_size(a));
	arena_free(a);
}

/* An array that grows keeps what it has. */
static void
test_grow(void)
{
	struct arena *a = arena_new();
	uint32_t *array = NULL;
	size_t wrong = 0, n;

	for (n = 0; n < 100000; n++) {
		ARENA_GROW(a, array, n);
		array[n] = (uint32_t)n;
	}
	for (size_t i = 0; i < n; i++)
		wrong += array[i] != i;
	ok(wrong == 0, "%zu of %zu elements are lost", wrong, n);
	ok(arena_size(a) < 8 * n * sizeof *array, "%zu bytes for %zu",
	   arena_size(a), n * sizeof *array);
	arena_free(a);
}

static void
test_text(void)
{
	struct arena *a = arena_new();
	char bytes[] = "a\0b";
	struct str copy = arena_str(a, str_make(bytes, 3));
	struct str absent = arena_str(a, (struct str){NULL, 0});
	struct str empty = arena_str(a, STR(""));
	struct str long_one = arena_printf(a, "%05000d", 7);

	bytes[0] = 'x';
	ok(copy.n == 3 && memcmp(copy.p, "a\0b", 4) == 0,
	   "a copy, with a NUL behind it");
	ok(absent.p == NULL, "the absent text stays absent");
	ok(empty.p != NULL && empty.n == 0 && empty.p[0] == '\0',
	   "the empty text stays empty");
	ok(long_one.n == 5000 && long_one.p[4999] == '7' &&
	       long_one.p[5000] == '\0',
	   "printed without a limit");
	ok(arena_printf(a, "%s", "").n == 0, "printed: nothing");
	arena_free(a);
}

int
main(void)
{
	test_pieces();
	test_reset();
	test_grow();
	test_text();
	return tap_done();
}
