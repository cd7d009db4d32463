#include "arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_LEAST = 256, BLOCK_MOST = 64 * 1024 };

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks; /* the one in use first */
	size_t held;
	size_t least; /* that the next block has */
};

static void *
must(void *p)
{
	if (p != NULL)
		return p;
	fputs("heloward: out of memory\n", stderr);
	abort();
}

static struct block *
block_add(struct arena *a, size_t size)
{
	struct block *b;

	assert(size < SIZE_MAX - sizeof *b);
	b = must(malloc(sizeof *b + size));
	b->next = a->blocks;
	b->size = size;
	b->used = 0;
	a->blocks = b;
	a->held += sizeof *b + size;
	return b;
}

struct arena *
arena_new(void)
{
	struct arena *a = must(calloc(1, sizeof *a));

	a->held = sizeof *a;
	a->least = BLOCK_LEAST;
	return a;
}

static void
blocks_free(struct arena *a, struct block *b)
{
	while (b != NULL) {
		struct block *next = b->next;

		a->held -= sizeof *b + b->size;
		free(b);
		b = next;
	}
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	blocks_free(a, a->blocks);
	free(a);
}

void
arena_reset(struct arena *a)
{
	struct block *keep = a->blocks;

	if (keep == NULL)
		return;
	/* What took several blocks shall next time do with one. */
	if (keep->next != NULL)
		a->least = a->held;
	blocks_free(a, keep->next);
	keep->next = NULL;
	keep->used = 0;
	if (keep->size > BLOCK_MOST) {
		blocks_free(a, keep);
		a->blocks = NULL;
	}
}

size_t
arena_size(const struct arena *a)
{
	return a->held;
}

/* A quarter more: a small session stays small, and a large one cheap. */
static size_t
block_size(const struct arena *a, size_t need)
{
	size_t size = a->held / 4;

	if (size < a->least)
		size = a->least;
	if (size > BLOCK_MOST)
		size = BLOCK_MOST;
	return size < need ? need : size;
}

void *
arena_alloc(struct arena *a, size_t size)
{
	const size_t unit = alignof(max_align_t);
	struct block *b = a->blocks;
	void *p;

	assert(size < SIZE_MAX / 2);
	size = (size + unit - 1) / unit * unit;
	if (b == NULL || b->size - b->used < size)
		b = block_add(a, block_size(a, size));
	p = b->bytes + b->used;
	b->used += size;
	return memset(p, 0, size);
}

void *
arena_array(struct arena *a, size_t size, size_t n)
{
	assert(size == 0 || n <= SIZE_MAX / 4 / size);
	return arena_alloc(a, size * n);
}

void *
arena_grow(struct arena *a, void *array, size_t size, size_t n)
{
	void *grown;

	if (n == 0)
		return arena_array(a, size, 4);
	if (n < 4 || (n & (n - 1)) != 0)
		return array;
	grown = arena_array(a, size, n * 2);
	return memcpy(grown, array, size * n);
}

struct str
arena_str(struct arena *a, struct str s)
{
	char *p;

	if (s.p == NULL)
		return s;
	p = arena_alloc(a, s.n + 1);
	memcpy(p, s.p, s.n);
	return str_make(p, s.n);
}

struct str
arena_capitals(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = s.p[i] >= 'a' && s.p[i] <= 'z'
			   ? (char)(s.p[i] - 'a' + 'A')
			   : s.p[i];
	return str_make(p, s.n);
}

struct str
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *p;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	assert(n >= 0);
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	return str_make(p, (size_t)n);
}

struct str
arena_printf(struct arena *a, const char *fmt, ...)
{
	struct str s;
	va_list ap;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}
