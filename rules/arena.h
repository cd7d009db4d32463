#ifndef RULES_ARENA_H
#define RULES_ARENA_H

#include "str.h"

#include <stdarg.h>
#include <stddef.h>

/*
 * Memory that dies together. What comes out of an arena is zeroed, aligned for
 * any type, never NULL (out of memory ends the process) and is never freed
 * alone. One thread at a time.
 */
struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a); /* NULL is fine */

/* Forget everything in it; one block of memory is kept for the next use. */
void arena_reset(struct arena *a);

/* Bytes that the arena holds from the system, its own bookkeeping included. */
size_t arena_size(const struct arena *a);

void *arena_alloc(struct arena *a, size_t size);
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_array((a), sizeof(type), (n)))
void *arena_array(struct arena *a, size_t size, size_t n);

/*
 * Room for one more element at the end of a growing array of "n" elements: call
 * it before writing array[n]. The array lives in the arena; the old place is
 * left behind when it moves.
 */
#define ARENA_GROW(a, array, n) \
	((array) = arena_grow((a), (array), sizeof *(array), (n)))
void *arena_grow(struct arena *a, void *array, size_t size, size_t n);

/* A copy with a NUL behind it (not counted). The absent text stays absent. */
struct str arena_str(struct arena *a, struct str s);

/* The same with ASCII letters in capitals. */
struct str arena_capitals(struct arena *a, struct str s);

struct str arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
struct str arena_vprintf(struct arena *a, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

#endif
